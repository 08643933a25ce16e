"""An edge: a campaign as it stood in a git revision, read from the repository's objects without a checkout."""

from __future__ import annotations

import errno
import posixpath
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from msgspec import Struct, field

from letterpack.errors import CannotCompare
from letterpack.limits import MEGABYTE, MOST_COMPARED_BYTES
from letterpack.revisions.objects import doubtful_trees, entry_of, rows_of, tree_of_commit
from letterpack.revisions.repository import Repository, opened
from letterpack.world import InstalledFonts, PathOutside, World, inside

__all__ = ["Repository", "Revision", "RevisionWorld", "find_revision", "opened", "read_blob"]

_TOO_LARGE: Final = f"larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
_FILE_MODES: Final = (b"100644", b"100755")
_MOST_TREES_ASKED: Final = 1_000
"""Folders with modes of old repositories, which are asked for one by one."""
_KEPT_BYTES: Final = 64 << 20
"""How much of what was read is kept, for the files that a build opens again and again."""
MOST_FILE_BYTES: Final = MOST_COMPARED_BYTES
"""Of a file in a revision: no source and no packet may be larger."""
MOST_REVISION_BYTES: Final = 4_000 * MEGABYTE
"""Of all files that are read of one revision: a batch of 20,000 packets has 2 GB. Zeros are packed a thousandfold."""


class Blob(NamedTuple):
    """A file's content: its id, and its size in bytes, -1 if the repository lacks it."""

    id: str
    size: int


class Revision(Struct, frozen=True):
    """A folder of a repository at one commit: ``tree`` is the id of its content, ``files`` its blobs by path below it."""

    repository: Repository
    tree: str
    files: Mapping[str, Blob]


def find_revision(repository: Repository, folder: Path, name: str) -> Revision | None:
    """Return ``folder`` as it was in the revision ``name``; None where there is no such revision.

    Raises ``CannotCompare`` where the revision has no such folder.
    """
    commit = _find_id(repository, f"{name}^{{commit}}")
    if commit is None:
        return None
    prefix = repository.prefix(folder)
    tree = _find_id(repository, f"{commit}:{prefix}")
    if tree is None:
        raise CannotCompare(f"the revision `{name}` has no folder `{prefix}`", "name a revision that already has the campaign")
    _check_way(repository, commit, prefix, tree)
    return Revision(repository, tree, dict(_blobs(repository, tree)))


def read_blob(repository: Repository, folder: Path, name: str) -> bytes | None:
    """Return the file that ``name`` (``REVISION:PATH``, or a blob's id) stands for; None where there is none.

    A path that begins with ``./`` or ``../`` is one from ``folder``, as git has it.
    """
    revision, colon, path = name.partition(":")
    if colon and path.startswith(("./", "../")):
        name = f"{revision}:{posixpath.normpath(posixpath.join(repository.prefix(folder), path))}"
    found = _find_id(repository, name)
    size = None if found is None else repository.size(found)
    if found is None or size is None:
        return None
    if size > MOST_FILE_BYTES:
        raise CannotCompare(f"`{name}` is {_TOO_LARGE}", "name a smaller file")
    return repository.read(found, size)


def _find_id(repository: Repository, name: str) -> str | None:
    found = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return None if found is None else found.decode("ascii").strip()


def _blobs(repository: Repository, tree: str) -> Iterator[tuple[str, Blob]]:
    """Yield path, id and size of every file that a path of a source can name.

    Links lead nowhere, as they could lead out of the campaign; and a tree is data that anybody can write, so it may hold names
    such as `..`, which no checkout would make.
    """
    rows = tuple(rows_of(repository.ask("ls-tree", "-r", "-t", "-l", "-z", "--full-tree", tree) or b""))
    for count, each in enumerate(doubtful_trees(tree, rows)):
        if count >= _MOST_TREES_ASKED or repository.stored("tree", each) is None:
            raise CannotCompare("the repository's folders are not what their ids say", "fetch the repository again")
    for row in rows:
        name = row.path.decode("utf-8", "surrogateescape")
        if row.mode in _FILE_MODES and _is_inside(name):
            yield name, Blob(row.id, row.size)


def _check_way(repository: Repository, commit: str, prefix: str, tree: str) -> None:
    """Go from ``commit`` to its folder ``prefix`` by objects that are what their ids say. Raises ``CannotCompare``."""
    found = tree_of_commit(repository.stored("commit", commit) or b"")
    for name in filter(None, prefix.split("/")):
        found = entry_of(repository.stored("tree", found) or b"", name, len(commit)) if found else ""
    if found != tree:
        raise CannotCompare(f"the repository's commit `{commit}` cannot be followed to its files", "fetch the repository again")


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
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _asked: set[str] = field(default_factory=set)
    _asked_bytes: int = 0

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file of the campaign. Raises ``PathOutside``."""
        return inside(path) in self.revision.files

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        blob = self.revision.files.get(inside(path))
        if blob is None:
            raise FileNotFoundError(errno.ENOENT, "it is not in this revision", path)
        if blob.id not in self._kept:
            self._refuse_much(path, blob)
            data = self.revision.repository.read(*blob) if blob.size >= 0 else None
            if data is None:
                raise OSError(errno.EIO, "the repository lacks it", path)
            self._keep(blob.id, data)
        return self._kept[blob.id]

    def _refuse_much(self, path: str, blob: Blob) -> None:
        """Raise ``OSError`` before a file is read that is too large, or with which the revision is."""
        if blob.id not in self._asked:
            self._asked.add(blob.id)
            self._asked_bytes += blob.size
        if blob.size > MOST_FILE_BYTES:
            raise OSError(errno.EFBIG, f"it is {_TOO_LARGE}", path)
        if self._asked_bytes > MOST_REVISION_BYTES:
            raise OSError(errno.EFBIG, f"more than {MOST_REVISION_BYTES // MEGABYTE:,} MB of its revision were read", path)

    def _keep(self, blob: str, data: bytes) -> None:
        self._kept[blob] = data
        while len(self._kept) > 1 and sum([len(each) for each in self._kept.values()]) > _KEPT_BYTES:
            self._kept.popitem(last=False)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError`` and ``PathOutside``."""
        return BytesIO(self.read(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the campaign itself); empty where there is none."""
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
