"""The way back: words shared by chance. A list of hundreds has the first names, surnames and streets of a country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from letterpack.checks.evidence.blind_places import BlindName
from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.texts import Text
from letterpack.checks.lexicon.words import words
from letterpack.patterns import late

_LISTED: Final = frozenset({"name", "title", "organization", "address", "country", "group"})
"""Roles of what a row says of itself. What a salutation or a field of the campaign's own says is running text."""
_BEFORE: Final = late(r"([^\s.,;:()«»„“”\"']+)[\s.,;:()«»„“”\"']*$")
_INITIALS: Final = late(r"(?<![^\W_])(?:[^\W\d_]\.[-  ]?)+$")
_WORD: Final = late(r"\w+")
_FEWEST_PAIRS: Final = 1_000
"""Rows times blind copies. Of names of one country some eight in a thousand pairs share a word; fewer hardly do by chance."""
_NEAR: Final = 40
"""Characters before a word, and behind it, in which another one ends or begins."""


class Chances:
    """Sets apart, in the rows of long lists, the words that name a blind copy and may as well be another's. ``pairs`` is the
    number of rows times that of blind copies.
    """

    def __init__(self, pairs: int) -> None:
        self.are_likely = pairs >= _FEWEST_PAIRS
        self.count = 0
        self.first: tuple[Text, BlindName] | None = None

    def without(self, text: Text, found: Iterable[BlindName]) -> Iterator[BlindName]:
        """Yield what of ``found`` in ``text`` is no chance: more than a word, or a word before it says that it is meant."""
        for named in found:
            if self.are_likely and named.is_part and text.role in _LISTED and not _is_meant(text, named):
                self.count += 1
                self.first = self.first or (text, named)
            else:
                yield named


def is_of_other_initials(text: str, named: BlindName, initials: frozenset[str]) -> bool:
    """Whether initials before a word of ``text`` say that another one is meant: ``initials`` are those of the blind copy."""
    before = _INITIALS.search(text, max(0, named.start - _NEAR), named.start)
    if not named.is_part or before is None:
        return False
    said = {romanized(letter)[:1] for letter in before[0] if letter.isupper() and letter.casefold() not in words("honorifics")}
    return bool(said) and (named.telling.role != "name" or initials.isdisjoint(said))


def _is_meant(text: Text, named: BlindName) -> bool:
    said, telling = text.text, named.telling
    others = [word.casefold() for word in _WORD.findall(f"{said[: named.start]} {said[named.end :]}")]
    is_whole = text.role == telling.role and romanized(said[named.start : named.end]) == romanized(telling.word)
    if is_whole and words("honorifics").issuperset(others):
        return True
    if text.role == "name":
        return False  # What stands before a word there is said of whose name it is.
    before = _BEFORE.search(said, max(0, named.start - _NEAR), named.start)
    behind = said[named.end : named.end + _NEAR].lstrip()
    return (before is not None and before[1].casefold() in words("honorifics") | words("meant")) or behind.startswith(
        tuple(words("addressed"))
    )
