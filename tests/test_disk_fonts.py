"""The machine's fonts on disk: where they are looked for, and the note of them in the user's cache."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.disk.fonts import MachineFiles
from letterpack.text.font_set import font_set_of
from tests.fontmaking import font

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="the folders of Linux")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a share with nothing in them, and no Python package of fonts."""
    for name, folder in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_DATA_DIRS", "share")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setattr("letterpack.disk.fonts.FONT_PACKAGES", ())
    return tmp_path


def put(path: Path, data: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_fonts_are_found_where_the_platform_keeps_them(home: Path) -> None:
    fonts = [put(home / name) for name in (".fonts/a.ttf", "data/fonts/deep/er/B.OTF", "share/fonts/c.ttc")]
    put(home / "share/fonts/readme.txt")
    put(home / "share/other/d.ttf")
    assert [file.path for file in Disk(home).fonts.files()] == sorted(map(str, fonts))
    assert not any(file.from_package for file in MachineFiles().files())


def test_a_font_that_is_gone_is_none(home: Path) -> None:
    link = home / ".fonts/broken.ttf"
    link.parent.mkdir()
    link.symlink_to(home / "nowhere.ttf")
    assert MachineFiles().files() == ()


def test_a_package_is_found_without_being_imported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "site/fonts_of_mine/__init__.py", b"raise AssertionError('nobody needs this')")
    mine = put(home / "site/fonts_of_mine/a.ttf", font("ab"))
    monkeypatch.syspath_prepend(str(home / "site"))
    monkeypatch.setattr("letterpack.disk.fonts.FONT_PACKAGES", ("fonts_of_mine", "fonts_of_nobody"))
    (file,) = MachineFiles().files()
    assert (file.path, file.size, file.from_package) == (str(mine), len(font("ab")), True)


def test_what_was_read_is_kept_in_the_cache(home: Path) -> None:
    put(home / ".fonts/a.ttf", font("ab"))
    assert MachineFiles().recall() == b""
    font_set_of(MachineFiles())
    note = home / "cache/letterpack/fonts.json"
    assert MachineFiles().recall() == note.read_bytes()
    assert [path.name for path in note.parent.iterdir()] == ["fonts.json"]
    put(home / ".fonts/a.ttf", font("abc"))
    assert font_set_of(MachineFiles()).family("Example")[0].covers("c")


def test_a_cache_that_cannot_be_written_is_done_without(home: Path) -> None:
    put(home / ".fonts/a.ttf", font("ab"))
    put(home / "cache", b"a file where a folder should be")
    assert font_set_of(MachineFiles()).family("Example")
