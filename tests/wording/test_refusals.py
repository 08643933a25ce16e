"""Where a word that refuses begins in a text."""

from __future__ import annotations

import pytest

from letterpack.wording.refusals import _begins_a_word


@pytest.mark.parametrize(
    ("stem", "text", "begins"),
    [
        ("san non", "san non", True),
        ("san non", "susan nonaka", False),
        ("san non", "susan nonaka, san non", True),
        ("n't", "we don't sign", True),
        ("không", "tôi không đồng ý", True),
        ("不", "我不同意", True),
        ("no", "yes", False),
    ],
)
def test_a_refusal_begins_a_word_where_words_stand_apart(stem: str, text: str, begins: bool) -> None:
    assert _begins_a_word(stem, text) is begins
