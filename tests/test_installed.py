"""What a test does where something from outside is missing: it skips on a user's machine, and fails where CI must have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import installed

MISSING: list[Callable[[], object]] = [
    lambda: installed.program("no-such-program", "nor-this"),
    lambda: installed.module("no_such_module"),
    lambda: installed.needs(Path("/nowhere/font.ttf")),
    lambda: installed.lacking("nothing"),
]


@pytest.mark.parametrize("ask", MISSING)
@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_what_is_missing(
    ask: Callable[[], object], ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=r"no|nothing|font"):
        ask()
