"""A limit on memory, threads or processes is no mistake of the program: it is said, with what to do, and nothing is changed."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import letterpack.cli
from letterpack.pipeline.build import jobs
from letterpack.remedies import remedy


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("libicudata.so.78: failed to map segment from shared object"),
        ImportError("libicudata.so.78: cannot allocate memory in static TLS block"),
        RuntimeError("can't start new thread"),
    ],
    ids=repr,
)
def test_it_is_told_in_plain_words(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_job: object) -> None:
        raise error

    monkeypatch.setattr(jobs, "_packets", lambda *_: failing(None))
    (tmp_path / "letter.md").write_text("---\ndate: 2026-10-30\nsubject: Release\n---\n\nWe write to you.\n")
    (tmp_path / "addressees.yaml").write_text("- {name: Ada, address: [1 Street]}\n")
    monkeypatch.setattr("sys.argv", ["letterpack", "build", str(tmp_path), "--executor", "here"])
    assert letterpack.cli._run() == 2
    said = capsys.readouterr().err
    assert "this command ran out of memory" in said
    assert "ulimit -v" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["addressees.yaml", "letter.md"]


@pytest.mark.parametrize("error", [MemoryError(), OSError("libpdfium.so: failed to map segment from shared object")], ids=repr)
@pytest.mark.parametrize("is_room_left", [True, False])
def test_it_is_told_where_a_command_cannot_even_be_loaded(
    error: Exception, is_room_left: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def failing(_: object) -> None:
        raise error

    monkeypatch.setattr("letterpack.cli.commands.app_for", failing)
    if not is_room_left:
        monkeypatch.setattr("letterpack.cli.terminal.complain", lambda _: failing(MemoryError()))
    assert letterpack.cli._run() == 2
    said = capfd.readouterr().err
    assert said.startswith("letterpack: this command ran out of memory\n") and ("ulimit" in said) is is_room_left


def test_another_error_stays_a_mistake_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_arguments: object) -> None:
        raise RuntimeError("generator raised StopIteration")

    monkeypatch.setattr("letterpack.cli.commands.app_for", failing)
    assert letterpack.cli._run() == 3
    assert "This is a bug in letterpack" in capsys.readouterr().err


def test_a_limit_on_processes_has_its_remedy() -> None:
    assert "ulimit -u" in remedy(OSError(errno.EAGAIN, "Resource temporarily unavailable"))
