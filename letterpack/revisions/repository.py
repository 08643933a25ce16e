"""A repository that git may read and that cannot act: git sees its objects, and a copy of its branches, but none of its settings.

A campaign may be a stranger's, and so may be the repository that came with it. Its settings can start programs
(``core.sshCommand``, ``core.fsmonitor``), read other files (``include.path``) and reach other hosts. So git works in a private
folder with settings of ours and the names of the commits, and takes objects, which are data, from where they are. A folder that
is a bare repository is none to us: any clone can carry one. What points from a campaign to a repository elsewhere is followed
only if that one points back, as the main repository of a worktree or a submodule does.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.errors import CannotCompare
from letterpack.files import open_regular
from letterpack.patterns import late
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.temporary import private_folder

_HINT: Final = "name two folders to compare instead, such as two builds"
_SECONDS: Final = 60
_ANSWER: Final = Limits(_SECONDS, output_bytes=64 << 20)
"""A listing of 500,000 files fits; git answers within a second."""
_MOST_FILE_BYTES: Final = 64 << 20
"""Of a file with names of commits: 10 MB in a repository with 100,000 of them."""
_SETTINGS: Final = """\
[core]
	repositoryformatversion = 1
	bare = true
	hooksPath = {nowhere}
	fsmonitor = false
	commitGraph = false
	multiPackIndex = false
[protocol]
	allow = never
[gc]
	auto = 0
[maintenance]
	auto = false
[extensions]
"""
_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOC_LIMIT": "512m",
}
_LONG_ID: Final = late(rb"\b[0-9a-f]{64}\b")
_POINTER: Final = late(r"gitdir: (.+)\n*")
_WORKTREE: Final = late(r'^\s*worktree\s*=\s*"?(.+?)"?\s*$', re.MULTILINE | re.IGNORECASE)


class Repository(Struct, frozen=True):
    """A repository's objects, and the private folder in which git reads them. Workers may share it."""

    root: Path
    program: Path
    private: Path
    objects: Path

    def prefix(self, folder: Path) -> str:
        """Return the path of ``folder`` below the repository's uppermost folder, empty for that one itself."""
        below = Path(os.path.realpath(folder)).relative_to(self.root)
        return below.as_posix() if below.parts else ""

    def ask(self, *arguments: str) -> bytes | None:
        """Return what git answers; None if it refuses. Raises ``CannotCompare`` if it fails to answer."""
        return self._run(_ANSWER, *arguments)

    def read(self, blob: str, size: int) -> bytes | None:
        """Return the content of a file that has ``size`` bytes by its id; None if the repository lacks it.

        Raises ``CannotCompare``. It is for the caller to know that so much may be read.
        """
        return self._run(Limits(_SECONDS, size), "cat-file", "blob", blob)

    def _run(self, limits: Limits, *arguments: str) -> bytes | None:
        places = {"GIT_DIR": self.private, "GIT_OBJECT_DIRECTORY": self.objects, "HOME": self.private}
        environment = {**_ENVIRONMENT, **{name: str(path) for name, path in places.items()}}
        try:
            ran = run_program(self.program, ["--no-pager", *arguments], limits, environment=environment, folder=self.private)
        except ProgramFailed as failed:
            raise CannotCompare(f"git {failed}", _HINT) from failed
        return ran.output if ran.code == 0 else None


@contextmanager
def opened(folder: Path) -> Iterator[Repository | None]:
    """Open the repository that ``folder`` is in; None if it is in none.

    Raises ``CannotCompare`` if there is no git, and if the repository leads elsewhere.
    """
    root, own, shared = _find(Path(os.path.realpath(folder)))
    if own is None or shared is None:
        yield None
        return
    program = find_program("git")
    if program is None:
        raise CannotCompare("git is not installed", "install git, or name two folders that are there")
    with private_folder() as private:
        _copy_names(own, shared, private)
        yield Repository(root, program, private, shared / "objects")


def _find(folder: Path) -> tuple[Path, Path | None, Path | None]:
    """Return the repository's uppermost folder, the folder with its ``HEAD``, and that with its objects and branches."""
    for root in (folder, *folder.parents):
        entry = root / ".git"
        own = shared = entry
        if entry.is_symlink():
            raise CannotCompare(f"`{entry}` is a link, and links out of a campaign are not followed", _HINT)
        if entry.is_file():
            own, shared = _elsewhere(root, entry)
        elif not _is_repository(entry):
            continue
        elif (entry / "commondir").exists():
            raise CannotCompare(f"the repository `{entry}` takes its objects from elsewhere", _HINT)
        if not _is_repository(shared):
            raise CannotCompare(f"`{shared}` is not a repository", _HINT)
        alternates = shared / "objects/info/alternates"
        if os.path.lexists(alternates):
            raise CannotCompare(
                f"the repository `{shared}` borrows objects from another one",
                f"make it whole: `git repack -a -d`, then delete `{alternates}`",
            )
        for _ in _regular_files(shared / "objects"):
            pass
        return root, own, shared
    return folder, None, None


def _elsewhere(root: Path, entry: Path) -> tuple[Path, Path]:
    """Return the own and the shared folder of a worktree or submodule, whose ``.git`` is a file that names it."""
    pointer = _POINTER.fullmatch(_text(entry))
    own = Path(os.path.realpath(root / pointer[1])) if pointer else root
    if pointer is None or not (own / "HEAD").is_file():
        raise CannotCompare(f"`{entry}` names no repository", _HINT)
    back, common = _text(own / "gitdir").strip(), _text(own / "commondir").strip()
    if back and os.path.realpath(own / back) == os.path.realpath(entry):
        if os.path.realpath(own / common) != str(own.parent.parent):
            raise CannotCompare(f"the repository `{own}` takes its objects from elsewhere", _HINT)
        return own, own.parent.parent
    worktrees = [os.path.realpath(own / each) for each in _WORKTREE.findall(_text(own / "config"))]
    if (own / "commondir").exists() or os.path.realpath(root) not in worktrees:
        raise CannotCompare(f"`{entry}` points to the repository `{own}`, which does not point back", _HINT)
    return own, own


def _is_repository(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _regular_files(folder: Path) -> Iterator[Path]:
    """Yield every file below ``folder``, nothing if it is missing. Raises ``CannotCompare`` for a link, pipe or device."""
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


def _read(path: Path) -> bytes | None:
    """Return what the file ``path`` holds; None if there is none, it is a link, pipe or device, or it is too large."""
    try:
        with open_regular(path, follow=False) as file:
            data = file.read(_MOST_FILE_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= _MOST_FILE_BYTES else None


def _text(path: Path) -> str:
    return (_read(path) or b"").decode("utf-8", "surrogateescape")


def _copy_names(own: Path, shared: Path, private: Path) -> None:
    """Fill the folder ``private`` with the names of the commits, and with settings of ours."""
    has_long_ids = False
    for source, name in _names(own, shared):
        data = _read(source)
        if data is None:
            raise CannotCompare(
                f"`{source}` of the repository cannot be read, or is too large", "run `git fsck` to find out more"
            )
        has_long_ids |= not name.startswith("logs/") and _LONG_ID.search(data[:4096]) is not None
        target = private / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (private / "refs").mkdir(exist_ok=True)
    settings = _SETTINGS.format(nowhere=os.devnull)
    if (private / "reftable").exists():
        settings += "\trefStorage = reftable\n"
    if has_long_ids:  # The repository's settings say so too, but they are not read.
        settings += "\tobjectFormat = sha256\n"
    (private / "config").write_text(settings, encoding="utf-8")


def _names(own: Path, shared: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file that names commits, with its path in a repository; those of a worktree go before the shared ones."""
    for folder in dict.fromkeys((shared, own)):
        for branch in ("refs", "logs", "reftable"):
            for file in _regular_files(folder / branch):
                yield file, file.relative_to(folder).as_posix()
        for file in sorted(folder.glob("*HEAD")):
            yield file, file.name
    for name in ("packed-refs", "shallow"):
        if os.path.lexists(shared / name):
            yield shared / name, name
