"""One table of formats for whoever gives findings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
import yaml

from letterpack.cli.commands import app_for
from letterpack.render import formats
from letterpack.render.formats import FORMATS, Outcome
from letterpack.starter import start_campaign


def ran(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str]:
    capfd.readouterr()
    code = app_for()([str(each) for each in arguments], standalone_mode=False)
    return code, capfd.readouterr().out


def ids_in(format: str, text: str) -> set[str]:
    """Return the codes that a result names, read as whoever gets that format reads it."""
    if format == "json":
        return {found["code"] for found in json.loads(text)["findings"]}
    if format == "sarif":
        return {found["ruleId"] for found in json.loads(text)["runs"][0]["results"]}
    if format == "junit":
        return {each.attrib["type"] for each in ElementTree.fromstring(text).iter("failure")}
    if format == "gitlab":
        return {found["check_name"] for found in json.loads(text)} - {"letterpack"}
    if format == "suppress":
        return {entry["code"] for entry in yaml.safe_load(text)["suppress"]}
    assert format == "github"
    return {part.partition("title=")[2][:5] for part in text.splitlines() if part.startswith("::error")}


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("format", [name for name in FORMATS if name != "text"])
def test_both_commands_give_their_findings_in_each(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, format: str
) -> None:
    start_campaign(tmp_path, date(2026, 3, 2))
    code, text = ran(capfd, command, tmp_path, "--format", format)
    assert not code
    assert ids_in(format, text) == set()
    wrong, code_of_it = ("to: [{name: A, address: [B], colour: red}]\n", "LP151")
    if format == "suppress":
        # What cannot be read cannot be accepted.
        wrong, code_of_it = ("to: [{name: TODO, title: Minister, address: [B]}]\n", "LP302")
        letter = tmp_path / "letter.md"
        letter.write_text(letter.read_text(encoding="utf-8").replace("status: draft", "status: final"), encoding="utf-8")
    (tmp_path / "addressees.yaml").write_text(wrong, encoding="utf-8")
    code, text = ran(capfd, command, tmp_path, "--format", format)
    assert code == 1
    assert code_of_it in ids_in(format, text)


def test_a_format_is_a_file_and_a_row(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def report(told: Outcome) -> Iterator[str]:
        yield f"{len(told.findings)} findings; {told.summary}"

    module = ModuleType("tests.render.counting")
    module.report = report  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.render.counting", module)
    monkeypatch.setitem(formats.FORMATS, "count", "tests.render.counting")
    start_campaign(tmp_path, date(2026, 3, 2))
    assert ran(capfd, "build", tmp_path, "--format", "count") == (None, "0 findings; 2 packets built\n")
    code, text = ran(capfd, "check", tmp_path, "--format", "count")
    assert not code
    assert "2 of 2 packets complete" in text


def test_another_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="`yaml` is not a format"):
        app_for()(["check", str(tmp_path), "--format", "yaml"], standalone_mode=False)
