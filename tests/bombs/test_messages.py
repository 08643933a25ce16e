"""Findings quote the beginning of what strangers wrote, in every format, and an excerpt looks at its own part of a line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Diagnostic
from letterpack.render.text import excerpt
from letterpack.spans import Span
from tests.bombs.arena import Arena
from tests.bombs.texts import HEAD, letter

LONG = "x" * 400_000


def test_a_long_value_is_cut_where_it_is_quoted():
    found = Diagnostic("LP151", "error", f"the key `{LONG}` is not known here", Span("a.yaml"), f"did you mean `{LONG}`?")
    assert found.message == f"the key `{'x' * 160}…` is not known here"
    assert found.hint == f"did you mean `{'x' * 160}…`?"


def test_a_message_of_ordinary_length_is_left_alone():
    message = "the key `" + "x" * 300 + "` is not known here"
    assert Diagnostic("LP151", "error", message, Span("a.yaml")).message == message


@given(st.lists(st.text(max_size=400).map(lambda part: part * 9), max_size=9).map("`".join))
def test_a_message_never_fills_the_screen(message):
    found = Diagnostic("LP151", "error", message, Span("a.yaml"))
    assert len(found.message) <= max(600, 1_001)
    assert Diagnostic("LP151", "error", found.message, Span("a.yaml")) == found or len(found.message) > 600


def test_an_excerpt_of_a_megabyte_looks_at_its_place():
    class Lines:
        def line(self, file, number):
            return "a" * 500_000 + "HERE" + "a" * 500_000

    shown = list(excerpt(Span("letter.md", 1, 500_001, 4), Lines()))
    assert "HERE" in shown[0]
    assert shown[1].index("^") == shown[0].index("HERE")
    assert len(shown[0]) < 130


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github", "junit"])
def test_a_long_value_is_whole_in_no_format(arena: Arena, format: str) -> None:
    files = {**letter("Text."), "addressees.yaml": f"to:\n  - {{name: N, title: T, address: [a], country: {'k' * 9_000}}}\n"}
    outcome = arena.run(files, "check", "--format", format)
    assert outcome.exit == 1
    assert "LP158" in outcome.said
    assert "k" * 1_000 not in outcome.said
    if format in ("json", "sarif"):
        json.loads(outcome.said)


@pytest.mark.parametrize("name", ["cp9999", "zlib", "idna", "hex", "\N{SNOWMAN}"])
def test_a_code_page_that_is_none_is_wrong_usage(arena: Arena, name: str) -> None:
    files: dict[str, bytes | str] = {"letter.md": f"{HEAD}a", "form.csv": b"name\n\xe9\n"}
    outcome = arena.run(files, "signatories", "import", "form.csv", "--encoding", name)
    assert outcome.exit == 2
    assert "is not a code page" in outcome.said
