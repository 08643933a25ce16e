"""Where the ink of text is: each glyph by its outline, with the signs above and below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from letterpack.text.shape import Shaped


class InkBox(NamedTuple):
    """What a glyph inks, in 1/1000 of the size of its line: from ``left`` to ``right``, ``rise`` above the baseline and ``fall``
    below it.
    """

    left: float
    right: float
    rise: float
    fall: float


class WordInk(NamedTuple):
    """What a word inks, glyph by glyph, from where it begins; how wide it is, and how far it ``rises`` and ``falls``."""

    boxes: tuple[InkBox, ...]
    width: float
    rises: float
    falls: float


NO_INK: Final = WordInk((), 0.0, 0.0, 0.0)


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
        return NO_INK._replace(width=x)
    return WordInk(tuple(boxes), x, max([box.rise for box in boxes]), max([box.fall for box in boxes]))


def boxes_beyond(words: Sequence[WordInk], space: float, *, rise: float = -math.inf, fall: float = -math.inf) -> list[InkBox]:
    """Return the boxes of a line of ``words`` that reach beyond ``rise`` above its baseline and ``fall`` below it. The words run
    from left to right, with a ``space`` between them.
    """
    found: list[InkBox] = []
    x = 0.0
    for word in words:
        if word.rises > rise and word.falls > fall:
            found += [
                InkBox(box.left + x, box.right + x, box.rise, box.fall)
                for box in word.boxes
                if box.rise > rise and box.fall > fall
            ]
        x += word.width + space
    return found


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
