"""A world with one file in it: what came as something else and is read as a source."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from letterpack.world import InstalledFonts, NoFonts


class AloneInItsWorld(ABC):
    """What every ``World`` answers that holds one file, called ``name``."""

    __slots__ = ()
    name: str

    def exists(self, path: str) -> bool:
        """Whether ``path`` is the file."""
        return path == self.name

    def names(self, folder: str) -> tuple[str, ...]:
        """Return its name, for the top folder."""
        return () if folder else (self.name,)

    def read(self, path: str) -> bytes:
        """Return its bytes. Raises ``FileNotFoundError``."""
        with self.open(path) as stream:
            return stream.read()

    def open(self, path: str) -> BinaryIO:
        """Open it. Raises ``FileNotFoundError``."""
        if path != self.name:
            raise FileNotFoundError(path)
        return self._stream()

    def today(self) -> date:
        """Return no day that anybody lives in: nothing read here depends on it."""
        return date.min

    @abstractmethod
    def _stream(self) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class OneFile(AloneInItsWorld):
    """A ``World`` that holds ``data`` under ``name``."""

    name: str
    data: bytes
    fonts: InstalledFonts = field(default_factory=NoFonts)

    def _stream(self) -> BinaryIO:
        return io.BytesIO(self.data)
