"""Text as a page shows it, from left to right, to text as it is read: where a line holds letters that run from right to left."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.text.bidi import CONTROL, embedding_levels, has_direction, needs_bidi, visual_order

_MIRRORS: Final = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
"""Signs that a font shows turned round in a stretch from right to left (BidiMirroring.txt, those that letters use)."""


@lru_cache(maxsize=4096)
def reading_order(shown: str, right_to_left: bool = False) -> str:
    """Return the line ``shown``, glyph by glyph from left to right, in the order in which it is read.

    The bidirectional algorithm undoes itself (UAX 9, 3.4): what put the line into visual order puts it back. The line's own
    direction is that of most of its letters; of a line without letters, that of its document. Direction controls are gone.
    """
    if not needs_bidi(shown):
        return shown if not right_to_left or has_direction(shown) else _turned(shown, 1)
    classes = [unicodedata.bidirectional(char) for char in shown]
    base = int(sum([each in ("R", "AL") for each in classes]) > classes.count("L"))
    return CONTROL.sub("", _turned(shown, base))


def _turned(shown: str, base: int) -> str:
    levels = embedding_levels(shown, base)
    parts = [shown[index].translate(_MIRRORS) if levels[index] % 2 else shown[index] for index in visual_order(levels)]
    return "".join(parts)
