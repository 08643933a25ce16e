"""Where a line may end where no space says so."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest

from letterpack.text.breaks import (
    break_points,
    ends_behind_sign,
    ends_no_line,
    is_ideographic,
    needs_rules,
    phrase_points,
    syllable_points,
)


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


SIGNS = [
    char
    for char in map(chr, range(0x21, 0x10000))
    if unicodedata.category(char)[0] in "PSM" or unicodedata.category(char) == "Cf"
]


def test_spaces_beside_every_sign_are_as_icu_has_them() -> None:
    """What is decided without ICU is decided as ICU does."""
    wrong = [
        (before, behind)
        for sign in SIGNS
        for before, behind in (
            (f"w{sign}", "w"), (sign, "w"), ("w", f"{sign}w"), ("w", sign), ("w", f"{sign}1"), (f"w{sign}", "“w"), ("w)", sign),
            ("—", sign), (sign, sign),
        )
        if ends_no_line(before, behind) is (len(before) + 1 in break_points(f"{before} {behind} ", "en"))
    ]  # fmt: skip
    assert not wrong


@pytest.mark.parametrize(
    ("before", "behind", "together"),
    [
        ("mot", ";", True), ("mot", "!", True), ("«", "mot", True), ("mot", "»", True), ("(", "mot", True), ("mot", ")", True),
        ("Wort", "»Wort«", False), ("»Wort«", "und", False), ("„Wort“", "und", False), ("word", "“word”", False),
        ("word”", "and", False), ("end.", "Next", False), ("„", "Wort", True), ("—", "—", True), ("a", "– b", False),
    ],
)  # fmt: skip
def test_signs_keep_to_their_words(before: str, behind: str, together: bool) -> None:
    assert ends_no_line(before, behind) is together


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("state-of-the-art", [6, 9, 13]), ("and/or", [4]), ("24/7", []), ("2019-2020", []), ("2019–2020", [5]), ("-5", []),
        ("(con-)lang", []), ("-word", []), ("A/HRC/45/34/Add.1", [2, 6, 12]),
        ("J.-P.", []), ("Dipl.-Ing.", []), ("e-mail", []), ("T-Shirt,", []), ("80-х", []), ("19-ови,", []), ("19-летний", [3]),
        ("2026-жылы", [5]), ("S-Bahn-Station", [7]), ("Jean-Pierre", [5]), ("vitamin-C", []),
        ("A-B-C-D-E-F-G-H-I-J-K", [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
    ],
)  # fmt: skip
def test_a_line_ends_behind_some_dashes_and_slashes(word: str, expected: list[int]) -> None:
    assert [end for end in range(1, len(word)) if word[end - 1] in "-–/" and ends_behind_sign(word, end, "en")] == expected


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("ja", ["拘束された", "記者の", "釈放と", "刑法第二百三十条の", "廃止を", "求める", "要請"]),
        ("ja-JP", ["報道の", "自由、", "名誉毀損罪の", "廃止に関する", "要望書"]),
        ("ja", ["日本報道記者協会"]),
        ("zh", list("要求释放被拘押的记者")),
    ],
)
def test_japanese_is_read_in_phrases(language: str, parts: list[str]) -> None:
    text = "".join(parts)
    points = sorted(phrase_points(text, language))
    assert [text[start:end] for start, end in pairwise((0, *points, len(text)))] == parts


@pytest.mark.parametrize(
    ("word", "known", "parts"),
    [
        ("အသိအမှတ်ပြု၍", (), ["အသိအမှတ်", "ပြု၍"]),
        ("အခွင့်အရေးများနှင့်", (14,), ["အခွင့်", "အရေး", "များနှင့်"]),
        ("ကမ္ဘာ့ကုလသမဂ္ဂ", (), ["ကမ္ဘာ့", "ကု", "လ", "သ", "မဂ္ဂ"]),
        ("သိက္ခာ", (), ["သိက္ခာ"]),
        ("ទទួលបានសន្តិសុខ", (), ["ទទួលបានសន្តិសុខ"]),
    ],
)
def test_long_burmese_words_end_lines_between_syllables(word: str, known: tuple[int, ...], parts: list[str]) -> None:
    points = sorted(syllable_points(word, known))
    assert [word[start:end] for start, end in pairwise((0, *points, len(word)))] == parts
