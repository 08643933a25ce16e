"""A world made of a dict, for tests that need no disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from letterpack.world import InstalledFonts, NoFonts, inside


class DictWorld:
    """Files by path; a text is its UTF-8."""

    def __init__(self, files: Mapping[str, bytes | str], fonts: InstalledFonts | None = None) -> None:
        self.fonts = fonts or NoFonts()
        self.files = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}

    def exists(self, path: str) -> bool:
        return inside(path) in self.files

    def read(self, path: str) -> bytes:
        return self.open(path).read()

    def open(self, path: str) -> BytesIO:
        if inside(path) not in self.files:
            raise FileNotFoundError(2, "No such file", path)
        return BytesIO(self.files[inside(path)])

    def names(self, folder: str) -> tuple[str, ...]:
        start = f"{folder}/" if folder else ""
        return tuple(
            sorted(path[len(start) :] for path in self.files if path.startswith(start) and "/" not in path[len(start) :])
        )

    def today(self) -> date:
        raise AssertionError("a build asks nobody what day it is")
