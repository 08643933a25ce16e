"""How far apart the lines of an address stand, so that signs above one and below another neither touch nor leave its field."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from letterpack.forms.fit import Apart
from letterpack.model.form import Form
from letterpack.text.bidi import needs_bidi
from letterpack.text.ink import InkBox, anywhere, boxes_beyond, least_apart
from letterpack.typeset.context import BASELINE, HAIR_PT
from letterpack.typeset.glyphs import Setter

MOST_OF_LINE: Final = 0.9
"""The type's size as a share of the distance of baselines: capitals and descenders stay in their line (see ``BASELINE``)."""
_STEP_PT: Final = 0.5
_CLOSER_PT: Final = 0.25
"""By which steps a block begins lower, and its lines come closer: what packets share is made, and read, once for each step."""
_SMALLER: Final = 0.25
"""By how many points the type becomes smaller at a time."""
_SMALLEST: Final = 0.65
"""How small type may become, as a share of its size: 7.3 points of 11.25."""
_FARTHEST: Final = 1.5
"""How far lines may come apart, as a share of the form's distance; what stands farther below is another block."""
_WHITE: Final = 50.0
"""Around a glyph, in 1/1000 em."""
_BOX: Final = 1000 / MOST_OF_LINE
"""How high a line is in 1/1000 of its type where that is as large as the line lets it be: ASCII stays inside."""
_CLOSE: Final = _BOX - _WHITE


class BlockInk(NamedTuple):
    """What a block's lines ink, in 1/1000 of their size: how far the first rises, how far the last falls, and how far apart the
    baselines of two that meet must be.
    """

    rise: float = 0.0
    fall: float = 0.0
    apart: float = 0.0


def block_ink(lines: Sequence[str], style: str, setter: Setter) -> BlockInk:
    """Return what a block of ``lines`` inks beyond what ASCII does; where all of it is, or reaches no farther, all is zero."""
    reach = [_reach(line, style, setter) for line in lines]
    apart = 0.0
    for (upper, (_, fall)), (lower, (rise, _)) in pairwise(zip(lines, reach, strict=True)):
        if fall + rise > _CLOSE and not (upper.isascii() and lower.isascii()):
            # No two that reach less far come to more than a line is high.
            above, below = _boxes(upper, style, setter, fall=_CLOSE - rise), _boxes(lower, style, setter, rise=_CLOSE - fall)
            apart = max(apart, least_apart(above, below, _WHITE))
    rise = 0.0 if not lines or lines[0].isascii() else reach[0][0]
    return BlockInk(rise, 0.0 if not lines or lines[-1].isascii() else reach[-1][1], apart)


def _reach(line: str, style: str, setter: Setter) -> tuple[float, float]:
    """Return how far a ``line`` rises and falls."""
    if line.isascii():
        return BASELINE * _BOX, (1 - BASELINE) * _BOX
    words = [setter.ink(word, style) for word in line.split(" ")]
    return max([word.rises for word in words]), max([word.falls for word in words])


def _boxes(line: str, style: str, setter: Setter, *, rise: float = -math.inf, fall: float = -math.inf) -> list[InkBox]:
    words = [setter.ink(word, style) for word in line.split(" ")]
    boxes = boxes_beyond(words, setter.first(style).space, rise=rise, fall=fall)
    return anywhere(boxes) if needs_bidi(line) else boxes


def sizes_pt(size_pt: float) -> list[float]:
    """Return the sizes that type of ``size_pt`` may be set in, the largest first."""
    steps = int(size_pt * (1 - _SMALLEST) / _SMALLER)
    return [size_pt - index * _SMALLER for index in range(steps + 1)]


def set_apart(ink: BlockInk, count: int, size_pt: float, form: Form) -> Apart | None:
    """Return how far apart ``count`` lines of a block stand on a ``form``: as it has them, farther where they would touch, closer
    where they would leave a window; None where it has no room for them.
    """
    field = form.address
    least_pt = max(ink.apart + _WHITE if ink.apart else 0.0, _BOX) * size_pt / 1000
    steps = math.ceil((min(least_pt, field.leading_pt * _FARTHEST) - field.leading_pt) / _CLOSER_PT - HAIR_PT)
    leading_pt = field.leading_pt + max(0, steps) * _CLOSER_PT
    while leading_pt >= least_pt - HAIR_PT:
        above_pt, below_pt = _out_of_boxes(ink, size_pt, leading_pt) if field.windows or field.closest_pt else (0.0, 0.0)
        height_pt = count * leading_pt + below_pt
        if above_pt + height_pt <= field.room.height_pt + HAIR_PT:
            return Apart(leading_pt, above_pt, height_pt, field.max_lines)
        leading_pt -= _CLOSER_PT
    return None


def _out_of_boxes(ink: BlockInk, size_pt: float, leading_pt: float) -> tuple[float, float]:
    """Return how far the first line reaches above its box, and the last one below."""
    above_pt = math.ceil((ink.rise * size_pt / 1000 - leading_pt * BASELINE) / _STEP_PT - HAIR_PT) * _STEP_PT
    return max(0.0, above_pt), max(0.0, ink.fall * size_pt / 1000 - leading_pt * (1 - BASELINE))


def most_lines(ink: BlockInk, size_pt: float, form: Form) -> int:
    """Return how many lines such as those of a block have room in the smallest type."""
    smallest_pt = sizes_pt(size_pt)[-1]
    return next((count for count in range(form.address.max_lines, 0, -1) if set_apart(ink, count, smallest_pt, form)), 0)
