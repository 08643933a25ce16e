"""The short way to read plain lines of text gives what the long way does."""

from __future__ import annotations

from collections.abc import Mapping
from unittest import mock

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from letterpack.readback import content
from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.graphics_state import START
from letterpack.readback.plain_text import read_plain
from letterpack.readback.whitelist.painting import PLAIN_TEXT, painting_of

MEANING = {code: chr(code) for code in range(0x20, 0x250)} | {0x300: "ffi", 0x301: "ש", 0x302: "ب"}
FONTS: Mapping[str, CompositeFont | None] = {
    "R": CompositeFont("AAAAAA+Serif", MEANING, {code: 200.0 + code for code in range(0x20, 0x200)}, 1000.0),
    "B": CompositeFont("BBBBBB+Bold", MEANING, {}, 500.5),
}

numbers = st.floats(-50, 900).map(lambda value: f"{value:.2f}")
strings = st.lists(st.sampled_from([*MEANING, 0, 0x999]), min_size=0, max_size=9).map(
    lambda codes: f"<{''.join([f'{code:04X}' for code in codes])}>"
)
marks = st.one_of(
    st.integers(0, 40).map(lambda mcid: f"/P<</MCID {mcid}>>BDC"),
    st.sampled_from(["/Artifact<</Type/Pagination/Subtype/Header>>BDC", "/Artifact<</Type/Layout>>BDC"]),
)


@st.composite
def arrays(draw: st.DrawFn) -> str:
    return draw(strings) + "".join(
        [draw(st.sampled_from(["", "20", "-7.5"])) + draw(strings) for _ in range(draw(st.integers(0, 2)))]
    )


@st.composite
def shows(draw: st.DrawFn) -> str:
    grey, black = draw(st.sampled_from([("", ""), (" 0.345 g", " 0 g")]))
    faces = st.builds("/{} {} Tf".format, st.sampled_from(["R", "B"]), st.sampled_from(["11", "8.5"]))
    idle = st.sampled_from(["", "", "/R 11 Tf", "/B 8.5 Tf/R 11 Tf"])
    more = "".join([f"{draw(idle)}{draw(faces)}[{draw(arrays())}]TJ" for _ in range(draw(st.integers(0, 2)))])
    place = f"1 0 0 1 {draw(numbers)} {draw(numbers)} Tm "
    return f"{place}{draw(idle)}{draw(faces)}{grey}[{draw(arrays())}]TJ{more}{draw(idle)}{black}"


@st.composite
def loose_arrays(draw: st.DrawFn) -> str:
    """Strings with kerns before, between and behind them, as a justified line has them."""
    kerns = st.sampled_from(["", "", "-344.1 ", " 17.3", "20"])
    parts = [draw(kerns) + draw(strings) for _ in range(draw(st.integers(1, 3)))]
    return "".join(parts) + draw(kerns)


@st.composite
def passages(draw: st.DrawFn) -> str:
    """A passage that says what it shows, or something else, or nothing of what it says."""
    said = draw(st.sampled_from(["00AD", "00A0", "0041", "0041005A", "05E9", ""]))
    tag = draw(st.sampled_from(["Span", "Span", "ReversedChars"]))
    shown = draw(st.sampled_from(["[<002D>]TJ", "[<0041>]TJ", "[<0041>5<005A>]TJ", "/B 8.5 Tf[<0301>]TJ/R 11 Tf", ""]))
    return f"/{tag}<</ActualText<FEFF{said}>>>BDC{shown} EMC"


@st.composite
def words(draw: st.DrawFn) -> str:
    """A word that says what it is, of letters that are put together of parts, some of them above the line."""
    inner = draw(passages())
    tag, said = draw(st.sampled_from(["Span", "ReversedChars"])), draw(st.sampled_from(["05E9", "0028", "0041", ""]))
    above = draw(st.sampled_from([" -1.77 Ts[<0301>1156<0302>]TJ 0 Ts", "[ -2 ]TJ", " 99 Ts[<0301>]TJ 0 Ts", " 1 Ts", ""]))
    return f"/{tag}<</ActualText<FEFF{said}>>>BDC[<0301>-2 1 ]TJ{inner if draw(st.booleans()) else ''}{above} EMC"


@st.composite
def justified(draw: st.DrawFn) -> str:
    """A line of a paragraph with letters that are wider, in several fonts, with passages that say their text themselves."""
    wide, full = draw(st.sampled_from([("", ""), ("102.12 Tz ", " 100 Tz"), ("97.5 Tz ", " 100 Tz")]))
    grey, black = draw(st.sampled_from([("", ""), ("0.345 g ", " 0 g")]))
    faces = st.builds("/{} {} Tf".format, st.sampled_from(["R", "B"]), st.sampled_from(["11", "8.5"]))
    steps = st.one_of(faces, loose_arrays().map(lambda array: f"[{array}]TJ"), passages(), words())
    body = "".join([draw(faces), *[draw(steps) for _ in range(draw(st.integers(1, 5)))]])
    return f"1 0 0 1 {draw(numbers)} {draw(numbers)} Tm {grey}{wide}{body}{full}{black}"


def marked(draw: st.DrawFn, lines: st.SearchStrategy[str]) -> list[str]:
    made = draw(st.lists(st.tuples(marks, st.lists(lines, min_size=1, max_size=3)), min_size=1, max_size=4))
    return ["BT", *[part for mark, each in made for part in (mark, *each, "EMC")], "ET"]


HEAD_RULES = (
    "/Artifact<</Type/Layout>>BDC q 1 0 0 1 87.87 507.02 cm q 1 0 0 1 0 -4.00 cm q 0 G .35 w 0 0 m 84.9 0 l S Q "
    "q 0 G .35 w 0 -17 m 84.9 -17 l S Q Q Q EMC"
)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    """What a page of paragraphs and tables has: text, rules, text again."""
    lines = st.one_of(shows(), justified())
    said = marked(draw, lines)
    for _ in range(draw(st.integers(0, 2))):
        said = [*said, HEAD_RULES, *marked(draw, lines)]
    return " ".join(said)


@st.composite
def streams(draw: st.DrawFn) -> str:
    rule = "/Artifact<</Type/Layout>>BDC q 1 0 0 1 76.54 809.29 cm q .345 G .4 w 0 -13.5 m 442.2 -13.5 l S Q Q EMC"
    said = [rule] * draw(st.integers(0, 1))
    marked = draw(st.lists(st.tuples(marks, st.lists(shows(), min_size=1, max_size=3)), min_size=1, max_size=4))
    said.extend(["BT", *[part for mark, lines in marked for part in (mark, *lines, "EMC")], "ET"])
    return " ".join(said)


def the_long_way(data: bytes, *, right_to_left: bool = False) -> ContentRead:
    with mock.patch.object(content, "read_plain", lambda *_, **__: None):
        return read_content(data, START, FONTS, {}, 842.0, right_to_left=right_to_left)


@given(streams())
def test_both_ways_read_the_same(stream: str) -> None:
    data = stream.encode("ascii")
    assert read_plain(data, FONTS, 842.0) is not None
    assert read_content(data, START, FONTS, {}, 842.0) == the_long_way(data)


@given(paragraphs(), st.booleans())
def test_justified_lines_are_read_the_same_or_left_to_the_long_way(stream: str, right_to_left: bool) -> None:
    data = stream.encode("ascii")
    short = read_plain(data, FONTS, 842.0, right_to_left=right_to_left)
    event(f"short: {short is not None}")
    found = read_content(data, START, FONTS, {}, 842.0, right_to_left=right_to_left)
    assert found == the_long_way(data, right_to_left=right_to_left)
    if short is not None:
        assert found.problems == () and painting_of(data) == PLAIN_TEXT


def test_a_paragraph_and_a_table_are_read_the_short_way() -> None:
    data = (
        "BT /P<</MCID 9>>BDC 1 0 0 1 87.87 495.50 Tm 102.12 Tz /R 11 Tf[<003A>39<00480020>-27.8<005A>]TJ 100 Tz "
        "1 0 0 1 87.87 479.50 Tm 98.90 Tz /R 11 Tf[<00570020>-344.1 ]TJ/B 11 Tf[ 17.3<0041>]TJ"
        "/Span<</ActualText<FEFF00AD>>>BDC[<002D>]TJ EMC 100 Tz EMC ET "
        f"{HEAD_RULES} BT /TD<</MCID 10>>BDC 1 0 0 1 126.41 474.66 Tm /R 11 Tf[<0041>]TJ EMC ET"
    ).encode("ascii")
    assert read_plain(data, FONTS, 842.0) is not None
    assert read_content(data, START, FONTS, {}, 842.0) == the_long_way(data)


@pytest.mark.parametrize("spoiled", ["120 Tz", "80 Tz", "102 Tz"])
def test_letters_that_are_too_wide_or_stay_so_are_not_plain(spoiled: str) -> None:
    end = " 100 Tz" if spoiled != "102 Tz" else ""
    data = f"BT /P<</MCID 9>>BDC 1 0 0 1 87 495 Tm {spoiled} /R 11 Tf[<003A>]TJ{end} EMC ET".encode("ascii")
    assert read_plain(data, FONTS, 842.0) is None


@given(st.one_of(streams(), paragraphs()), st.data())
def test_what_is_not_plain_is_left_to_the_long_way(stream: str, data: st.DataObject) -> None:
    """One word of a stream is another, or gone, or there twice: the short way reads it as the long way does, or leaves it."""
    words = stream.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(
        st.sampled_from(
            [
                [],
                [words[at]] * 2,
                ["3 Tr"],
                ["q"],
                ["/R 9 Tf"],
                ["/R 99 Tf"],
                ["/X 9 Tf"],
                ["EMC"],
                ["BT"],
                ["1 g"],
                ["[<0041>]TJ"],
                ["99 Tz"],
                ["/Span<</ActualText<FEFF0041>>>BDC"],
            ]
        )
    )
    spoiled = " ".join([*words[:at], *other, *words[at + 1 :]]).encode("ascii")
    if read_plain(spoiled, FONTS, 842.0) is not None:
        assert read_content(spoiled, START, FONTS, {}, 842.0) == the_long_way(spoiled)


@pytest.mark.parametrize(
    "stream",
    [
        b"BT /P<</MCID 1>>BDC 1 0 0 1 7 7 Tm /R 9 Tf[<0041>]TJ EMC ET 1 g 0 0 9 9 re f",
        b"BT 1 0 0 1 7 7 Tm /R 9 Tf[<0041>]TJ ET",
        b"BT /P<</MCID 1>>BDC 1 0 0 1 7 7 Tm /R 9 Tf 1 g[<0041>]TJ 0 g EMC ET",
        b"BT /P<</MCID 1>>BDC 1 0 0 1 7 7 Tm /R .9 Tf[<0041>]TJ EMC ET",
        b"BT /Artifact<<>>BDC 1 0 0 1 7 7 Tm /R 9 Tf[<0041>]TJ EMC ET",
        b"BT /P<</MCID 1>>BDC 1 0 0 1 7 7 Tm 3 Tr /R 9 Tf[<0041>]TJ EMC ET",
        b"BT /P<</MCID 1>>BDC 1 0 0 1 7 7 Tm /R 9 Tf[<0041>]TJ ET",
        b"/Artifact<</Type/Layout>>BDC q 1 0 0 1 0 0 cm q 1 g 0 0 9 9 re f Q Q EMC",
    ],
)
def test_anything_else_is_not_plain(stream: bytes) -> None:
    assert read_plain(stream, FONTS, 842.0) is None


def test_a_line_of_many_kerns_that_is_not_plain_is_given_up_at_once() -> None:
    """Each kern could be read in several ways, and all of them were tried."""
    kerns = "".join([f"<{0x41 + index % 20:04X}>-55" for index in range(400)])
    stream = f"BT /P<</MCID 0>>BDC 1 0 0 1 10 20 Tm /R 11 Tf[{kerns}<0041>]TJ 1 0 0 rg EMC ET"
    assert read_plain(stream.encode(), FONTS, 842.0) is None
