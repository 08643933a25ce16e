"""The list of signatories: filled down a column, balanced on its last page, whole however long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.galley import Strip
from letterpack.paginate.columns import RowHeights

ROWS = st.lists(st.tuples(st.floats(8, 60), st.floats(0, 6)), min_size=1, max_size=120)


def rows(*heights: float, gap: float = 0.0) -> tuple[Strip, ...]:
    return tuple(Strip(height, gap, 0.0, ()) for height in heights)


def heights(found: tuple[Strip, ...], ends: tuple[int, ...], start: int = 0) -> list[float]:
    made, first = [], start
    for end in ends:
        made.append(sum(row.height_pt + (row.space_pt if index else 0.0) for index, row in enumerate(found[first:end])))
        first = end
    return made


def test_a_column_is_filled_before_the_next() -> None:
    assert RowHeights(rows(*[10.0] * 10)).fill(0, 2, 40.0) == (4, 8)
    assert RowHeights(rows(*[10.0] * 10)).fill(3, 2, 40.0) == (7, 10)


def test_gaps_count_between_rows_alone() -> None:
    assert RowHeights(rows(*[10.0] * 4, gap=5.0)).fill(0, 2, 25.0) == (2, 4)


def test_a_row_higher_than_a_column_is_not_lost() -> None:
    assert RowHeights(rows(100.0, 10.0)).fill(0, 2, 40.0) == (1, 2)


def test_columns_end_level() -> None:
    assert RowHeights(rows(*[10.0] * 9)).balance(0, 3, 100.0) == (3, 6, 9)
    assert RowHeights(rows(*[10.0] * 10)).balance(0, 2, 100.0) == (5, 10)


@given(ROWS, st.integers(1, 4))
def test_no_lower_columns_hold_all(values: list[tuple[float, float]], count: int) -> None:
    found = tuple(Strip(height, gap, 0.0, ()) for height, gap in values)
    room = sum(height + gap for height, gap in values)
    ends = RowHeights(found).balance(0, count, room)
    assert ends[-1] == len(found)
    assert list(ends) == sorted(ends)
    highest = max(heights(found, ends))
    assert highest <= room + 0.01
    assert (
        RowHeights(found).fill(0, count, highest - 0.3)[-1] < len(found) or highest <= max(row.height_pt for row in found) + 0.31
    )


@given(ROWS, st.integers(1, 4), st.floats(60, 700))
def test_rows_of_a_level_list_stand_on_one_line(values: list[tuple[float, float]], count: int, height: float) -> None:
    found = RowHeights([Strip(row, 5.0, 0.0, ()) for row, _ in values], is_level=True)
    start, pages = 0, []
    while start < len(values):
        ends = found.fill(start, count, height)
        assert list(ends) == sorted(ends)
        assert ends[-1] > start, "every page takes some"
        assert found.height(start, ends) <= height + 0.02 or ends[0] == start + 1
        firsts = (start, *ends[:-1])
        tops = [found.tops_in(start, ends, first, end) for first, end in zip(firsts, ends, strict=True)]
        for column in tops:
            assert column == pytest.approx(tops[0][: len(column)])
        for first, column in zip(firsts, tops, strict=True):
            feet = [top + values[first + index][0] for index, top in enumerate(column)]
            assert all(foot + 5.0 <= top + 0.01 for foot, top in zip(feet, column[1:], strict=False)), "no row meets the next"
        pages.append(ends)
        start = ends[-1]
    assert pages[-1][-1] == len(values)


@given(ROWS, st.integers(1, 4))
def test_the_last_columns_of_a_level_list_are_even(values: list[tuple[float, float]], count: int) -> None:
    found = RowHeights([Strip(row, 5.0, 0.0, ()) for row, _ in values], is_level=True)
    ends = found.balance(0, count, 10_000.0)
    sizes = [end - start for start, end in zip((0, *ends[:-1]), ends, strict=True)]
    assert sum(sizes) == len(values)
    assert max(sizes) - min(sizes) <= 1
    assert sizes == sorted(sizes, reverse=True)
