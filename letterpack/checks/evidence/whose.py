"""Whose words are these? The addressees' values by their words, so that any text can be asked whom it names.

A value counts when it has at least two words and belongs to one addressee alone: what several share names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final, Literal, NamedTuple, TypeAlias

from letterpack.model.campaign import Addressee

Role: TypeAlias = Literal["name", "title", "organization", "address"]
_WORD: Final = re.compile(r"\w+")
_FEWEST_LETTERS: Final = 6
_FEWEST_WORDS: Final = 2
_FEWEST_BITS: Final = 1 << 16
_BITS_AN_ADDRESSEE: Final = 256
_PLACES: Final = 4
"""Bits that a value sets: of six values an addressee, one in six of all bits are set."""


class Named(NamedTuple):
    """A value of an addressee that stands in a text."""

    addressee: str
    role: Role
    value: str


class OthersFinder:
    """Finds, in texts, the values of the addressees that were added, in time that does not grow with their number.

    With a ``vocabulary``, only those that begin with one of its words are known: enough for texts without others.
    """

    def __init__(self, vocabulary: AbstractSet[str] | None = None) -> None:
        self._vocabulary = vocabulary
        self._named: dict[tuple[str, ...], Named | None] = {}
        self._lengths: set[int] = set()

    def add(self, addressee: Addressee) -> None:
        """Add the values of ``addressee``."""
        for role, value in values_of(addressee):
            if self._vocabulary is not None and not _begins_in(self._vocabulary, value):
                continue
            if not (words := _telling(value)):
                continue
            named = self._named.setdefault(words, Named(addressee.id, role, value))
            self._lengths.add(len(words))
            if named is not None and named.addressee != addressee.id:
                self._named[words] = None

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
    """Finds, in texts, words that may be an addressee's value: it misses none, and takes one in ten thousand others for one. It
    holds no addressee, and takes 32 bytes for each.

    A filter of Bloom's (Communications of the ACM 13, 1970): a value sets a few bits, which its hash chooses.
    """

    def __init__(self, addressees: Iterable[Addressee], count: int) -> None:
        """Know the values of ``addressees``, of whom there are about ``count``."""
        self._size = _FEWEST_BITS + _BITS_AN_ADDRESSEE * count
        self._bits = bytearray(self._size // 8 + 1)
        self._lengths: tuple[int, ...] = ()
        lengths: set[int] = set()
        for addressee in addressees:
            for words in [_telling(value) for _, value in values_of(addressee)]:
                lengths.add(len(words))
                for place in self._places(words):
                    self._bits[place >> 3] |= 1 << (place & 7)
        self._lengths = tuple(sorted(lengths - {0}))

    def stretches(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the stretches of ``text`` that may be a value."""
        words, bits = words_of(text), self._bits
        for start in range(len(words) - 1):
            for length in self._lengths:
                stretch = words[start : start + length]
                if len(stretch) == length and all(bits[place >> 3] & 1 << (place & 7) for place in self._places(stretch)):
                    yield stretch

    def _places(self, words: tuple[str, ...]) -> Iterator[int]:
        # Two halves of one hash stand for as many as are wanted (Kirsch and Mitzenmacher, 2006).
        first = hash(words)
        step = first >> 32 | 1
        return (place % self._size for place in range(first, first + _PLACES * step, step))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, whatever their case."""
    return tuple(_WORD.findall(text.casefold()))


def _begins_in(vocabulary: AbstractSet[str], value: str) -> bool:
    first = _WORD.search(value.casefold())
    return first is not None and first[0] in vocabulary


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
