"""A side that is cut still shows what differs, however far along, in every format that people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.change import Change
from letterpack.review.telling import retold, shortened

LONG = "the same words again and again "


@pytest.mark.parametrize("most", [60, 400, 600, 4_000])
def test_one_word_far_along_is_seen(most: int) -> None:
    change = Change("metadata", "bookmark", f"{LONG * 200}alpha {LONG * 200}", f"{LONG * 200}omega {LONG * 200}")
    short = shortened(change, most)
    assert "alpha" in short.before
    assert "omega" in short.after
    assert max(len(short.before), len(short.after)) <= most


@given(
    st.text("ab e\u0301", max_size=300),
    st.text("ab\u0301", max_size=80),
    st.text("ab\u0301", max_size=80),
    st.text("ab ", max_size=300),
)
def test_both_sides_are_different_where_they_were(same: str, before: str, after: str, end: str) -> None:
    change = Change("text", "paragraph", f"{same}{before}{end}", f"{same}{after}{end}")
    short = shortened(change, 60)
    assert max(len(short.before), len(short.after)) <= 60
    assert (short.before == short.after) == (change.before == change.after)


def test_a_short_change_is_left_as_it_is() -> None:
    change = Change("address", "address", "1 Street\nTown", "2 Street\nTown")
    assert shortened(change, 60) is change


def test_a_text_that_came_is_cut_at_its_end() -> None:
    short = shortened(Change("text", "paragraph", "", LONG * 9), 60)
    assert short.after.startswith("the same words")
    assert short.after.endswith("…")


def test_the_change_is_told_again_with_both_sides() -> None:
    said = retold(Change("text", "paragraph", f"{LONG * 20}alpha", f"{LONG * 20}omega"))
    assert "alpha" in said
    assert "omega" in said
