"""The way back: the places of those who get blind copies, a street with its number or a box with its, however plain the words.

`Baker` may be the street of an open addressee too, and `box` is any office's; `221 Baker Street` and `box 4411` are one house.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.whose import Role
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.patterns import late

NOBODY: Final[frozenset[str]] = frozenset()
_PLACE_PART: Final = late("[,;،、，]")
_TOKEN: Final = late(r"[^\W_]+")
_FIGURE: Final = late(r"\d")
_SHORTEST: Final = 3
_FEWEST_FIGURES_OF_A_BOX: Final = 4


class BlindWord(Struct, frozen=True):
    """A word that names a blind copy: as its entry writes it, under which key. ``is_town`` where it is its town's, which may be
    meant itself.
    """

    addressee: str
    role: Role
    word: str
    is_town: bool = False


class BlindName(Struct, frozen=True):
    """Where a text names a blind copy: the characters ``start`` to ``end``, and by what; ``is_part`` where that is one word of a
    name of several.
    """

    start: int
    end: int
    telling: BlindWord
    is_part: bool = False


class BlindPlaces:
    """The streets with their numbers, and the boxes, of blind copies. A place of an open addressee, too, names nobody who is
    blind, except in a text for somebody who lives elsewhere.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[tuple[str, ...], BlindWord] = {}
        self._lengths: set[int] = set()
        self._begin: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._known)

    def add(self, addressee: str, line: str, plain: frozenset[str], towns: frozenset[str]) -> None:
        """Take note of the places in a ``line`` of an address."""
        for part in _parts(line):
            said = [key for key in part.keys if not _has_figure(key)]
            longest = max([len(key) for key in part.keys if _has_figure(key)], default=0)
            if not said or not longest:
                continue
            own = [key for key in said if key not in plain and len(key) >= _SHORTEST]
            if not (own or part.has_street or longest >= _FEWEST_FIGURES_OF_A_BOX):
                continue  # `Room 12` is in every house.
            telling = BlindWord(addressee, "address", part.text, not towns.isdisjoint(own))
            for keys in part.orders:
                self._known.setdefault(keys, telling)
                self._lengths.add(len(keys))
                self._begin.add(keys[0])

    def named_in(self, text: str, readers: AbstractSet[str]) -> Iterator[BlindName]:
        """Yield where ``text`` names a place that tells who gets a blind copy to ``readers``, all where there are none."""
        if not self._known or _FIGURE.search(text) is None:
            return
        found = _tokens(text)
        for at, (key, start, _) in enumerate(found):
            if key not in self._begin:
                continue
            for length in self._lengths:
                keys = tuple([each[0] for each in found[at : at + length]])
                if len(keys) == length and (telling := self._known.get(keys)) is not None and self._tells(keys, readers):
                    yield BlindName(start, found[at + length - 1][2], telling)

    def _tells(self, keys: tuple[str, ...], readers: AbstractSet[str]) -> bool:
        open_to, blind = self._owners.get(keys, (NOBODY, NOBODY))
        return readers.isdisjoint(open_to | blind) if readers else not open_to

    @cached_property
    def _owners(self) -> dict[tuple[str, ...], tuple[frozenset[str], frozenset[str]]]:
        """Who has each of the places, openly and not: asked for when a text names one, which most campaigns never do."""
        found: dict[tuple[str, ...], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        sender = self._sources.campaign.settings.sender
        for line in (*sender.address, sender.return_address):
            self._own(found, line, "", is_blind=False)
        for each in self._sources.everybody():
            for lines in each.addresses:
                for line in lines:
                    self._own(found, line, each.id, is_blind=each.kind == "bcc")
        return {keys: (frozenset(open_to), frozenset(blind)) for keys, (open_to, blind) in found.items()}

    def _own(self, found: dict[tuple[str, ...], tuple[set[str], set[str]]], line: str, owner: str, *, is_blind: bool) -> None:
        for part in _parts(line):
            for keys in part.orders:
                if keys in self._known:
                    found[keys][is_blind].add(owner)


class _WrittenPlace(Struct, frozen=True):
    """A part of a line of an address: its text, what its words and figures are known by, and whether it says `street`."""

    text: str
    keys: tuple[str, ...]
    has_street: bool

    @property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        """The orders in which it is written: the number stands before the street or behind it."""
        first, last = self.keys[:1], self.keys[-1:]
        if _has_figure(first[0]) and not _has_figure(last[0]):
            return self.keys, (*self.keys[1:], *first)
        if _has_figure(last[0]) and not _has_figure(first[0]):
            return self.keys, (*last, *self.keys[:-1])
        return (self.keys,)


def _parts(line: str) -> Iterator[_WrittenPlace]:
    kinds = words("street_kinds")
    for text in map(str.strip, _PLACE_PART.split(line)):
        keys = tuple([key for key, _, _ in _tokens(text)])
        if keys:
            yield _WrittenPlace(text, keys, any(match[0].casefold() in kinds for match in _TOKEN.finditer(text)))


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words and figures of ``text``, less `street` and the like, and words as short as the `P.O.` of a box, which
    many write otherwise: what each is known by, and its place.
    """
    kinds = words("street_kinds")
    found = [(match[0].casefold(), *match.span()) for match in _TOKEN.finditer(text)]
    return [
        (word if _has_figure(word) else romanized(word), start, end)
        for word, start, end in found
        if word not in kinds and (len(word) >= _SHORTEST or _has_figure(word) or word.upper() == word)
    ]


def _has_figure(key: str) -> bool:
    return any(map(str.isdigit, key))
