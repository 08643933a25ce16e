"""The list of signatories in balanced columns, over as many pages as it needs (part of stage 5 of 7).

Rows go down a column, then on to the next. The last page's columns end level: no column is higher than it must be for all to fit.
Every row is placed, whole; time is linear in their number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from letterpack.model.galley import Columns, Strip
from letterpack.model.page import Parts, PlacedStrip
from letterpack.paginate.flow import PAGE_COST, SHORT_COST

_LEAST_ROWS: Final = 2
"""In a column under the head, or the list begins on a new page."""
_APART_COST: Final = 5_000.0
"""Of a list that begins on a page without a line of the letter: more than an empty page costs, so that text goes with it."""
_SLACK_PT: Final = 0.01
_LEVEL_PT: Final = 0.1
"""How exactly columns end level."""


class ColumnLayout(NamedTuple):
    """A list over pages: for each, the index after the last row of each column; the first page is the letter's last one where
    the list ``begins_below`` the text. ``last_pt`` is how high the last page's columns are.
    """

    pages: tuple[tuple[int, ...], ...]
    begins_below: bool
    last_pt: float


def spread(columns: Columns, rows: RowHeights, room_pt: float, page_pt: float, few_pt: float) -> ColumnLayout:
    """Return the list over pages of ``page_pt``, beginning in the ``room_pt`` under the text where its head and some rows fit.

    A last page lower than ``few_pt`` takes rows from the one before, where that is the list's too.
    """
    count, total, lead = columns.column_count, len(columns.rows), lead_height(columns)
    above = columns.lead.strips[0].space_pt + lead
    least = rows.feet[min(_LEAST_ROWS, total) - 1]
    below = not columns.new_page and above + least <= room_pt + _SLACK_PT
    pages = [rows.fill(0, count, room_pt - above if below else page_pt - lead)]
    while pages[-1][-1] < total:
        pages.append(rows.fill(pages[-1][-1], count, page_pt))
    first = pages[-2][-1] if len(pages) > 1 else 0
    pages[-1] = rows.balance(first, count, page_pt)
    if len(pages) > 1 and rows.height(first, pages[-1]) < few_pt:
        first = _evened(rows, count, pages, few_pt, page_pt)
    return ColumnLayout(tuple(pages), below, rows.height(first, pages[-1]))


def _evened(rows: RowHeights, count: int, pages: list[tuple[int, ...]], few_pt: float, page_pt: float) -> int:
    """Move rows from the last page but one to the last, until that holds enough; return the first of its rows."""
    start, first = pages[-3][-1] if pages[:-2] else 0, pages[-2][-1]
    while first - start > _LEAST_ROWS * count and rows.height(first, pages[-1]) < few_pt:
        first -= 1
        pages[-1] = rows.balance(first, count, page_pt)
    pages[-2] = rows.balance(start, count, page_pt, first)
    return first


def cost_of(found: ColumnLayout, above_pt: float, few_pt: float) -> float:
    """Return what the list's pages cost, its first one aside where it begins below the text, ``above_pt`` high."""
    pages = len(found.pages) - found.begins_below
    short = found.last_pt < few_pt and len(found.pages) > found.begins_below
    alone = above_pt < few_pt and not found.begins_below
    return pages * PAGE_COST + (short + alone) * SHORT_COST + (not found.begins_below) * _APART_COST


def lead_height(columns: Columns) -> float:
    """Return how high the list's head is, with the space under it and without that above."""
    strips = columns.lead.strips
    return sum([strip.height_pt for strip in strips]) + (strips[-1].next_space_pt or 0.0)


def place_lead(parts: Parts, columns: Columns, page: list[PlacedStrip], x_pt: float, top_pt: float) -> float:
    """Place the list's head at ``top_pt``; return where the rows begin."""
    for index, strip in enumerate(columns.lead.strips):
        page.append(PlacedStrip((parts.rows - 1, index), x_pt, top_pt))
        top_pt += strip.height_pt
    return top_pt + (columns.lead.strips[-1].next_space_pt or 0.0)


def place_rows(
    parts: Parts, columns: Columns, start: int, ends: tuple[int, ...], x_pt: float, top_pt: float
) -> list[PlacedStrip]:
    """Return the rows from ``start`` on, placed in columns that end as ``ends`` says."""
    placed: list[PlacedStrip] = []
    first = start
    for column, end in enumerate(ends):
        place = columns.column_count - 1 - column if columns.right_to_left else column
        x = x_pt + place * (columns.column_width_pt + columns.gap_pt)
        y = top_pt
        for index in range(first, end):
            y += columns.rows[index].space_pt if index > first else 0.0
            placed.append(PlacedStrip((parts.rows, index), x, y))
            y += columns.rows[index].height_pt
        first = end
    return placed


class RowHeights:
    """Heights of rows, summed once, so that where a column ends is looked up."""

    def __init__(self, rows: Sequence[Strip]) -> None:
        self.feet = list(accumulate([row.space_pt + row.height_pt for row in rows]))
        self.tops = [foot - row.height_pt for foot, row in zip(self.feet, rows, strict=True)]

    def fill(self, start: int, count: int, height_pt: float, stop: int | None = None) -> tuple[int, ...]:
        """Return the index after the last row of each of ``count`` columns of ``height_pt``, filled from ``start`` to ``stop``.

        A row higher than a column gets one alone, so that the list always comes to its end.
        """
        stop = len(self.feet) if stop is None else stop
        ends: list[int] = []
        at = start
        for _ in range(count):
            if at < stop:
                at = max(at + 1, bisect_right(self.feet, self.tops[at] + height_pt + _SLACK_PT, at, stop))
            ends.append(at)
        return tuple(ends)

    def balance(self, start: int, count: int, height_pt: float, stop: int | None = None) -> tuple[int, ...]:
        """Return the columns of the least height that hold the rows ``start`` to ``stop``, known to fit ``height_pt``."""
        stop = len(self.feet) if stop is None else stop
        low = max([self.feet[row] - self.tops[row] for row in range(start, stop)], default=0.0) - _SLACK_PT
        high = height_pt
        while high - low > _LEVEL_PT:
            middle = (low + high) / 2
            low, high = (low, middle) if self.fill(start, count, middle, stop)[-1] == stop else (middle, high)
        return self.fill(start, count, high, stop)

    def height(self, start: int, ends: tuple[int, ...]) -> float:
        """Return the height of the highest of columns that begin with row ``start``."""
        firsts = (start, *ends[:-1])
        return max(
            [self.feet[end - 1] - self.tops[first] for first, end in zip(firsts, ends, strict=True) if end > first], default=0.0
        )
