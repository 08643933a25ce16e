"""The files of a batch: how they are read once it is whole, and put into a folder while it is made."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from msgspec import Struct

from letterpack.errors import OutputFailed
from letterpack.files import open_within, read_within
from letterpack.manifest import CARRIED, LEDGER
from letterpack.remedies import FULL, remedy
from letterpack.world import BatchFiles, Files, Stage, TakenFile, digest_of

STAGED_NAMES: Final = ".letterpack-names"
"""In a folder that is being made, a line for each file and folder directly in it: should the build be killed, they are known as
ours.
"""

_FLAGS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
_NEW_BOTH_WAYS: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS


class FilesOfBatch(Struct, frozen=True):
    """What all ``BatchFiles`` do alike, by what each does itself."""

    def names(self: BatchFiles, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``; empty if there is none."""
        return tuple(sorted([name for name in self.walk(folder) if not name.endswith("/")]))

    def digest(self: BatchFiles, path: str) -> str:
        """Return the SHA-256 of ``path`` in hexadecimal; empty if it is no file that can be read."""
        return digest_of(self, path)


class FolderFiles(FilesOfBatch, frozen=True):
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

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names of what is in ``folder`` as the system has them, with ``/`` behind those of folders."""
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.folder / folder) as entries:
            for entry in entries:
                yield f"{entry.name}/" if entry.is_dir() else entry.name

    def shown(self, path: str) -> str:
        """Return what messages call ``path``; the folder itself where that is empty."""
        return str(Path(self.name, path))


class FilesBelow(FilesOfBatch, frozen=True):
    """Those of ``files`` that are in ``folder`` (the top where it is empty); ``BatchFiles``. Messages call it ``name``."""

    files: Files
    folder: str
    name: str

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file."""
        return self.files.exists(self._whole(path))

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError``."""
        return self.files.read(self._whole(path))

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``OSError``."""
        return self.files.open(self._whole(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``; empty where there is none."""
        return self.files.names(self._whole(folder).rstrip("/"))

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names that ``names`` returns: what is committed has no folders but in its paths."""
        yield from self.names(folder)

    def shown(self, path: str) -> str:
        """Return what messages call ``path``."""
        return f"{self.name}:{self._whole(path)}"

    def _whole(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path


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
        """Add those of ``files`` of ``source`` that have their digests. Raises ``OSError``."""
        return [copied(self, source, file) for file in files]

    def ledger(self) -> BinaryIO:
        """Return the file ``LEDGER``, on the disk where the batch is made: what is too large is found early."""
        return os.fdopen(self._created(LEDGER, _NEW_BOTH_WAYS), "w+b", buffering=1 << 16)

    def _created(self, path: str, flags: int = _NEW) -> int:
        """Return a descriptor of the new file ``path``, its folders made if they are missing."""
        if "/" not in path:
            self._list(path)
        try:
            return os.open(f"{self.folder}/{path}", flags, 0o666)
        except FileNotFoundError:
            self._list(path.partition("/")[0])
            # The folder of the batch itself is never made here: a worker that outlived its build must not bring it back.
            for above in reversed(Path(path).parents[:-1]):
                (self.folder / above).mkdir(exist_ok=True)
            return os.open(f"{self.folder}/{path}", flags, 0o666)

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


def _write_rest(descriptor: int, data: bytes, left: int) -> None:
    """Write the last ``left`` bytes of ``data``: a write may take less than it is given."""
    view = memoryview(data)[len(data) - left :]
    while view:
        view = view[os.write(descriptor, view) :]


def copied(stage: Stage, source: BatchFiles, file: TakenFile) -> bytes | None:
    """Put ``file`` of ``source`` into ``stage``; return its bytes, or None if they cannot be read or have not its digest.

    Raises ``OSError``.
    """
    try:
        data = source.read(file.there)
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return None
    stage.put(file.path, (data,))
    return data


@contextmanager
def output_errors(out: Path, staged: Path | None = None, option: str = "--out") -> Iterator[None]:
    """Raise ``OutputFailed``, which names ``out``, for an ``OSError``; another place is named with ``option``.

    Where ``staged`` is given, only for one that is about writing the batch: about a file in that folder, or about a full disk.
    """
    try:
        yield
    except OSError as error:
        place = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes | os.PathLike) else None
        is_ours = staged is None or (place is not None and place.is_relative_to(staged))
        if not is_ours and error.errno not in FULL:
            raise
        hint = _elsewhere(option).get(error.errno or 0) or f"{remedy(error)}, and run the command again"
        raise OutputFailed(f"`{out}` could not be written: {error.strerror or error}", hint) from error


def _elsewhere(option: str) -> Mapping[int, str]:
    """Return what helps where the place cannot be written, by the number of the error."""
    right = f"ask for the right to write there, or name a folder elsewhere with {option}"
    return {
        errno.EROFS: f"the file system is read-only: name a folder elsewhere with {option}",
        errno.EACCES: right,
        errno.EPERM: right,
        errno.EBUSY: f"the folder is a mount point or in use: close what uses it, or name a folder inside it with {option}",
        errno.EXDEV: f"the folder lies on another file system than the one above it: name a folder elsewhere with {option}",
        errno.ENAMETOOLONG: f"name a folder with a shorter path with {option}",
    }
