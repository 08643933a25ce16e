"""The bidirectional algorithm, against the Unicode Character Database's own tests."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from letterpack.text.bidi import _closing_bracket, embedding_levels, first_strong_level, needs_bidi, visual_order
from tests.installed import needs

DATABASE = Path("/usr/share/unicode")
SAMPLES = {
    "L": "a",
    "R": "א",
    "AL": "ب",
    "EN": "1",
    "AN": "١",
    "ES": "+",
    "ET": "%",
    "CS": ",",
    "NSM": "\u0300",
    "BN": "\xad",
    "B": "\u2029",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "LRE": "\u202a",
    "RLE": "\u202b",
    "LRO": "\u202d",
    "RLO": "\u202e",
    "PDF": "\u202c",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}


def database(name: str) -> list[str]:
    """Return the rows of a file of Debian's package unicode-data."""
    lines = [line.partition("#")[0].strip() for line in needs(DATABASE / name).read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line]


def known(text: str) -> bool:
    """Whether this Python's Unicode database knows all of ``text``."""
    return all(unicodedata.category(char) != "Cn" for char in text)


def holds(text: str, base: int, expected: list[str], order: list[int]) -> bool:
    levels = embedding_levels(text, base)
    kept = [index for index, level in enumerate(expected) if level != "x"]
    shown = [kept[at] for at in visual_order([levels[index] for index in kept])]
    return [levels[index] for index in kept] == [int(expected[index]) for index in kept] and shown == order


def test_every_character_test_of_unicode() -> None:
    wrong = []
    for row in database("BidiCharacterTest.txt"):
        codes, direction, base, levels, order = row.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        if not known(text):
            continue
        by_itself = direction != "2" or first_strong_level(text) == int(base)
        if not by_itself or not holds(text, int(base), levels.split(), [int(index) for index in order.split()]):
            wrong.append(row)
    assert not wrong, (len(wrong), wrong[:5])


def test_class_tests_of_unicode() -> None:
    """All tests of up to three characters and every ninth of the longer ones: the rest says the same a hundred times."""
    wrong: list[str] = []
    levels: list[str] = []
    order: list[int] = []
    for number, row in enumerate(database("BidiTest.txt")):
        if row.startswith("@Levels:"):
            levels = row.split(":")[1].split()
        elif row.startswith("@Reorder:"):
            order = [int(index) for index in row.split(":")[1].split()]
        else:
            names, directions = row.split(";")
            if number % 9 and names.count(" ") > 2:
                continue
            text = "".join(SAMPLES[name] for name in names.split())
            bases = {base for bit, base in ((1, first_strong_level(text)), (2, 0), (4, 1)) if int(directions, 16) & bit}
            wrong.extend(row for base in bases if not holds(text, base, levels, order))
    assert not wrong, (len(wrong), wrong[:5])


def test_brackets_are_those_of_the_database() -> None:
    for row in database("BidiBrackets.txt"):
        code, paired, kind = (part.strip() for part in row.split(";"))
        if kind == "o" and known(chr(int(code, 16))):
            expected = {0x3009: 0x232A}.get(int(paired, 16), int(paired, 16))
            assert _closing_bracket(chr(int(code, 16))) == expected, row


@pytest.mark.parametrize("text", ["شكرا", "שלום", "ߒߞߏ", "ܐܒ", "ދިވެހި", "a\u200fb", "𞤀"])
def test_right_to_left_text_is_noticed(text: str) -> None:
    assert needs_bidi(text)


@pytest.mark.parametrize("text", ["Thank you", "Спасибо", "Ευχαριστώ", "ขอบคุณ", "谢谢", "ধন্যবাদ", "n°\u00a05 – “so”…"])
def test_other_text_goes_the_short_way(text: str) -> None:
    assert not needs_bidi(text)
    assert set(embedding_levels(text, 0)) == {0}


def levels_beneath(opening: str, closing: str, times: int, inner: str) -> list[int]:
    """The levels of ``inner``, of what follows as many ends less one, and of what follows them all."""
    text = opening * times + inner + closing * (times - 1) + "b" + closing + "c"
    levels = embedding_levels(text, 0)
    return [*levels[times : times + len(inner)], levels[-3], levels[-1]]


@pytest.mark.parametrize(("opening", "closing"), [("LRE", "PDF"), ("LRO", "PDF"), ("LRI", "PDI")])
def test_what_nests_too_deep_is_counted_and_its_ends_end_nothing_else(opening: str, closing: str) -> None:
    """BD2, X1: 62 levels rightward below 125; those beyond have no level of their own, and neither have their ends."""
    for times, level in ((61, 122), (62, 124), (63, 124), (200, 124)):
        assert levels_beneath(SAMPLES[opening], SAMPLES[closing], times, "a") == [level, 2, 0]


def test_in_an_isolate_that_is_too_deep_nothing_begins_or_ends() -> None:
    begun = SAMPLES["RLE"] + "a" + SAMPLES["PDF"] + "a"
    levels = levels_beneath(SAMPLES["LRI"], SAMPLES["PDI"], 70, begun)
    assert [levels[1], levels[3], *levels[-2:]] == [124, 124, 2, 0]
