"""Whose words are these? The addressees' values by their words, so that any text can be asked whom it names.

A value counts when it has at least two words and belongs to one addressee alone: what several share names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.model.campaign import Addressee, Kind
from letterpack.patterns import late

Role: TypeAlias = Literal["name", "title", "organization", "address"]
_WORD: Final = late(r"\w+")
_FEWEST_LETTERS: Final = 6
_FEWEST_WORDS: Final = 2
_MOST_TOLD: Final = 1_024
"""Texts of which it is remembered what in them may be a value: the foot of a page is the same in all packets."""


class Named(Struct, frozen=True):
    """A value of an addressee that stands in a text."""

    addressee: str
    kind: Kind
    role: Role
    value: str


class OthersFinder:
    """Finds, in ``texts``, the values of the addressees that were added, in time that does not grow with their number; it holds
    those alone that stand there.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._named: dict[tuple[str, ...], Named | None] = {}
        self._lengths: set[int] = set()
        self._begin: set[str] = set()
        self._places: dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for words in set(map(words_of, texts)):
            for index in range(len(words) - 1):
                self._begin.add(words[index])
                self._places[words[index : index + 2]].append((words, index))

    def add(self, addressee: Addressee) -> None:
        """Add the values of ``addressee``."""
        for role, value in values_of(addressee):
            if not self._may_begin(value):
                continue
            words = _telling(value)
            if any(text[at : at + len(words)] == words for text, at in self._places.get(words[:2], ())):
                named = self._named.setdefault(words, Named(addressee.id, addressee.kind, role, value))
                self._lengths.add(len(words))
                if named is not None and named.addressee != addressee.id:
                    self._named[words] = None

    def _may_begin(self, value: str) -> bool:
        """Whether the first word of ``value`` stands in the texts."""
        word = value.partition(" ")[0].casefold()
        if not word.isalnum():
            found = _WORD.search(value.casefold())
            word = found[0] if found else ""
        return word in self._begin

    def named_by(self, words: tuple[str, ...]) -> Named | None:
        """Return the value that ``words`` are, where it is one addressee's alone."""
        return self._named.get(words)

    def named_in(self, text: str) -> Iterator[Named]:
        """Yield the values that stand in ``text`` word for word, whatever their case and punctuation."""
        words, lengths = words_of(text), sorted(self._lengths)
        for start in range(len(words) - 1):
            for length in lengths:
                if (found := self._named.get(words[start : start + length])) is not None and start + length <= len(words):
                    yield found


class NameFilter:
    """Finds, in texts, words that may be an addressee's value: it misses none, and hardly ever takes another for one. It
    holds hashes, and asks for addressees when the first text comes: where packets say what their sources say, none does.
    """

    def __init__(self, everybody: Callable[[], Iterable[Addressee]]) -> None:
        self._everybody = everybody
        self._lengths: list[int] = []
        self._told: dict[str, tuple[tuple[str, ...], ...]] = {}

    @cached_property
    def _hashes(self) -> set[int]:
        hashes, lengths = set[int](), set[int]()
        for addressee in self._everybody():
            for _, value in values_of(addressee):
                if words := _telling(value):
                    hashes.add(hash(words))
                    lengths.add(len(words))
        self._lengths = sorted(lengths)
        return hashes

    def stretches(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the stretches of ``text`` that may be a value."""
        told = self._told.get(text)
        if told is None:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            told = self._told[text] = tuple(self._stretches(words_of(text)))
        return told

    def _stretches(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        hashes = self._hashes
        for start in range(len(words) - 1):
            for length in self._lengths:
                if start + length <= len(words) and hash(stretch := words[start : start + length]) in hashes:
                    yield stretch


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, whatever their case."""
    return tuple(_WORD.findall(text.casefold()))


def _telling(value: str) -> tuple[str, ...]:
    """Return the words of ``value`` where they can tell whose it is; none where they are too few."""
    words = words_of(value)
    return words if len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= _FEWEST_LETTERS else ()


def values_of(addressee: Addressee) -> Iterator[tuple[Role, str]]:
    """Yield what is ``addressee``'s own and printed, each value with its role; some may be empty."""
    yield "name", addressee.name
    yield "title", addressee.title
    yield "organization", addressee.organization
    for lines in addressee.addresses:
        for line in lines:
            yield "address", line
