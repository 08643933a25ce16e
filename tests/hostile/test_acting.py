"""No character that acts is written as it is, in any format of any command, whatever names and texts hold."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from letterpack.checks.verdict import judge
from letterpack.cli.check import _reported
from letterpack.cli.terminal import plain
from letterpack.diagnostics import Diagnostic, Related
from letterpack.intake.signatories import Counts
from letterpack.model.campaign import Settings
from letterpack.model.change import Change, Comparison, Group, Located, PacketChanges
from letterpack.pipeline.inspect import CheckResult
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.changes import changes_markdown, changes_text
from letterpack.render.columns import ACTING, without_acting
from letterpack.render.formats import FORMATS
from letterpack.render.imports import count_json, count_lines
from letterpack.render.json import changes_json
from letterpack.render.junit import changes_junit
from letterpack.render.words import TERMINAL_VOICE
from letterpack.spans import Span
from tests.worlds import DictWorld

EVERY = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp", "Cs")]
KEPT = set("\t\n\u00ad\u200b\u200c\u200d")
MARKS = {"\u061c", "\u200e", "\u200f"}
DIRECTED = {char for char in EVERY if unicodedata.bidirectional(char) in ("AN", "AL", "L")}
SEEN = {char for char in DIRECTED if unicodedata.category(char) == "Cf"} - MARKS
"""Format characters with a direction are seen, such as the signs before Arabic numbers; but for the marks of direction."""
ACTS = [char for char in EVERY if char not in KEPT | SEEN]
_FEW = [char for char in ACTS if not "\ud801" <= char <= "\udffe"]
EVIL = ["x".join(_FEW[at : at + 40]) for at in range(0, len(_FEW), 40)] + [
    f"a{char}::error::b ##[set-output]" for char in "\n\r\x0b\x0c\x1c\x85\u2028\u2029"
]
COMMAND = re.compile(r"^\s*::[\w-]+|##\[", re.MULTILINE)
"""As the runner of GitHub Actions finds one: at the start of a line, white space aside; of the older form anywhere."""


def acts(said: str) -> bool:
    """Whether anything acts in what a format says, but for the isolates that we put around words from right to left."""
    return ACTING.search(said.replace("\u2066", "").replace("\u2069", "")) is not None


def test_the_class_is_that_of_unicode() -> None:
    assert {char for char in EVERY if ACTING.match(char)} == set(ACTS)
    assert all(not ACTING.search(without_acting(char)) for char in EVERY)
    assert all(not ACTING.match(char) for char in "aé中ا\u0600\u00a0 \n")


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_findings(evil: str, format: str) -> None:
    span = Span(f"enclosures/{evil}.pdf", 1, 1)
    related = (Related(f"`{evil}`", Span(f"{evil}.md", 1, 1)),)
    finding = Diagnostic("LP324", "error", f"`{evil}` is wrong", span, f"write `{evil}`", packet=f"p{evil}", related=related)
    world = SourceLookup(DictWorld({"letter.md": evil.encode("utf-8", "surrogatepass")}))
    result = CheckResult(
        built=True,
        build="build",
        packets=(f"p{evil}",),
        files=(f"enclosures/{evil}.pdf",),
        found=1,
        complete=0,
        verdict=judge([finding], Settings(), date.min),
        sources=world,
    )
    said = "\n".join(_reported(result, format, Path(), strict=False, colour=False))
    assert not acts(said)
    assert len([line for line in said.splitlines() if COMMAND.search(line)]) == (1 if format == "github" else 0)
    if format in ("json", "sarif"):
        assert json.loads(said)
    if format == "junit":
        assert ElementTree.fromstring(said) is not None


@pytest.mark.parametrize("evil", EVIL)
def test_a_comparison(evil: str) -> None:
    change = Change("text", f"paragraph {evil}", f"old {evil}", f"new {evil}", 1, note=evil)
    packets = (
        PacketChanges(f"p{evil}", evil, "changed", (Located(change),), (1, 1)),
        PacketChanges(f"q{evil}", "", "failed", why=evil),
    )
    both = Comparison(evil, f"{evil}2", (change,), packets, (Group(change, (f"p{evil}",)),), (evil,))
    for said in (changes_text(both), [changes_markdown(both)], changes_junit(both), changes_json(both)):
        whole = "\n".join(said)
        assert not acts(whole)
        assert not COMMAND.search(whole)
    assert json.loads("\n".join(changes_json(both)))["old"] == evil
    assert ElementTree.fromstring("\n".join(changes_junit(both))) is not None


@pytest.mark.parametrize("evil", EVIL)
def test_a_count(evil: str) -> None:
    counts = Counts(1, 0, {evil: 1}, {evil: 1}, {evil: 1})
    for said in (count_json(counts), count_lines(counts, TERMINAL_VOICE), [plain(evil)]):
        assert not acts("\n".join(said))
    assert json.loads("\n".join(count_json(counts)))["country"] == {evil: 1}
