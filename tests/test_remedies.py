"""What to run for an extra: the command that reaches the letterpack that asks, however it was installed."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from letterpack.fonts import NOTO, scripts
from letterpack.remedies import to_install


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("pyvenv.cfg", 'pip install "letterpack[cjk]"'),
        ("pipx_metadata.json", 'pipx runpip letterpack install "letterpack[cjk]"'),
        ("uv-receipt.toml", 'uv tool install "letterpack[cjk]"'),
    ],
)
def test_an_extra_is_added_to_the_environment_that_letterpack_runs_in(
    file: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert to_install("cjk") == command


@pytest.mark.parametrize(
    ("release", "tamil", "syriac"),
    [
        ("ID=debian", "`apt install fonts-noto-core`", "`apt install fonts-noto-core`"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"', "`apt install fonts-noto-core`", "`apt install fonts-noto-core`"),
        ("ID=fedora", f"Noto Serif Tamil from {NOTO}", f"Noto Sans Syriac from {NOTO}"),
        ("", f"Noto Serif Tamil from {NOTO}", f"Noto Sans Syriac from {NOTO}"),
    ],
)
def test_a_font_is_installed_as_the_system_installs_them(
    release: str, tamil: str, syriac: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows and macOS have no os-release, and no `apt`."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: os_release(release))
    assert scripts()["Taml"].advice == f"`{to_install('scripts')}` or {tamil}"
    assert scripts()["Syrc"].advice == syriac


def os_release(text: str) -> dict[str, str]:
    """Return what Python reads in an os-release with ``text``; with none, it raises."""
    if not text:
        raise OSError("Unable to read files /etc/os-release, /usr/lib/os-release")
    return dict(line.replace('"', "").split("=") for line in text.splitlines())


def test_the_single_program_takes_no_extra_and_names_an_installation_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert to_install("lsp") == 'pipx install "letterpack[lsp]"'
