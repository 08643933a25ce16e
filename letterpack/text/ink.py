"""Where the ink of text is: each glyph by its outline, with the signs above and below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from letterpack.text.shape import Shaped
from letterpack.values import replace


class InkBox(Struct, frozen=True):
    """What a glyph inks, in 1/1000 of the size of its line: from ``left`` to ``right``, ``rise`` above the baseline and ``fall``
    below it.
    """

    left: float
    right: float
    rise: float
    fall: float


class Reach(Struct, frozen=True):
    """How far ink reaches above a baseline and below it, in 1/1000 of the size of its line."""

    rise: float
    fall: float


NO_REACH: Final = Reach(0.0, 0.0)


class WordInk(Struct, frozen=True):
    """What a word inks, glyph by glyph, from where it begins; how wide it is, and how far all of it reaches."""

    boxes: tuple[InkBox, ...]
    width: float
    reach: Reach


NO_INK: Final = WordInk((), 0.0, NO_REACH)


def furthest(reaches: Sequence[Reach]) -> Reach:
    """Return how far the furthest of ``reaches`` go."""
    if not reaches:
        return NO_REACH
    return Reach(max([each.rise for each in reaches]), max([each.fall for each in reaches]))


def word_ink(shaped: Shaped) -> WordInk:
    """Return what the word inks."""
    boxes: list[InkBox] = []
    x = 0.0
    for run in shaped.runs:
        offsets = run.offsets or ((0.0, 0.0),) * len(run.ids)
        for glyph, advance, (right, up) in zip(run.ids, run.advances, offsets, strict=True):
            box = InkBox(*run.font.ink(glyph))
            if box.right > box.left:
                boxes.append(InkBox(box.left + x + right, box.right + x + right, box.rise + up, box.fall - up))
            x += advance
    if not boxes:
        return replace(NO_INK, width=x)
    return WordInk(tuple(boxes), x, furthest([Reach(box.rise, box.fall) for box in boxes]))


def anywhere(boxes: Sequence[InkBox]) -> list[InkBox]:
    """Return ``boxes`` as if each reached over all of their line: for text whose glyphs may stand elsewhere in it."""
    return [InkBox(-math.inf, math.inf, box.rise, box.fall) for box in boxes]


def least_apart(upper: Sequence[InkBox], lower: Sequence[InkBox], white: float) -> float:
    """Return how far apart the baselines of two lines must be for no ink of the ``upper`` one to touch the ``lower`` one's, with
    ``white`` at either side of a box.
    """
    met = (
        above.fall + below.rise
        for above in upper
        for below in lower
        if below.left < above.right + white and below.right > above.left - white
    )
    return max(met, default=0.0)
