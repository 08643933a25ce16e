"""Text as a page shows it, from left to right, to text as it is read: the bidirectional algorithm undoes itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from letterpack.model.observed import Shown
from letterpack.text.bidi import CONTROL, embedding_levels, has_direction, needs_bidi, visual_order

_MIRRORS: Final = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
"""Signs that a font shows turned round in a stretch from right to left (BidiMirroring.txt, those that letters use)."""
_BESIDE_PT: Final = 1.0


@lru_cache(maxsize=4096)
def reading_order(shown: str, *, right_to_left: bool = False) -> str:
    """Return the line ``shown``, glyph by glyph from left to right, in the order in which it is read.

    The bidirectional algorithm undoes itself (UAX 9, 3.4): what put the line into visual order puts it back. The line's own
    direction is that of most of its letters; of a line without letters, that of its document. Direction controls are gone.
    """
    if not needs_bidi(shown):
        return shown if not right_to_left or has_direction(shown) else _turned(shown, 1)
    classes = [unicodedata.bidirectional(char) for char in shown]
    base = int(sum([each in ("R", "AL") for each in classes]) > classes.count("L"))
    return CONTROL.sub("", _turned(shown, base))


def in_their_lines(lines: Sequence[Shown], seen: Sequence[str]) -> list[Shown]:
    """Return the ``lines`` of a document from right to left, of which ``seen`` are the glyphs from left to right: what has no
    letter runs as what stands beside it has it, such as a comma between two Latin names.
    """
    made = list(lines)
    order = sorted(range(len(lines)), key=lambda index: (lines[index].y_pt, lines[index].x_pt))
    for place, index in enumerate(order):
        if has_direction(seen[index]) or not seen[index].strip():
            continue
        left = next((seen[at] for at in order[max(0, place - 1) : place] if _touch(lines[at], lines[index])), "")
        right = next((seen[at] for at in order[place + 1 : place + 2] if _touch(lines[index], lines[at])), "")
        if _runs_on(left, seen[index], right):
            made[index] = lines[index]._replace(text=seen[index])
    return made


def _touch(left: Shown, right: Shown) -> bool:
    return abs(left.y_pt - right.y_pt) < _BESIDE_PT and abs(left.x_pt + left.width_pt - right.x_pt) < _BESIDE_PT


def _runs_on(left: str, seen: str, right: str) -> bool:
    """Whether ``seen`` runs from left to right between its neighbours (UAX 9, W7 and N1)."""
    levels = embedding_levels(left + seen + right, 1)[len(left) : len(left) + len(seen)]
    return bool(left) and not any(level % 2 for level in levels)


def _turned(shown: str, base: int) -> str:
    levels = embedding_levels(shown, base)
    parts = [shown[index].translate(_MIRRORS) if levels[index] % 2 else shown[index] for index in visual_order(levels)]
    return "".join(parts)


def is_mirrored(text: str) -> bool:
    """Whether a passage says a bracket: what one looks like, a passage in reversed order inside it says, or if that is empty,
    the glyph. What that says of letters, if anything, the passage around it says too.
    """
    return bool(text) and all(map(unicodedata.mirrored, text))
