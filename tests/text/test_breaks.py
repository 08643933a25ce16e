"""Where a line may end where no space says so."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from letterpack.text.breaks import break_points, is_ideographic, needs_rules


def parts(word: str, language: str) -> list[str]:
    points = (0, *break_points(word, language), len(word))
    return [word[start:end] for start, end in pairwise(points)]


@pytest.mark.parametrize(
    "word", ["Freedom", "свобода", "ελευθερία", "الحرية", "חירות", "स्वतन्त्रता", "자유를", "state-of-the-art", "Ծնված"]
)
def test_words_between_spaces_need_no_rules(word: str) -> None:
    assert not needs_rules(word)


@pytest.mark.parametrize("word", ["自由", "すべて", "ทุกคน", "ບຸກຄົນ", "មនុស្ស", "လူတိုင်း", "བོད་ཡིག", "ሰው፡ሁሉ", "a\u200bb", "𠮷"])
def test_scripts_without_spaces_do(word: str) -> None:
    assert needs_rules(word)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("人人有权，「主张」。", "zh", ["人", "人", "有", "权，", "「主", "张」。"]),
        ("すべて人は、", "ja", ["す", "べ", "て", "人", "は、"]),
        ("ทุกคนมีสิทธิ", "th", ["ทุก", "คน", "มี", "สิทธิ"]),
        ("བོད་ཡིག་ག།", "bo", ["བོད་", "ཡིག་", "ག།"]),
        ("𠮷野家𠀋", "ja", ["𠮷", "野", "家", "𠀋"]),
        ("ab\u200bcd", "en", ["ab\u200b", "cd"]),
        ("제19조(제20條)에「서울」에서", "ko", ["제19조(제20條)에「서울」에서"]),
        ("在首尔（서울）举行", "zh", ["在", "首", "尔", "（서울）", "举", "行"]),
    ],
)
def test_words_and_kinsoku(word: str, language: str, expected: list[str]) -> None:
    assert parts(word, language) == expected


def test_ideographs_share_a_lines_slack_and_words_do_not() -> None:
    assert all(map(is_ideographic, "自す、。ア（𠮷"))
    assert not any(map(is_ideographic, "aกཀ한"))


def test_rules_are_loaded_when_they_are_needed() -> None:
    code = "import sys, letterpack.typeset.letter, letterpack.pipeline; sys.exit('icu4py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
