"""Where web and mail addresses may be broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.text.hyphenate import address_parts, is_address


@pytest.mark.parametrize(
    "word",
    [
        "https://example.org",
        "(www.example.org),",
        "mailto:ann@example.org",
        "ann@example.org",
        "example.org/reports",
        "«ftp://x.org»",
        "HTTPS://X.ORG",
        "bücher.example,",
        "archive.example.org.",
    ],
)
def test_these_are_addresses(word: str) -> None:
    assert is_address(word)


@pytest.mark.parametrize(
    "word",
    [
        "and/or",
        "Art.4",
        "e.g.",
        "U.S.",
        "3.5/4",
        "A/HRC/44/49",
        "2019–2020",
        "…",
        "@ann",
        "well-known",
        "t.ex.",
        "bl.a.",
        "end.Next",
    ],
)
def test_these_are_not(word: str) -> None:
    assert not is_address(word)


def test_an_address_breaks_behind_its_signs() -> None:
    parts = address_parts("https://example.org/reports/2019.html?a=1&b-c")
    assert [part for part, _ in parts] == ["https://", "example.", "org/", "reports/", "2019.", "html?", "a=", "1&", "b-", "c"]
    assert [part for part, is_good in parts if not is_good] == ["b-"]


def test_an_address_rather_breaks_elsewhere_than_behind_a_hyphen() -> None:
    parts = address_parts("https://example.org/a-long–way/" + "0123456789" * 3 + "-x")
    assert [part for part, is_good in parts if is_good] == ["https://", "example.", "org/", "way/", "x"]


def test_a_long_key_breaks_anywhere_but_near_its_ends() -> None:
    parts = address_parts("https://example.org/" + "0123456789" * 4 + ".")
    key = parts[3:]
    assert (key[0], key[-1]) == (("0123", False), ("789.", True))
    assert {len(part) for part, _ in key[1:-1]} == {1}


@given(st.text("abz09/.?&=-_#:@", min_size=1, max_size=80))
def test_the_parts_are_the_word(word: str) -> None:
    assert "".join(part for part, _ in address_parts(word)) == word


def test_a_word_that_ends_in_nothing_but_signs_is_gone_through_once() -> None:
    """Where each sign is looked at up to the end of the word, a word of this length takes minutes."""
    word = "www." + "-" * 50_000
    assert "".join(part for part, _ in address_parts(word)) == word
