"""A check calls packets complete where every rule ran over every packet, and says in its last line what kept it from that."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from letterpack.checks import RULES
from letterpack.cli.check import summary
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, CheckResult, check
from letterpack.world import NoFonts
from tests.checks.batches import Batch, Fixed, make


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return make(tmp_path / "campaign")


def headline(result: CheckResult) -> str:
    """Return the last line without the numbers of findings: the campaign has warnings of its own."""
    return " · ".join([part for part in summary(result).split(" · ") if not re.fullmatch(r"\d+ (error|warning|note)s?", part)])


def add_settings(batch: Batch, text: str) -> None:
    path = batch.root / "letterpack.yaml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    batch.build()


def test_a_whole_batch_is_complete(batch: Batch) -> None:
    assert headline(batch.check()) == "6 of 6 packets complete"


def test_rules_that_are_off_are_named_with_what_they_found(batch: Batch) -> None:
    add_settings(batch, "rules: {LP301: off, LP331: off, LP318: off}\n")
    batch.pdf("third").unlink()
    result = batch.check()
    assert headline(result) == "5 of 6 packets without an error · LP301 off (1) · LP318 off (0) · LP331 off (0)"
    assert result.to_dict()["limits"] == ["LP301 off (1)", "LP318 off (0)", "LP331 off (0)"]


def test_a_rule_that_counts_for_less_is_named(batch: Batch) -> None:
    add_settings(batch, "rules: {LP301: note}\n")
    assert headline(batch.check()) == "6 of 6 packets without an error · LP301 lowered (0)"


def test_a_selection_is_named(batch: Batch) -> None:
    batch.pdf("third").unlink()
    assert headline(batch.check("LP302")) == f"5 of 6 packets without an error · only 1 of {len(RULES)} rules checked (LP302)"


def test_what_is_accepted_is_counted(batch: Batch) -> None:
    add_settings(batch, "suppress: [{code: LP301, reason: known, expires: 2999-01-01}]\n")
    batch.pdf("third").unlink()
    assert headline(batch.check()) == "5 of 6 packets without an error · LP301 suppressed (1)"


def test_a_suppression_that_accepts_nothing_is_told(batch: Batch) -> None:
    add_settings(batch, "suppress: [{code: LP301, reason: known, expires: 2999-01-01}]\n")
    [told] = [each for each in batch.check().findings if each.code == "LP300"]
    assert (told.severity, told.message) == ("warning", "the suppression of LP301 accepts nothing: there is no such finding")
    assert told.file == "letterpack.yaml"
    assert told.line
    assert not [each for each in batch.check("LP302").findings if each.code == "LP300"]


@pytest.mark.parametrize("mistake", ["---\ndate: never\n---\n\nText.\n", "no front matter", ""])
def test_a_mistake_in_the_sources_hides_no_fault_of_the_packets(batch: Batch, mistake: str) -> None:
    batch.pdf("third").unlink()
    batch.pdf("first").write_bytes(batch.pdf("second").read_bytes())
    (batch.root / "build/packets/more.pdf").write_bytes(b"x")
    (batch.root / "letter.md").write_text(mistake, encoding="utf-8")
    result = batch.check()
    found = {(each.code, each.packet) for each in result.findings if each.severity == "error"}
    assert {("LP301", "third"), ("LP311", "first"), ("LP301", None)} <= found
    assert (result.built, result.found, result.complete, len(result.packets)) == (True, 5, 4, 6)
    assert result.ok is False
    assert summary(result).startswith("4 of 6 packets without an error of their own · ")
    assert summary(result).endswith("compared with the manifest alone, since the sources have errors")


def test_a_mistake_in_the_sources_without_a_build_is_told_alone(batch: Batch) -> None:
    shutil.rmtree(batch.root / "build")
    (batch.root / "letter.md").write_text("", encoding="utf-8")
    result = batch.check()
    assert (result.built, tuple(result.packets), result.limits, result.ok) == (False, (), (), False)


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_part_of_the_packets_fails_unless_it_is_asked_for(batch: Batch, is_edited: bool) -> None:
    """Whether ``--only`` made it, or somebody has taken packets away and written so into the manifest."""
    shutil.rmtree(batch.root / "build")
    assert build(Disk(batch.root), BuildRequest(batch.root, batch.root / "build", only=() if is_edited else ("third",))).ok
    if is_edited:
        path = batch.root / "build/manifest.json"
        lines = path.read_text(encoding="utf-8").replace('"partial": false', '"partial": true').splitlines(keepends=True)
        rows = [line for line in lines if line.startswith('  {"addressee"')]
        own = [line.replace("},", "}") for line in rows if '"id": "third"' in line]
        at = lines.index(rows[0])
        path.write_text("".join([*lines[:at], *own, *lines[at + len(rows) :]]), encoding="utf-8")
        for each in set((batch.root / "build/packets").iterdir()) - {batch.pdf("third")}:
            each.unlink()
    result = batch.check()
    assert [(each.code, each.file[-13:]) for each in result.findings if each.severity == "error"] == [("LP301", "manifest.json")]
    assert headline(result) == "1 of 6 packets without an error of its own · a partial build (1 of 6)"
    assert set(result.verdict.wrong) == {"first", "second", "second.2", "copy", "blind"}
    asked = check(Fixed(batch.root), CheckRequest(batch.root, partial=True))
    assert asked.ok
    assert headline(asked) == "1 of 1 packet without an error · a partial build (1 of 6)"


def test_packets_are_not_complete_beside_an_error_of_all(batch: Batch) -> None:
    batch.edit("signatories.csv", "Example Union,,,GB", "Ligue des exemples,Zoé Imaginée,Présidente,FR,yes,,\nExample Union,,,GB")
    batch.build()
    result = batch.check()
    assert {each.code for each in result.findings if each.severity == "error"} == {"LP307"}
    assert headline(result) == "6 of 6 packets without an error of their own"


@pytest.mark.parametrize("trouble", ["picture", "glyph", "enclosure"])
def test_what_cannot_be_set_hides_no_fault_of_the_packets(batch: Batch, trouble: str) -> None:
    batch.pdf("third").unlink()
    if trouble == "picture":
        batch.edit("letter.md", "2. Say so.", "2. Say so.\n\n![A picture](missing.png)")
    elif trouble == "glyph":
        batch.edit("letter.md", "2. Say so.", "2. Say so \U00012000.")
    else:
        (batch.root / "enclosures/report.pdf").unlink()
    result = check(Fixed(batch.root, NoFonts()), CheckRequest(batch.root))
    codes = {each.code for each in result.findings if each.severity == "error"}
    assert codes >= {"LP301", {"picture": "LP229", "glyph": "LP210", "enclosure": "LP400"}[trouble]}
    assert (result.built, result.ok, len(result.packets)) == (True, False, 6)
