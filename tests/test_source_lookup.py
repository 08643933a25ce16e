"""Lines of sources are what a decoded file says they are, however large it is and in whatever order they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import letterpack.pipeline.sources
from letterpack.pipeline.sources import SourceLookup
from letterpack.spans import SourceText, Span
from tests.worlds import DictWorld

TEXTS = st.text(st.sampled_from("ab\u00e9\u4e2d\n\r\u2028\x0c\x85"), max_size=60)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@given(TEXTS, ENCODINGS, st.lists(st.integers(0, 20), max_size=8), st.integers(1, 7))
def test_lines_are_those_of_the_whole_text(text, encoding, numbers, piece_bytes) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(letterpack.pipeline.sources, "_PIECE_BYTES", piece_bytes)
        lookup, whole = SourceLookup(DictWorld({"a.csv": text.encode(encoding)})), SourceText("a.csv", text)
        assert "".join(lookup.lines("a.csv")) == text
        assert [lookup.line("a.csv", number) for number in numbers] == [whole.line(number) for number in numbers]
        said = lookup.text("a.csv")
        assert said is not None and said.text == text


def test_a_code_page_is_used_where_a_file_is_no_utf_8() -> None:
    lookup = SourceLookup(DictWorld({"a.csv": "Привет\nмир\n".encode("cp1251")}))
    lookup.encoding = "cp1251"
    assert (lookup.line("a.csv", 2), lookup.line("a.csv", 1)) == ("мир", "Привет")


@pytest.mark.parametrize(
    ("file", "line"), [("letter.md", "b\u2028c\x85d"), ("a.csv", "b\u2028c\x85d"), ("addressees.yaml", "b\u2028")]
)
def test_a_line_ends_where_its_file_has_it(file: str, line: str) -> None:
    text = "a\rb\u2028c\x85d\ne"
    assert SourceLookup(DictWorld({file: text.encode()})).line(file, 2) == SourceText(file, text).line(2) == line


def test_what_cannot_be_read_has_no_lines() -> None:
    lookup = SourceLookup(DictWorld({}))
    assert (lookup.line("a.csv", 1), list(lookup.lines("a.csv")), lookup.text("a.csv")) == ("", [], None)


def test_a_character_is_found_on_a_later_line() -> None:
    lookup = SourceLookup(DictWorld({"letter.md": b"one\ntwo x\n"}))
    assert lookup.find(Span("letter.md", 1, 2), "x") == Span("letter.md", 2, 5)
    assert lookup.find(Span("letter.md", 1, 2), "z") == Span("letter.md", 1, 2)
