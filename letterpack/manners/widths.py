"""Narrow signs among Chinese characters become those that take a square, as characters do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.manners.texts import Mending, RunText

WIDTHS: Final = "full-width signs"
_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_NARROW: Final = re.compile(rf"(?<=[{_HAN}”’》」』）])(?P<sign>[,;:!?.])(?: (?=\w)| ?(?=[{_HAN}“‘”’《「『（]|$|\n))")


def width_edits(text: RunText) -> Iterator[Mending]:
    """Yield what narrow signs become that stand behind a Chinese character and before one, or at the end."""
    for manners in dict.fromkeys(text.manners):
        for found in text.found(_NARROW, manners) if manners.file.wide else ():
            if sign := manners.file.wide.get(found["sign"]):
                yield Mending(*found.span(), sign, WIDTHS)
