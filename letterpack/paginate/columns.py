"""The list of signatories in balanced columns, over as many pages as it needs (part of stage 5 of 7).

Rows go down a column, then on to the next; those of a level list stand on one line across the columns. The last page's columns
end level: no column is higher than it must be for all to fit. Every row is placed, whole; time is linear in their number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from msgspec import Struct

from letterpack.model.galley import Columns, Strip
from letterpack.model.page import Parts, PlacedStrip
from letterpack.paginate.flow import PAGE_COST, SHORT_COST, hole_cost

_LEAST_ROWS: Final = 2
"""In a column under the head, or the list begins on a new page."""
_LEAST_OF_PAGE: Final = 0.2
"""Share of a page that a list's last one holds at least, where it can take rows from the page before."""
_APART_COST: Final = 12_000.0
"""Of a list that begins on a page without a line of the letter: more than an empty page costs, so that text goes with it."""
_FEW_ROWS: Final = 3
"""Lines of rows that a last page of names should have, however high two of long names are."""
_FEW_NAMES: Final = 6
"""How many names it should have, where the page before has some."""
_ENDS_LOW_COST: Final = 24_000.0
"""Of a last page with fewer: more than a page before it that lacks nine lines, so that text goes there with the list, or all of
the list."""
_ENDS_THERE: Final = 0.6
"""What a hole costs there to what it costs within the text: the letter has ended."""
_SLACK_PT: Final = 0.01
_LEVEL_PT: Final = 0.1
"""How exactly columns end level."""


class ColumnLayout(Struct, frozen=True):
    """A list over pages: for each, the index after the last row of each column; the first page is the letter's last one where
    the list ``begins_below`` the text. ``last_pt`` is how high the last page's columns are; ``setting`` says which of the list's
    settings it is.
    """

    pages: tuple[tuple[int, ...], ...]
    begins_below: bool
    last_pt: float
    setting: int = 0

    @property
    def ends_low(self) -> bool:
        """Whether the last page has names alone, and hardly any, or few of more."""
        start = self.pages[-2][-1] if len(self.pages) > 1 else 0
        rows = max(end - first for first, end in pairwise((start, *self.pages[-1])))
        is_few = rows < _FEW_ROWS or 0 < start > self.pages[-1][-1] - _FEW_NAMES
        return len(self.pages) > self.begins_below and is_few


def spread(columns: Columns, rows: RowHeights, room_pt: float, page_pt: float, few_pt: float) -> ColumnLayout:
    """Return the list over pages of ``page_pt``, beginning in the ``room_pt`` under the text where its head and some rows fit.

    A last page lower than ``few_pt`` takes rows from the one before, where that is the list's too.
    """
    count, total, lead = columns.column_count, len(columns.rows), lead_height(columns)
    above, onward_pt = columns.lead.strips[0].space_pt + lead, page_pt - again_height(columns)
    begun = rows.fill(0, count, room_pt - above)
    fits = rows.height(0, begun) <= room_pt - above + _SLACK_PT and begun[0] >= min(_LEAST_ROWS, total)
    below = fits and not columns.new_page
    first_pt = room_pt - above if below else page_pt - lead
    pages = [begun if below else rows.fill(0, count, first_pt)]
    while pages[-1][-1] < total:
        pages.append(rows.fill(pages[-1][-1], count, onward_pt))
    first = pages[-2][-1] if len(pages) > 1 else 0
    pages[-1] = rows.balance(first, count, onward_pt if first else first_pt)
    few_pt = max(few_pt, onward_pt * _LEAST_OF_PAGE)
    if len(pages) > 1 and (total - first < _FEW_NAMES or rows.height(first, pages[-1]) < few_pt):
        first = _evened(rows, count, pages, few_pt, onward_pt)
    return ColumnLayout(tuple(pages), below, rows.height(first, pages[-1]))


def _evened(rows: RowHeights, count: int, pages: list[tuple[int, ...]], few_pt: float, page_pt: float) -> int:
    """Move rows from the last page but one to the last, until that holds enough and no line of a level list is left half full;
    return the first of its rows.
    """
    start, first = pages[-3][-1] if pages[:-2] else 0, pages[-2][-1]
    while first - start > _LEAST_ROWS * count and (
        pages[-1][-1] - first < _FEW_NAMES
        or rows.height(first, pages[-1]) < few_pt
        or (rows.is_level and (first - start) % count)
    ):
        first -= 1
        pages[-1] = rows.balance(first, count, page_pt)
    pages[-2] = rows.balance(start, count, page_pt, first)
    return first


def cost_of(found: ColumnLayout, above_pt: float, room_pt: float, few_pt: float) -> float:
    """Return what the list's pages cost, its first one aside where it begins below the text, ``above_pt`` high in a page of
    ``room_pt``.
    """
    pages = len(found.pages) - found.begins_below
    short = found.last_pt < few_pt and len(found.pages) > found.begins_below
    alone = above_pt < few_pt and not found.begins_below
    apart = 0.0 if found.begins_below else _APART_COST + hole_cost(1 - above_pt / room_pt) * _ENDS_THERE
    low = _ENDS_LOW_COST if found.ends_low else 0.0
    return pages * PAGE_COST + (short + alone) * SHORT_COST + apart + low


def lead_height(columns: Columns) -> float:
    """Return how high the list's head is, with the space under it and without that above."""
    strips = columns.lead.strips[: columns.lead.flowing]
    return _stacked(strips)


def again_height(columns: Columns) -> float:
    """Return how high the head is that stands again on following pages of names."""
    return _stacked(columns.lead.strips[columns.lead.flowing :])


def _stacked(strips: Sequence[Strip]) -> float:
    return sum([strip.height_pt for strip in strips]) + (strips[-1].next_space_pt or 0.0 if strips else 0.0)


def place_lead(
    parts: Parts, columns: Columns, page: list[PlacedStrip], x_pt: float, top_pt: float, *, again: bool = False
) -> float:
    """Place the list's head at ``top_pt``, or that which stands ``again``; return where the rows begin."""
    first, strips = (columns.lead.flowing if again else 0), columns.lead.strips
    end = len(strips) if again else columns.lead.flowing
    for index in range(first, end):
        page.append(PlacedStrip((parts.rows - 1, index), x_pt, top_pt))
        top_pt += strips[index].height_pt
    return top_pt + (strips[end - 1].next_space_pt or 0.0 if end > first else 0.0)


def place_rows(
    parts: Parts, rows: RowHeights, found: ColumnLayout, page_index: int, x_pt: float, top_pt: float
) -> list[PlacedStrip]:
    """Return the ``rows`` that stand on a page of the list, the first of which is 0, placed in its columns."""
    columns = parts.settings[found.setting]
    before = sum([len(each.rows) for each in parts.settings[: found.setting]])
    start, ends = found.pages[page_index - 1][-1] if page_index else 0, found.pages[page_index]
    placed: list[PlacedStrip] = []
    for column, (first, end) in enumerate(pairwise((start, *ends))):
        place = columns.column_count - 1 - column if columns.right_to_left else column
        x = x_pt + place * (columns.column_width_pt + columns.gap_pt)
        tops = rows.tops_in(start, ends, first, end)
        placed.extend([PlacedStrip((parts.rows, before + first + index), x, top_pt + top) for index, top in enumerate(tops)])
    return placed


class RowHeights:
    """Heights of rows, summed once, so that where a column ends is looked up. Rows of columns beside each other stand on one
    line where the list ``is_level``.
    """

    def __init__(self, rows: Sequence[Strip], *, is_level: bool = False) -> None:
        self.is_level = is_level
        self.feet = list(accumulate([row.space_pt + row.height_pt for row in rows]))
        self.tops = [foot - row.height_pt for foot, row in zip(self.feet, rows, strict=True)]

    def fill(self, start: int, count: int, height_pt: float, stop: int | None = None) -> tuple[int, ...]:
        """Return the index after the last row of each of ``count`` columns of ``height_pt``, filled from ``start`` to ``stop``.

        A row higher than a column gets one alone, so that the list always comes to its end.
        """
        stop = len(self.feet) if stop is None else stop
        if self.is_level:
            return self._level(start, count, height_pt, stop)
        ends: list[int] = []
        at = start
        for _ in range(count):
            at = self._filled(at, height_pt, stop)
            ends.append(at)
        return tuple(ends)

    def _filled(self, at: int, height_pt: float, stop: int) -> int:
        return max(at + 1, bisect_right(self.feet, self.tops[at] + height_pt + _SLACK_PT, at, stop)) if at < stop else at

    def _level(self, start: int, count: int, height_pt: float, stop: int) -> tuple[int, ...]:
        """Return the most rows across that ``height_pt`` holds: no more than it holds of the first column's."""
        if start >= stop:
            return (stop,) * count
        most = min(self._filled(start, height_pt, stop) - start, -((start - stop) // count))
        ways = (_in_columns(start, count, lines, stop) for lines in range(most, 0, -1))
        return next((ends for ends in ways if self._fits(start, ends, height_pt)), _in_columns(start, count, 1, stop))

    def balance(self, start: int, count: int, height_pt: float, stop: int | None = None) -> tuple[int, ...]:
        """Return the columns of the least height that hold the rows ``start`` to ``stop``, known to fit ``height_pt``."""
        stop = len(self.feet) if stop is None else stop
        if self.is_level:
            total = stop - start
            even = tuple(accumulate([(total + count - 1 - column) // count for column in range(count)], initial=start))[1:]
            more = (_in_columns(start, count, lines, stop) for lines in range(-(-total // count), total + 1))
            return next((ends for ends in (even, *more) if self._fits(start, ends, height_pt)), even)
        low = max([self.feet[row] - self.tops[row] for row in range(start, stop)], default=0.0) - _SLACK_PT
        high = height_pt
        while high - low > _LEVEL_PT:
            middle = (low + high) / 2
            low, high = (low, middle) if self.fill(start, count, middle, stop)[-1] == stop else (middle, high)
        return self.fill(start, count, high, stop)

    def _fits(self, start: int, ends: tuple[int, ...], height_pt: float) -> bool:
        return self.height(start, ends) <= height_pt + _SLACK_PT

    def height(self, start: int, ends: tuple[int, ...]) -> float:
        """Return the height of the highest of columns that begin with row ``start``."""
        if self.is_level:
            return sum(self._lines(start, ends))
        columns = [(first, end) for first, end in pairwise((start, *ends)) if end > first]
        return max([self.feet[end - 1] - self.tops[first] for first, end in columns], default=0.0)

    def tops_in(self, start: int, ends: tuple[int, ...], first: int, end: int) -> list[float]:
        """Return where the rows ``first`` to ``end``, one of the columns from ``start`` to ``ends``, begin under its top."""
        if not self.is_level:
            return [self.tops[index] - self.tops[first] for index in range(first, end)]
        feet = accumulate(self._lines(start, ends), initial=0.0)
        rows = zip(range(first, end), feet, strict=False)
        return [foot + (self._space(index) if index > first else 0.0) for index, foot in rows]

    def _lines(self, start: int, ends: tuple[int, ...]) -> list[float]:
        """Return how high each line of rows is across the columns, with the space above it but on top."""
        columns = [range(first, end) for first, end in pairwise((start, *ends))]
        lines = [[each[line] for each in columns if line < len(each)] for line in range(max(map(len, columns)))]
        heights = [
            [self.feet[row] - self.tops[row] + (self._space(row) if line else 0.0) for row in rows]
            for line, rows in enumerate(lines)
        ]
        return list(map(max, heights))

    def _space(self, index: int) -> float:
        return self.tops[index] - (self.feet[index - 1] if index else 0.0)


def _in_columns(start: int, count: int, lines: int, stop: int) -> tuple[int, ...]:
    return tuple([min(stop, start + lines * (column + 1)) for column in range(count)])
