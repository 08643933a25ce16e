"""Numbers of those who sign, as a letter states them in the words of its language's own heading above the list: `the thirteen
undersigned organisations`, `13 нижеподписавшихся`.

Nothing else is a number of signatories: `32 organisations had signed our last letter` is true, and stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.number_words import TOKEN, numbers_in
from letterpack.languages import language, primary

_KINDS: Final = ("organizations", "people")
_NUMBER: Final = "{"
"""Begins the place of the number in a heading."""
_STEM: Final = 0.7
"""Of a word: endings differ by case and gender."""
_LEAST_STEM: Final = 4
"""Letters: an article says of nobody that he signs."""
_YEARS: Final = range(1900, 2100)
_FIGURES: Final = 4
_NEAR: Final = 60
"""Characters that a number in words may have."""


class StatedNumber(Struct, frozen=True):
    """A number at ``start`` to ``end`` of a text that says how many sign."""

    start: int
    end: int
    number: int


def stated_numbers(text: str, tag: str) -> Iterator[StatedNumber]:
    """Yield the numbers of those who sign that ``text``, in the language ``tag`` (BCP 47), states."""
    taken: set[int] = set()
    for before, behind in _headings(primary(tag)):
        for match in (before or behind).finditer(text):
            start, end = (match.end(), match.end() + _NEAR) if before else (max(0, match.start() - _NEAR), match.start())
            tokens = list(TOKEN.finditer(text, start, end))
            numbers = list(numbers_in([token[0].casefold() for token in tokens], primary(tag)))
            number = next(iter(numbers if before else reversed(numbers)), None)
            if number is None or (number.first if before else number.last) != (0 if before else len(tokens) - 1):
                continue
            first, last = tokens[number.first].start(), tokens[number.last].end()
            is_year = number.number in _YEARS and first + _FIGURES == last
            if first not in taken and not is_year and (not before or behind.match(text, last)):
                taken.add(first)
                yield StatedNumber(first, last, number.number)


@lru_cache(maxsize=32)
def _headings(tag: str) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str]], ...]:
    """Return what stands before the number and behind it in each heading of a list; None before it if behind it is who signs.

    The words for signing are those that the headings of organizations and of people share. Another word of a heading
    (`organisations`) may stand between the number and these.
    """
    forms = language(tag).undersigned_forms
    headings = [[form.casefold().split() for form in forms.get(kind, {}).values() if _NUMBER in form] for kind in _KINDS]
    shared = set.intersection(*[{_stem(word) for form in kind for word in form if _NUMBER not in word} for kind in headings])
    signing = {stem for stem in shared if len(stem) >= _LEAST_STEM}
    found: dict[tuple[str, str], None] = {}
    for form in (form for kind in headings for form in kind):
        at = next(index for index, word in enumerate(form) if _NUMBER in word)
        before, behind = ([_stem(word) for word in words] for words in (form[:at], form[at + 1 :]))
        said = [stem for stem in behind if stem in signing]
        others = [stem for stem in behind if stem not in signing]
        if said:
            found["", (rf"(?:\s+(?:{'|'.join(map(re.escape, others))})\w*)?" if others else "") + _in_order(said)] = None
        elif signing.intersection(before) and others:
            first = next(index for index, stem in enumerate(before) if stem in signing)
            found[_in_order(before[first:]) + r"\s+", _in_order(others)] = None
    return tuple(
        [
            (re.compile(r"(?i)(?<!\w)" + before.removeprefix(r"\s+")) if before else None, re.compile(f"(?i){behind}"))
            for before, behind in found
        ]
    )


def _in_order(stems: Iterable[str]) -> str:
    return "".join([rf"\s+{re.escape(stem)}\w*" for stem in stems])


def _stem(word: str) -> str:
    return word.strip(".,:")[: max(_LEAST_STEM, ceil(len(word) * _STEM))]
