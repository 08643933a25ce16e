"""Answers of signatories are read alike by builds, checks, counts and imports."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.wording.answers import answer_of, day_of, read_answers


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", ""),
        ("yes", "yes"),
        ("YES", "yes"),
        ("No", "no"),
        ("2026-10-25", "yes"),
        ("2026-13-25", "unclear"),
        ("maybe", "unclear"),
    ],
)
def test_a_cell_of_the_table(text: str, answer: str) -> None:
    assert answer_of(text) == answer


@given(st.dates())
def test_a_day_is_a_yes(day: date) -> None:
    assert day_of(day.isoformat()) == day
    assert answer_of(day.isoformat()) == "yes"


@given(st.text(max_size=20))
def test_what_an_import_writes_a_build_understands(said: str) -> None:
    plain = read_answers({said})[said]
    assert plain is None or answer_of(plain) in ("", "yes", "no")
