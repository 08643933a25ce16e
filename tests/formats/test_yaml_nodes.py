"""YAML as the author typed it, with the place of every value."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Report
from letterpack.formats.decode import decode, read_source
from letterpack.formats.tables.encodings import detect
from letterpack.formats.yaml.nodes import parse_yaml
from letterpack.model.sources import ListNode, MapNode, NodeOrigin, TextNode, plain
from letterpack.spans import SourceText, Span
from tests.worlds import DictWorld

AS_TYPED = ["NO", "no", "010000", "12:30", "1e3", "~", "null", "0x1F", "1_000", "2019-10-30", ".5", "true", "+1", "=", "Ünïcode"]


def read(text: str, line_offset: int = 0) -> tuple[object, list[str]]:
    report = Report()
    node = parse_yaml(text, "a.yaml", report, line_offset)
    return (None if node is None else plain(node)), [found.code for found in report]


@pytest.mark.parametrize("value", AS_TYPED)
def test_a_plain_value_is_the_text_that_was_typed(value: str) -> None:
    assert read(f"key: {value}\n{value}: key\n- x" if value == "?" else f"key: {value}") == ({"key": value}, [])


def test_keys_are_text_too() -> None:
    assert read("no: a\n010: b\n~: c\n") == ({"no": "a", "010": "b", "~": "c"}, [])


def test_quotes_blocks_and_empty_values() -> None:
    text = "a: 'it''s'\nb: \"x\\ty\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne:\nf: two\n  lines\n"
    assert read(text)[0] == {"a": "it's", "b": "x\ty", "c": "one\ntwo\n", "d": "one two", "e": "", "f": "two lines"}


def test_an_empty_document_is_an_empty_mapping() -> None:
    assert read("") == ({}, [])
    assert read("# only a comment\n") == ({}, [])


def test_places_of_values_and_keys() -> None:
    text = 'to:\n  - title: "Minister"\n    address: [one, zwei]\n    note: |\n      first\n      second\n'
    node = parse_yaml(text, "a.yaml", Report(), line_offset=10)
    assert node is not None
    places = NodeOrigin(node)
    assert places.span("to", 0, "title") == Span("a.yaml", 12, 12, 10)
    assert places.span("to", 0, "address", 1) == Span("a.yaml", 13, 20, 4)
    assert places.span("to", 0, "note", 1) == Span("a.yaml", 16, 0)
    assert places.key("to", 0, "address") == Span("a.yaml", 13, 5, 7)
    assert places.span("to", 0, "unknown", 3) == places.span("to", 0)


def test_columns_count_code_points() -> None:
    node = parse_yaml("{ключ: 日本, 😀: b}", "a.yaml", Report())
    assert isinstance(node, MapNode)
    assert [(entry.key.span.column, entry.value.span.column) for entry in node.entries] == [(2, 8), (12, 15)]


def test_a_duplicate_keeps_the_first_and_reading_goes_on() -> None:
    assert read("a: 1\na: {x: 1, x: 2}\nb: 3\nb: 4\n") == ({"a": "1", "b": "3"}, ["LP104", "LP104", "LP104"])


def test_an_alias_is_its_anchor() -> None:
    assert read("a: &x [1, 2]\nb: *x\n") == ({"a": ["1", "2"], "b": ["1", "2"]}, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a:\n\tb: 1\n", "LP103"),
        ("a: b: c\n", "LP103"),
        ("a: 'open\n", "LP103"),
        ("a: [open\n", "LP103"),
        ("a: @x\n", "LP103"),
        ("a: %x\n", "LP103"),
        ("a: `x`\n", "LP103"),
        ('a: "\\q"\n', "LP103"),
        ("word\nb: 2\n", "LP103"),
        ("a: &x\n  - *x\n", "LP105"),
        ("- " * 60 + "x", "LP106"),
        ("[" * 5000, "LP106"),
        ("{a: " * 5000, "LP106"),
        ("a: 1\n---\nb: 2\n", "LP107"),
        ("a: !!binary aGk=\n", "LP108"),
        ("a: {{ letter.date }}\n", "LP109"),
        ("a: Suite #500\n", "LP110"),
    ],
)
def test_what_cannot_be_read_is_one_finding(text: str, code: str) -> None:
    assert read(text)[1] == [code]


def test_a_comment_with_a_space_is_a_comment() -> None:
    assert read("a: b # c\nd: e #\n# #x\n") == ({"a": "b", "d": "e"}, [])


def test_bytes_in_utf8_and_utf16_with_a_mark() -> None:
    report = Report()
    for data in ("é".encode(), "\ufeffé".encode(), "\ufeffé".encode("utf-16-le"), "\ufeffé".encode("utf-16-be")):
        assert decode(data, "a.yaml", report) == "é"
    assert not len(report)
    assert decode(b"one\ntw\xffo", "a.yaml", report) is None
    assert [(found.code, str(found.span)) for found in report] == [("LP101", "a.yaml:2:3")]


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"%PDF-1.7"])
def test_a_document_of_another_program_is_one_finding(start: bytes) -> None:
    report = Report()
    world = DictWorld({"letter.md": start + bytes(range(256)), "signatories.csv": start + bytes(range(256))})
    assert read_source(world, "letter.md", report, 1_000_000) is None
    assert detect(world, "signatories.csv", "cp1251", report) is None
    assert [(found.code, found.span.file) for found in report] == [("LP101", "letter.md"), ("LP101", "signatories.csv")]


def test_utf16_without_its_mark_is_one_finding() -> None:
    report = Report()
    assert decode("---\ndate: 2019-10-30\n---\n".encode("utf-16-le"), "letter.md", report) is None
    assert [found.message for found in report] == ["`letter.md` is UTF-16 without its byte order mark"]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029"), max_size=20)
trees = st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8)


@given(st.dictionaries(texts, trees, min_size=1, max_size=4))
def test_what_pyyaml_writes_in_quotes_is_read_back(tree: dict[str, object]) -> None:
    written = yaml.safe_dump(tree, default_style='"', allow_unicode=True, width=10_000)
    assert read(written) == (tree, [])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("ab:-[]{}&*!#|>'\" \n\t?,%@`\\~<", max_size=40))
def test_any_text_is_read_or_found_fault_with(text: str) -> None:
    report = Report()
    decoded = decode(text.encode(), "a.yaml", report)
    assert decoded is not None
    node = parse_yaml(decoded, "a.yaml", report)
    assert node is not None or report.has_errors
    lines = len(SourceText("a.yaml", decoded).line_starts)
    assert all(found.span.line <= lines and found.span.length >= 1 for found in report)


def test_nodes_look_up_by_key() -> None:
    node = parse_yaml("a: [1]\nb: x\n", "a.yaml", Report())
    assert isinstance(node, MapNode)
    assert isinstance(node.get("a"), ListNode)
    assert isinstance(node.get("b"), TextNode)
    assert node.get("c") is None
    assert node.key("c") is None
