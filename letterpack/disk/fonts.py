"""The machine's fonts: the folders where its platform and letterpack's extras keep them, and a note of them in the user's
cache.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from letterpack.files import user_cache, user_home
from letterpack.fonts import FONT_PACKAGES
from letterpack.world import FontFile

_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_NOTE: Final = "fonts.json"


class MachineFiles:
    """The font files of this machine: ``InstalledFonts``."""

    def files(self) -> tuple[FontFile, ...]:
        """Return all font files, sorted by path; a folder that cannot be read has none."""
        found = {path: from_package for folder, from_package in _folders() for path in _font_paths(folder)}
        return tuple([file for path in sorted(found) if (file := _file(path, from_package=found[path])) is not None])

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError``."""
        return Path(path).read_bytes()

    def recall(self) -> bytes:
        """Return the note in the user's cache, nothing where there is none."""
        try:
            return (user_cache() / _NOTE).read_bytes()
        except OSError:
            return b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` in the user's cache if that can be done: the next command is faster for it, and no more."""
        folder = user_cache()
        staged = folder / f".{_NOTE}.{secrets.token_hex(4)}"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(note)
            staged.replace(folder / _NOTE)


def _folders() -> Iterator[tuple[Path, bool]]:
    """Yield the folders of fonts, and whether a Python package brought each."""
    for name in FONT_PACKAGES:
        spec = find_spec(name)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(place), True
    for folder in _system_folders():
        yield folder, False


def _system_folders() -> list[Path]:
    home = user_home()
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(home / "AppData/Local")
        return [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"), Path(local, "Microsoft/Windows/Fonts")]
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [home / ".fonts", *[Path(folder, "fonts") for folder in (own, *shared.split(":")) if folder]]


def _font_paths(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            if Path(name).suffix.lower() in _SUFFIXES:
                yield str(Path(place, name))


def _file(path: str, *, from_package: bool) -> FontFile | None:
    try:
        about = Path(path).stat()
    except OSError:
        return None
    return FontFile(path, about.st_size, about.st_mtime_ns, from_package)
