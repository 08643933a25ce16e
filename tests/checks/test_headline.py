"""A check calls packets complete where every rule ran over every packet, and says in its last line what kept it from that."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from pypdf.annotations import FreeText

import letterpack
from letterpack import Campaign
from letterpack.checks.table import RULES
from letterpack.cli.check import summary
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, CheckResult, check
from letterpack.world import NoFonts
from tests.checks.batches import LETTER, Batch, Fixed, make, rewrite


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
    assert summary(result).endswith("not made again, since the sources have errors")


HIDING = {
    "signatories": ("signatories.csv", "Example Union,,,GB", "Example Union,,,,GB"),
    "addressees": ("addressees.yaml", "to:", "to: &all"),
    "letter": ("letter.md", "date: 2026-10-30", "date: never"),
    "nothing": ("letter.md", LETTER, ""),
}


@pytest.mark.parametrize("mistake", HIDING)
def test_a_mistake_in_the_sources_hides_no_fault_that_the_manifest_owns_up_to(batch: Batch, mistake: str) -> None:
    """A file with a note too much, and two that are the same: what a file is can be read without the sources."""
    rewrite(batch.pdf("second"), lambda writer: writer.add_annotation(0, FreeText(text="no", rect=(70, 300, 470, 500))))
    batch.pdf("third").write_bytes(b"%PDF-1.7 no more")
    one, other = batch.pdf("first").read_bytes(), batch.pdf("copy").read_bytes()
    batch.pdf("first").write_bytes(other)
    batch.pdf("copy").write_bytes(one)
    batch.own_up()
    batch.edit(*HIDING[mistake])
    found = {(each.code, each.packet) for each in batch.check().findings if each.severity == "error" and each.packet}
    exchanged = {("LP308", "first"), ("LP308", "copy")} if mistake in ("signatories", "letter") else set()
    assert found == {("LP333", "second"), ("LP301", "third"), *exchanged}


@pytest.mark.parametrize("mistake", HIDING)
def test_a_mistake_in_the_sources_alone_is_no_fault_of_the_packets(batch: Batch, mistake: str) -> None:
    batch.edit(*HIDING[mistake])
    assert not [each for each in batch.check().findings if each.packet]


def test_a_mistake_in_the_settings_leaves_fonts_unknown_and_no_packet_wrong(batch: Batch) -> None:
    batch.edit("letterpack.yaml", "form:", "fomr:")
    assert not [each for each in batch.check().findings if each.packet]


def test_a_mistake_in_the_sources_hides_nothing_from_the_seal(batch: Batch) -> None:
    batch.edit("letter.md", "place: Nowhere", "place: Nowhere\nstatus: final")
    batch.build()
    letterpack.seal(Campaign(batch.root, Fixed(batch.root)), by="Ada Sample", on=date(2026, 11, 1))
    rewrite(batch.pdf("third"), lambda writer: None)
    batch.own_up()
    batch.edit(*HIDING["signatories"])
    assert ("LP328", "third") in batch.errors()


@pytest.mark.parametrize("mistake", ["signatories", "addressees", "letter"])
def test_a_mistake_in_the_sources_hides_no_other(batch: Batch, mistake: str) -> None:
    """All that is wrong is told in one run, by the build too, and nothing that only follows from the mistake."""
    batch.edit("letterpack.yaml", "name: Spoiled", "name: Spoiled\nseal: required")
    batch.edit("letter.md", "place: Nowhere", "place: Nowhere\nstatus: final")
    batch.edit("addressees.yaml", "name: Carla Moreau", "name: Carla XXX")
    here = {(each.code, each.span.file) for each in batch.check().findings if each.severity == "error" and not each.packet}
    assert {("LP302", "addressees.yaml"), ("LP345", "letterpack.yaml")} <= here
    batch.edit("letter.md", "place: Nowhere", "place: Nowhere\napproved: 2026-10-29")
    file, before, after = HIDING[mistake] if mistake != "addressees" else ("addressees.yaml", "country:", "contry:")
    batch.edit(file, before, after)
    found = [each for each in batch.check().findings if each.severity == "error" and not each.packet]
    rules = {(each.code, each.span.file) for each in found if each.code.startswith("LP3")}
    assert rules - {("LP311", "build/manifest.json")} == {("LP302", "addressees.yaml"), ("LP345", "letterpack.yaml")}
    assert any(each.span.file == file and not each.code.startswith("LP3") for each in found)
    built = build(Fixed(batch.root), BuildRequest(batch.root, batch.root / "other"))
    assert {each.code for each in built.findings} >= ({"LP302"} if mistake != "letter" else {"LP141"})


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_mistake_in_the_sources_hides_no_partial_build(batch: Batch, is_asked: bool) -> None:
    shutil.rmtree(batch.root / "build")
    assert build(Fixed(batch.root), BuildRequest(batch.root, batch.root / "build", only=("third",))).ok
    batch.edit(*HIDING["signatories"])
    result = check(Fixed(batch.root), CheckRequest(batch.root, partial=is_asked))
    [told] = [each for each in result.findings if each.code == "LP301"]
    severity = "note" if is_asked else "error"
    assert (told.severity, told.message) == (severity, "the build was made with --only, so packets may be missing")
    assert "a partial build (1)" in result.limits


def test_a_code_that_only_some_checks_look_for_is_named_where_it_counts_for_less(batch: Batch) -> None:
    add_settings(batch, "rules: {LP348: warning}\n")
    assert "LP348 lowered (0)" in batch.check().limits
    asked = check(Fixed(batch.root), CheckRequest(batch.root, provider="pingen"))
    [told] = asked.limits
    assert re.fullmatch(r"LP348 lowered \([1-9]\)", told)
    assert headline(asked) == f"6 of 6 packets without an error · {told}"


def test_what_only_some_checks_look_for_is_not_told_as_missing(batch: Batch) -> None:
    """An accepted refusal of a printing service is there in a check for that service alone."""
    add_settings(batch, "suppress: [{code: LP348, reason: known, expires: 2999-01-01}]\n")
    assert not [each for each in batch.check().findings if each.code == "LP300"]
    asked = check(Fixed(batch.root), CheckRequest(batch.root, provider="pingen"))
    [told] = [each for each in asked.findings if each.code == "LP300"]
    assert told.severity == "note"


def test_what_a_part_of_the_packets_does_not_show_is_not_told_as_missing(batch: Batch) -> None:
    add_settings(batch, "suppress: [{code: LP304, reason: known, expires: 2999-01-01}]\n")
    shutil.rmtree(batch.root / "build")
    assert build(Fixed(batch.root), BuildRequest(batch.root, batch.root / "build", only=("third",))).ok
    result = check(Fixed(batch.root), CheckRequest(batch.root, partial=True))
    assert not [each for each in result.findings if each.code == "LP300"]


@pytest.mark.parametrize("code", ["LP300", "LP424", "LP200"])
def test_what_no_rule_judges_cannot_be_switched_off(batch: Batch, code: str) -> None:
    """Or the last line would say that it is off, and it would be told all the same."""
    path = batch.root / "letterpack.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"rules: {{{code}: off}}\n", encoding="utf-8")
    assert ("LP151", None) in batch.errors()


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
