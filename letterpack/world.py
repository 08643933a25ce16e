"""The one door to what lies outside: files, the machine's fonts, and (for checks alone) today's date. ``disk`` is the real one;
tests use a dict.

Every path is relative to the campaign's folder and uses forward slashes; a path that leaves the campaign is refused
by the implementation, so that no value of a source reaches a file outside it.
"""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple, Protocol


class PathOutside(ValueError):
    """A path from a source would leave the campaign's folder."""


class FontFile(NamedTuple):
    """A font file of the machine; ``from_package`` where a Python package brought it, and so the same on every machine."""

    path: str
    size: int
    changed_ns: int
    from_package: bool


class InstalledFonts(Protocol):
    """The fonts of the machine, and room for one note about them, which may be lost at any time."""

    def files(self) -> tuple[FontFile, ...]:
        """Return all font files, sorted by path."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one of the ``files``. Raises ``OSError``."""
        ...

    def recall(self) -> bytes:
        """Return what ``remember`` was given last, by any process; nothing where there is none."""
        ...

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done."""
        ...


class NoFonts:
    """A machine without fonts: ``InstalledFonts`` for a world in which nothing is set, or only what is bundled."""

    def files(self) -> tuple[FontFile, ...]:
        """Return nothing."""
        return ()

    def read(self, path: str) -> bytes:
        """Raise ``FileNotFoundError``."""
        raise FileNotFoundError(path)

    def recall(self) -> bytes:
        """Return nothing."""
        return b""

    def remember(self, note: bytes) -> None:
        """Forget it."""


class World(Protocol):
    """What a build may read."""

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``; reading it says whether it is a file. Raises ``PathOutside``."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        ...

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError`` and ``PathOutside``."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the campaign itself); empty where there is none."""
        ...

    @property
    def fonts(self) -> InstalledFonts:
        """The machine's fonts. Nothing is looked at before a method is called."""
        ...

    def today(self) -> date:
        """Return today's date: for checks alone, never for a build."""
        ...


def inside(path: str) -> str:
    """Return ``path`` normalised, or raise ``PathOutside`` where it is absolute, climbs out, or holds a control character."""
    pure = PurePosixPath(path.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or any(ord(char) < 32 for char in path) or ":" in (pure.parts or ("",))[0]:
        raise PathOutside(path)
    return str(pure)
