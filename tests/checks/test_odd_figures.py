"""Signs that Python takes for figures, and numbers longer than it reads, are words of a letter like any other."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.checks.evidence.dates import dates_in
from letterpack.checks.evidence.figures import in_figures
from letterpack.checks.evidence.stated_numbers import stated_numbers

SIGNS = [char for char in map(chr, range(sys.maxunicode)) if char.isdigit() and not char.isdecimal()]
"""Superiors, circled figures, figures of scripts that do not count in tens."""
TAGS = ("en", "fr", "ru", "kk", "ar", "zh")
WORDS = ("January", "2026", "организаций", "organizations", "signatories", "janvier", "年", "月", "undersigned", "of", *",.-/")
LONG = st.integers(1, 6000).map(lambda count: "9" * count)
NUMBERS = st.one_of(st.sampled_from(SIGNS), LONG, st.sampled_from(["٣", "12", "1.000"]))


@given(parts=st.lists(st.one_of(NUMBERS, st.sampled_from(WORDS)), max_size=8), tag=st.sampled_from(TAGS))
def test_any_figures_are_read(parts: list[str], tag: str) -> None:
    text = " ".join(parts)
    found = [(each.start, each.end) for each in dates_in(text, tag)]
    found += [(each.start, each.end) for each in stated_numbers(text, tag)]
    assert all(0 <= start <= end <= len(text) for start, end in found)


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("٣", 3), *dict.fromkeys(["²", "①", "፩", "9" * 5000, ""]).items()])
def test_figures_that_count_in_tens_are_a_number(text: str, number: int | None) -> None:
    assert in_figures(text) == number
