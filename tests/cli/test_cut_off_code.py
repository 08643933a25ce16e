"""Python leaves the compiled copy of a module cut off where a disk is full, and stumbles over it ever after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import letterpack.cli

resource = pytest.importorskip("resource")
MOST_BYTES = 4_000


def ran(copies: Path, *arguments: str, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command whose modules have their compiled copies in ``copies``, where no file may grow beyond ``most_bytes``."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = "" if most_bytes is None else f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, -1)); "
    program = f"{begin}import sys; from letterpack.cli import main; sys.argv = ['letterpack', *{arguments!r}]; main()"
    environ |= {"PYTHONPYCACHEPREFIX": str(copies)}
    return subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)


def test_a_limit_on_file_sizes_cuts_no_copy_off(tmp_path: Path) -> None:
    assert ran(tmp_path, "diff", "--help").returncode == 0  # What is loaded before the limit is looked at is there.
    limited = ran(tmp_path, "explain", "LP301", most_bytes=MOST_BYTES)
    assert limited.returncode == 0, limited.stderr
    assert not list(tmp_path.rglob("show.*.pyc"))
    assert ran(tmp_path, "explain", "LP301").stdout == limited.stdout


def test_a_copy_that_is_cut_off_is_told_and_is_no_finding(tmp_path: Path) -> None:
    whole = ran(tmp_path, "explain", "LP301")
    assert whole.returncode == 0, whole.stderr
    for name in ("cli/show", "library/names", "codes/__init__"):
        copies = [copy for copy in tmp_path.rglob("*.pyc") if f"letterpack/{name}." in copy.as_posix()]
        assert len(copies) == 1, name
        data = copies[0].read_bytes()
        copies[0].write_bytes(data[: len(data) // 2])
        cut = ran(tmp_path, "explain", "LP301")
        assert cut.returncode == 2, name
        assert cut.stderr.startswith("letterpack: Python's compiled copy of a module is cut off")
        assert "`__pycache__`" in cut.stderr and "Traceback" not in cut.stderr
        copies[0].write_bytes(data)
    assert ran(tmp_path, "explain", "LP301").stdout == whole.stdout


@pytest.mark.parametrize("error", [EOFError("Ran out of input"), ValueError("no number")], ids=repr)
def test_another_end_stays_a_mistake_of_the_program(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explain() -> None:
        raise error

    monkeypatch.setattr("letterpack.cli.show.explain", explain)
    monkeypatch.setattr("sys.argv", ["letterpack", "explain"])
    assert letterpack.cli._run() == 3
    assert "This is a bug in letterpack" in capsys.readouterr().err


@pytest.mark.parametrize("ending", [SystemExit(143), KeyboardInterrupt()], ids=repr)
def test_what_is_met_while_a_signal_ends_the_command_is_no_mistake(
    ending: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explain() -> None:
        try:
            raise ending
        except type(ending):
            raise AttributeError("partially initialized module") from None

    monkeypatch.setattr("letterpack.cli.show.explain", explain)
    monkeypatch.setattr("sys.argv", ["letterpack", "explain"])
    if isinstance(ending, SystemExit):
        assert letterpack.cli._run() == ending.code
    else:
        with pytest.raises(KeyboardInterrupt):
            letterpack.cli._run()
    assert capsys.readouterr().err == ""
