"""The files of a batch on the disk: how they are read once it is whole, and put while it is made."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TypeVar, cast

from msgspec import Struct

from letterpack.files import NO_LINKS, open_regular, open_within, read_within, umask_now
from letterpack.manifest import CARRIED, LEDGER
from letterpack.stores.copying import copied, read_right
from letterpack.world import BatchFiles, TakenFile, digest_of

STAGED_NAMES: Final = ".letterpack-names"
"""In a folder that is being made, a line for each file and folder directly in it: should the build be killed, they are known as
ours.
"""

_FLAGS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
_NEW_BOTH_WAYS: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS
_BOTH: Final = 2
"""Names of a file that stands in an old batch and in a new one, and nowhere else."""
MadeT = TypeVar("MadeT")


class FolderFiles(Struct, frozen=True):
    """A folder of packets; ``BatchFiles``. ``name`` is what messages call it."""

    folder: Path
    name: str

    def __reduce__(self) -> tuple[type[FolderFiles], tuple[Path, str]]:
        """Go to other processes by the whole path: they may be in another folder."""
        return FolderFiles, (self.folder.absolute(), self.name)

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``; reading it says whether it is a file."""
        return os.path.lexists(self.folder / path)

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError``, also where a link leads out."""
        return read_within(self.folder, path)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming; it can be read in part too. Raises ``OSError``."""
        return open_within(self.folder, path)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``; empty where there is none."""
        return tuple(sorted([name for name in self.walk(folder) if not name.endswith("/")]))

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names of what is in ``folder`` as the system has them, with ``/`` behind those of folders."""
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.folder / folder) as entries:
            for entry in entries:
                yield f"{entry.name}/" if entry.is_dir() else entry.name

    def shown(self, path: str) -> str:
        """Return what messages call ``path``; the folder itself where that is empty."""
        return str(Path(self.name, path))

    def digest(self, path: str) -> str:
        """Return the SHA-256 of ``path`` in hexadecimal; empty where it is no file that can be read."""
        return digest_of(self, path)


class FolderStage(Struct, frozen=True):
    """A folder in which a batch is made; a ``Stage``."""

    folder: Path

    def put(self, path: str, pieces: Sequence[bytes]) -> None:
        """Add the file ``path``, which holds ``pieces``. Raises ``OSError``. A build does little else so often."""
        try:
            descriptor = self._created(path)
        except FileExistsError:
            descriptor = self._begun(path, b"".join(pieces))
        try:
            left = sum(map(len, pieces))
            if hasattr(os, "writev"):
                left -= os.writev(descriptor, pieces)
            if left:
                _write_rest(descriptor, b"".join(pieces), left)
        except OSError as error:
            error.filename = f"{self.folder}/{path}"  # Who writes to a descriptor does not know its name.
            raise
        finally:
            os.close(descriptor)

    def put_all(self, files: Iterable[tuple[str, Sequence[bytes]]]) -> None:
        """Add several files, one after the other. Raises ``OSError``."""
        for path, pieces in files:
            self.put(path, pieces)

    def create(self, path: str) -> BinaryIO:
        """Return a new file ``path`` to be written piece by piece. Raises ``OSError``."""
        return cast(BinaryIO, os.fdopen(self._created(path), "wb"))

    def so_far(self) -> FolderFiles:
        """Return what was put there."""
        return FolderFiles(self.folder, str(self.folder))

    def finish(self) -> None:
        """Remove what is none of the batch's, for it is whole. Raises ``OSError``."""
        for name in (LEDGER, STAGED_NAMES):
            (self.folder / name).unlink(missing_ok=True)
        self.forget_campaign()

    def forget_campaign(self) -> None:
        """Remove what was put there for workers. Raises ``OSError``."""
        if (self.folder / CARRIED).exists():
            shutil.rmtree(self.folder / CARRIED)

    def take_over(self, source: BatchFiles, files: Sequence[TakenFile]) -> list[bytes | None]:
        """Add those of ``files`` of ``source`` that have their digests: a link where the disk can, else a copy. Raises
        ``OSError``.
        """
        if not isinstance(source, FolderFiles):
            return [copied(self, source, file) for file in files]
        return [self._linked(source, file) for file in files]

    def link(self, file: str, path: str) -> None:
        """Add ``file``, which stands on the same disk, as ``path``: the same file under another name. Raises ``OSError``."""
        self._with_folders(path, partial(os.link, file, f"{self.folder}/{path}", follow_symlinks=False))

    def _linked(self, source: FolderFiles, file: TakenFile) -> bytes | None:
        """Add ``file`` of ``source`` if it has its digest.

        The link is there before its bytes are looked at, in a folder that is ours alone: what is looked at is what stays.
        """
        target = f"{self.folder}/{file.path}"
        try:
            self.link(f"{source.folder}/{file.there}", file.path)
        except FileExistsError:
            # A worker was lost, and another does the job once more.
            return read_right(FolderFiles(self.folder, ""), file.path, file.sha256)
        except OSError as error:
            if error.errno not in NO_LINKS and error.errno != errno.ENOENT:
                raise
            return copied(self, source, file)
        data, is_ours = None, False
        with suppress(OSError), open_regular(target, follow=False) as linked:
            is_ours = _is_alone(os.fstat(linked.fileno()))
            data = linked.read()
        if data is not None and hashlib.sha256(data).hexdigest() != file.sha256:
            data = None
        if is_ours and data is not None:
            return data
        Path(target).unlink()
        return None if data is None else copied(self, source, file)

    def ledger(self) -> BinaryIO:
        """Return the file ``LEDGER``, on the disk where the batch is made: what is too large is found early."""
        return os.fdopen(self._created(LEDGER, _NEW_BOTH_WAYS), "w+b", buffering=1 << 16)

    def _created(self, path: str, flags: int = _NEW) -> int:
        """Return a descriptor of the new file ``path``, its folders made where they are missing."""
        if "/" not in path:
            self._list(path)
        return self._with_folders(path, partial(os.open, f"{self.folder}/{path}", flags, 0o666))

    def _with_folders(self, path: str, make: Callable[[], MadeT]) -> MadeT:
        """Return what ``make`` makes at ``path``, once more with the folders made that were missing."""
        try:
            return make()
        except FileNotFoundError:
            self._list(path.partition("/")[0])
            # The folder of the batch itself is never made here: a worker that outlived its build must not bring it back.
            for above in reversed(Path(path).parents[:-1]):
                (self.folder / above).mkdir(exist_ok=True)
            return make()

    def _begun(self, path: str, data: bytes) -> int:
        """Return a descriptor of the file ``path``, which is there already and begins as ``data`` does: its worker was lost, and
        another does the job once more. Raises ``FileExistsError`` for any other file.
        """
        there = read_within(self.folder, path)
        if not data.startswith(there):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), f"{self.folder}/{path}")
        return os.open(self.folder / path, os.O_WRONLY | _FLAGS)

    def _list(self, top: str) -> None:
        with (self.folder / STAGED_NAMES).open("a", encoding="utf-8") as file:
            file.write(f"{top}\n")


def _is_alone(found: os.stat_result) -> bool:
    """Whether a file that was linked into a batch is as one that was made there: nobody else has a name for it, and those may
    read it who may read new files.
    """
    is_ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    return is_ours and found.st_nlink == _BOTH and stat.S_IMODE(found.st_mode) == 0o666 & ~umask_now()


def _write_rest(descriptor: int, data: bytes, left: int) -> None:
    """Write the last ``left`` bytes of ``data``: a write may take less than it is given."""
    view = memoryview(data)[len(data) - left :]
    while view:
        view = view[os.write(descriptor, view) :]
