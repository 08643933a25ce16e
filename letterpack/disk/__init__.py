"""The real world: a campaign's folder on disk. Everything that the program reads of a campaign comes through here."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from letterpack.disk.fonts import MachineFiles
from letterpack.errors import OutputFailed
from letterpack.world import InstalledFonts, PathOutside, inside


@dataclass(frozen=True, slots=True)
class Disk:
    """The campaign in ``root``; a ``World``.

    A link inside the campaign may not lead out of it, any more than a path may.
    """

    root: Path
    fonts: InstalledFonts = field(default_factory=MachineFiles)

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file of the campaign. Raises ``PathOutside``."""
        try:
            return self._resolve(path).is_file()
        except OSError:  # The name is too long for any file, or nobody may look.
            return False

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        return self._resolve(path).read_bytes()

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError`` and ``PathOutside``."""
        return self._resolve(path).open("rb")

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the campaign itself); empty where there is none.

        A link is among them that leads nowhere, or where nobody may look: it was meant as a file.
        """
        place = self._resolve(folder)
        if not place.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in place.iterdir() if _is_meant_as_file(entry)))

    def today(self) -> date:
        """Return today's date: for checks alone, never for a build."""
        return date.today()

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` in the place of ``path``, whole or not at all. Raises ``OutputFailed`` and ``PathOutside``."""
        place = self._resolve(path)
        staged = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
        try:
            with staged.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(place)
        except OSError as error:
            staged.unlink(missing_ok=True)
            raise OutputFailed(f"`{path}` cannot be written: {error.strerror or error}", "what was there is untouched") from error

    def _resolve(self, path: str) -> Path:
        # Unlike pathlib's, it follows a link that leads to itself as far as it goes; reading then says what is wrong.
        root = Path(os.path.realpath(self.root))
        place = Path(os.path.realpath(root / inside(path)))
        if not place.is_relative_to(root):
            raise PathOutside(path)
        return place


def _is_meant_as_file(entry: Path) -> bool:
    try:
        return entry.is_file() or not entry.exists()
    except OSError:
        return True
