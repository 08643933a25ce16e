"""What a command has on the disk only while it runs: files and folders that it locks, and private folders for its own use.

All of it goes when the command ends. Of a command that was killed it stays, and goes when a later one looks there: the system
takes a lock from whoever is gone, so what nobody locks was left behind.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import Final

from letterpack.patterns import late

CAN_LOCK: Final = sys.platform != "win32"
"""Windows locks no folder, and renames no file that is open."""
_PREFIX: Final = "letterpack-"
_NAME: Final = late(r"letterpack-[a-z0-9_]{8}")
"""As ``tempfile`` names folders."""
_MARK: Final = ".letterpack-private"
"""The file in a private folder that says whose it is, made before the folder gets its name: other folders have such names too."""
_sections: list[None] = []
"""One for each ``with`` of ``uninterrupted`` that the main thread is in."""
_pending: list[Callable[[], None]] = []


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let signals wait until the ``with`` is left: what is half done is removed first. Threads get none, so it is the main one's
    alone. A program that uses the library has signals of its own.
    """
    if current_thread() is not main_thread():
        yield
        return
    _sections.append(None)
    try:
        yield
    finally:
        _sections.pop()
        if _pending and not _sections:
            end = _pending[0]
            _pending.clear()
            end()


def must_wait(end: Callable[[], None]) -> bool:
    """Whether the process must not be ended now: ``end`` is then called as soon as it may."""
    if _sections:
        _pending.append(end)
    return bool(_sections)


if sys.platform == "win32":

    def lock(_descriptor: int) -> None:
        """Do nothing."""

    def is_abandoned(_descriptor: int) -> bool:
        """Say that somebody has locked it."""
        return False

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Lock the file or folder behind ``descriptor`` until that is closed, where the file system locks at all."""
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)

    def is_abandoned(descriptor: int) -> bool:
        """Whether what is behind ``descriptor`` is this user's and nobody has locked it; from now on, it is locked."""
        if os.fstat(descriptor).st_uid != os.getuid():
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder that nobody else may look into, and remove it in the end.

    It is locked for as long: whoever locks a folder to work in makes one below it. Raises ``OSError``.
    """
    _remove_abandoned()
    made: list[tuple[Path, int]] = []
    try:
        with uninterrupted():
            made.append(_made())
        yield made[0][0]
    finally:
        with uninterrupted():
            for folder, descriptor in made:
                # What cannot be removed now is tried again by the next command.
                _remove(folder)
                os.close(descriptor)


def _made() -> tuple[Path, int]:
    """Return a new folder, and the descriptor that holds its lock. It gets its name when it has its mark and is locked."""
    unnamed = Path(tempfile.mkdtemp())
    descriptor = os.open(unnamed if CAN_LOCK else os.devnull, os.O_RDONLY)
    lock(descriptor)
    (unnamed / _MARK).touch()
    while True:
        folder = unnamed.with_name(f"{_PREFIX}{os.urandom(4).hex()}")
        if not os.path.lexists(folder):
            return unnamed.rename(folder), descriptor


def _remove(folder: Path) -> None:
    """Remove a private folder, its mark last: cut short, it leaves again something that may go."""
    for entry in folder.iterdir():
        if entry.name != _MARK:
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if CAN_LOCK and _NAME.fullmatch(entry.name):
                with suppress(OSError):
                    _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    try:
        is_private = stat.S_IMODE(os.fstat(descriptor).st_mode) == stat.S_IRWXU and (folder / _MARK).is_file()
        if is_private and is_abandoned(descriptor):
            _remove(folder)
    finally:
        os.close(descriptor)
