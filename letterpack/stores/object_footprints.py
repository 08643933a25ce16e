"""What a store says of the objects of a batch without their being read: so that the next build can tell by a list of them, a
thousand to a request, which are as they were made.

An object's footprint is of its tag (``ETag``), its size and the time of its last change. The tag is another where the bytes are
(Amazon S3, Object, Contents; Azure, List Blobs; Google, XML API, response headers), and whoever writes an object cannot choose
the time. A list has what was written before it was asked for, at all three.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import BinaryIO, Final

from msgspec import Struct, field

from letterpack.manifest import NAME
from letterpack.stores.at_once import at_once
from letterpack.stores.bucket import Bucket, FoundObject
from letterpack.stores.notes import CacheNote

_ALL_BITS: Final = (1 << 64) - 1


class _Numbers:
    """Sorted numbers, each with another one: of a million they take 16 MB."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        keys, values = array("Q"), array("Q")
        for key, value in pairs:
            keys.append(key)
            values.append(value)
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._keys = array("Q", [keys[index] for index in order])
        self._values = array("Q", [values[index] for index in order])

    def get(self, key: int) -> int:
        """Return the number with ``key``; 0 where there is none, or more than one."""
        at = bisect_left(self._keys, key)
        is_one = self._keys[at : at + 1].tolist() == [key] and self._keys[at + 1 : at + 2].tolist() != [key]
        return self._values[at] if is_one else 0

    def __len__(self) -> int:
        return len(self._keys)


class ObjectFootprints(Struct):
    """The footprints of the objects of ``run``, which is empty where there is no batch, another one being made as ``staged``;
    ``Footprints``.
    """

    bucket: Bucket
    run: str
    staged: str
    taken: array[int] = field(default_factory=lambda: array("Q"))
    """Two numbers of each object that was copied: of its path, and its footprint."""
    listed: tuple[str, _Numbers] | None = None
    """What the run's objects were when they were listed: footprints by their paths, and which run that is."""

    def recall(self) -> bytes:
        """Return the note about the batch, nothing where there is none."""
        found = self.bucket.found(f"{self.run}/{NAME}") if self.run else None
        return self._note.recall(found.size) if found is not None else b""

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done."""
        self._note.remember(note)

    def settle(self) -> int:
        """Return when the manifest of the run that is made was put: what is written later has a later time, to the second.

        Raises ``OutputFailed``.
        """
        found = self.bucket.found(f"{self.staged}/{NAME}")
        return found.changed_ns if found is not None else 0

    def open(self, path: str) -> BinaryIO:
        """Open the object ``path`` of the batch. Raises ``FileNotFoundError`` and ``OutputFailed``."""
        return self.bucket.open(f"{self.run}/{path}")

    def of(self, path: str, written: int = sys.maxsize, changed: int = sys.maxsize) -> int:
        """Return the footprint of the object ``path``; 0 where the store gives no tag, or where its bytes are of later than
        ``written``, or anything of it of later than ``changed``. Raises ``OutputFailed``.
        """
        latest = min(written, changed)
        if path == NAME:
            found = self.bucket.found(f"{self.run}/{NAME}")
            return _footprint(found, latest) if found is not None else 0
        if self.listed is None or self.listed[0] != self.run:
            objects = self.bucket.objects_below(self.run)
            self.listed = self.run, _Numbers((_number(each.path), _footprint(each, latest)) for each in objects)
        return self.listed[1].get(_number(f"{self.run}/{path}"))

    def take(self, files: Sequence[tuple[str, int]]) -> bool:
        """Let the server copy ``files``, each a path and its footprint, into the run that is made; False where one has no
        footprint, or has gone. What was copied is looked at when all is (``is_as_taken``). Raises ``OutputFailed``.
        """
        if not all(footprint for _, footprint in files):
            return False
        for path, footprint in files:
            self.taken.extend((_number(path), footprint))
        return all(at_once(self._copied, [path for path, _ in files]))

    def is_as_taken(self) -> bool:
        """Whether what was copied has not changed until now, and all copies are there, as long as it. Raises ``OutputFailed``."""
        wanted = _Numbers(zip(self.taken[::2], self.taken[1::2], strict=True))
        sizes = _Numbers(
            (number, each.size + 1)
            for each in self.bucket.objects_below(self.run)
            if (footprint := wanted.get(number := _number(each.path.removeprefix(f"{self.run}/"))))
            and footprint == _footprint(each)
        )
        copies = [
            _number(each.path.removeprefix(f"{self.staged}/"))
            for each in self.bucket.objects_below(self.staged)
            if sizes.get(_number(each.path.removeprefix(f"{self.staged}/"))) == each.size + 1
        ]
        return len(copies) == len(sizes) == len(wanted)

    def discard(self) -> None:
        """Remove what was made of the new run. Raises ``OutputFailed``."""
        self.bucket.remove(self.bucket.below(self.staged))

    def _copied(self, path: str) -> bool:
        return self.bucket.copy(f"{self.run}/{path}", f"{self.staged}/{path}")

    @property
    def _note(self) -> CacheNote:
        return CacheNote.about(self.bucket.address.encode())


def _footprint(found: FoundObject, latest: int = sys.maxsize) -> int:
    if not found.tag or found.changed_ns > latest:
        return 0
    return _digest(f"{found.tag}\0{found.size}\0{found.changed_ns}")


def _number(path: str) -> int:
    return hash(path) & _ALL_BITS


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
