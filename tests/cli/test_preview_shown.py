"""What the command says of its page: one address on stdout, and the rest where a person reads."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

import pytest

import letterpack
from letterpack.cli.writing import _print_more, _show


class Terminal(io.StringIO):
    """A stream that a person reads or types into."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def page() -> Any:
    numbers = iter(range(1, 9))
    return cast(Any, SimpleNamespace(address=lambda: f"http://127.0.0.1:1/?token={next(numbers)}"))


def test_without_a_browser_the_address_is_said_to_be_opened(page: Any, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(letterpack, "open_page", lambda address: False)
    monkeypatch.setattr("sys.stdin", None)
    _show(page, opens=True)
    out, err = capsys.readouterr()
    assert out == "http://127.0.0.1:1/?token=1\n"
    assert "no browser was found" in err and "Ctrl-C" not in err


def test_enter_prints_a_new_address(page: Any, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n\n"))
    _print_more(page)
    assert capsys.readouterr().out.splitlines() == ["http://127.0.0.1:1/?token=1", "http://127.0.0.1:1/?token=2"]


def test_a_person_is_told_how_it_ends(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM", raising=False)
    err = Terminal()
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setattr("sys.stdin", Terminal(""))
    _show(page, opens=False)
    assert "Ctrl-C ends it; Enter prints a new address" in " ".join(err.getvalue().split())
