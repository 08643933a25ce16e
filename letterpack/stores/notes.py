"""What somebody was told of a batch's footprints waits in the user's cache, and may be lost at any time."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.files import open_regular

_FOLDER: Final = "batches"
_MOST_NOTES: Final = 16
"""Of so many places notes are kept; one of a million packets has some 30 MB."""
_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_DIGEST_BYTES: Final = 32
_LEAST_BYTES: Final = 4_096
"""What any note may have beside what it says of packets."""


class CacheNote(Struct, frozen=True):
    """The note about the batch in one place, in a file that is its user's alone."""

    path: Path

    @classmethod
    def about(cls, place: bytes) -> CacheNote:
        """Return the note about ``place``, whatever is in it."""
        from platformdirs import user_cache_path

        name = hashlib.sha256(place).hexdigest()[:32]
        return cls(user_cache_path("letterpack", appauthor=False) / _FOLDER / f"{name}.note")

    def recall(self, manifest_bytes: int) -> bytes:
        """Return the note, nothing where there is none: a file that only its user can have written, whole as it was left. It says
        less of each packet than the manifest, of so many bytes, and one that is longer than that is not read.
        """
        most = manifest_bytes + _LEAST_BYTES
        with suppress(OSError), open_regular(self.path, follow=False) as file:
            found = os.fstat(file.fileno())
            if found.st_uid == os.geteuid() and not found.st_mode & _BY_OTHERS and found.st_size <= most:
                digest, note = file.read(_DIGEST_BYTES), file.read(most)
                return note if hashlib.sha256(note).digest() == digest else b""
        return b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done, for its user alone: the next build is faster for it, and no more."""
        path = self.path
        staged = path.with_name(f".{path.name}.{os.getpid()}")
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
