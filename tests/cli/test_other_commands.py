"""init, explain, fonts, schema, version, help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from letterpack import __version__
from letterpack.codes import every_code
from letterpack.wording.commands import pasted
from tests.installed import module

STARTER = ["addressees.yaml", "letter.md", "letterpack.yaml", "signatories.csv"]
ROOT = Path(__file__).resolve().parent.parent.parent


def test_version(letterpack) -> None:
    assert letterpack("--version").out == f"letterpack {__version__}\n"


def test_nothing_asked_is_answered_with_help(letterpack) -> None:
    ran = letterpack()
    assert ran.code == 2
    assert "build" in ran.out + ran.err


def test_an_unknown_command(letterpack) -> None:
    ran = letterpack("biuld")
    assert (ran.code, ran.out) == (2, "")
    assert "biuld" in ran.err


def test_init_names_what_it_made(letterpack, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = letterpack("init", "a/b")
    assert ran.code == 0
    assert ran.out.splitlines() == [f"a/b/{name}" for name in STARTER]
    assert ran.err.splitlines()[0] == "next: letterpack build a/b"
    assert sorted(path.name for path in Path("a/b").iterdir()) == STARTER


def test_the_command_that_init_prints_can_be_pasted(letterpack, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert letterpack("init", "my campaign's").err.splitlines()[0] == """next: letterpack build 'my campaign'"'"'s'"""
    assert pasted("letterpack", "build", "C:\\My campaign", system="win32") == 'letterpack build "C:\\My campaign"'


def test_init_here(letterpack, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    ran = letterpack("init")
    assert ran.out.splitlines() == STARTER
    assert ran.err.splitlines()[0] == "next: letterpack build"


@pytest.mark.parametrize("link", [False, True])
def test_init_touches_nothing_that_exists(letterpack, tmp_path, link: bool) -> None:
    mine = tmp_path / "letter.md"
    if link:
        mine.symlink_to(tmp_path / "nowhere")
    else:
        mine.write_text("mine", encoding="utf-8")
    ran = letterpack("init", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "letter.md" in ran.err
    assert "addressees.yaml" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.md"]
    assert link or mine.read_text(encoding="utf-8") == "mine"


def test_init_where_a_file_stands(letterpack, tmp_path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    ran = letterpack("init", tmp_path / "file" / "campaign")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written" in ran.err


@pytest.mark.parametrize("spelling", ["LP230", "lp230", "230"])
def test_explain(letterpack, spelling: str) -> None:
    ran = letterpack("explain", spelling)
    assert ran.code == 0
    assert ran.out.startswith("# LP230: ")
    for section in ("## What", "## Why", "## Example", "## Remedy"):
        assert section in ran.out


def test_explain_lists_all(letterpack) -> None:
    lines = letterpack("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == [each.code for each in every_code()]


@pytest.mark.parametrize("code", ["LP2300", "LP23", "x", "../LP230", "LP230.md", "LP999"])
def test_explain_what_is_not_there(letterpack, code: str) -> None:
    ran = letterpack("explain", code)
    assert (ran.code, ran.out) == (2, "")
    assert f"no code `{code}`" in ran.err
    assert "letterpack explain" in ran.err


def test_explain_names_the_nearest(letterpack) -> None:
    assert "did you mean LP230" in letterpack("explain", "LP2300").err
    assert "did you mean" not in letterpack("explain", "nothing").err


def test_schema(letterpack) -> None:
    assert letterpack("schema").out.split() == [
        "addressees",
        "check",
        "diff",
        "events",
        "finding",
        "letter",
        "letterpack",
        "manifest",
        "seal",
    ]
    ran = letterpack("schema", "../starter/letter")
    assert (ran.code, ran.out) == (2, "")
    assert "addressees" in ran.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(letterpack, shell: str, monkeypatch) -> None:
    module("shellingham")
    monkeypatch.setattr("shellingham.detect_shell", lambda *_: (shell, f"/bin/{shell}"))
    ran = letterpack("--show-completion")
    assert ran.code == 0, ran.err
    assert "_LETTERPACK_COMPLETE" in ran.out


@pytest.mark.parametrize("command", [["explain"], ["schema", "addressees"]])
def test_a_reader_that_leaves_early_is_no_mistake(command: list[str]) -> None:
    code = "import time; time.sleep(0.3); from letterpack.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        process.stdout.close()
        assert process.wait(30) == 0
        assert process.stderr.read() == b""
