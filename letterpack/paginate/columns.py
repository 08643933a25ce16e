"""The list of signatories in balanced columns, over as many pages as it needs (part of stage 5 of 7).

Rows go down a column, then on to the next. The last page's columns end level: no column is higher than it must be for all to fit.
Every row is placed, whole; time is linear in their number.
"""

from __future__ import annotations

from typing import Final

from letterpack.model.form import Form, Rect
from letterpack.model.galley import Columns, Strip
from letterpack.model.page import Parts, Placed

_LEAST_ROWS: Final = 2
"""In a column under the head, or the list begins on a new page."""


def flow_columns(parts: Parts, pages: list[list[Placed]], bottom_pt: float, form: Form) -> None:
    """Add the list to ``pages``, beginning under ``bottom_pt`` of the last one where it fits there."""
    columns = parts.columns
    assert columns is not None
    area = form.first if len(pages) == 1 else form.following
    top = _lead(parts, columns, pages, bottom_pt, area, form)
    if len(pages) > 1:
        area = form.following
    start = 0
    while start < len(columns.rows):
        height = area.bottom_pt - top
        ends = fill(columns.rows, start, columns.column_count, height)
        if ends[-1] == len(columns.rows):
            ends = balance(columns.rows, start, columns.column_count, height)
        _place(parts, columns, pages[-1], start, ends, area.x_pt, top)
        start = ends[-1]
        if start < len(columns.rows):
            pages.append([])
            area, top = form.following, form.following.y_pt


def _lead(parts: Parts, columns: Columns, pages: list[list[Placed]], bottom_pt: float, area: Rect, form: Form) -> float:
    """Place the list's head, on a new page where too little would fit under it; return where the rows begin."""
    lead = columns.lead.strips
    gap = lead[-1].next_space_pt or 0.0
    height = sum(strip.height_pt for strip in lead) + gap
    rows = columns.rows[:_LEAST_ROWS]
    least = sum(row.height_pt + row.space_pt for row in rows)
    top = bottom_pt + lead[0].space_pt
    if columns.new_page or top + height + least > area.bottom_pt:
        pages.append([])
        area, top = form.following, form.following.y_pt
    for index, strip in enumerate(lead):
        pages[-1].append(Placed((parts.rows - 1, index), area.x_pt, top))
        top += strip.height_pt
    return top + gap


def fill(rows: tuple[Strip, ...], start: int, count: int, height_pt: float) -> list[int]:
    """Return the index after the last row of each of ``count`` columns of ``height_pt``, filled from row ``start``.

    A row higher than a column gets one alone, so that the list always comes to its end.
    """
    ends: list[int] = []
    at = start
    for _ in range(count):
        height = 0.0
        first = at
        while at < len(rows):
            height += rows[at].height_pt + (rows[at].space_pt if at > first else 0.0)
            if height > height_pt + 0.01 and at > first:
                break
            at += 1
        ends.append(at)
    return ends


def balance(rows: tuple[Strip, ...], start: int, count: int, height_pt: float) -> list[int]:
    """Return the columns of the least height that hold all rows from ``start``; they are known to fit in ``height_pt``."""
    low, high = 0.0, height_pt
    while high - low > 0.1:
        middle = (low + high) / 2
        if fill(rows, start, count, middle)[-1] == len(rows) and middle >= max(row.height_pt for row in rows[start:]):
            high = middle
        else:
            low = middle
    return fill(rows, start, count, high)


def _place(parts: Parts, columns: Columns, page: list[Placed], start: int, ends: list[int], x_pt: float, top_pt: float) -> None:
    first = start
    for column, end in enumerate(ends):
        x = x_pt + column * (columns.column_width_pt + columns.gap_pt)
        y = top_pt
        for index in range(first, end):
            y += columns.rows[index].space_pt if index > first else 0.0
            page.append(Placed((parts.rows, index), x, y))
            y += columns.rows[index].height_pt
        first = end
