"""Other programs that the page starts: the user's editor and browser, found as all are, and told a place and nothing else."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

import letterpack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are shell scripts")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that installs a program, which writes down what it was told."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def install(name: str) -> Path:
        said = tmp_path / f"{name}.said"
        (folder / name).write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{said}.part'; /bin/mv '{said}.part' '{said}'\n")
        (folder / name).chmod(0o755)
        return said

    return install


def read(said: Path) -> list[str]:
    for _ in range(9_000):
        if said.exists():
            return said.read_text().splitlines()
        time.sleep(0.02)
    raise AssertionError("the program was not started")


def test_the_editor_is_told_a_source_and_a_line(spring, programs) -> None:
    said = programs("code")
    assert letterpack.open_editor(spring, "letter.md", line=7, column=3)
    assert read(said) == ["--goto", f"{os.path.realpath(spring)}/letter.md:7:3"]


def test_the_editor_that_is_asked_for_comes_first(spring, programs) -> None:
    programs("code")
    said = programs("kate")
    assert letterpack.open_editor(spring, "signatories.csv", line=2, editor="kate")
    assert read(said)[:2] == ["--line", "2"]


def test_without_an_editor_nothing_is_started(spring, programs) -> None:
    assert not letterpack.open_editor(spring, "letter.md")


@pytest.mark.parametrize("name", ["../letter.md", "/etc/passwd", "build/manifest.json", "letter.md -x", "", "letter.xx.md"])
def test_nothing_but_a_source_is_opened(spring, programs, name) -> None:
    programs("code")
    with pytest.raises(letterpack.LetterpackError):
        letterpack.open_editor(spring, name)


def test_an_editor_of_the_campaigns_own_is_not_started(spring, monkeypatch) -> None:
    (spring / "code").write_text("#!/bin/sh\n")
    (spring / "code").chmod(0o755)
    monkeypatch.setenv("PATH", str(spring))
    monkeypatch.chdir(spring)
    assert not letterpack.open_editor(spring, "letter.md")


def test_an_unknown_editor_is_refused(spring) -> None:
    with pytest.raises(letterpack.LetterpackError, match="not an editor"):
        letterpack.open_editor(spring, "letter.md", editor="sh")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has its own opener")
def test_the_browser_is_told_the_pages_address_alone(programs) -> None:
    assert not letterpack.open_page("http://127.0.0.1:4000/?token=x")
    said = programs("xdg-open")
    assert letterpack.open_page("http://127.0.0.1:4000/?token=x")
    assert read(said) == ["http://127.0.0.1:4000/?token=x"]


@pytest.mark.parametrize("address", ["https://example.org", "file:///etc/passwd", "http://127.0.0.1.example.org", "-x"])
def test_no_other_address_is_opened(programs, address) -> None:
    programs("xdg-open")
    with pytest.raises(letterpack.LetterpackError):
        letterpack.open_page(address)
