"""Private folders in the folder for temporary files: ours go, and those of the user that are called alike stay."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from letterpack.temporary import private_folder

USERS = ("letterpack-campaign", "letterpack-projects")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def killed(folder: Path) -> None:
    """Kill a command that has a private folder with somebody's addresses in it."""
    program = (
        "import os, signal, tempfile\n"
        f"tempfile.tempdir = {str(folder)!r}\n"
        "from letterpack.temporary import private_folder\n"
        "with private_folder() as private:\n"
        "    (private / 'list.csv').write_text('ann@example.org')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folder")
def test_a_killed_command_leaves_a_folder_that_goes_and_no_users_folder_does(tmp_path: Path) -> None:
    for name in USERS:
        (tmp_path / name).mkdir(mode=0o700)
        (tmp_path / name / "letter.md").write_text("A letter.")
    killed(tmp_path)
    (left,) = [path for path in tmp_path.iterdir() if path.name not in USERS]
    assert (left / "list.csv").is_file()
    with private_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        with private_folder() as other:  # One that is in use stays.
            assert folder.is_dir() and other != folder
        assert not left.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(USERS)
    assert all((tmp_path / name / "letter.md").is_file() for name in USERS)
