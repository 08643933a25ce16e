"""``letterpack check`` as its users meet it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from letterpack.checks.table import RULES
from letterpack.schemas import read_schema
from tests.cli.conftest import Ran

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def sample(tmp_path: Path, letterpack: Callable[..., Ran]) -> Path:
    for name in ("letter.md", "addressees.yaml", "signatories.csv", "letterpack.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    assert letterpack("build", tmp_path).code == 0
    return tmp_path


def test_the_sample_is_complete(sample: Path, letterpack: Callable[..., Ran]) -> None:
    ran = letterpack("check", sample)
    assert (ran.code, ran.out, ran.err) == (0, "2 of 2 packets complete\n", "")


def test_without_a_build_it_says_so(sample: Path, letterpack: Callable[..., Ran]) -> None:
    shutil.rmtree(sample / "build")
    ran = letterpack("check", sample)
    assert (ran.code, ran.out) == (0, f"sources checked · no packets in {sample.as_posix()}/build/ yet\n")


def test_a_missing_packet_fails_and_is_named(sample: Path, letterpack: Callable[..., Ran]) -> None:
    (sample / "build/packets/general-prosecutor.pdf").unlink()
    ran = letterpack("check", sample)
    assert ran.code == 1
    assert "error[LP301]: there is no packet for `general-prosecutor`" in ran.out
    assert f"hint: build again: letterpack build {sample}" in ran.out
    assert ran.out.splitlines()[-1] == "1 of 2 packets complete · 1 error"


def test_json_is_as_its_schema_says(sample: Path, letterpack: Callable[..., Ran]) -> None:
    (sample / "build/packets/general-prosecutor.pdf").unlink()
    answer = json.loads(letterpack("check", sample, "--format", "json").out)
    finding = json.loads(read_schema("finding"))
    registry = Registry().with_resource("finding.schema.json", Resource.from_contents(finding))
    Draft202012Validator(json.loads(read_schema("check")), registry=registry).validate(answer)
    assert answer["summary"]["packets_expected"] == 2
    assert (answer["ok"], answer["built"], answer["summary"]["packets_found"]) == (False, True, 1)


def test_junit_has_a_test_a_packet(sample: Path, letterpack: Callable[..., Ran]) -> None:
    file = sample / "result.xml"
    ran = letterpack("check", sample, "--format", "junit", "--output", file)
    assert (ran.code, ran.out) == (0, "2 of 2 packets complete\n")
    cases = {case.get("name") for case in ElementTree.parse(file).iter("testcase")}
    assert {"minister-of-information", "general-prosecutor", "letter.md"} <= cases


@pytest.mark.parametrize("format", ["github", "sarif"])
def test_other_formats_name_the_file(sample: Path, letterpack: Callable[..., Ran], format: str) -> None:
    (sample / "build/packets/general-prosecutor.pdf").unlink()
    ran = letterpack("check", sample, "--format", format)
    assert ran.code == 1
    assert "addressees.yaml" in ran.out and "LP301" in ran.out


def test_strict_lets_warnings_fail(sample: Path, letterpack: Callable[..., Ran]) -> None:
    letter = sample / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("worldwide", "worlwide"), encoding="utf-8")
    shutil.rmtree(sample / "build")
    assert letterpack("check", sample).code == 0
    assert letterpack("check", sample, "--strict").code == 1
    assert letterpack("check", sample, "--strict", "--select", "lp302").code == 0


def test_list_names_every_rule(letterpack: Callable[..., Ran]) -> None:
    lines = letterpack("check", "--list").out.splitlines()
    assert [line[:5] for line in lines] == [rule.code for rule in RULES]
    assert len({rule.code for rule in RULES} & {f"LP3{number:02}" for number in range(1, 28)}) == 27


@pytest.mark.parametrize(
    "arguments", [("nowhere",), (".", "--build", "nowhere"), (".", "--select", "LP999"), (".", "--output", "no/such/file")]
)
def test_what_cannot_run(
    sample: Path, letterpack: Callable[..., Ran], arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    ran = letterpack("check", *arguments)
    assert ran.code == 2
    assert "hint" in ran.err


def test_a_check_that_cannot_run_says_so_in_the_place_of_its_earlier_result(
    sample: Path, letterpack: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for format in ("text", "json", "github", "gitlab", "junit", "sarif"):
        result = tmp_path / f"result-{format}"
        assert letterpack("check", str(sample), "--sources", "--format", format, "--output", str(result)).code == 0
        ran = letterpack("check", "a/nowhere", "--format", format, "--output", str(result))
        assert (ran.code, ran.out) == (2, "") and "there is no folder `a/nowhere`" in ran.err
        told = result.read_text(encoding="utf-8")
        assert "LP504" in told and "there is no folder `a/nowhere`" in told
        assert letterpack("check", str(sample), "--sources", "--format", format, "--output", str(result)).code == 0
        assert "LP504" not in result.read_text(encoding="utf-8")


def test_what_stopped_a_check_is_told_even_where_its_result_cannot_be_written(
    letterpack: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "thesis.txt"
    mine.write_text("mine", encoding="utf-8")
    ran = letterpack("check", "nowhere", "--output", str(mine))
    assert ran.code == 2 and "there is no folder `nowhere`" in ran.err
    assert mine.read_text(encoding="utf-8") == "mine"
