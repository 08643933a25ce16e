"""Where pages end: the least total cost, and every strip placed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.galley import FORBIDDEN, GalleyBlock, Strip
from letterpack.paginate import flow
from letterpack.paginate.flow import Item, stack


def break_pages(items: list[Item], first_pt: float, following_pt: float, **how: Any) -> list[list[Item]]:
    return flow.break_pages(items, first_pt, following_pt, **how)[0]


def items(*penalties: float, height: float = 10.0) -> list[Item]:
    return [Item((0, index), height, 0.0, penalty) for index, penalty in enumerate(penalties)]


def ends(pages: list[list[Item]]) -> list[int]:
    return [len(page) for page in pages]


def test_what_fits_is_one_page() -> None:
    assert ends(break_pages(items(*[0.0] * 5), 50.0, 50.0)) == [5]


def test_nothing_is_one_empty_page() -> None:
    assert break_pages([], 50.0, 50.0) == [[]]


def test_pages_are_filled() -> None:
    assert ends(break_pages(items(*[0.0] * 17), 50.0, 60.0)) == [5, 6, 6]


def test_a_forbidden_break_is_not_made() -> None:
    penalties = [0.0] * 10
    penalties[5] = FORBIDDEN
    assert ends(break_pages(items(*penalties), 50.0, 100.0))[0] == 4


def test_a_dear_break_is_worth_a_little_room() -> None:
    penalties = [0.0] * 20
    penalties[10] = 300.0
    assert ends(break_pages(items(*penalties), 100.0, 200.0)) == [9, 11]


def test_the_last_page_has_some_lines() -> None:
    """One line more than a page holds: it takes others with it."""
    pages = ends(break_pages(items(*[0.0] * 21), 200.0, 200.0))
    assert pages[1] >= 6


def test_what_is_higher_than_a_page_gets_one() -> None:
    pages = break_pages([*items(0.0, 0.0), Item((0, 2), 90.0, 0.0, 0.0), Item((0, 3), 10.0, 0.0, 0.0)], 50.0, 50.0)
    assert [item.ref[1] for page in pages for item in page] == [0, 1, 2, 3]
    assert [item.ref[1] for item in next(page for page in pages if page[0].height_pt == 90.0)] == [2]


def test_the_space_above_a_page_s_first_strip_takes_no_room() -> None:
    spaced = [Item((0, index), 10.0, 5.0, 0.0) for index in range(6)]
    assert ends(break_pages(spaced, 40.0, 40.0)) == [3, 3]


@given(st.lists(st.tuples(st.floats(1, 60), st.floats(0, 20), st.sampled_from([0.0, 20.0, 300.0, FORBIDDEN])), max_size=60))
def test_every_strip_is_on_one_page_and_fits(rows: list[tuple[float, float, float]]) -> None:
    found = [Item((0, index), *row) for index, row in enumerate(rows)]
    pages = break_pages(found, 150.0, 200.0)
    assert [item for page in pages for item in page] == found
    for number, page in enumerate(pages):
        height = sum(item.height_pt + (item.space_pt if index else 0.0) for index, item in enumerate(page))
        assert height <= (200.0 if number else 150.0) + 0.02 or len(page) == 1


def test_neighbours_agree_on_space_and_keeping() -> None:
    head = Strip(10.0, 12.0, 0.0, (), keeps_next=True, next_space_pt=3.0)
    line = Strip(10.0, 7.0, 0.0, ())
    found = stack([(4, GalleyBlock((head,), own=False, shape=())), (5, GalleyBlock((line, line), own=False, shape=()))])
    assert [(item.ref, item.space_pt, item.penalty) for item in found] == [
        ((4, 0), 12.0, 0.0),
        ((5, 0), 3.0, FORBIDDEN),
        ((5, 1), 7.0, 0.0),
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_the_result_is_the_same_again(count: int) -> None:
    penalties = [20.0] * count
    assert break_pages(items(*penalties), 300.0, 400.0) == break_pages(items(*penalties), 300.0, 400.0)
