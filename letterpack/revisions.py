"""An edge: a campaign as it stood in a git revision, read from the repository's objects without a checkout."""

from __future__ import annotations

import subprocess
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from letterpack.errors import CannotCompare
from letterpack.world import InstalledFonts, World, inside

_FILE_MODES: Final = ("100644", "100755")
_KEPT_BYTES: Final = 64 << 20
"""How much of what was read is kept, for the files that a build opens again and again."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder of a repository at one commit: ``tree`` is the id of its content, ``files`` its blobs by path below it."""

    repository: Path
    tree: str
    files: Mapping[str, str]


def find_revision(folder: Path, name: str) -> Revision | None:
    """Return ``folder`` as it was in the revision ``name``; None where there is no such revision.

    Raises ``CannotCompare`` where the revision has no such folder.
    """
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        return None
    prefix = (_git(folder, "rev-parse", "--show-prefix") or b"").decode().strip().rstrip("/")
    tree = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit.decode().strip()}:{prefix}")
    if tree is None:
        raise CannotCompare(
            f"the revision `{name}` has no folder `{prefix}`", "name a revision in which the campaign is there already"
        )
    tree_id = tree.decode().strip()
    return Revision(folder, tree_id, dict(_blobs(folder, tree_id)))


def read_blob(folder: Path, name: str) -> bytes | None:
    """Return the file that ``name`` (``REVISION:PATH``, or a blob's id) stands for; None where there is none."""
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return None if found is None else _git(folder, "cat-file", "blob", found.decode().strip())


def _blobs(folder: Path, tree: str) -> Iterator[tuple[str, str]]:
    """Yield path and id of every file; links lead nowhere, as they could lead out of the campaign."""
    listed = _git(folder, "ls-tree", "-r", "-z", "--full-tree", tree) or b""
    for row in filter(None, listed.split(b"\0")):
        head, _, path = row.partition(b"\t")
        mode, _, blob = head.decode("ascii").split(" ")
        if mode in _FILE_MODES:
            yield path.decode("utf-8", "surrogateescape"), blob


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git answers, None where it refuses. Raises ``CannotCompare`` where there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise CannotCompare("git is not installed", "install git, or name two folders that are there") from None
    return done.stdout if done.returncode == 0 else None


@dataclass(slots=True)
class RevisionWorld:
    """The campaign of a ``Revision``; a ``World``. Every process asks git for itself, so workers may share one.

    ``machine`` is the world outside of the campaign: its fonts, today's date.
    """

    revision: Revision
    machine: World
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file of the campaign. Raises ``PathOutside``."""
        return inside(path) in self.revision.files

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        blob = self.revision.files.get(inside(path))
        if blob is None:
            raise FileNotFoundError(2, "it is not in this revision", path)
        if blob not in self._kept:
            data = _git(self.revision.repository, "cat-file", "blob", blob)
            if data is None:
                raise OSError(5, "git cannot read it", path)
            self._keep(blob, data)
        return self._kept[blob]

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
