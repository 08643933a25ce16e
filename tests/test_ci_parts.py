"""The pre-commit hook and the GitHub Action: sound YAML, words that our command knows, and no input inside a script."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from letterpack.campaign.own_data import read_own_data
from letterpack.diagnostics import Report
from letterpack.starter import start_campaign
from tests import installed
from tests.worlds import DictWorld

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB_INPUTS, GITLAB = yaml.safe_load_all((ROOT / "templates/letterpack.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path",
    [
        *("letter.md", "a/letter.pt-BR.md", "addressees.csv", "x/y/signatories.csv", "letterpack.yaml", "seal.json"),
        *("enclosures/a.pdf", "kz/logo.svg", "a/forms/us10.toml", "fonts/A.otf", "review.yaml", "signatories.xlsx"),
        *("addressees.yaml", "addressees.jsonl", "a/addressees.ods", "allowed_signers", "seal.json.sig"),
    ],
)
def test_the_hook_runs_on_every_source_of_a_campaign(path: str) -> None:
    assert re.search(HOOK["files"], path)
    assert not re.search(HOOK["exclude"], path)


def test_the_hook_runs_on_a_campaigns_own_data_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = []

    def names(_: DictWorld, folder: str) -> tuple[str, ...]:
        folders.append(folder)
        return ()

    monkeypatch.setattr(DictWorld, "names", names)
    read_own_data(DictWorld({}), Report())
    assert len(folders) >= 6
    assert [folder for folder in folders if not re.search(HOOK["files"], f"kz/{folder}/own.toml")] == []


@pytest.mark.parametrize(
    "path", ["README.md", "newsletter.md", "build/manifest.json", "kz/build/packets/a.pdf", "a.py", "pyproject.toml"]
)
def test_the_hook_leaves_other_files_alone(path: str) -> None:
    assert not re.search(HOOK["files"], path) or re.search(HOOK["exclude"], path)


def test_the_hook_calls_a_command_that_we_install() -> None:
    assert HOOK["entry"].split()[0] in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert HOOK["pass_filenames"] is False


def script() -> str:
    return next(step["run"] for step in ACTION["runs"]["steps"] if step.get("name") == "Check")


def test_no_input_is_pasted_into_a_script() -> None:
    steps = ACTION["runs"]["steps"]
    assert not [step for step in steps if "${{" in step.get("run", "")]
    used = " ".join(str(step) for step in steps)
    assert not [name for name in ACTION["inputs"] if f"inputs.{name}" not in used]


def run(tmp_path: Path, **environment: str) -> tuple[int, list[str]]:
    """Run the action's script with a ``letterpack`` that writes down its words, and leaves with 1 where they hold ``bad``."""
    shim(tmp_path, 'printf "%s\\n" "$*" >> "$LOG"\ncase "$*" in *bad*) exit 1;; esac')
    log = tmp_path / "log"
    done = in_bash(tmp_path, script(), {"LOG": str(log), **UNSAID, **environment})
    return done.returncode, log.read_text().splitlines()


UNSAID = {"CAMPAIGN": ".", "BUILD": "false", "STRICT": "false", "JUNIT": "", "SARIF": ""}


def shim(folder: Path, body: str) -> None:
    """Put a program ``letterpack`` into ``folder``."""
    program = folder / "letterpack"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def in_bash(folder: Path, text: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a service's script as it does, with the programs of ``folder`` first."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    given = {"PATH": path, "RUNNER_TEMP": str(folder), **environment}
    command = [installed.program("bash"), "-e", "-u", "-c", text]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, encoding="utf-8", check=False)


def test_the_action_checks_once_a_format(tmp_path: Path) -> None:
    code, said = run(
        tmp_path, CAMPAIGN="my campaign; rm -rf /", BUILD="true", STRICT="true", JUNIT="junit.xml", SARIF="out.sarif"
    )
    assert code == 0
    assert said == [
        "build my campaign; rm -rf / --format json",
        "check my campaign; rm -rf / --strict --format junit --output junit.xml",
        "check my campaign; rm -rf / --strict --format sarif --output out.sarif",
        "check my campaign; rm -rf / --strict --format github",
    ]


@pytest.mark.parametrize(("campaign", "junit", "code"), [("bad", "", 1), ("good", "bad.xml", 1), ("good", "good.xml", 0)])
def test_the_action_fails_when_a_check_fails(tmp_path: Path, campaign: str, junit: str, code: int) -> None:
    assert run(tmp_path, CAMPAIGN=campaign, JUNIT=junit)[0] == code


def test_a_build_that_fails_keeps_nobody_from_the_reports(tmp_path: Path) -> None:
    code, said = run(tmp_path, CAMPAIGN="bad", BUILD="true", JUNIT="junit.xml", SARIF="out.sarif")
    assert code == 1
    assert [line.split(" ")[0] for line in said] == ["build", "check", "check", "check"]


@pytest.mark.parametrize("fonts", ["scripts", "cjk"])
def test_fonts_are_locked_as_the_extras_name_them(fonts: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    lock = (ROOT / f".ci/fonts-{fonts}.txt").read_text(encoding="utf-8")
    named = re.findall(r"^([a-z][\w-]*)==\S+ \\\n +--hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert named == [each.partition(">")[0] for each in extras[fonts]]
    assert lock.split()[-1] in (ROOT / ".ci/requirements.txt").read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with a campaign, and letterpack as it is installed on a service."""
    start_campaign(tmp_path / "letters", date(2026, 3, 2))
    shim(tmp_path, f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m letterpack "$@"')
    return tmp_path


def spoil(repository: Path) -> None:
    path = repository / "letters/addressees.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Minister", "titel: Minister"), encoding="utf-8")


def test_the_action_annotates_once_what_a_build_stops_at_and_writes_both_reports(repository: Path) -> None:
    spoil(repository)
    defaults = {name.upper(): str(ACTION["inputs"][name]["default"]) for name in ("junit", "sarif", "strict")}
    done = in_bash(repository, script(), {**defaults, "CAMPAIGN": "letters", "BUILD": "true"})
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert len(told) == 1 and "file=letters/addressees.yaml,line=6" in told[0]
    assert "titel: Minister" not in done.stdout + done.stderr
    suites = ElementTree.parse(repository / "letterpack-junit.xml").getroot()
    assert suites.findall(".//failure")
    (run_,) = json.loads((repository / "letterpack.sarif").read_text(encoding="utf-8"))["runs"]
    assert [each["ruleId"] for each in run_["results"] if each["level"] == "error"] == ["LP151"]


def test_the_action_annotates_a_build_that_could_not_run(tmp_path: Path) -> None:
    shim(tmp_path, 'case "$1" in build) printf "letterpack: 100%% full\\n  = hint: make room\\n" >&2; exit 2;; esac')
    done = in_bash(tmp_path, script(), {**UNSAID, "BUILD": "true"})
    assert done.returncode == 2
    title = "::error title=letterpack build could not run (exit 2)::"
    assert done.stdout.splitlines() == [f"{title}letterpack: 100%25 full%0A  = hint: make room"]


def test_the_action_writes_both_reports_where_there_is_no_campaign(repository: Path) -> None:
    defaults = {name.upper(): str(ACTION["inputs"][name]["default"]) for name in ("junit", "sarif", "strict")}
    done = in_bash(repository, script(), {**defaults, "CAMPAIGN": "kazakstan", "BUILD": "true"})
    assert done.returncode == 2
    assert len([line for line in done.stdout.splitlines() if line.startswith("::error")]) == 1
    (failure,) = ElementTree.parse(repository / "letterpack-junit.xml").getroot().findall(".//failure")
    assert failure.get("message") == "there is no folder `kazakstan`"
    (run_,) = json.loads((repository / "letterpack.sarif").read_text(encoding="utf-8"))["runs"]
    assert [each["executionSuccessful"] for each in run_["invocations"]] == [False]
    assert run_["automationDetails"]["id"] == "letterpack/kazakstan/"
    (found,) = run_["results"]
    assert (found["ruleId"], found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == ("LP504", "kazakstan")


def test_the_template_for_gitlab_writes_its_reports_where_there_is_no_campaign(repository: Path) -> None:
    done, quality, failures = in_gitlab(repository, "kazakstan")
    assert done.returncode == 2
    assert [(each["check_name"], each["location"]["path"]) for each in quality] == [("LP504", "kazakstan")]
    assert [each.get("type") for each in failures] == ["LP504"]


def in_gitlab(
    repository: Path, campaign: str
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]], list[ElementTree.Element]]:
    """Run the template's script, and return how it ended, its report on code quality, and the failures of its JUnit."""
    (line,) = GITLAB["letterpack"]["script"]
    inputs = {f"$[[ inputs.{name} ]]": str(each["default"]) for name, each in GITLAB_INPUTS["spec"]["inputs"].items()}
    said = {name: inputs[value].lower() for name, value in GITLAB["letterpack"]["variables"].items()}
    done = in_bash(repository, line, {**said, "LETTERPACK_CAMPAIGN": campaign})
    reports = GITLAB["letterpack"]["artifacts"]["reports"]
    quality = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    return done, quality, ElementTree.parse(repository / reports["junit"]).getroot().findall(".//failure")


def test_the_template_for_gitlab_writes_its_reports(repository: Path) -> None:
    spoil(repository)
    done, quality, failures = in_gitlab(repository, "letters")
    assert done.returncode == 1, done.stderr
    assert [(each["check_name"], each["location"]["path"]) for each in quality] == [
        ("LP151", "letters/addressees.yaml"),
        ("letterpack", "letters/letterpack.yaml"),
    ]
    assert quality[1]["description"].endswith("build/ yet")
    assert failures


def test_the_template_for_gitlab_pastes_no_input_into_a_script() -> None:
    job = GITLAB["letterpack"]
    assert "$[[" not in "".join([*job["before_script"], *job["script"]])
    assert {f"$[[ inputs.{name} ]]" for name in GITLAB_INPUTS["spec"]["inputs"]} == set(re.findall(r"\$\[\[.*?\]\]", str(job)))
