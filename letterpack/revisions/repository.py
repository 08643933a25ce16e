"""A repository that git may read and that cannot act: git sees its objects, and a copy of its branches, but none of its settings.

A repository's own settings can start programs (``core.sshCommand`` with a promised object that is missing, ``core.fsmonitor``),
read other files (``include.path``) and reach other hosts, and each version of git adds some. So git is never shown them: it works
in a private folder with settings of ours and the names of the commits, and takes objects, which are data, from where they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.errors import CannotCompare
from letterpack.patterns import late
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.revisions.objects import checked
from letterpack.revisions.places import GitFolders, find_place, read_regular, regular_files
from letterpack.temporary import private_folder

_SECONDS: Final = 60
_ANSWER: Final = Limits(_SECONDS, output_bytes=64 << 20)
"""A listing of 500,000 files fits; git answers within a second."""
_MOST_NAMES_BYTES: Final = 64 << 20
"""All branches, tags and their logs: 10 MB in a repository with 100,000 of them."""
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
        """Return what git answers; None where it refuses. Raises ``CannotCompare`` where it fails to answer."""
        return self._run(_ANSWER, *arguments)

    def size(self, blob: str) -> int | None:
        """Return the size of a file by its id, without reading it; None if the repository lacks it. Raises ``CannotCompare``."""
        found = self.ask("cat-file", "-s", blob)
        return None if found is None else int(found)

    def read(self, blob: str, size: int) -> bytes | None:
        """Return the content of a file that has ``size`` bytes by its id; None if the repository lacks it.

        Raises ``CannotCompare``. It is for the caller to know that so much may be read.
        """
        return self.stored("blob", blob, Limits(_SECONDS, size))

    def stored(self, kind: str, object_id: str, limits: Limits = _ANSWER) -> bytes | None:
        """Return what an object holds; None if the repository lacks it. Raises ``CannotCompare`` for another's content."""
        data = self._run(limits, "cat-file", kind, object_id)
        return None if data is None else checked(kind, data, object_id)

    def _run(self, limits: Limits, *arguments: str) -> bytes | None:
        places = {"GIT_DIR": self.private, "GIT_OBJECT_DIRECTORY": self.objects, "HOME": self.private}
        environment = {**_ENVIRONMENT, **{name: str(path) for name, path in places.items()}}
        try:
            ran = run_program(self.program, ["--no-pager", *arguments], limits, environment=environment, folder=self.private)
        except ProgramFailed as failed:
            raise CannotCompare(f"git {failed}", "name two folders to compare instead, such as two builds") from failed
        return ran.output if ran.code == 0 else None


@contextmanager
def opened(folder: Path) -> Iterator[Repository | None]:
    """Open the repository that ``folder`` is in; None where it is in none.

    Raises ``CannotCompare`` where there is no git, and where the repository leads elsewhere.
    """
    place = find_place(Path(os.path.realpath(folder)))
    if place is None:
        yield None
        return
    program = find_program("git")
    if program is None:
        raise CannotCompare("git is not installed", "install git, or name two folders that are there")
    with private_folder() as private:
        _copy_names(place, private)
        yield Repository(place.root, program, private, place.objects)


def _copy_names(place: GitFolders, private: Path) -> None:
    """Fill the folder ``private`` with the names of the commits of ``place``, and with settings of ours."""
    room = _MOST_NAMES_BYTES
    for source, name in _names(place):
        data = read_regular(source, room)
        if data is None:
            raise CannotCompare(
                f"`{source}` of the repository cannot be read, or is too large", "run `git fsck` to find out more"
            )
        room -= len(data)
        target = private / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (private / "refs").mkdir(exist_ok=True)
    settings = _SETTINGS.format(nowhere=os.devnull)
    if (private / "reftable").exists():
        settings += "\trefStorage = reftable\n"
    if _has_long_ids(private):
        settings += "\tobjectFormat = sha256\n"
    (private / "config").write_text(settings, encoding="utf-8")


def _names(place: GitFolders) -> Iterator[tuple[Path, str]]:
    """Yield every file that names commits, with its path in a repository; those of a worktree go before the shared ones."""
    for folder in dict.fromkeys((place.shared, place.own)):
        for branch in ("refs", "logs", "reftable"):
            for file in regular_files(folder / branch):
                yield file, file.relative_to(folder).as_posix()
        for file in sorted(folder.glob("*HEAD")):
            yield file, file.name
    for name in ("packed-refs", "shallow"):
        if os.path.lexists(place.shared / name):
            yield place.shared / name, name


def _has_long_ids(private: Path) -> bool:
    """Whether ids are those of SHA-256: the repository's settings say so too, but they are not read."""
    named = [private / "packed-refs", private / "logs" / "HEAD", private / "HEAD", *regular_files(private / "refs")]
    return any(_LONG_ID.search(path.read_bytes()[:4096]) for path in named if path.is_file())
