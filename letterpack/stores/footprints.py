"""What the system knows of the files of a batch on the disk without their being read: so that the next build can tell in a
moment, of a million packets, which are as they were made.

A file's footprint changes with its bytes: the system moves the time of its last change (``ctime``), which no program can set
back. What somebody was told of a batch's footprints waits in the user's cache, and may be lost at any time.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.files import NO_LINKS, open_within, umask_now
from letterpack.manifest import NAME
from letterpack.stores.files import FolderStage
from letterpack.stores.notes import CacheNote
from letterpack.stores.ownership import remove_own
from letterpack.stores.two_threads import in_two_threads

_TICK_S: Final = 0.02
"""Longer than the system's clock of file times stands still (Linux: a timer tick, at most 10 ms)."""
_SECOND_NS: Final = 1_000_000_000
_ALL_BITS: Final = (1 << 64) - 1


class FolderFootprints(Struct, frozen=True):
    """The footprints of the batch in the folder ``out``, another one being made in ``stage``; ``Footprints``. ``mode`` is that of
    new files.
    """

    out: Path
    stage: FolderStage
    mode: int

    def recall(self) -> bytes:
        """Return the note about the batch, nothing where there is none."""
        try:
            return self._note.recall(os.lstat(self.out / NAME).st_size)
        except OSError:
            return b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done."""
        self._note.remember(note)

    def settle(self) -> int:
        """Wait until whatever changes a file of the batch in ``stage`` gives it a later time than its manifest has, which is
        returned. Raises ``OSError``.
        """
        time.sleep(_TICK_S)
        return os.lstat(self.stage.folder / NAME).st_ctime_ns

    def open(self, path: str) -> BinaryIO:
        """Open the file ``path`` of the batch. Raises ``OSError``."""
        return open_within(self.out, path)

    def of(self, path: str, written: int = sys.maxsize, changed: int = sys.maxsize) -> int:
        """Return the footprint of the file ``path``; 0 where the system's clock is too coarse to tell, or where the file is not
        as one that was made there: nobody else has a name for it, and those may read it who may read new files. 0 too where its
        bytes are of later than ``written``, or anything of it, such as its names, of later than ``changed``.
        """
        try:
            found = os.lstat(f"{self.out}/{path}")
        except OSError:
            return 0
        times = found.st_mtime_ns, found.st_ctime_ns
        if found.st_nlink != 1 or found.st_mode != self.mode or found.st_uid != os.geteuid() or not times[1] % _SECOND_NS:
            return 0
        if times[0] > written or times[1] > changed:
            return 0
        return hash((found.st_dev, found.st_ino, found.st_size, *times)) & _ALL_BITS

    def take(self, files: Sequence[tuple[str, int]]) -> bool:
        """Add ``files``, each a path and its footprint, to the batch that is being made, as they are; False where a footprint is
        another now, or where the disk has no links. Raises ``OSError``.
        """
        half = len(files) // 2
        return all(in_two_threads(self._take, [files[:half], files[half:]]))

    def _take(self, files: Sequence[tuple[str, int]]) -> bool:
        try:
            for path, footprint in files:
                if not footprint or self.of(path) != footprint:
                    return False
                self.stage.link(f"{self.out}/{path}", path)
        except OSError as error:
            if error.errno in NO_LINKS:
                return False
            raise
        return True

    def is_as_taken(self) -> bool:
        """Return that it is: a link is the file itself."""
        return True

    def discard(self) -> None:
        """Remove what was made of the new batch, for another build makes all. Raises ``OSError``."""
        remove_own(self.stage.folder)

    @property
    def _note(self) -> CacheNote:
        return CacheNote.about(os.fsencode(self.out.absolute()))


def footprints_of(out: Path, stage: FolderStage) -> FolderFootprints | None:
    """Return the footprints of the batch in ``out``; None where the system has no times that nobody can set."""
    if os.name != "posix":
        return None
    return FolderFootprints(out, stage, stat.S_IFREG | 0o666 & ~umask_now())
