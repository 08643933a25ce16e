"""Narrow signs among Chinese characters become those that take a square, as characters do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.manners.texts import Mending, RunText
from letterpack.patterns import late

WIDTHS: Final = "full-width signs"
_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_CLOSED: Final = f"{_HAN}”’》」』）"
_SIGNS: Final = late(
    rf"(?<=[{_CLOSED}])(?:(?P<run>(?<!\.)\.{{3}}(?!\.)|(?<!-)--(?!-))|"
    rf"(?P<sign>[,;:!?.])(?: (?=\w)| ?(?=[{_HAN}“‘”’《「『（]|$|\n)|(?<=[,;])(?=\d)))"
)
_BRACKETS: Final = late(rf"(?:(?<![^\s,，。；：])|(?<=[{_CLOSED}]))\([{_HAN}][^()\n]*\)")
"""Around Chinese characters, behind one or at the beginning."""


def width_edits(text: RunText) -> Iterator[Mending]:
    """Yield what narrow signs become that stand behind a Chinese character and before one, or at the end."""
    for manners in dict.fromkeys(text.manners):
        wide = manners.file.wide
        for found in text.found(_SIGNS, manners) if wide else ():
            if sign := wide.get(found[0].rstrip(" ")):
                yield Mending(*found.span(), sign, WIDTHS)
        for found in text.found(_BRACKETS, manners) if "(" in wide and ")" in wide else ():
            yield Mending(found.start(), found.start() + 1, wide["("], WIDTHS)
            yield Mending(found.end() - 1, found.end(), wide[")"], WIDTHS)
