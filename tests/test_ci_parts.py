"""The pre-commit hook and the GitHub Action: sound YAML, words that our command knows, and no input inside a script."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests import installed

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path",
    [
        *("letter.md", "a/letter.pt-BR.md", "addressees.csv", "x/y/signatories.csv", "letterpack.yaml", "seal.json"),
        *("enclosures/a.pdf", "kz/logo.svg", "a/forms/us10.toml", "fonts/A.otf", "review.yaml", "signatories.xlsx"),
    ],
)
def test_the_hook_runs_on_every_source_of_a_campaign(path: str) -> None:
    assert re.search(HOOK["files"], path)
    assert not re.search(HOOK["exclude"], path)


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
    bash = installed.program("bash")
    program = tmp_path / "letterpack"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$LOG"\ncase "$*" in *bad*) exit 1;; esac\n')
    program.chmod(0o755)
    log = tmp_path / "log"
    given = {"CAMPAIGN": ".", "BUILD": "false", "STRICT": "false", "JUNIT": "", "SARIF": "", **environment}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([bash, "-e", "-u", "-c", script()], env={"PATH": path, "LOG": str(log), **given}, check=False)
    return done.returncode, log.read_text().splitlines()


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
