"""The one door to what lies outside: files, the machine's fonts, (for checks alone) today's date, and where batches go. ``disk``
and ``stores`` hold the real ones; tests use a dict.

Every path is relative, to the campaign's folder or to the batch, and uses forward slashes. A path of a source that leaves the
campaign is refused by the implementation, so that no value of a source reaches a file outside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import PurePosixPath
from typing import BinaryIO, Final, NamedTuple, Protocol

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.patterns import late
from letterpack.remedies import is_no_file

_PIECE_BYTES: Final = 1 << 20


class PathOutside(ValueError):
    """A path from a source would leave the campaign's folder."""


class FontFile(NamedTuple):
    """A font file of the machine; ``from_package`` where a Python package brought it, and so the same on every machine."""

    path: str
    size: int
    changed_ns: int
    from_package: bool


class InstalledFonts(Protocol):
    """The fonts of the machine, and room for one note about them, which may be lost at any time."""

    def files(self) -> tuple[FontFile, ...]:
        """Return all font files, sorted by path."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one of the ``files``. Raises ``OSError``."""
        ...

    def recall(self) -> bytes:
        """Return what ``remember`` was given last, by any process; nothing where there is none."""
        ...

    def remember(self, note: bytes) -> None:
        """Keep ``note`` if that can be done."""
        ...


class NoFonts:
    """A machine without fonts: ``InstalledFonts`` for a world in which nothing is set, or only what is bundled."""

    def files(self) -> tuple[FontFile, ...]:
        """Return nothing."""
        return ()

    def read(self, path: str) -> bytes:
        """Raise ``FileNotFoundError``."""
        raise FileNotFoundError(path)

    def recall(self) -> bytes:
        """Return nothing."""
        return b""

    def remember(self, note: bytes) -> None:
        """Forget it."""


class Files(Protocol):
    """Files that can be read by their paths: a campaign's, or a batch's."""

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``; reading it says whether it is a file. Raises ``PathOutside``."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``OSError`` and ``PathOutside``."""
        ...

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming; it can be read in part too. Raises ``OSError`` and ``PathOutside``."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder`` (``""`` is the top); empty where there is none."""
        ...


class World(Files, Protocol):
    """What a build may read."""

    @property
    def fonts(self) -> InstalledFonts:
        """The machine's fonts. Nothing is looked at before a method is called."""
        ...

    def today(self) -> date:
        """Return today's date: for checks alone, never for a build."""
        ...


class OverWorld:
    """A ``World`` over another one: what a subclass does not answer itself, ``world`` answers."""

    __slots__ = ()
    world: World

    @property
    def fonts(self) -> InstalledFonts:
        """The machine's fonts."""
        return self.world.fonts

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``."""
        return self.world.exists(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``."""
        return self.world.read(path)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming."""
        return self.world.open(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``."""
        return self.world.names(folder)

    def today(self) -> date:
        """Return today's date."""
        return self.world.today()


class BatchFiles(Files, Protocol):
    """The files of a batch, or of any folder of PDFs that stands for one; a picklable value."""

    def shown(self, path: str) -> str:
        """Return what messages call ``path``; the batch itself where that is empty."""
        ...

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names that ``names`` returns, and those of folders with ``/`` behind them, in any order, where a folder may
        hold more of them than memory.
        """
        ...

    def digest(self, path: str) -> str:
        """Return the SHA-256 of ``path`` in hexadecimal; empty where it is no file that can be read."""
        ...


class TakenFile(Struct, frozen=True):
    """A file of one batch that becomes the file ``path`` of another: where it is ``there``, and its digest."""

    path: str
    there: str
    sha256: str


class Stage(Protocol):
    """A batch in the making: a picklable value. Whoever holds it puts files into the batch, in any thread, and in any process
    where its store ``is_shared``.
    """

    def put(self, path: str, pieces: Sequence[bytes]) -> None:
        """Add the file ``path``, which holds ``pieces`` one after the other. Raises ``OSError``, also where it is there; with the
        same bytes, a store may let it be.
        """
        ...

    def put_all(self, files: Iterable[tuple[str, Sequence[bytes]]]) -> None:
        """Add several files, each a path and its pieces, as ``put`` does. Raises ``OSError``."""
        ...

    def create(self, path: str) -> BinaryIO:
        """Return a new file ``path`` to be written piece by piece; it is whole once closed. Raises ``OSError`` as ``put``."""
        ...

    def so_far(self) -> BatchFiles:
        """Return what was put there, to be read by whoever holds the stage."""
        ...

    def take_over(self, source: BatchFiles, files: Sequence[TakenFile]) -> list[bytes | None]:
        """Add ``files`` of ``source``; return the bytes of each. None, and not added, where they are not those of its digest.
        Raises ``OSError`` where the batch cannot be written.
        """
        ...

    def ledger(self) -> BinaryIO:
        """Return a new file, to write and to read, for what is known of the batch while it is made. It is none of the batch's
        files, and where the store can, a later build finds it should this one be cut short. Raises ``OSError``.
        """
        ...


class Staging(Protocol):
    """The whole of a batch in the making, for the one who began it: ``stage`` is where its files are put."""

    @property
    def stage(self) -> Stage:
        """Where the files are put: everything that the manifest lists, the manifest too, and nothing else."""
        ...

    @property
    def earlier(self) -> tuple[BatchFiles, ...]:
        """The batch that is in the place, and what builds have left there that were cut short; nothing unless the batch was begun
        to go on from them.
        """
        ...

    def commit(self) -> None:
        """Put the batch in the place of the old one, whose files go: all of it or nothing.

        What somebody else has put into the old batch is kept. Raises ``OutputFailed``; the old batch is then untouched.
        """
        ...


class Store(Protocol):
    """A place for one batch at a time; a picklable value."""

    @property
    def name(self) -> str:
        """What messages and people call the place."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether other processes can reach the place: if not, one process makes the batch."""
        ...

    def exists(self) -> bool:
        """Whether anything is in the place."""
        ...

    def batch(self) -> BatchFiles:
        """Return the batch that is in the place, to be read; without a file where there is none.

        Completes first what a killed command has left half done. Raises ``OutputRefused`` and ``OutputFailed``.
        """
        ...

    def staged(
        self, report: Report, on_wait: Callable[[], None] | None = None, *, resume: bool = False
    ) -> AbstractContextManager[Staging]:
        """Begin a new batch; leaving the ``with`` without its ``commit`` leaves everything as it was.

        Waits for another build into the same place, having called ``on_wait``, and removes what killed ones have left; to
        ``resume``, it keeps that until the ``commit``, and what this one leaves is kept for the next. Raises
        ``OutputRefused`` where the place holds anything that is not ours, and ``OutputFailed`` where it cannot be written, also
        for such an error inside the ``with``. What could not be removed is told to ``report``.
        """
        ...


def digest_of(files: Files, path: str) -> str:
    """Return the SHA-256 of ``path`` in hexadecimal; empty where it is no file that may be read.

    Raises ``OSError`` where the system fails to read it, which says nothing of the file.
    """
    digest = hashlib.sha256()
    try:
        with files.open(path) as file:
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
    except OSError as error:
        if not is_no_file(error):
            raise
        return ""
    return digest.hexdigest()


_PLAIN: Final = late(r"(?:[a-zA-Z0-9_-][a-zA-Z0-9_.-]*/)*[a-zA-Z0-9_-][a-zA-Z0-9_.-]*")
"""What packets are called: it is normalised, and asked for a million times."""


def has_control(path: str) -> bool:
    """Whether ``path`` holds a line end, a tab or another control character (U+0000 to U+001F)."""
    return any(char < " " for char in path)


def inside(path: str) -> str:
    """Return ``path`` normalised, or raise ``PathOutside`` where it is absolute, climbs out, or holds a control character."""
    if _PLAIN.fullmatch(path):
        return path
    pure = PurePosixPath(path.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or has_control(path) or ":" in (pure.parts or ("",))[0]:
        raise PathOutside(path)
    return str(pure)
