"""Files that stand for a batch and are in no store: packets that somebody committed to a repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from letterpack.world import Files, digest_of


class FilesBelow(Struct, frozen=True):
    """Those of ``files`` that are in ``folder`` (the top where it is empty); ``BatchFiles``. Messages call it ``name``."""

    files: Files
    folder: str
    name: str

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file."""
        return self.files.exists(self._whole(path))

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError``."""
        return self.files.read(self._whole(path))

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError``."""
        return self.files.open(self._whole(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``; empty where there is none."""
        return self.files.names(self._whole(folder).rstrip("/"))

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names that ``names`` returns: what is committed has no folders but in its paths."""
        yield from self.names(folder)

    def shown(self, path: str) -> str:
        """Return what messages call ``path``."""
        return f"{self.name}:{self._whole(path)}"

    def digest(self, path: str) -> str:
        """Return the SHA-256 of ``path`` in hexadecimal; empty where it is no file that can be read."""
        return digest_of(self, path)

    def _whole(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path
