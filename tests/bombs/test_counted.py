"""What costs a reader much and a file little is counted, each as often as it is met."""

from __future__ import annotations

import re
import time
from random import Random
from typing import AnyStr

import pytest
from lxml.etree import fromstring
from PIL import Image

from letterpack import countries
from letterpack.checks.evidence.unfilled import _certain
from letterpack.draw import grey_page, svg_text
from letterpack.draw import svg as drawings
from letterpack.draw.svg import texts_of_drawing
from letterpack.formats.tables import code_pages
from letterpack.limits import MOST_DRAWING_LETTERS
from letterpack.model.observed import Shown
from letterpack.readback import looks, values
from letterpack.readback.packet import PacketReader
from letterpack.review import causes, others, pixels
from tests.bombs.graphics import svg
from tests.bombs.pdfs import made


@pytest.mark.parametrize("sign", ["-", "_", "*", "="])
def test_a_row_of_signs_is_looked_through_once(sign: str) -> None:
    """Nine thousand hyphens in a cell took two seconds where each of them was a beginning."""

    def cost_s(count: int) -> float:
        text, before = f"a{sign * count}b", time.process_time()
        for pattern in _certain():
            assert len(list(pattern.finditer(text))) <= 1
        return time.process_time() - before

    cost_s(1)
    assert cost_s(16_000) < max(0.3, 30 * cost_s(1_000))


def test_a_check_asks_for_the_words_of_a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of 3,000 letters took 45 ms where each was asked for its place, which no rule needs of an enclosure."""
    content = b"BT /F 9 Tf 9 99 Td (They wait.) Tj ET"
    page = made(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", resources=b"<</Font<</F 5 0 R>>>>", content=content)
    monkeypatch.setattr("letterpack.readback.foreign._lines", None)
    (found,) = PacketReader(checks=True).pages_by_others(page)
    assert [shown.text for shown in found.shown] == ["They wait."]


def test_only_what_no_line_explains_is_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages with other words in the same lines took 0.2 s each to compare as pictures; what is found is what was."""
    one, random = Image.effect_noise((150, 150), 90).convert("RGB"), Random(4)
    line = Shown("They wait.", 20, 30, 60, 10, "A", "", 0)
    for at in [None, *((random.randrange(140), random.randrange(140)) for _ in range(20))]:
        other = one.copy()
        other.paste((0, 0, 0), (35, 30, 115, 48))
        if at:
            other.paste((255, 0, 0), (*at, at[0] + 9, at[1] + 9))
        whole = pixels._otherwise(one, other)
        pixels._cover(whole, [line])
        assert pixels._difference(one, other, [line], exact=False) == pixels._around(whole)
    monkeypatch.setattr(pixels, "_spread", None)
    other = one.copy()
    other.paste((0, 0, 0), (35, 30, 115, 48))
    assert pixels._difference(one, other, [line], exact=False) is None


@pytest.mark.parametrize(
    ("pattern", "pump"),
    [
        (grey_page._TOKEN, b"1"),
        (looks._TEXT, b"BT "),
        (looks._COLOUR, b"1 "),
        (looks._COLOUR, b"1"),
        (looks._STRINGS, b"1"),
        (looks._STRINGS, b"\\("),
        (drawings._RULE, "/*"),
        (drawings._LAST_CLASS, ".a>" + "a" * 99),
        (svg_text.DECLARATION, "a"),
        (svg_text._LENGTH, "1"),
        (others._EDGES, "!"),
        (causes._PRINTED_ADDRESS, "("),
        (causes._PRINTED_ADDRESS, "(" + "a." * 4_000 + " "),
        (code_pages._ODD_WORD, "a"),
        (countries._IN_BRACKETS, "("),
    ],
)
def test_a_pattern_does_not_begin_anew_at_each_character(pattern: re.Pattern[AnyStr], pump: AnyStr) -> None:
    """A style sheet of comment signs alone took a minute."""

    def cost_s(length: int) -> float:
        text, before = pump * (length // len(pump)), time.process_time()
        pattern.match(text), pattern.fullmatch(text), list(pattern.finditer(text))
        return time.process_time() - before

    cost_s(1_000)
    assert cost_s(32_000) < max(0.1, 60 * cost_s(1_000))


def test_blanks_before_nothing_are_passed_over_once() -> None:
    """A packet with thirty blanks where an object should stand took for ever, each of them parted from the others or not."""
    assert values._TOKEN.match(b" % %\n" * 5_000 + b" " * 5_000 + b"\xff") is None


def test_numbers_of_a_path_are_counted_as_they_are_read() -> None:
    """`.1.1` are two (SVG 1.1, 8.3.9): half a million of them passed for one, and took two seconds."""
    assert drawings._points(fromstring("<path d='M0.1.1.1 .5-.5 1e5 12 3.z'/>")) == 10


def test_a_drawing_that_says_too_much_to_be_drawn_is_not_looked_through_for_words() -> None:
    said = [[*texts_of_drawing(svg(f"<text>{'a ' * (count // 2)}</text>"))] for count in (99, MOST_DRAWING_LETTERS + 2)]
    assert [len(each) for each in said] == [1, 0]
