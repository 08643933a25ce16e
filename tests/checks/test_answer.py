"""What ``letterpack check`` answers to machines, by its schema and from the command itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from referencing import Registry, Resource

from letterpack.cli import main
from letterpack.schemas import read_schema
from letterpack.starter import start_campaign


def schema(name: str) -> jsonschema.Draft202012Validator:
    finding = Resource.from_contents(json.loads(read_schema("finding")))
    return jsonschema.Draft202012Validator(
        json.loads(read_schema(name)), registry=Registry().with_resources([("finding.schema.json", finding)])
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def answer(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["letterpack", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        return int(leaving.value.code or 0), capsys.readouterr().out

    return answer


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    start_campaign(tmp_path, date(2026, 10, 30))
    with (tmp_path / "signatories.csv").open("a", encoding="utf-8") as file:
        file.write("Ada Sample,Director,EXAMPLE PRESS UNION,NO,yes\n")
    return tmp_path


@pytest.mark.parametrize("built", [False, True])
def test_json_keeps_to_its_schema(run, campaign: Path, built: bool) -> None:
    if built:
        assert run("build", str(campaign))[0] == 0
    code, said = run("check", str(campaign), "--format", "json")
    answer = json.loads(said)
    schema("check").validate(answer)
    assert (code, answer["ok"], answer["built"]) == (1, False, built)
    assert "LP307" in {finding["code"] for finding in answer["findings"]}


def test_every_format_speaks_of_the_duplicate(run, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "title=LP307" in run("check", str(campaign), "--format", "github")[1]
    assert "file=signatories.csv" in run("check", str(campaign), "--format", "github")[1]
    monkeypatch.chdir(campaign.parent)
    assert f"file={campaign.name}/signatories.csv" in run("check", str(campaign), "--format", "github")[1]
    tests = ElementTree.fromstring(run("check", str(campaign), "--format", "junit")[1])
    assert [failure.get("type") for failure in tests.iter("failure")] == ["LP307"]
    log = json.loads(run("check", str(campaign), "--format", "sarif")[1])
    assert [result["ruleId"] for result in log["runs"][0]["results"] if result["level"] == "error"] == ["LP307"]


def test_a_seal_keeps_to_its_schema_and_guards_the_batch(run, campaign: Path) -> None:
    signatories = campaign / "signatories.csv"
    signatories.write_text("".join(signatories.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    letter = campaign / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("status: draft", "status: final"), encoding="utf-8")
    assert run("build", str(campaign))[0] == 0
    assert run("seal", str(campaign), "--by", "Ada Sample", "--on", "2026-10-30")[0] == 0
    schema("seal").validate(json.loads((campaign / "seal.json").read_text(encoding="utf-8")))
    assert run("check", str(campaign), "--select", "LP328")[0] == 0
    letter.write_text(letter.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    code, said = run("check", str(campaign), "--select", "LP328")
    assert code == 1
    assert "`letter.md` differs from what Ada Sample sealed on 2026-10-30" in said
    assert run("build", str(campaign))[0] == 0
    assert "packet" in run("check", str(campaign), "--select", "LP328")[1]
