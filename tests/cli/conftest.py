"""Commands run as the entry point runs them, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from letterpack.cli import main
from letterpack.interface import ENGLISH, speak


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def letterpack(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """Return a function that runs ``letterpack ARGUMENTS`` and gives exit code, stdout and stderr."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["letterpack", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            main()
        captured = capsys.readouterr()
        assert isinstance(leaving.value.code, int)
        return Ran(leaving.value.code, captured.out, captured.err)

    yield run
    speak(ENGLISH)  # Whatever the test spoke: the tests after it are in the same process.
