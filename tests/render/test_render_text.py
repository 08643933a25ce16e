"""Findings as text: the excerpt, the caret under it, and nothing that acts on the terminal."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import letterpack.schemas
from letterpack.diagnostics import Diagnostic, Related, Report
from letterpack.render.columns import cells, isolated, shown, turning_runs
from letterpack.render.text import EXCERPT_CELLS, MOST_PER_CODE, render_text
from letterpack.spans import SourceText, Span

SCHEMA = Path(letterpack.schemas.__file__).with_name("finding.schema.json")


class Source:
    """One file, by any name."""

    def __init__(self, text: str) -> None:
        self.text = SourceText("a.yaml", text)

    def line(self, file: str, number: int) -> str:
        return self.text.line(number)


def rendered(line: str, column: int, length: int = 1) -> list[str]:
    finding = Diagnostic("LP100", "error", "wrong", Span("a.yaml", 1, column, length))
    return render_text([finding], Source(line)).splitlines()[1:]


def test_a_finding_looks_as_the_design_says() -> None:
    source = Source("\n" * 6 + "  postcode: 01234\n")
    found = Diagnostic(
        "LP212",
        "error",
        "postcode `01234` was read as the number 668",
        Span("a.yaml", 7, 13, 5),
        'quote it: postcode: "01234"',
    )
    assert render_text([found], source) == (
        "a.yaml:7:13: error[LP212]: postcode `01234` was read as the number 668\n"
        "  7 |   postcode: 01234\n"
        "    |             ^^^^^\n"
        '  = hint: quote it: postcode: "01234"\n'
    )


def test_related_places_packets_and_whole_files() -> None:
    related = (Related("first given here", Span("a.yaml", 1, 1, 3)),)
    report = Report()
    report.warning("LP101", Span("a.yaml", 2, 1, 3), "twice", related=related)
    report.add(Diagnostic("LP102", "note", "old", Span("b.pdf"), packet="minister", page=2))
    assert render_text(report, Source("one\ntwo\n")) == (
        "a.yaml:2:1: warning[LP101]: twice\n"
        "  2 | two\n"
        "    | ^^^\n"
        "  = first given here: a.yaml:1:1\n"
        "  1 | one\n"
        "    | ^^^\n"
        "\n"
        "b.pdf (packet minister, page 2): note[LP102]: old\n"
    )
    assert render_text([], Source("")) == ""


@pytest.mark.parametrize(
    ("line", "column", "length", "caret"),
    [
        ("name: 日本語 x", 7, 3, "      ^^^^^^"),
        ("日本語: x", 6, 1, "        ^"),
        ("Cafe\u0301: x", 8, 1, "      ^"),
        ("\tx: y", 5, 1, "       ^"),
        ("x", 2, 1, " ^"),
        ("ＡＢ: x", 5, 1, "      ^"),
    ],
)
def test_the_caret_stands_under_its_text(line: str, column: int, length: int, caret: str) -> None:
    assert rendered(line, column, length)[1] == f"    | {caret}"


def test_inside_right_to_left_text_the_carets_stand_under_the_whole_of_it() -> None:
    excerpt, carets = rendered("title: وزير الإعلام, x", 12, 1)
    assert carets == "    |        " + "^" * len("وزير الإعلام")
    assert excerpt == "  1 | title: \u2066وزير الإعلام\u2069, x"
    assert rendered("title: وزير, x", 14, 1)[1] == "    |              ^"


def test_a_long_line_is_cut_around_its_place() -> None:
    excerpt, carets = rendered("日" * 3000 + "X" + "b" * 9000, 3001)
    assert cells(excerpt) <= EXCERPT_CELLS + 20
    assert excerpt[cells_to_index(excerpt, carets.index("^"))] == "X"


def cells_to_index(text: str, cell: int) -> int:
    return next(index for index in range(len(text)) if cells(text[:index]) == cell)


@pytest.mark.parametrize("char", ["\u200b", "\u0301", "\u034f", "\ufe0f"])
def test_what_takes_no_cell_makes_no_excerpt_long(char: str) -> None:
    for column in (1, 100, 5_200):
        lines = rendered(f"Anna{char * 5_000},{'x' * 300}", column, 5_000)
        assert sum(map(len, lines)) < 8 * EXCERPT_CELLS


def test_no_control_reaches_the_terminal() -> None:
    evil = "\x1b]0;x\x07\u202e\u2066\x9b\r\x00\ud800"
    found = Diagnostic("LP100", "error", evil, Span(f"{evil}.yaml", 1, 1), evil, related=(Related(evil, Span("a", 1, 1)),))
    text = render_text([found], Source(evil.replace("\r", "") + "x"))
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in text.replace("\n", ""))
    assert "\u202e" not in text


def test_colour_is_asked_for() -> None:
    found = [Diagnostic("LP100", "error", "wrong", Span("a.yaml", 1, 1))]
    assert "\x1b[" not in render_text(found, Source("x"))
    coloured = render_text(found, Source("x"), colour=True)
    assert "\x1b[1;31merror[LP100]\x1b[0m" in coloured


@given(st.text(max_size=40))
def test_what_is_shown_has_as_many_cells_as_its_parts(text: str) -> None:
    assert cells(shown(text)) == sum(cells(shown(char)) for char in text)
    assert isolated(text).replace("\u2066", "").replace("\u2069", "") == text.replace("\u2066", "").replace("\u2069", "")
    assert all(text[start:end] for start, end in turning_runs(text))


@given(st.text(max_size=60), st.integers(0, 70), st.integers(1, 70))
def test_any_place_is_rendered(line: str, column: int, length: int) -> None:
    lines = rendered(line.replace("\n", " "), column, length)
    assert len(lines) <= 2


@pytest.mark.parametrize("span", [Span("a.yaml"), Span("a.yaml", 2), Span("a.yaml", 2, 3, 4)])
def test_json_is_what_the_schema_says(span: Span) -> None:
    found = Diagnostic("LP100", "note", "m", span, "h", "minister", 3, (Related("r", span),)).to_dict()
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert list(found) == [
        *("code", "severity", "message", "hint", "file", "line", "column", "packet", "page", "related", "fingerprint"),
    ]
    assert (found["line"], found["column"]) == (span.line or None, span.column or None)


def test_one_mistake_in_a_column_does_not_bury_the_others() -> None:
    flood = [Diagnostic("LP160", "error", f"row {row}", Span("addressees.csv", row)) for row in range(2, 2_002)]
    printed = render_text([*flood, Diagnostic("LP140", "error", "the other", Span("letter.md", 1))], Source(""))
    assert printed.count("LP160]") == MOST_PER_CODE
    assert "the other" in printed
    assert "… and 1,950 more LP160\n" in printed
