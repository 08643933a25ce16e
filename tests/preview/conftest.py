"""The campaign that the preview's tests show: the starter's, with a name that would like to be a script."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from letterpack.starter import start_campaign

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = '<img src=x onerror=window.hacked=1>"</script><script>window.hacked=1</script>'


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    """A new campaign, to change."""
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    return folder


@pytest.fixture
def letterpack_command():
    """Return a function that runs the command in a process of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "letterpack", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)

    return run
