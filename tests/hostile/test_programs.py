"""Other programs: which file is started, what it gets, and what is borne with."""

from __future__ import annotations

import ast
import os
import sys
import time
from pathlib import Path

import pytest

from letterpack.checks.lexicon.codespell import misspellings
from letterpack.module_path import is_outside_campaigns
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from tests.installed import program

PACKAGE = Path(__file__).resolve().parent.parent.parent / "letterpack"
LIMITS = Limits(seconds=20, output_bytes=1 << 20)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are shell scripts")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A campaign that holds programs of its own, each of which leaves a canary."""
    camp = tmp_path / "camp"
    for name in ("git", "codespell", "verapdf", "java", "python3"):
        for folder in ("", "bin", ".venv/bin"):
            script(camp / folder / name, f": > '{tmp_path}/CANARY'")
    (camp / "letter.md").write_text("---\ndate: 2026-03-02\nsubject: A\n---\n\nA letter.\n", encoding="utf-8")
    (camp / "addressees.yaml").write_text("to:\n  - name: A\n    address: [B]\n    country: NO\n", encoding="utf-8")
    return camp


@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin", "../camp/bin", "{camp}", "{camp}/bin", "{camp}/.venv/bin", "{link}"])
@pytest.mark.parametrize("name", ["git", "codespell", "verapdf"])
def test_no_program_of_a_campaign_is_found(stranger, tmp_path, monkeypatch, entry, name) -> None:
    (tmp_path / "link").symlink_to(stranger / "bin")
    script(tmp_path / "safe" / name, "exit 0")
    monkeypatch.chdir(stranger)
    path = entry.format(camp=stranger, link=tmp_path / "link")
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}{tmp_path / 'safe'}")
    assert find_program(name) == tmp_path / "safe" / name
    monkeypatch.setenv("PATH", path)
    assert find_program(name) is None


def test_a_link_into_a_campaign_is_not_followed(stranger, tmp_path, monkeypatch) -> None:
    (tmp_path / "safe").mkdir()
    (tmp_path / "safe/git").symlink_to(stranger / "bin/git")
    monkeypatch.setenv("PATH", str(tmp_path / "safe"))
    assert find_program("git") is None


def test_our_own_installation_is_trusted_wherever_it_lies(tmp_path, monkeypatch) -> None:
    """As in a clone of this repository, whose root is the sample campaign."""
    (tmp_path / "letter.md").touch()
    tool = script(tmp_path / ".venv/bin/codespell", "exit 0")
    assert not is_outside_campaigns(str(tool))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert is_outside_campaigns(str(tool))


@pytest.mark.parametrize("path", ["", ".", "bin", "{camp}/bin"])
def test_build_check_and_diff_run_nothing(letterpack, stranger, tmp_path, monkeypatch, path) -> None:
    monkeypatch.chdir(stranger)
    monkeypatch.setenv("PATH", path.format(camp=stranger) + os.pathsep + os.environ["PATH"])
    assert letterpack("build").code == 0
    assert letterpack("check").code in (0, 1)
    assert letterpack("diff", "HEAD").code == 2
    assert not (tmp_path / "CANARY").exists()


def test_no_settings_of_a_campaign_change_what_codespell_says(stranger, monkeypatch) -> None:
    program("codespell")
    for name in ("setup.cfg", ".codespellrc"):
        (stranger / name).write_text("[codespell]\nignore-words-list = abandonned\n", encoding="utf-8")
    (stranger / "pyproject.toml").write_text('[tool.codespell]\nignore-words-list = "abandonned"\n', encoding="utf-8")
    monkeypatch.chdir(stranger)
    assert misspellings(["an abandonned case"]) == [{"abandonned": "abandoned"}]


def test_what_a_program_gets(tmp_path, monkeypatch) -> None:
    for name in ("LD_PRELOAD", "PYTHONPATH", "GIT_DIR", "BASH_ENV", "SECRET_TOKEN"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PATH", f".{os.pathsep}/usr/bin{os.pathsep}/bin")
    tool = script(tmp_path / "tools/tool", 'cat; env; pwd; printf "%s|" "$@"')
    said = run_program(tool, ["a b", "$(id)", "--"], LIMITS, given=b"stdin\n", environment={"ONE": "more"}).output.decode()
    assert said.startswith("stdin\n")
    assert said.endswith("a b|$(id)|--|")
    assert str(tmp_path / "tools") in said.splitlines()
    assert "ONE=more" in said
    assert "PATH=/usr/bin:/bin\n" in said
    assert not [name for name in ("LD_PRELOAD", "PYTHONPATH", "GIT_DIR", "BASH_ENV", "SECRET_TOKEN") if name in said]


def test_the_exit_code_and_no_stderr(tmp_path) -> None:
    ran = run_program(script(tmp_path / "tool", "echo out; echo err >&2; exit 3"), [], LIMITS)
    assert (ran.code, ran.output) == (3, b"out\n")


def test_a_program_that_never_ends(tmp_path) -> None:
    tool = script(tmp_path / "tool", f"(sleep 300; : > '{tmp_path}/CANARY') & echo $! > '{tmp_path}/pid'; sleep 300")
    with pytest.raises(ProgramFailed, match="took longer"):
        run_program(tool, [], Limits(seconds=2, output_bytes=100))
    child = int((tmp_path / "pid").read_text())
    for _ in range(3_600):
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    pytest.fail("what the program started lives on")


def test_a_program_that_says_too_much(tmp_path) -> None:
    with pytest.raises(ProgramFailed, match="more than 100,000 bytes"):
        run_program(script(tmp_path / "tool", "while :; do echo yyyyyyyyyyyyyyyy; done"), [], Limits(20, 100_000))


def test_what_is_no_program(tmp_path) -> None:
    (tmp_path / "tool").write_bytes(b"\0\0")
    (tmp_path / "tool").chmod(0o755)
    with pytest.raises(ProgramFailed, match="could not be started"):
        run_program(tmp_path / "tool", [], LIMITS)


STARTERS = {"subprocess", "webbrowser", "pty", "pexpect", "sh", "asyncio.subprocess"}
CALLS = {("os", name) for name in ("system", "popen", "startfile", "posix_spawn", "posix_spawnp")} | {("shutil", "which")}


def test_one_module_alone_starts_programs() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                hit = any(alias.name in STARTERS for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                hit = node.module in STARTERS or any((node.module, alias.name) in CALLS for alias in node.names)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                named = (node.value.id, node.attr)
                hit = named in CALLS or (named[0] == "os" and named[1].startswith(("exec", "spawn")))
            else:
                continue
            if hit:
                found.append(path.relative_to(PACKAGE).as_posix())
    assert set(found) == {"programs.py"}
