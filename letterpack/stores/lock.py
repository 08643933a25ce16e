"""Stage 7 of 7, the lock: one build at a time in a folder.

The lock is the operating system's and dies with the process that took it, however that ends: a lock left behind is not possible.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

LOCK_NAME: Final = ".letterpack-lock"
"""The file that is locked where a folder cannot be; removed again by whoever holds it."""

_RETRY_S: Final = 0.1
_held: set[int] = set()


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of ``folder`` inside the ``with``; wait for whoever holds it, having called ``on_wait`` once.

    Raises ``OSError`` where ``folder`` cannot be opened.
    """
    descriptor, path = _take(folder, on_wait)
    _held.add(descriptor)
    try:
        yield
    finally:
        if descriptor in _held:
            _held.remove(descriptor)
            # Unlinked while it is held, so that nobody else's lock goes; Windows cannot, and keeps an empty file.
            if path is not None:
                with suppress(OSError):
                    path.unlink()
            os.close(descriptor)


def _forget() -> None:
    """Close the locks in a forked child: a worker that outlives a killed build must not keep the next one waiting."""
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


if sys.platform == "win32":
    import msvcrt

    def _take(folder: Path, on_wait: Callable[[], None] | None) -> tuple[int, Path | None]:
        """Return the descriptor of the folder's lock file, locked, and its path."""
        path = folder / LOCK_NAME
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                if on_wait:
                    on_wait()
                    on_wait = None
                time.sleep(_RETRY_S)
            else:
                return descriptor, path

else:
    import fcntl

    os.register_at_fork(after_in_child=_forget)

    def _take(folder: Path, on_wait: Callable[[], None] | None) -> tuple[int, Path | None]:
        """Return a locked descriptor of the folder itself, or of a lock file in it and that file's path."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _flock(descriptor, on_wait)
        except OSError as error:
            os.close(descriptor)
            # NFS and a few others lock only what is open for writing, which a folder never is.
            if error.errno not in (errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EISDIR):
                raise
            return _take_file(folder / LOCK_NAME, on_wait)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor, None

    def _take_file(path: Path, on_wait: Callable[[], None] | None) -> tuple[int, Path | None]:
        """Return the lock file at ``path``, locked: the one that still has this name once it is ours."""
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            try:
                _flock(descriptor, on_wait)
                with suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(descriptor), path.stat()):
                        return descriptor, path
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
            on_wait = None

    def _flock(descriptor: int, on_wait: Callable[[], None] | None) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if on_wait:
                on_wait()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
