"""What to run for an extra: the command that reaches the letterpack that asks, however it was installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from letterpack.fonts import scripts
from letterpack.remedies import to_install


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("pyvenv.cfg", "pip install 'letterpack[cjk]'"),
        ("pipx_metadata.json", "pipx runpip letterpack install 'letterpack[cjk]'"),
        ("uv-receipt.toml", "uv tool install 'letterpack[cjk]'"),
    ],
)
def test_an_extra_is_added_to_the_environment_that_letterpack_runs_in(
    file: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert to_install("cjk") == command
    assert f"`{command}` or `apt install fonts-noto-cjk`" == scripts()["Hani"].advice


def test_the_single_program_takes_no_extra_and_names_an_installation_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert to_install("lsp") == "pipx install 'letterpack[lsp]'"
