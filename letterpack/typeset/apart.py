"""How far apart the lines of an address stand, so that signs above one and below another neither touch nor leave its field."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.forms.fit import Apart
from letterpack.model.form import Form
from letterpack.text.bidi import needs_bidi
from letterpack.text.ink import InkBox, Reach, anywhere, least_apart
from letterpack.typeset.context import BASELINE, HAIR_PT
from letterpack.typeset.glyphs import Setter
from letterpack.values import replace

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
_OF_ASCII: Final = Reach(BASELINE * _BOX, (1 - BASELINE) * _BOX)


class BlockInk(Struct, frozen=True):
    """What a block's lines ink, in 1/1000 of their size: how far the first rises, how far the last falls, and how far apart the
    baselines of two that meet must be.
    """

    rise: float
    fall: float
    apart: float


NO_BLOCK_INK: Final = BlockInk(0.0, 0.0, 0.0)
"""A block that inks no more than ASCII does."""


def block_ink(lines: Sequence[str], style: str, setter: Setter) -> BlockInk:
    """Return what a block of ``lines`` inks beyond what ASCII does; where all of it is, or reaches no farther, all is zero."""
    is_low = setter.low_letters(style, _OF_ASCII).__getitem__
    reach = [_OF_ASCII if line.isascii() or all(map(is_low, line)) else setter.reach(line, style) for line in lines]
    calm = [each.rise <= _OF_ASCII.rise and each.fall <= _OF_ASCII.fall for each in reach]
    if all(calm):
        return NO_BLOCK_INK
    apart = 0.0
    for upper, lower in pairwise(range(len(lines))):
        fall, rise = reach[upper].fall, reach[lower].rise
        if fall + rise > _CLOSE and not (calm[upper] and calm[lower]):
            # No two that reach less far come to more than a line is high.
            above = _boxes(lines[upper], style, setter, fall=_CLOSE - rise)
            below = _boxes(lines[lower], style, setter, rise=_CLOSE - fall) if above else []
            apart = max(apart, least_apart(above, below, _WHITE))
    return BlockInk(0.0 if calm[0] else reach[0].rise, 0.0 if calm[-1] else reach[-1].fall, apart)


def _boxes(line: str, style: str, setter: Setter, *, rise: float = -math.inf, fall: float = -math.inf) -> list[InkBox]:
    """Return the boxes of a ``line`` that reach beyond ``rise`` above its baseline and ``fall`` below it."""
    found: list[InkBox] = []
    space, x = setter.first(style).space, 0.0
    for word in line.split(" "):
        reach = setter.reach(word, style)
        if reach.rise > rise and reach.fall > fall:
            found += [
                replace(box, left=box.left + x, right=box.right + x)
                for box in setter.ink(word, style).boxes
                if box.rise > rise and box.fall > fall
            ]
        x += setter.measure(word, style) + space
    return anywhere(found) if needs_bidi(line) else found


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
