"""Every format for machines says what kept packets from being called complete, and so does the last line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest

import letterpack
from letterpack.cli.commands import app_for
from letterpack.pipeline.build import BuildRequest, build
from tests.checks.batches import Batch, Fixed, make
from tests.once import once


def _settings(text: str) -> Callable[[Batch], None]:
    def change(batch: Batch) -> None:
        path = batch.root / "letterpack.yaml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        batch.build()
        batch.pdf("third").unlink()

    return change


def _part(batch: Batch) -> None:
    shutil.rmtree(batch.root / "build")
    assert build(Fixed(batch.root), BuildRequest(batch.root, batch.root / "build", only=("third",))).ok


def _without(batch: Batch) -> None:
    shutil.rmtree(batch.root / "build")


def _mistake(batch: Batch) -> None:
    batch.edit("signatories.csv", "Example Union,,,GB", "Example Union,,,,GB")


WAYS: Final[Mapping[str, tuple[Callable[[Batch], None], tuple[str, ...], str, bool]]] = {
    "off": (_settings("rules: {LP301: off}\n"), (), "LP301 off (1)", True),
    "lowered": (_settings("rules: {LP301: note}\n"), (), "LP301 lowered (1)", True),
    "accepted": (_settings("suppress: [{code: LP301, reason: x, expires: 2999-01-01}]\n"), (), "LP301 suppressed (1)", True),
    "selected": (_settings(""), ("--select", "LP302"), "rules checked (LP302)", True),
    "a part": (_part, (), "a partial build (1 of 6)", True),
    "a part that is asked for": (_part, ("--partial",), "a partial build (1 of 6)", True),
    "a mistake": (_mistake, (), "not made again, since the sources have errors", True),
    "no build": (_without, (), "no packets in build/ yet", False),
    "the sources": (_settings(""), ("--sources",), "no build was looked at", False),
}
"""What is done, how is asked, what every format must say of it, and whether there is a build."""


def _limits_in(format: str, text: str) -> list[str]:
    """Return what a result says of its limits, read as whoever gets that format reads it."""
    if format == "github":
        return [line for line in text.splitlines() if line.startswith("::notice title=letterpack::")]
    if format == "gitlab":
        return [row["description"] for row in json.loads(text) if row["check_name"] == "letterpack"]
    if format == "junit":
        return [case.attrib["name"] for case in ElementTree.fromstring(text).iter("testcase") if case.find("skipped") is not None]
    assert format == "sarif"
    [called] = json.loads(text)["runs"][0]["invocations"]
    return [told["message"]["text"] for told in called["toolExecutionNotifications"]]


@pytest.mark.parametrize("way", WAYS)
def test_every_format_says_the_same(
    way: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change, arguments, said, is_built = WAYS[way]
    batch = make(tmp_path / "campaign")
    change(batch)
    monkeypatch.chdir(batch.root)
    monkeypatch.setattr(letterpack, "check", once(letterpack.check))
    codes, results = set[object](), dict[str, str]()
    for format in ("text", "json", "github", "gitlab", "junit", "sarif"):
        capfd.readouterr()
        codes.add(app_for()(["check", "--format", format, *arguments], standalone_mode=False))
        results[format] = capfd.readouterr().out
    assert len(codes) == 1
    last = results.pop("text").splitlines()[-1]
    assert said in last
    assert "complete" not in last
    told = json.loads(results.pop("json"))
    assert told["built"] is is_built
    assert not is_built or any(said in each for each in told["limits"])
    assert {format: any(said in each for each in _limits_in(format, text)) for format, text in results.items()} == dict.fromkeys(
        results, True
    )
    assert last in results["github"].splitlines()
    summary, errors = told["summary"], sum(each["severity"] == "error" for each in told["findings"])
    assert summary["errors"] == errors == sum(row["severity"] == "critical" for row in json.loads(results["gitlab"]))
    levels = [row["level"] for row in json.loads(results["sarif"])["runs"][0]["results"]]
    assert errors == levels.count("error") == results["github"].count("::error ")
