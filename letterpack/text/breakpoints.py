"""Text layer: a paragraph as items, the points where a line may end in it, and the line between two of them.

Which of the points are chosen is for ``linebreak``. What a line measures does not depend on what stands before it in the
paragraph, to the last digit: widths are counted in steps that a sum never rounds. So a stretch of text that many paragraphs
share can be measured once (``refit``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

BOX: Final = 0
GLUE: Final = 1
PENALTY: Final = 2

FORBID: Final = 10_000.0
"""A penalty from which on no line may end there."""
FORCE: Final = -10_000.0
"""A penalty up to which a line must end there."""
HYPHEN_PENALTY: Final = 110.0
NARROW_HYPHEN_PENALTY: Final = 95.0
"""What callers give a hyphenation point, the second in narrow lines, whose few spaces have to give more: of 100 lines at 240 pt,
27 end in one then, and 98 are even.
"""

SLACK: Final = 1e-6
"""By how much (points) a line may exceed its measure unseen."""
_TO_STEPS: Final = 1.5 * 2.0**22
"""Added to a width and taken off again, it leaves whole steps of 2^-30 pt (IEEE 754, binary64, to nearest)."""
MOST_PT: Final = 2.0**21
"""Sums up to here are exact."""


class LineItem(NamedTuple):
    """A box, a glue or a penalty (``kind``) of a paragraph, with what ``Items`` says of it."""

    kind: int
    width: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0
    penalty: float = 0.0
    flagged: bool = False
    protrude_left: float = 0.0
    protrude_right: float = 0.0


class Items(Struct, frozen=True):
    """A paragraph as parallel sequences; index i is a box, a glue or a penalty.

    ``width``, ``stretch`` and ``shrink`` are in points; those of a box say how far its letters give with the line's glue. A
    penalty's width is added when a line ends there (a hyphen).
    ``flagged`` marks hyphens. ``protrude_left`` and ``protrude_right`` say how far (points) a box may hang over the edge at
    the start and the end of a line; a hyphen's protrusion stands at its penalty. Widths are not negative, and a glue does
    not shrink below zero.
    """

    kind: Sequence[int]
    width: Sequence[float]
    stretch: Sequence[float]
    shrink: Sequence[float]
    penalty: Sequence[float]
    flagged: Sequence[bool]
    protrude_left: Sequence[float]
    protrude_right: Sequence[float]

    @classmethod
    def of(cls, items: Sequence[LineItem]) -> Items:
        """Return the paragraph of ``items``."""
        return cls(*zip(*items, strict=True)) if items else cls(*[()] * len(LineItem._fields))


class LineBreak(Struct, frozen=True):
    """A line: the items ``start`` to ``end`` (end excluded), and how its glue is set.

    A glue or box of the line is as wide as ``width + ratio * stretch`` where ratio is positive, else
    ``width + ratio * shrink``.
    ``width`` is the line's natural width in points, its hyphen and hanging parts included; ``hang_left`` and ``hang_right``
    are those parts. ``hyphenated``: it ends in the flagged penalty ``items[end]``. ``overfull``: something in it is too
    long and cannot be broken.
    """

    start: int
    end: int
    ratio: float
    width: float
    hyphenated: bool = False
    overfull: bool = False
    hang_left: float = 0.0
    hang_right: float = 0.0


class Totals(NamedTuple):
    """Width, stretch and shrink of a stretch of items in points: what a line has from its start to its end."""

    width: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0


Point: TypeAlias = tuple[int, float, float, float, float, bool, float, float, float, float, int]
"""A place where a line may end: item, width up to it, the same with the hyphen and less what hangs, stretch and shrink
up to it, flagged, penalty; then for the next line's start: width (with what hangs), stretch, shrink, item."""


def in_steps(lengths_pt: Iterable[float]) -> list[float]:
    """Return lengths as sums of them are counted."""
    return [(length + _TO_STEPS) - _TO_STEPS for length in lengths_pt]


def counted(items: Items) -> Items:
    """Return ``items`` with lengths as the functions here count them."""
    return Items(
        items.kind, in_steps(items.width), in_steps(items.stretch), in_steps(items.shrink), items.penalty, items.flagged,
        in_steps(items.protrude_left), in_steps(items.protrude_right),
    )  # fmt: skip


def first_point(items: Items) -> Point:
    """Return the start of a paragraph."""
    hang = items.protrude_left[0] if items.kind[0] == BOX else 0.0
    return (0, 0.0, 0.0, 0.0, 0.0, False, 0.0, hang, 0.0, 0.0, 0)


def last_box(items: Items) -> int:
    """Return the index of the last box; there is one."""
    last = len(items.kind) - 1
    while items.kind[last] != BOX:
        last -= 1
    return last


def least_lines(items: Items, measures: Sequence[float]) -> int:
    """Return a number of lines that a justified paragraph with ``measures`` in points needs at least, none of them overfull: with
    all shrunk, and as much left out at each line's end and hung over both of its edges as anywhere.
    """
    total = left_out = most_left_out = 0.0
    for kind, width in zip(items.kind, items.width, strict=True):
        if kind == BOX:
            total, left_out = total + width, 0.0
        elif kind == GLUE:
            total, left_out = total + width, left_out + width
            most_left_out = max(most_left_out, left_out)
    spared = max(items.protrude_left, default=0.0) + max(items.protrude_right, default=0.0) + most_left_out
    return math.ceil((total - sum(items.shrink)) / (max(measures) + spared) - SLACK)


def points_between(items: Items, start: int, stop: int, *, justified: bool) -> tuple[list[Point], Totals]:
    """Return every place among the items ``start`` to ``stop`` where a line may end, counted from ``start``, and what all these
    items measure. A box comes behind each of them somewhere.
    """
    kinds, widths, penalties, stretches, shrinks = items.kind, items.width, items.penalty, items.stretch, items.shrink
    points: list[Point] = []
    width = stretch = shrink = 0.0
    previous = kinds[start - 1] if start else GLUE
    for index in range(start, stop):
        kind = kinds[index]
        if kind == PENALTY:
            if penalties[index] < FORBID:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
        else:
            if kind == GLUE and previous == BOX:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
            width += widths[index]
            if justified:
                stretch += stretches[index]
                shrink += shrinks[index]
        previous = kind
    return points, Totals(width, stretch, shrink)


def end_point(items: Items, last: int, totals: Totals) -> Point:
    """Return the end of a paragraph, behind its last box."""
    width, stretch, shrink = totals
    end = width - items.protrude_right[last]
    return (last + 1, width, end, stretch, shrink, False, FORCE, 0.0, 0.0, 0.0, last + 1)


def _point(items: Items, at: int, width: float, stretch: float, shrink: float, *, justified: bool) -> Point:
    """Return the break at item ``at``, with what a line that starts behind it leaves out. A box comes behind it somewhere."""
    kinds, widths = items.kind, items.width
    is_penalty = kinds[at] == PENALTY
    hyphen = widths[at] if is_penalty else 0.0
    end = width + hyphen - _hang_right(items, at)
    start, after, stretch_after, shrink_after = at, width, stretch, shrink
    while kinds[start] != BOX and (start == at or items.penalty[start] > FORCE):
        if kinds[start] == GLUE:
            after += widths[start]
            if justified:
                stretch_after += items.stretch[start]
                shrink_after += items.shrink[start]
        start += 1
    if kinds[start] == BOX:
        after += items.protrude_left[start]
    penalty = items.penalty[at] if is_penalty else 0.0
    flagged = is_penalty and bool(items.flagged[at])
    return (at, width, end, stretch, shrink, flagged, penalty, after, stretch_after, shrink_after, start)


def _hang_right(items: Items, at: int) -> float:
    """Return how far a line that ends at ``at`` may hang out: its hyphen, else its last box."""
    if at < len(items.kind) and items.kind[at] == PENALTY and items.width[at] > 0:
        return items.protrude_right[at]
    return items.protrude_right[at - 1] if at and items.kind[at - 1] == BOX else 0.0


def moved(point: Point, items: int, totals: Totals) -> Point:
    """Return a point that was counted from a place of its paragraph as counted from ``items`` and ``totals`` before that."""
    width, stretch, shrink = totals
    at, bare, end, stretch_at, shrink_at, flagged, penalty, after, stretch_after, shrink_after, start = point
    return (
        at + items, bare + width, end + width, stretch_at + stretch, shrink_at + shrink, flagged, penalty,
        after + width, stretch_after + stretch, shrink_after + shrink, start + items,
    )  # fmt: skip


def line_between(items: Items, before: Point, at: Point, measure: float) -> LineBreak:
    """Return the line between two chosen points of one count, its glue set."""
    start, end = before[10], at[0]
    hang_left = items.protrude_left[start] if start < end and items.kind[start] == BOX else 0.0
    # The points carry width less what hangs out, plus a hyphen's: the natural width is the bare one with the hyphen.
    hang_right = _hang_right(items, end) if start < end else 0.0
    width = at[2] - before[7] + hang_right + hang_left
    room = measure - (at[2] - before[7])
    give = at[3] - before[8] if room >= 0.0 else at[4] - before[9]
    overfull = room < 0.0 and room + give < 0.0
    ratio = 0.0
    if overfull:
        ratio = -1.0 if give else 0.0
    elif give and (room < 0.0 or at[6] > FORCE):
        ratio = room / give
    return LineBreak(start, end, ratio, width, at[5], overfull, hang_left, hang_right)
