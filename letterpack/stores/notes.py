"""What somebody was told of a batch's footprints waits in the user's cache, and may be lost at any time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.files import leave_note, own_note, user_cache

_FOLDER: Final = "batches"
_MOST_NOTES: Final = 16
"""Of so many places notes are kept; one of a million packets has some 30 MB."""
_LEAST_BYTES: Final = 4_096
"""What any note may have beside what it says of packets."""


class CacheNote(Struct, frozen=True):
    """The note about the batch in one place, in a file that is its user's alone."""

    path: Path

    @classmethod
    def about(cls, place: bytes) -> CacheNote:
        """Return the note about ``place``, whatever is in it."""
        name = hashlib.sha256(place).hexdigest()[:32]
        return cls(user_cache() / _FOLDER / f"{name}.note")

    def recall(self, manifest_bytes: int) -> bytes:
        """Return the note, nothing where there is none: a file that only its user can have written, whole as it was left. It says
        less of each packet than the manifest, of so many bytes, and one that is longer than that is not read.
        """
        return own_note(self.path, manifest_bytes + _LEAST_BYTES)

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done, for its user alone: the next build is faster for it, and no more."""
        leave_note(self.path, note, _MOST_NOTES)
