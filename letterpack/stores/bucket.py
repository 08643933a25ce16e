"""Objects of a bucket as files: how they are reached, what is told where that fails. ``objects`` makes batches of them.

The library is obstore; it asks a server again for some minutes where that is busy or a connection breaks, and finds its
credentials where each provider's own tools do, in the environment or the machine's role. They are in no value here.
"""

from __future__ import annotations

import errno
import io
import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from msgspec import Struct

from letterpack.errors import NoSuchStore, OutputFailed
from letterpack.patterns import late
from letterpack.remedies import to_install

try:
    import obstore
    from obstore import exceptions
    from obstore.store import from_url
except ImportError as error:
    raise NoSuchStore("object stores need `obstore`, which is not installed", f"run `{to_install('objects')}`") from error

if TYPE_CHECKING:
    from obstore.store import ObjectStore
    from typing_extensions import Buffer

_STATUS: Final = late(r"status code: (\d{3})")
_CODE: Final = late(r"<Code>(\w+)</Code>")
_PIECE_BYTES: Final = 1 << 20
"""How much of an object is asked for at once: a request takes longer than a megabyte."""
_PART_BYTES: Final = 8 << 20
"""Of a large object: S3 takes at most 10,000 parts, so this allows for 80 GB."""
_PARTS_AT_ONCE: Final = 2
_DELETED_AT_ONCE: Final = 1000
"""As many as S3 deletes with one request."""
MOST_DIRECTLY_BELOW: Final = 1_000
"""Records and runs: there is one of each, and those of builds that were cut short."""
MOST_PIECES: Final = 200_000
"""Of a ledger: the rows of more than ten million packets."""
MOST_PIECE_BYTES: Final = 64 << 20
"""Of one piece of a ledger, which is read whole: each has what was written between two flushes, a megabyte at most."""
_VARIABLES: Final = {
    "s3": "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`",
    "gs": "`GOOGLE_APPLICATION_CREDENTIALS`",
    "az": "`AZURE_STORAGE_ACCOUNT_NAME`, `AZURE_STORAGE_ACCOUNT_KEY`",
}
"""Where credentials usually are, by the scheme of an address."""
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired", "RequestExpired"})
"""Short words for credentials that held until now, whatever the status: S3 answers 400."""
_HINTS: Final = {
    "NoSuchBucket": "make the bucket, or correct the address",
    "ContainerNotFound": "make the container, or correct the address",
    "RequestTimeTooSkewed": "set the clock of this machine",
    "AuthorizationHeaderMalformed": "set `AWS_REGION` to the region of the bucket",
    "PermanentRedirect": "set `AWS_REGION` to the region of the bucket",
    "InsufficientStorage": "make room in the store, and run the command again",
    "QuotaExceeded": "make room in the store, and run the command again",
    "SlowDown": "run the command again later, with fewer --workers",
    "TooManyRequests": "run the command again later, with fewer --workers",
    "ServerBusy": "run the command again later, with fewer --workers",
}
"""What helps, by the short word that a server says beside its status (S3 API reference, Error responses; Azure, error codes)."""
_NO_ACCOUNT: Final = "Account must be specified"
_REFUSALS: Final = ("401", "403")
_REMEDY: Final = "check the address and the connection, and run the command again"


class Bucket(Struct, frozen=True):
    """What is below ``address``, ``SCHEME://BUCKET/PREFIX``; a picklable value. All paths are relative to it.

    Each method raises ``OutputFailed`` where the server refuses, or cannot be reached.
    """

    address: str

    def put(self, path: str, data: bytes) -> bool:
        """Create the object ``path``; False where it is there already, of this content or another."""
        with _told(self.address):
            try:
                obstore.put(self._store, path, data, mode="create")
            except exceptions.AlreadyExistsError:
                return False
            except FileNotFoundError as error:  # What is to be created is not looked for: the bucket is gone.
                raise _failed(self.address, error) from None
        return True

    def create(self, path: str) -> BinaryIO:
        """Return a new object to be written piece by piece; it is there once closed."""
        with _told(self.address):
            written = obstore.open_writer(self._store, path, buffer_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)
        return cast(BinaryIO, io.BufferedWriter(_ObjectWriter(self.address, written), _PIECE_BYTES))

    def copy(self, path: str, copy: str) -> bool:
        """Let the server make the object ``copy`` of the same bytes as ``path``; False where that is not there.

        What is at ``copy`` is replaced: not every server can be told to create. So look at the copy before it is used.
        """
        with _told(self.address):
            try:
                obstore.copy(self._store, path, copy)
            except FileNotFoundError:
                return False
        return True

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises ``FileNotFoundError``."""
        with _told(self.address):
            return obstore.get(self._store, path).bytes().to_bytes()

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` to be read, in part too. Raises ``FileNotFoundError``."""
        with _told(self.address):
            found = obstore.get(self._store, path)
            if found.meta["size"] <= _PIECE_BYTES:
                return io.BytesIO(found.bytes().to_bytes())
            if self._gives_parts(path):
                return cast(BinaryIO, io.BufferedReader(_ObjectReader(self, path, found.meta["size"]), _PIECE_BYTES))
            whole = cast(BinaryIO, tempfile.TemporaryFile(buffering=_PIECE_BYTES))  # noqa: SIM115 - it is whoever called's to close
            for piece in found.stream():
                whole.write(piece)
        whole.seek(0)
        return whole

    def open_pieces(self, folder: str) -> BinaryIO:
        """Open the objects in ``folder`` as one file, each a piece of it by the order of their names. Raises
        ``FileNotFoundError`` where there is none that a build has put there.
        """
        with _told(self.address):
            listed = (each for some in obstore.list(self._store, folder) for each in some)
            found = sorted([(each["path"], each["size"]) for each in islice(listed, MOST_PIECES + 1)])
        if not found or len(found) > MOST_PIECES or max(size for _, size in found) > MOST_PIECE_BYTES:
            raise FileNotFoundError(folder)
        return cast(BinaryIO, io.BufferedReader(_PiecesReader(self, found), _PIECE_BYTES))

    def size(self, path: str) -> int:
        """Return the size of ``path`` in bytes. Raises ``FileNotFoundError``."""
        with _told(self.address):
            return obstore.head(self._store, path)["size"]

    def within(self, path: str, start: int, stop: int) -> bytes:
        """Return the bytes of ``path`` from ``start`` to ``stop``, excluded. Raises ``FileNotFoundError``."""
        with _told(self.address):
            return obstore.get_range(self._store, path, start=start, end=stop).to_bytes()

    def listed(self) -> tuple[list[str], list[str]]:
        """Return the names of the folders directly below the address, and of the objects. Raises ``OutputFailed`` where there are
        more than builds leave.
        """
        with _told(self.address):
            found = obstore.list_with_delimiter(self._store)
            folders, objects = found["common_prefixes"], found["objects"]
        if len(folders) + len(objects) > MOST_DIRECTLY_BELOW:
            raise OutputFailed(
                f"`{self.address}` contains more than {MOST_DIRECTLY_BELOW:,} folders and objects, which no build leaves there",
                "name the place that a build has written to",
            )
        return [path.rpartition("/")[2] for path in folders], [each["path"].rpartition("/")[2] for each in objects]

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths of all objects in ``folder`` and below it."""
        with _told(self.address):
            for some in obstore.list(self._store, folder, chunk_size=_DELETED_AT_ONCE):
                yield from [each["path"] for each in some]

    def remove(self, paths: Iterable[str]) -> None:
        """Remove the objects ``paths``; those that are gone already are no matter."""
        left = iter(paths)
        while some := list(islice(left, _DELETED_AT_ONCE)):
            with _told(self.address):
                obstore.delete(self._store, some)

    def _gives_parts(self, path: str) -> bool:
        """Whether the server gives a part of ``path``: some give the whole, whatever is asked for."""
        try:
            obstore.get_range(self._store, path, start=0, end=1)
        except exceptions.GenericError as error:
            if "NotPartial" in str(error):
                return False
            raise
        return True

    @property
    def _store(self) -> ObjectStore:
        return _opened(self.address)


@cache
def _opened(address: str) -> ObjectStore:
    """Return the client of this process for ``address``; it keeps its connections."""
    with _told(address):
        return from_url(address)


class _ObjectReader(io.RawIOBase):
    """An object that is read where it is asked for. Nobody writes to it any more, so what is read fits together."""

    def __init__(self, bucket: Bucket, path: str, size: int) -> None:
        self._bucket, self._path, self._size, self._at = bucket, path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        room = memoryview(buffer)
        count = max(0, min(len(room), self._size - self._at))
        if count:
            room[:count] = self._bucket.within(self._path, self._at, self._at + count)
            self._at += count
        return count


class _PiecesReader(io.RawIOBase):
    """Objects that follow one another, read where it is asked for: of the last one that was read, the bytes are at hand."""

    def __init__(self, bucket: Bucket, pieces: Sequence[tuple[str, int]]) -> None:
        self._bucket, self._paths = bucket, [path for path, _ in pieces]
        self._ends = list(accumulate([size for _, size in pieces]))
        self._at, self._held, self._bytes = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._ends[-1]}[whence])
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        index = bisect_right(self._ends, self._at)
        if index == len(self._ends):
            return 0
        if index != self._held:
            self._held, self._bytes = index, self._bucket.read(self._paths[index])
        room, start = memoryview(buffer), self._ends[index] - len(self._bytes)
        piece = self._bytes[self._at - start : self._at - start + len(room)]
        room[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


class _ObjectWriter(io.RawIOBase):
    """An object in the making: small ones go in one piece, large ones in parts."""

    def __init__(self, address: str, file: obstore.WritableFile) -> None:
        self._address, self._file = address, file

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        piece = bytes(data)
        with _told(self._address):
            self._file.write(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            with _told(self._address):
                self._file.close()
        super().close()


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Raise ``OutputFailed`` in plain words for what obstore raises, but not for ``FileNotFoundError`` and what a caller expects.

    Its own words are pages long, and may hold what a server said of the credentials.
    """
    try:
        yield
    except exceptions.AlreadyExistsError:
        raise
    except FileNotFoundError as error:
        if _status(error).rpartition(" ")[2] in _HINTS:
            raise _failed(address, error) from None
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), address) from None
    except exceptions.InvalidPathError:
        message = f"`{address}` contains an object that letterpack did not write"
        raise OutputFailed(message, "name a place that contains only what letterpack has put there") from None
    except (exceptions.BaseError, OSError) as error:
        raise _failed(address, error) from None
    except ValueError:
        # A path with a control character or `..`, as a forged manifest may have it: there is no such object.
        raise FileNotFoundError(address) from None


def _failed(address: str, error: Exception) -> OutputFailed:
    status = _status(error)
    code = status.rpartition(" ")[2]
    variables = _VARIABLES[address.partition(":")[0]]
    hint = f"check the credentials in the environment ({variables}) and what they allow"
    if _NO_ACCOUNT in str(error):
        return OutputFailed(f"`{address}` needs an account, and the environment names none", hint)
    if code in _EXPIRED:
        hint = f"renew the credentials in the environment ({variables}), and run the command again"
        return OutputFailed(f"the credentials for `{address}` have expired ({status})", hint)
    if code in _HINTS:
        return OutputFailed(f"`{address}` refused the request ({status})", _HINTS[code])
    if status[:3] in _REFUSALS or isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError):
        return OutputFailed(f"`{address}` refused the request ({status or 'no permission'})", hint)
    return OutputFailed(f"`{address}` {f'answered with an error ({status})' if status else 'could not be reached'}", _REMEDY)


def _status(error: Exception) -> str:
    """Return what the server said in a number and in its own short word; empty where no server answered."""
    return " ".join([match[1] for match in (_STATUS.search(str(error)), _CODE.search(str(error))) if match])
