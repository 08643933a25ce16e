"""Where the repository of a campaign lies: found as git finds it, and believed only where nothing in it leads elsewhere.

A campaign may be a stranger's, and so may be the repository that came with it. A folder that is a bare repository is none to
us: any clone can carry one. What points from a campaign to a repository elsewhere is followed where that one points back, as
the main repository of a worktree or a submodule does and nobody else's can be made to.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.errors import CannotCompare
from letterpack.files import open_regular
from letterpack.patterns import late

_POINTER: Final = late(r"gitdir: (.+)\n*")
_WORKTREE: Final = late(r'^\s*worktree\s*=\s*"?(.+?)"?\s*$', re.MULTILINE | re.IGNORECASE)
_MOST_BYTES: Final = 1 << 20
"""More than any of the small files here has."""
_HINT: Final = "name two folders to compare instead, such as two builds"


class GitFolders(Struct, frozen=True):
    """A repository: ``root`` is its uppermost folder, ``own`` has its ``HEAD``, ``shared`` its objects and branches."""

    root: Path
    own: Path
    shared: Path

    @property
    def objects(self) -> Path:
        """The folder of its objects."""
        return self.shared / "objects"


def find_place(folder: Path) -> GitFolders | None:
    """Return the repository that ``folder`` is in; None where it is in none. Raises ``CannotCompare`` for one that lies."""
    for root in (folder, *folder.parents):
        entry = root / ".git"
        if entry.is_symlink():
            raise CannotCompare(f"`{entry}` is a link, and links out of a campaign are not followed", _HINT)
        if entry.is_file():
            return _elsewhere(root, entry)
        if _is_repository(entry):
            if (entry / "commondir").exists():
                raise CannotCompare(f"the repository `{entry}` takes its objects from elsewhere", _HINT)
            return _checked(GitFolders(root, entry, entry))
    return None


def _elsewhere(root: Path, entry: Path) -> GitFolders:
    """Return the repository of a worktree or submodule, whose ``.git`` is a file that names it."""
    pointer = _POINTER.fullmatch(read_small(entry) or "")
    own = Path(os.path.realpath(root / pointer[1])) if pointer else root
    if pointer is None or not (own / "HEAD").is_file():
        raise CannotCompare(f"`{entry}` names no repository", _HINT)
    back = read_small(own / "gitdir")
    if back is not None and _same(own / back.strip(), entry):
        if not _same(own / (read_small(own / "commondir") or "").strip(), own.parent.parent):
            raise CannotCompare(f"the repository `{own}` takes its objects from elsewhere", _HINT)
        return _checked(GitFolders(root, own, own.parent.parent))
    worktrees = _WORKTREE.findall(read_small(own / "config") or "")
    if (own / "commondir").exists() or not any(_same(own / each, root) for each in worktrees):
        raise CannotCompare(f"`{entry}` points to the repository `{own}`, which does not point back", _HINT)
    return _checked(GitFolders(root, own, own))


def _checked(place: GitFolders) -> GitFolders:
    """Return ``place`` once all that git will read of its objects is known to lie in it."""
    if not _is_repository(place.shared):
        raise CannotCompare(f"`{place.shared}` is not a repository", _HINT)
    alternates = place.objects / "info" / "alternates"
    if os.path.lexists(alternates):
        raise CannotCompare(
            f"the repository `{place.shared}` borrows objects from another one",
            f"make it whole: `git repack -a -d`, then delete `{alternates}`",
        )
    for _ in regular_files(place.objects):
        pass
    return place


def regular_files(folder: Path) -> Iterator[Path]:
    """Yield every file below ``folder``, nothing where it is missing. Raises ``CannotCompare`` for a link, pipe or device."""
    if not os.path.lexists(folder):
        return
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise CannotCompare(f"the repository contains `{folder}`, which is not a folder", _HINT)
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
                else:
                    raise CannotCompare(f"the repository contains `{entry.path}`, which is not a file", _HINT)


def read_regular(path: Path, most_bytes: int) -> bytes | None:
    """Return what the file ``path`` holds; None where there is none, it is a link, pipe or device, or it is larger."""
    try:
        with open_regular(path, follow=False) as file:
            data = file.read(most_bytes + 1)
    except OSError:
        return None
    return data if len(data) <= most_bytes else None


def read_small(path: Path) -> str | None:
    """Return the text of one of git's small files; None as ``read_regular``."""
    data = read_regular(path, _MOST_BYTES)
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _is_repository(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
