"""What the system knows of the files of a batch on the disk without their being read: so that the next build can tell in a
moment, of a million packets, which are as they were made.

A file's footprint changes with its bytes: the system moves the time of its last change (``ctime``), which no program can set
back. What somebody was told of a batch's footprints waits in the user's cache, and may be lost at any time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from letterpack.files import NO_LINKS, open_within
from letterpack.stores.files import FolderStage
from letterpack.stores.ownership import remove_own

_FOLDER: Final = "batches"
_MOST_NOTES: Final = 16
"""Of so many places notes are kept; one of a million packets has some 30 MB."""
_TICK_S: Final = 0.05
"""Longer than the system's clock of file times stands still (Linux: a timer tick, at most 10 ms)."""
_SECOND_NS: Final = 1_000_000_000
_ALL_BITS: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class FolderFootprints:
    """The footprints of the batch in the folder ``out``, another one being made in ``stage``; ``Footprints``. ``mode`` is that of
    new files.
    """

    out: Path
    stage: FolderStage
    mode: int

    def recall(self) -> bytes:
        """Return the note about the batch, nothing where there is none."""
        with suppress(OSError):
            return _note(self.out).read_bytes()
        return b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done, for its user alone: the next build is faster for it, and no more."""
        path = _note(self.out)
        staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(note)
                staged.replace(path)
            finally:
                staged.unlink(missing_ok=True)
            known = sorted(path.parent.glob("*.note"), key=lambda each: each.stat().st_mtime_ns)
            for old in known[:-_MOST_NOTES]:
                old.unlink()

    def settle(self) -> None:
        """Wait until whatever changes a file gives it another time than it has now."""
        time.sleep(_TICK_S)

    def open(self, path: str) -> BinaryIO:
        """Open the file ``path`` of the batch. Raises ``OSError``."""
        return open_within(self.out, path)

    def of(self, path: str) -> int:
        """Return the footprint of the file ``path``; 0 where the system's clock is too coarse to tell, or where the file is not
        as one that was made there: nobody else has a name for it, and those may read it who may read new files.
        """
        try:
            found = os.lstat(f"{self.out}/{path}")
        except OSError:
            return 0
        times = found.st_mtime_ns, found.st_ctime_ns
        if found.st_nlink != 1 or found.st_mode != self.mode or found.st_uid != os.geteuid() or not times[1] % _SECOND_NS:
            return 0
        return hash((found.st_dev, found.st_ino, found.st_size, *times)) & _ALL_BITS

    def take(self, path: str, footprint: int) -> bool:
        """Add the file ``path`` to the batch that is being made, as it is; False where its ``footprint`` is another now, or where
        the disk has no links. Raises ``OSError``.
        """
        if not footprint or self.of(path) != footprint:
            return False
        try:
            self.stage.link(f"{self.out}/{path}", path)
        except OSError as error:
            if error.errno in NO_LINKS:
                return False
            raise
        return True

    def discard(self) -> None:
        """Remove what was made of the new batch, for another build makes all. Raises ``OSError``."""
        remove_own(self.stage.folder)


def footprints_of(out: Path, stage: FolderStage) -> FolderFootprints | None:
    """Return the footprints of the batch in ``out``; None where the system has no times that nobody can set."""
    if os.name != "posix":
        return None
    umask = os.umask(0o077)
    os.umask(umask)
    return FolderFootprints(out, stage, stat.S_IFREG | 0o666 & ~umask)


def _note(out: Path) -> Path:
    from platformdirs import user_cache_path

    name = hashlib.sha256(os.fsencode(out.absolute())).hexdigest()[:32]
    return user_cache_path("letterpack", appauthor=False) / _FOLDER / f"{name}.note"
