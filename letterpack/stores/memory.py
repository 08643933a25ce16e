"""A batch in the memory of this process: for a program that looks at packets and keeps none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import BinaryIO, Final, NoReturn

from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.manifest import NAME
from letterpack.stores.files import FilesOfBatch, copied
from letterpack.world import BatchFiles, TakenFile

_NOT_THERE: Final = 2
"""``errno.ENOENT``."""
_THERE: Final = 17
"""``errno.EEXIST``."""


class MemoryFiles(FilesOfBatch, frozen=True):
    """The files of one batch, which stay as they are whatever is committed later; ``BatchFiles``."""

    files: Mapping[str, bytes]
    name: str

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file of the batch."""
        return path in self.files

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``FileNotFoundError``."""
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(_NOT_THERE, "there is no such file", self.shown(path)) from None

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``FileNotFoundError``."""
        return BytesIO(self.read(path))

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names of what is in ``folder``, with ``/`` behind a folder's."""
        start = f"{folder}/" if folder else ""
        below = [path[len(start) :].partition("/") for path in self.files if path.startswith(start)]
        yield from dict.fromkeys([name + slash for name, slash, _ in below])

    def shown(self, path: str) -> str:
        """Return what messages call ``path``; the batch itself where that is empty."""
        return f"{self.name}/{path}" if path else self.name


class MemoryStage(Struct):
    """A batch in the making; a ``Stage``."""

    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, pieces: Sequence[bytes]) -> None:
        """Add the file ``path``, which holds ``pieces``. Raises ``FileExistsError``."""
        if path in self.files:
            raise FileExistsError(_THERE, "the file is there already", path)
        self.files[path] = b"".join(pieces)

    def put_all(self, files: Iterable[tuple[str, Sequence[bytes]]]) -> None:
        """Add several files, one after the other. Raises ``FileExistsError``."""
        for path, pieces in files:
            self.put(path, pieces)

    def create(self, path: str) -> BinaryIO:
        """Return a new file ``path`` to be written piece by piece; it is there once closed. Raises ``FileExistsError``."""
        self.put(path, ())
        return _Growing(self.files, path)

    def so_far(self) -> MemoryFiles:
        """Return what was put there."""
        return MemoryFiles(self.files, "memory")

    def take_over(self, source: BatchFiles, files: Sequence[TakenFile]) -> list[bytes | None]:
        """Add those of ``files`` of ``source`` that have their digests. Raises ``FileExistsError``."""
        return [copied(self, source, file) for file in files]

    def ledger(self) -> BinaryIO:
        """Return a file without a name: what is in memory is lost with its build."""
        return BytesIO()


class _Growing(BytesIO):
    """A file that is kept under its name once it is closed."""

    def __init__(self, files: dict[str, bytes], path: str) -> None:
        super().__init__()
        self._files, self._path = files, path

    def close(self) -> None:
        if not self.closed:
            self._files[self._path] = self.getvalue()
        super().close()


class MemoryStore:
    """A place for a batch in this process, gone with it; a ``Store``. Threads may share it."""

    def __init__(self, name: str = "memory") -> None:
        """Make an empty place that messages call ``name``."""
        self._name = name
        self._files: dict[str, bytes] = {}
        self._building = Lock()

    @property
    def name(self) -> str:
        """What messages call the place."""
        return self._name

    @property
    def is_shared(self) -> bool:
        """No other process reaches it."""
        return False

    def exists(self) -> bool:
        """Whether a batch is in it."""
        return bool(self._files)

    def batch(self) -> MemoryFiles:
        """Return the batch that is in it now."""
        return MemoryFiles(self._files, self._name)

    @contextmanager
    def staged(
        self, _report: Report, on_wait: Callable[[], None] | None = None, *, resume: bool = False
    ) -> Iterator[_StagedMemory]:
        """Begin a new batch. Nothing of anybody else's can be in it, so there is nothing to report."""
        if not self._building.acquire(blocking=False):
            if on_wait is not None:
                on_wait()
            self._building.acquire()
        try:
            yield _StagedMemory(MemoryStage(), self._commit, (self.batch(),) if resume else ())
        finally:
            self._building.release()

    def _commit(self, files: dict[str, bytes]) -> None:
        self._files = files

    def __reduce__(self) -> NoReturn:
        raise TypeError("a batch in memory cannot go to another process")


class _StagedMemory(Struct, frozen=True):
    """A batch in the making, and who takes it when it is whole; a ``Staging``."""

    stage: MemoryStage
    _keep: Callable[[dict[str, bytes]], None]
    earlier: tuple[BatchFiles, ...] = ()

    def commit(self) -> None:
        """Put the batch in the place of the old one. Raises ``FileNotFoundError`` where it has no manifest."""
        if NAME not in self.stage.files:
            raise FileNotFoundError(_NOT_THERE, "the batch has no manifest", NAME)
        self._keep(self.stage.files)
