"""An edge: a campaign as it stood in a git revision, read from the repository's objects without a checkout."""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from msgspec import Struct, field

from letterpack.errors import CannotCompare
from letterpack.limits import MEGABYTE, MOST_COMPARED_BYTES
from letterpack.revisions.repository import Repository, opened
from letterpack.world import InstalledFonts, PathOutside, World, inside

__all__ = ["Repository", "Revision", "RevisionWorld", "find_revision", "opened", "read_blob"]

_TOO_LARGE: Final = f"larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
_FILE_MODES: Final = (b"100644", b"100755")
"""Links are left out: they could lead out of the campaign."""
_KEPT_BYTES: Final = 1 << 20
"""The largest file that is kept once read, for sources that a build opens again and again."""
_KEPT_FILES: Final = 64
MOST_FILE_BYTES: Final = MOST_COMPARED_BYTES
"""Of a file in a revision: no source and no packet may be larger."""


class Blob(NamedTuple):
    """A file's content: its id, and its size in bytes, -1 if the repository lacks it."""

    id: str
    size: int


class Revision(Struct, frozen=True):
    """A folder of a repository at one commit: ``files`` are its blobs by path below it."""

    repository: Repository
    files: Mapping[str, Blob]


def find_revision(repository: Repository, folder: Path, name: str) -> Revision | None:
    """Return ``folder`` as it was in the revision ``name``; None if there is no such revision.

    Raises ``CannotCompare`` if the revision has no such folder.
    """
    commit = _find_id(repository, f"{name}^{{commit}}")
    if commit is None:
        return None
    prefix = repository.prefix(folder)
    tree = _find_id(repository, f"{commit}:{prefix}")
    if tree is None:
        raise CannotCompare(f"the revision `{name}` has no folder `{prefix}`", "name a revision that already has the campaign")
    return Revision(repository, dict(_blobs(repository, tree)))


def read_blob(repository: Repository, folder: Path, name: str) -> bytes | None:
    """Return the file that ``name`` (``REVISION:PATH``, or a blob's id) stands for; None if there is none.

    A path that begins with ``./`` or ``../`` is one from ``folder``, as git has it.
    """
    revision, colon, path = name.partition(":")
    if colon and path.startswith(("./", "../")):
        name = f"{revision}:{posixpath.normpath(posixpath.join(repository.prefix(folder), path))}"
    found = _find_id(repository, name)
    size = None if found is None else repository.ask("cat-file", "-s", found)
    if found is None or size is None:
        return None
    if int(size) > MOST_FILE_BYTES:
        raise CannotCompare(f"`{name}` is {_TOO_LARGE}", "name a smaller file")
    return repository.read(found, int(size))


def _find_id(repository: Repository, name: str) -> str | None:
    found = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return None if found is None else found.decode("ascii").strip()


def _blobs(repository: Repository, tree: str) -> Iterator[tuple[str, Blob]]:
    """Yield path, id and size of every file that a path of a source can name. A forged tree may hold names such as `..`."""
    listed = repository.ask("ls-tree", "-r", "-l", "-z", "--full-tree", tree) or b""
    for row in filter(None, listed.split(b"\0")):
        head, _, path = row.partition(b"\t")
        mode, _, found, size = head.split()
        name = path.decode("utf-8", "surrogateescape")
        if mode in _FILE_MODES and _is_inside(name):
            yield name, Blob(found.decode("ascii"), int(size) if size.isdigit() else -1)


def _is_inside(name: str) -> bool:
    try:
        return inside(name) == name
    except PathOutside:
        return False


class RevisionWorld(Struct):
    """The campaign of a ``Revision``; a ``World``. Every process asks git for itself, so workers may share one.

    ``machine`` is the world outside of the campaign: its fonts, today's date.
    """

    revision: Revision
    machine: World
    _kept: dict[str, bytes] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file of the campaign. Raises ``PathOutside``."""
        return inside(path) in self.revision.files

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        blob = self.revision.files.get(inside(path))
        if blob is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in this revision", path)
        if blob.size > MOST_FILE_BYTES:
            raise OSError(errno.EFBIG, f"it is {_TOO_LARGE}", path)
        if blob.id in self._kept:
            return self._kept[blob.id]
        data = self.revision.repository.read(*blob) if blob.size >= 0 else None
        if data is None:
            raise OSError(errno.EIO, "the repository lacks it", path)
        if blob.size <= _KEPT_BYTES:
            if len(self._kept) >= _KEPT_FILES:
                self._kept.clear()
            self._kept[blob.id] = data
        return data

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError`` and ``PathOutside``."""
        return BytesIO(self.read(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the campaign itself); empty if there is none."""
        start = f"{inside(folder)}/" if folder else ""
        files = [path[len(start) :] for path in self.revision.files if path.startswith(start)]
        return tuple(sorted([name for name in files if "/" not in name]))

    @property
    def fonts(self) -> InstalledFonts:
        """The machine's fonts, as they are now."""
        return self.machine.fonts

    def today(self) -> date:
        """Return today's date: for checks alone, never for a build."""
        return self.machine.today()
