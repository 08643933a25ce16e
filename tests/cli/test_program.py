"""The process that is the command: it ends with the command's exit code, after all that is done at a process's end."""

from __future__ import annotations

import atexit
import io
import os
import sys
from collections.abc import Callable

import pytest

from letterpack.cli import program


@pytest.mark.parametrize(("argument", "code"), [("--version", 0), ("--nothing", 2)])
def test_the_process_ends_with_the_code_and_without_clearing_up(
    argument: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_end: list[Callable[[], None]] = []
    ended: list[int] = []
    monkeypatch.setattr(atexit, "register", at_end.append)
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(sys, "argv", ["letterpack", argument])
    with pytest.raises(SystemExit) as leaving:
        program()
    first = at_end[0]  # What is registered first is called last.
    first()
    assert (leaving.value.code, ended) == (code, [code])
    monkeypatch.setattr(sys, "stdout", closed := io.TextIOWrapper(io.BytesIO()))
    closed.close()
    first()
    assert ended == [code], "Python itself says what is lost"
