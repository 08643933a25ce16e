"""What the system knows of the files of a batch on the disk without their being read: so that the next build can tell in a
moment, of a million packets, which are as they were made.

A file's footprint changes with its bytes: the system moves the time of its last change (``ctime``), which no program can set
back. What somebody was told of a batch's footprints waits in the user's cache, and may be lost at any time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.files import NO_LINKS, open_regular, open_within, umask_now
from letterpack.manifest import NAME
from letterpack.stores.files import FolderStage
from letterpack.stores.ownership import remove_own
from letterpack.stores.two_threads import in_two_threads

_FOLDER: Final = "batches"
_MOST_NOTES: Final = 16
"""Of so many places notes are kept; one of a million packets has some 30 MB."""
_TICK_S: Final = 0.02
"""Longer than the system's clock of file times stands still (Linux: a timer tick, at most 10 ms)."""
_SECOND_NS: Final = 1_000_000_000
_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_DIGEST_BYTES: Final = 32
_LEAST_BYTES: Final = 4_096
"""What any note may have beside what it says of packets."""
_ALL_BITS: Final = (1 << 64) - 1


class FolderFootprints(Struct, frozen=True):
    """The footprints of the batch in the folder ``out``, another one being made in ``stage``; ``Footprints``. ``mode`` is that of
    new files.
    """

    out: Path
    stage: FolderStage
    mode: int

    def recall(self) -> bytes:
        """Return the note about the batch, nothing where there is none: a file that only its user can have written, whole as it
        was left. It says less of each packet than the manifest, and one that is longer than that is not read.
        """
        with suppress(OSError), open_regular(_note(self.out), follow=False) as file:
            found, most = os.fstat(file.fileno()), os.lstat(self.out / NAME).st_size
            if found.st_uid == os.geteuid() and not found.st_mode & _BY_OTHERS and found.st_size <= most + _LEAST_BYTES:
                digest, note = file.read(_DIGEST_BYTES), file.read(most + _LEAST_BYTES)
                return note if hashlib.sha256(note).digest() == digest else b""
        return b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done, for its user alone: the next build is faster for it, and no more."""
        path = _note(self.out)
        staged = path.with_name(f".{path.name}")  # Of a place, whose lock is held: of a build that was killed, it is overwritten.
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            staged.unlink(missing_ok=True)
            try:
                with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.writelines((hashlib.sha256(note).digest(), note))
                staged.replace(path)
            finally:
                staged.unlink(missing_ok=True)
            known = sorted(path.parent.glob("*.note"), key=lambda each: each.stat().st_mtime_ns)
            for old in known[:-_MOST_NOTES]:
                old.unlink()

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

    def discard(self) -> None:
        """Remove what was made of the new batch, for another build makes all. Raises ``OSError``."""
        remove_own(self.stage.folder)


def footprints_of(out: Path, stage: FolderStage) -> FolderFootprints | None:
    """Return the footprints of the batch in ``out``; None where the system has no times that nobody can set."""
    if os.name != "posix":
        return None
    return FolderFootprints(out, stage, stat.S_IFREG | 0o666 & ~umask_now())


def _note(out: Path) -> Path:
    from platformdirs import user_cache_path

    name = hashlib.sha256(os.fsencode(out.absolute())).hexdigest()[:32]
    return user_cache_path("letterpack", appauthor=False) / _FOLDER / f"{name}.note"
