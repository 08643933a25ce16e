"""The bytes of a file that may be longer than memory: read where they are asked for, as slices."""

from __future__ import annotations

import os
from typing import BinaryIO, Protocol


class FileBytes(Protocol):
    """What a reader of a file asks of its bytes: ``bytes`` have it, and so has a ``LongFile``."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, part: slice, /) -> bytes:
        """Return those of a slice."""
        ...

    def startswith(self, prefix: bytes, /) -> bool:
        """Whether they begin with these."""
        ...


class LongFile:
    """The bytes of ``file``, which can be read in part and stays open as long as they are asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._size)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))

    def startswith(self, prefix: bytes, /) -> bool:
        """Whether the file begins with ``prefix``."""
        return self[: len(prefix)] == prefix
