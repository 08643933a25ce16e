"""A text that waits in a file without a name: nobody else can open it, and it is gone with the process, however that ends."""

from __future__ import annotations

import io
import os
import tempfile
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from letterpack.formats.decode import AloneInItsWorld
from letterpack.world import InstalledFonts, NoFonts

_BUFFER_BYTES = 1 << 16


class UnnamedFile:
    """The file. Whoever opens it has a place of their own in it, a process that this one forks, too."""

    def __init__(self) -> None:
        """Raise ``OSError`` where there is no room."""
        self.file = cast(BinaryIO, tempfile.TemporaryFile(buffering=_BUFFER_BYTES))  # noqa: SIM115 - it is closed with this

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.file.close()

    def read_at(self, at: int, size: int) -> bytes:
        """Return at most ``size`` bytes from ``at`` on."""
        if hasattr(os, "pread"):
            return os.pread(self.file.fileno(), size, at)
        # Without fork, nobody else reads here meanwhile.
        self.file.seek(at)
        return self.file.read(size)

    def size(self) -> int:
        """Return how long it is."""
        return os.fstat(self.file.fileno()).st_size


class _Reading(io.RawIOBase):
    def __init__(self, held: UnnamedFile) -> None:
        self._held, self._at = held, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at}.get(whence, self._held.size())
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        piece = self._held.read_at(self._at, len(view))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@dataclass(frozen=True, slots=True)
class TextFile(AloneInItsWorld):
    """A ``World`` that holds the text under ``name``."""

    name: str
    held: UnnamedFile
    fonts: InstalledFonts = field(default_factory=NoFonts)

    def _stream(self) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(_Reading(self.held), _BUFFER_BYTES))
