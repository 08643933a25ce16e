"""The real world: a campaign's folder on disk. Everything that the program reads of a campaign comes through here."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from stat import S_IMODE
from typing import BinaryIO

from letterpack.disk.fonts import MachineFiles
from letterpack.errors import OutputFailed
from letterpack.files import open_regular, read_regular, staged
from letterpack.remedies import remedy
from letterpack.world import InstalledFonts, PathOutside, inside


@dataclass(frozen=True, slots=True)
class Disk:
    """The campaign in ``root``; a ``World``.

    A link inside the campaign may not lead out of it, any more than a path may.
    """

    root: Path
    fonts: InstalledFonts = field(default_factory=MachineFiles)

    def __reduce__(self) -> tuple[type[Disk], tuple[Path, InstalledFonts]]:
        """Go to other processes by the whole path: they may be in another folder."""
        return Disk, (self.root.absolute(), self.fonts)

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``: what is no file is there too, and reading it says so. Raises ``PathOutside``."""
        try:
            return self._resolve(path).exists()
        except OSError:  # The name is too long for any file, or nobody may look.
            return False

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        return read_regular(self._resolve(path), follow=False)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError`` and ``PathOutside``."""
        return open_regular(self._resolve(path), follow=False)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the campaign itself); empty where there is none.

        Whatever is no folder is among them, such as a link that leads nowhere: it was meant as a file, and reading it says what
        is wrong.
        """
        place = self._resolve(folder)
        if not place.is_dir():
            return ()
        with os.scandir(place) as entries:
            return tuple(sorted([entry.name for entry in entries if _is_meant_as_file(entry)]))

    def today(self) -> date:
        """Return today's date: for checks alone, never for a build."""
        return date.today()

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Put ``pieces`` in the place of ``path``, all or none of them. Raises ``OutputFailed`` and ``PathOutside``."""
        place = self._resolve(path)
        try:
            before = S_IMODE(place.stat().st_mode) if place.exists() else None
            with staged(place, pieces) as part:
                if before is not None:
                    part.chmod(before)
                part.replace(place)
        except OSError as error:
            hint = f"{remedy(error)}; what was there is untouched"
            raise OutputFailed(f"`{path}` cannot be written: {error.strerror or error}", hint) from error

    def _resolve(self, path: str) -> Path:
        # Unlike pathlib's, it follows a link that leads to itself as far as it goes; reading then says what is wrong.
        root = os.path.realpath(self.root)
        above = root.removesuffix(os.sep) + os.sep
        place = os.path.realpath(above + inside(path))
        if not path.isascii() and not os.path.lexists(place):
            place = os.path.realpath(_spelt_otherwise(Path(root), inside(path)))
        if place != root and not place.startswith(above):
            raise PathOutside(path)
        return Path(place)


def _spelt_otherwise(root: Path, path: str) -> Path:
    """Return the only file below ``root`` whose path is ``path`` in another of Unicode's forms; ``path`` itself where none is.

    A name typed on one system has `é` as one character, and comes from another as `e` and an accent.
    """
    place = root
    for part in PurePosixPath(path).parts:
        try:
            alike = [name for name in os.listdir(place) if _composed(name) == _composed(part)]  # noqa: PTH208  names alone.
        except OSError:
            return root / path
        place /= alike[0] if len(alike) == 1 and part not in alike else part
    return place


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _is_meant_as_file(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.is_dir()
    except OSError:
        return True
