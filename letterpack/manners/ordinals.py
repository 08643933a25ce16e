"""Endings of ordinal numbers, and of the word before a number, that stand above the line, as French has them: 1er, XIXe, no 7."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from letterpack.manners.language import Manners
from letterpack.manners.texts import RunText
from letterpack.manners.words import any_of

ORDINALS: Final = "ordinal numbers"
_ROMAN: Final = "[IVX]+"
"""No more of Roman numerals: `Ce` and `De` are words."""


def ordinal_endings(text: RunText) -> Iterator[tuple[int, int]]:
    """Yield start and end of each ending in ``text`` that is to stand above the line, and does not yet, in order."""
    found: list[tuple[int, int]] = []
    for manners in dict.fromkeys(text.manners):
        pattern = _pattern(manners)
        for match in text.found(pattern, manners) if pattern else ():
            place = match.span(match.lastgroup or 0)
            run = bisect_right(text.ends, place[0])
            if place[1] <= text.ends[run] and not text.runs[run].style.raised:
                found.append(place)
    yield from sorted(found)


def _pattern(manners: Manners) -> re.Pattern[str] | None:
    """Return what finds such endings in the language; None where it has none."""
    file = manners.file
    if "ordinals" not in manners.patterns:
        figures, roman = [any_of(each) for each in (file.raised_behind_figures, file.raised_behind_roman)]
        forms = [rf"\d+\.?(?P<figures>{figures})(?!\w)"] if figures else []
        forms += [rf"{_ROMAN}(?P<roman>{roman})(?!\w)"] if roman else []
        firsts = sorted({each[0] for word in file.raised_before_number for each in (word, word.title())})
        numbers = any_of([word[1:] for word in file.raised_before_number])
        forms += [rf"[{''.join(firsts)}](?P<number>{numbers})(?=[ \u00a0\u202f]\d)"] if numbers else []
        manners.patterns["ordinals"] = re.compile(rf"(?<![\w.,])(?:{'|'.join(forms)})") if forms else None
    return manners.patterns["ordinals"]
