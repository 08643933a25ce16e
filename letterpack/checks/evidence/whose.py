"""Whose words are these? The addressees' values by their words, so that any text can be asked whom it names.

A value counts when it has at least two words and belongs to one addressee alone: what several share names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from letterpack.checks.inputs import Sources
from letterpack.model.campaign import Addressee

Role: TypeAlias = Literal["name", "title", "organization", "address"]
_WORD: Final = re.compile(r"\w+")
_FEWEST_LETTERS: Final = 6
_FEWEST_WORDS: Final = 2


class Named(NamedTuple):
    """A value of an addressee that stands in a text."""

    addressee: str
    role: Role
    value: str


class OthersFinder:
    """Finds, in texts, the values of the addressees that were added, in time that does not grow with their number.

    With a ``vocabulary``, only those that begin with one of its words are known: enough for texts without others.
    """

    def __init__(self, vocabulary: Set[str] | None = None) -> None:
        self._vocabulary = vocabulary
        self._named: dict[tuple[str, ...], Named | None] = {}
        self._lengths: set[int] = set()

    def add(self, addressee: Addressee) -> None:
        """Add the values of ``addressee``."""
        for role, value in values_of(addressee):
            if self._vocabulary is not None and not _begins_in(self._vocabulary, value):
                continue
            words = words_of(value)
            if len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= _FEWEST_LETTERS:
                named = self._named.setdefault(words, Named(addressee.id, role, value))
                self._lengths.add(len(words))
                if named is not None and named.addressee != addressee.id:
                    self._named[words] = None

    def named_in(self, text: str) -> Iterator[Named]:
        """Yield the values that stand in ``text`` word for word, whatever their case and punctuation."""
        words, lengths = words_of(text), sorted(self._lengths)
        for start in range(len(words) - 1):
            for length in lengths:
                if (found := self._named.get(words[start : start + length])) is not None and start + length <= len(words):
                    yield found


@lru_cache(maxsize=1)
def whose_of(sources: Sources) -> OthersFinder:
    """Return the values of the campaign's addressees, gathered once."""
    whose = OthersFinder()
    for addressee in sources.everybody():
        whose.add(addressee)
    return whose


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, whatever their case."""
    return tuple(_WORD.findall(text.casefold()))


def _begins_in(vocabulary: Set[str], value: str) -> bool:
    first = _WORD.search(value.casefold())
    return first is not None and first[0] in vocabulary


def values_of(addressee: Addressee) -> Iterator[tuple[Role, str]]:
    """Yield what is ``addressee``'s own and printed, each value with its role; some may be empty."""
    yield "name", addressee.name
    yield "title", addressee.title
    yield "organization", addressee.organization
    for lines in addressee.addresses:
        for line in lines:
            yield "address", line
