"""Nothing depends on what the clock says of files: not what is built, not what is compared, not what is removed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.build.making import HEAD
from tests.cli.conftest import letterpack
from tests.hostile.repositories import git, two_commits

__all__ = ["letterpack"]
TIMES = [0, 2**32 - 1, 253_402_300_799]
"""The beginning of the clock, the end of 32 bits, the last second of the year 9999."""


def set_back(folder: Path, time: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (time, time), follow_symlinks=False)


@pytest.mark.parametrize("time", TIMES)
def test_files_of_any_age(letterpack, tmp_path, monkeypatch, time) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    camp = two_commits(tmp_path / "camp")
    monkeypatch.chdir(camp)
    assert letterpack("build").code == 0
    first = {path: path.read_bytes() for path in (camp / "build").rglob("*.pdf")}
    set_back(tmp_path, time)
    assert letterpack("check").code == 0
    assert letterpack("diff", "HEAD", ".").code == 0
    set_back(tmp_path, time)
    assert letterpack("diff", "HEAD~1", "build").code == 1
    (camp / "letter.md").write_text(f"{HEAD}Another.\n", "utf-8")
    set_back(tmp_path, time)
    assert letterpack("check").code == 1
    git(camp, "checkout", "-q", "letter.md")
    assert letterpack("build").code == 0
    assert {path: path.read_bytes() for path in (camp / "build").rglob("*.pdf")} == first
