"""A batch in an object store: ``s3://BUCKET/PREFIX``, ``gs://BUCKET/PREFIX``, ``az://CONTAINER/PREFIX``.

Object stores rename nothing, so a batch is made where it stays, in a folder of its own, ``PREFIX/RUN/``; one small object, the
record, then says which run is the batch. Records are numbered, and a new one is created only where its number is not there yet:
of two builds that began with the same batch one ends, and the other is told. Whoever reads looks up the record once and stays
with its run, so nobody ever reads a mixture.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import BinaryIO, Final, TypeVar, cast
from urllib.parse import urlsplit

from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.errors import ManifestUnreadable, NoSuchStore, OutputFailed, OutputRefused
from letterpack.manifest import CARRIED, LEDGER, NAME, iter_files
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.stores.bucket import Bucket
from letterpack.stores.files import FilesOfBatch, copied
from letterpack.world import BatchFiles, TakenFile

_RUN: Final = late(r"(\d{10})-[0-9a-f]{16}")
"""A run's folder: the number that its record would have, and something that no other build has."""
_RECORD: Final = late(r"(\d{10})\.letterpack")
_MOST_RECORD_BYTES: Final = 100
"""More than the name of a run has."""
_PROBE: Final = ".letterpack-probe"
_LEDGER_PIECE_BYTES: Final = 1 << 15
"""At least, of the rows of some 70 packets: what a build that is cut short makes again."""
_LEDGER_PART: Final = 64
"""So much of what is there already a piece has at least: of a million packets there are some hundreds, and not ten thousand."""
_MOST_LEDGER_PIECE_BYTES: Final = 1 << 24
_AT_ONCE: Final = 32
"""A put waits some 20 to 50 ms for a server far away, and does nothing meanwhile."""
FileT = TypeVar("FileT")
MadeT = TypeVar("MadeT")


class _Contents(Struct, frozen=True):
    """What is directly below an address: numbers of records, and runs. ``others`` is what letterpack has not made, with ``/``
    behind a folder's name.
    """

    records: tuple[int, ...]
    runs: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def latest(self) -> int:
        """The number of the record that counts; 0 where there is none."""
        return max(self.records, default=0)

    def past(self, run: str) -> list[str]:
        """Return the runs but ``run`` that can no longer become the batch, since that has the record of their number, or a later
        one. A run with a later number than its own is not past: it may be the batch by now.
        """
        return [each for each in self.runs if each != run and _number(each) <= _number(run)]


class ObjectFiles(FilesOfBatch, frozen=True):
    """The objects of one run, or nothing where ``run`` is empty; ``BatchFiles``. ``beside`` is what others have put beside the
    run, which is no part of the batch, and is told as what lies in it.
    """

    bucket: Bucket
    run: str
    beside: tuple[str, ...] = ()

    def exists(self, path: str) -> bool:
        """Whether ``path`` is an object."""
        try:
            return bool(self.run) and self.bucket.size(self._key(path)) >= 0
        except FileNotFoundError:
            return False

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``FileNotFoundError``."""
        return self.bucket.read(self._key(path))

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming; it can be read in part too. Raises ``FileNotFoundError``."""
        return self.bucket.open_pieces(self._key(path)) if path == LEDGER else self.bucket.open(self._key(path))

    def walk(self, folder: str) -> Iterator[str]:
        """Yield the names of what is in ``folder``, with ``/`` behind a folder's, in no order: a server lists objects page by
        page, and has no folders but in their names.
        """
        if not self.run:
            return
        # Of whatever name: a `manifest.json` there is not the one of the run.
        yield from (f"./{name}" for name in self.beside if not folder)
        whole, last = f"{self.run}/{folder}".rstrip("/"), ""
        for path in self.bucket.below(whole):
            name, slash, _ = path.removeprefix(f"{whole}/").partition("/")
            if not slash or name != last:
                yield name + slash
            last = name if slash else last

    def shown(self, path: str) -> str:
        """Return what messages call ``path``; the address itself where that is empty."""
        return f"{self.bucket.address}/{path}" if path else self.bucket.address

    def _key(self, path: str) -> str:
        if not self.run:
            raise FileNotFoundError(path)
        return f"{self.run}/{path}"


class ObjectStage(Struct, frozen=True):
    """A run in the making; a ``Stage``."""

    bucket: Bucket
    run: str

    def put(self, path: str, pieces: Sequence[bytes]) -> None:
        """Add the object ``path``, which holds ``pieces``. Raises ``FileExistsError`` where it is there with other bytes.

        The same bytes are put again where an answer was lost on the way, or a worker's job is done once more by another.
        """
        data = b"".join(pieces)
        if not self.bucket.put(self._key(path), data) and self.bucket.read(self._key(path)) != data:
            raise FileExistsError(path)

    def put_all(self, files: Iterable[tuple[str, Sequence[bytes]]]) -> None:
        """Add several files, many at once."""
        at_once(lambda file: self.put(*file), files)

    def create(self, path: str) -> BinaryIO:
        """Return a new object ``path`` to be written piece by piece. Raises ``FileExistsError``."""
        if ObjectFiles(self.bucket, self.run).exists(path):
            raise FileExistsError(path)
        return self.bucket.create(self._key(path))

    def so_far(self) -> ObjectFiles:
        """Return what was put there."""
        return ObjectFiles(self.bucket, self.run)

    def take_over(self, source: BatchFiles, files: Sequence[TakenFile]) -> list[bytes | None]:
        """Add those of ``files`` of ``source`` that have their digests, many at once. Objects of the same place are copied by the
        server, and then looked at: what is looked at is what stays.
        """
        if isinstance(source, ObjectFiles) and source.bucket == self.bucket:
            return at_once(partial(self._copied, source.run), files)
        return at_once(partial(copied, self, source), files)

    def ledger(self) -> BinaryIO:
        """Return a file of this machine, whose beginning is below the run too, in pieces: more of it whenever it is flushed."""
        return cast(BinaryIO, _Ledger(self.bucket, self.run))

    def _copied(self, run: str, file: TakenFile) -> bytes | None:
        key = self._key(file.path)
        if not self.bucket.copy(f"{run}/{file.there}", key):
            return None
        with suppress(FileNotFoundError):  # Of a copy that the server does not give back, the packet is made.
            data = self.bucket.read(key)
            if hashlib.sha256(data).hexdigest() == file.sha256:
                return data
        self.bucket.remove([key])
        return None

    def _key(self, path: str) -> str:
        return f"{self.run}/{path}"


class _Ledger(io.IOBase):
    """A ledger on this machine, put below ``run`` in pieces: objects do not grow."""

    def __init__(self, bucket: Bucket, run: str) -> None:
        self._bucket, self._run = bucket, run
        self._file = tempfile.TemporaryFile(buffering=1 << 16)  # noqa: SIM115 - it is closed with the ledger
        self._waiting: list[bytes] = []
        self._waiting_bytes = self._count = self._put_bytes = 0

    def write(self, data: bytes) -> int:
        """Write ``data`` at the end."""
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Put what was written, where it is enough for a piece: what was written until then is whole rows."""
        if self._waiting_bytes >= max(_LEDGER_PIECE_BYTES, min(_MOST_LEDGER_PIECE_BYTES, self._put_bytes // _LEDGER_PART)):
            self._bucket.put(f"{self._run}/{LEDGER}/{self._count:08d}", b"".join(self._waiting))
            self._waiting.clear()
            self._put_bytes += self._waiting_bytes
            self._waiting_bytes, self._count = 0, self._count + 1

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go where the next bytes are read."""
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        return cast(bytes, self._file.read(size))

    def close(self) -> None:
        """Forget what this machine has."""
        self._file.close()
        super().close()


class StagedObjects(Struct):
    """A run in the making, and the number of the record that makes it the batch; a ``Staging``."""

    stage: ObjectStage
    number: int
    report: Report
    earlier: tuple[BatchFiles, ...] = ()
    is_whole: bool = field(default=False)
    may_count: bool = field(default=False)
    """Whether a record may name the run: then nothing of it is removed, whatever fails."""

    def commit(self) -> None:
        """Make the run the batch, then remove the old one. Raises ``FileNotFoundError`` where the run has no manifest, and
        ``OutputFailed``, also where another build has ended meanwhile.
        """
        bucket, run = self.stage.bucket, self.stage.run
        if _look(bucket).latest >= self.number:
            raise _came_second(bucket)
        try:
            bucket.size(f"{run}/{NAME}")
        except FileNotFoundError:
            if _look(bucket).latest >= self.number:  # Whoever ended in this moment has cleared up.
                raise _came_second(bucket) from None
            raise
        for folder in (LEDGER, CARRIED):
            bucket.remove(bucket.below(f"{run}/{folder}"))
        self.may_count = True
        try:
            self.is_whole = self._is_named()
        except OutputFailed as error:
            message = f"{error.message}: the new batch may be in its place already, or the old one still"
            raise OutputFailed(message, f"{error.hint}; `letterpack check` says which of them is there") from error
        if not self.is_whole:
            self.may_count = False
            raise _came_second(bucket)
        _remove_past(bucket, run, self.report)

    def _is_named(self) -> bool:
        """Name the run by its record, and return whether that counts. Raises ``OutputFailed``, and then it may count."""
        bucket, run, record = self.stage.bucket, self.stage.run, _record(self.number)
        # An answer can be lost on its way here, and the library asks again: then the record is there, and is ours.
        if not bucket.put(record, run.encode()):
            try:
                named = bucket.read(record)
            except FileNotFoundError:
                said = f"the store says that `{bucket.address}/{record}` is there, and then that it is not"
                raise OutputFailed(said, "tell the people who run the server") from None
            if named != run.encode():
                return False
        # A very slow build may find its number free: whoever came later has removed the records before theirs.
        if _look(bucket).latest == self.number:
            return True
        bucket.remove([record])
        return False


class ObjectStore(Struct, frozen=True):
    """What is below an address of an object store; a ``Store``."""

    bucket: Bucket

    @property
    def name(self) -> str:
        """The address."""
        return self.bucket.address

    @property
    def is_shared(self) -> bool:
        """Every process on every machine reaches it."""
        return True

    def exists(self) -> bool:
        """Whether a batch is there."""
        return bool(_look(self.bucket).records)

    def batch(self) -> ObjectFiles:
        """Return the batch that is there now. Raises ``OutputFailed``."""
        found = _look(self.bucket)
        return ObjectFiles(self.bucket, self._run_of(found), found.others) if found.latest else ObjectFiles(self.bucket, "")

    @contextmanager
    def staged(
        self, report: Report, _on_wait: Callable[[], None] | None = None, *, resume: bool = False
    ) -> Iterator[StagedObjects]:
        """Begin a new run. Nobody waits: of two builds the first to end wins. Raises ``OutputRefused`` and ``OutputFailed``.

        To ``resume``, packets are taken from any run that is there, that of a build that is still at work too: a run only grows.
        """
        found = _look(self.bucket)
        if found.others:
            raise OutputRefused(
                f"`{self.name}/{found.others[0].rstrip('/')}` was not made by letterpack",
                "name another place with --out, or move what is not letterpack's out of this one; nothing was changed",
            )
        number = found.latest + 1
        run = f"{number:010d}-{secrets.token_hex(8)}"
        earlier = tuple([ObjectFiles(self.bucket, each) for each in sorted(found.runs)]) if resume else ()
        staged = StagedObjects(ObjectStage(self.bucket, run), number, report, earlier)
        try:
            _probe(self.bucket, run, report)
            yield staged
        finally:
            if not staged.is_whole and not staged.may_count:
                with suppress(OutputFailed):
                    is_kept = resume and any(self.bucket.below(f"{run}/{LEDGER}"))
                    self.bucket.remove(self.bucket.below(f"{run}/{CARRIED}" if is_kept else run))

    def _run_of(self, found: _Contents) -> str:
        """Return the run that the latest record names; it must be there, or check would find nothing to look at."""
        record = _record(found.latest)
        with suppress(FileNotFoundError), self.bucket.open(record) as file:
            run = file.read(_MOST_RECORD_BYTES).decode("ascii", "replace")
            if run in found.runs:
                return run
        raise OutputFailed(f"`{self.name}/{record}` does not say which run is the batch", "build again")


def open_store(address: str) -> ObjectStore:
    """Return the place behind an address. Raises ``NoSuchStore`` for one that names no bucket, or that holds more."""
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        plain = f"{parts.scheme}://{parts.hostname or 'BUCKET'}{parts.path}"
        raise NoSuchStore(
            "an address may not contain a user, a password or an option", f"write `{plain}`; credentials go into the environment"
        )
    if not parts.netloc or ".." in parts.path.split("/"):
        raise NoSuchStore(f"`{address}` names no bucket", f"write `{parts.scheme}://BUCKET/PREFIX`")
    return ObjectStore(Bucket(address.rstrip("/")))


def _look(bucket: Bucket) -> _Contents:
    folders, objects = bucket.listed()
    records = tuple([int(match[1]) for match in map(_RECORD.fullmatch, objects) if match])
    others = [f"{name}/" for name in folders if not _RUN.fullmatch(name)]
    others += [name for name in objects if not _RECORD.fullmatch(name)]
    return _Contents(records, tuple(filter(_RUN.fullmatch, folders)), tuple(sorted(others)))


def _came_second(bucket: Bucket) -> OutputFailed:
    return OutputFailed(
        f"another build has ended in `{bucket.address}` meanwhile; its batch stays",
        "look at that batch, and build again if this one is to take its place",
    )


def _number(run: str) -> int:
    return int(run[:10])


def _record(number: int) -> str:
    return f"{number:010d}.letterpack"


def _probe(bucket: Bucket, run: str, report: Report) -> None:
    """Report LP502 where the server overwrites what it was told to create."""
    path = f"{run}/{_PROBE}"
    bucket.put(path, b"1")
    if bucket.put(path, b"2"):
        report.warning(
            "LP502",
            Span(bucket.address),
            "this server ignores `If-None-Match`, so it cannot tell two builds apart that end at the same time",
            "let one build at a time write there",
        )
    bucket.remove([path])


def _remove_past(bucket: Bucket, run: str, report: Report) -> None:
    """Remove the records and runs before ``run``'s; what is not theirs stays, and is reported."""
    try:
        found = _look(bucket)
        bucket.remove([_record(number) for number in found.records if number < _number(run)])
        for past in found.past(run):
            ours = _files_of(bucket, past)
            if ours is None:
                bucket.remove(bucket.below(past))
                continue
            foreign = sorted([key for key in bucket.below(past) if key not in ours])
            # With what is not ours the manifest stays too: it tells the next build which that is.
            left = f"{past}/{NAME}" if foreign else ""
            bucket.remove(key for key in bucket.below(past) if key in ours and key != left)
            if foreign:
                _tell_kept(bucket, foreign, report)
    except OutputFailed as error:
        hint = "fix the cause; the next build removes it"
        report.warning("LP501", Span(bucket.address), f"what is left of an old batch could not be removed: {error.message}", hint)


def _files_of(bucket: Bucket, run: str) -> set[str] | None:
    """Return the keys that the manifest of ``run`` lists, and those of what a build has while it is at work; None where it has no
    manifest: it was cut short, and all of it goes.
    """
    try:
        listed = {f"{run}/{path}" for path in iter_files(ObjectFiles(bucket, run))}
        return listed.union(*[bucket.below(f"{run}/{folder}") for folder in (LEDGER, CARRIED)])
    except ManifestUnreadable:
        return None


def _tell_kept(bucket: Bucket, keys: Sequence[str], report: Report) -> None:
    others = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    report.warning(
        "LP500",
        Span(bucket.address),
        f"`{keys[0]}`{others} was in the old batch and letterpack did not make it: it stays where it is",
        "move it to a place of its own: what is below the address is letterpack's alone",
    )


def at_once(do: Callable[[FileT], MadeT], files: Iterable[FileT]) -> list[MadeT]:
    """Return what ``do`` returns for each of ``files``, many at once. What one raises is raised once nothing is on its way any
    more: whoever clears up then finds all of it.
    """
    begun = [_threads().submit(do, file) for file in files]
    wait(begun, return_when=FIRST_EXCEPTION)
    wait([each for each in begun if not each.cancel()])
    for each in begun:
        if not each.cancelled() and (error := each.exception()) is not None:
            raise error
    return [each.result() for each in begun]


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads of this process that ask."""
    return ThreadPoolExecutor(_AT_ONCE, "letterpack-put")
