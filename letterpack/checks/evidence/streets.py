"""The way back: lines of addresses in which one street seems to be spelt two ways; part of LP317."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.same_name import words_of
from letterpack.checks.lexicon.words import words as words_called
from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.campaign import Addressee
from letterpack.patterns import late

_PIECE: Final = late("[,;،]")
_LEAST_LETTERS: Final = 7
_LEAST_OF_A_TOWN: Final = 3
_MOST_SLIPS: Final = 2
_MOST_ADDRESSEES: Final = 1_000
"""More are a register, with the streets of a whole country: many of them are nearly another."""
_MOST_STREETS: Final = 200
"""A campaign with more streets of one last word (`… El`) is a register, in which neighbours are alike."""

_MOST_SHOWN: Final = 5
"""Other spellings that a finding shows."""


class _Street(Struct, frozen=True):
    """A part of an address, with what stands ``around`` it there: the town and its postcode."""

    words: tuple[str, ...]
    shown: str
    addressee: Addressee
    path: tuple[str | int, ...]
    around: frozenset[str]

    def is_near(self, other: _Street) -> bool:
        """Whether both may be in one town."""
        return not (self.around and other.around and self.around.isdisjoint(other.around))


def near_streets(code: str, everybody: Iterable[Addressee]) -> Iterator[Diagnostic]:
    """Yield a warning (``code``) for every street that is nearly one named before: all words equal but a long one, and that a
    slip away.
    """
    from rapidfuzz.distance import OSA

    addressees = list(islice(everybody, _MOST_ADDRESSEES + 1))
    if len(addressees) > _MOST_ADDRESSEES:
        return
    groups: dict[tuple[str, int], list[_Street]] = defaultdict(list)
    for street in _streets(addressees):
        for index in range(len(street.words)):
            rest = " ".join(street.words[:index] + street.words[index + 1 :])
            known = groups[(f"{street.addressee.country} {rest}", index)]
            word = street.words[index]
            if len(word) < _LEAST_LETTERS or len(known) > _MOST_STREETS or any(one.words == street.words for one in known):
                continue
            near = [
                one
                for one in known
                if OSA.distance(one.words[index], word, score_cutoff=_MOST_SLIPS) <= _MOST_SLIPS and street.is_near(one)
            ]
            known.append(street)
            if near:
                yield _finding(code, street, near)


def _streets(addressees: Iterable[Addressee]) -> Iterator[_Street]:
    """Yield the streets of two words or more, without house numbers and words such as `avenue`."""
    for addressee in addressees:
        several = len(addressee.addresses) > 1
        for index, lines in enumerate(addressee.addresses):
            pieces = [(number, piece) for number, line in enumerate(lines) for piece in _PIECE.split(line)]
            said = [frozenset(filter(_says_place, words_of(piece))) for _, piece in pieces]
            for at, (number, piece) in enumerate(pieces):
                path = ("addresses", index, number) if several else ("address", number)
                words = tuple(
                    word
                    for word in words_of(piece)
                    if word not in _kinds() and not any(map(str.isdigit, word)) and not _is_letter(word)
                )
                if len(words) > 1:
                    around = frozenset[str]().union(*said[:at], *said[at + 1 :])
                    yield _Street(words, piece.strip(), addressee, path, around)


@cache
def _kinds() -> frozenset[str]:
    return frozenset(word for kind in words_called("street_kinds") for word in words_of(kind))


def _is_letter(word: str) -> bool:
    """Whether a word is a letter alone, as that of a country before a postcode."""
    return len(word) == 1 and word.upper() != word.lower()


def _says_place(word: str) -> bool:
    """Whether a word of an address may be a town's name or a postcode."""
    is_long = len(word) >= _LEAST_OF_A_TOWN or (word.upper() == word.lower() and not any(map(str.isdigit, word)))
    return is_long and word not in _kinds()


def _finding(code: str, street: _Street, near: list[_Street]) -> Diagnostic:
    related = tuple([Related("spelled this way here", one.addressee.origin.span(*one.path)) for one in near[:_MOST_SHOWN]])
    others = " and ".join([f"`{one.shown}`" for one in near[:_MOST_SHOWN]])
    message = f"`{street.shown}` is nearly {others}: at most one of them is right"
    hint = "use one spelling everywhere"
    return Diagnostic(code, "warning", message, street.addressee.origin.span(*street.path), hint, related=related)
