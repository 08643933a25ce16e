"""A check calls packets complete where every rule ran over every packet, and says in its last line what kept it from that."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from letterpack.cli.check import summary
from letterpack.pipeline.inspect import CheckResult
from tests.checks.batches import Batch, make


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
    assert headline(batch.check()) == "6 of 6 packets without an error · LP301 lowered"


def test_a_selection_is_named(batch: Batch) -> None:
    batch.pdf("third").unlink()
    assert headline(batch.check("LP302")) == "5 of 6 packets without an error · only LP302 checked"


def test_what_is_accepted_is_counted(batch: Batch) -> None:
    add_settings(batch, "suppress: [{code: LP301, reason: known, expires: 2999-01-01}]\n")
    batch.pdf("third").unlink()
    assert headline(batch.check()) == "5 of 6 packets without an error · 1 suppressed"


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
    assert summary(result).startswith("4 of 6 packets without an error · ")
    assert summary(result).endswith("compared with the manifest alone, since the sources have errors")


def test_a_mistake_in_the_sources_without_a_build_is_told_alone(batch: Batch) -> None:
    shutil.rmtree(batch.root / "build")
    (batch.root / "letter.md").write_text("", encoding="utf-8")
    result = batch.check()
    assert (result.built, tuple(result.packets), result.limits, result.ok) == (False, (), (), False)
