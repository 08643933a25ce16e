"""What helps where the system refuses to open, read or write: a remedy for each of its error numbers; and how to install more."""

from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from letterpack.errors import LetterpackError

_NO_FILE: Final = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.ELOOP, errno.EPERM, errno.ENAMETOOLONG}
)
"""There is no file of this name that may be read: nothing at all, a folder, a pipe, a link out. All other errors say
nothing of the file: the disk or the network failed, or the process has no room left.
"""
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""Nothing more can be written there."""

_OF_MEMORY: Final = ("failed to map segment", "cannot allocate memory", "can't start new thread")
_OF_CODE: Final = ("marshal data too short", "EOF read where object expected", "bad marshal data")
"""What Python says of a module's compiled copy that is cut off: https://github.com/python/cpython/issues/126606."""
_NO_INODES: Final = "remove files that you do not need: the disk has room, but no inodes for more files"
_REMEDIES: Final[Mapping[int, str]] = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room within your quota, which may count files too",
    errno.EFBIG: "raise the limit on file sizes (`ulimit -f`)",
    errno.EMFILE: "raise the limit on open files (`ulimit -n`), or use fewer --workers",
    errno.ENFILE: "close other programs: the system has too many files open",
    errno.ENOMEM: "close other programs: the system has no memory left",
    errno.EAGAIN: "raise the limit on processes (`ulimit -u`), or use fewer --workers",
    errno.EIO: "check the disk or the network drive, and copy the folder to another one",
    errno.ESTALE: "the network drive has lost the file: connect it again",
    errno.ETIMEDOUT: "the network drive does not answer: connect it again",
    errno.ENOLCK: "turn file locking on for this network drive, or work on a copy elsewhere",
    errno.ENOSYS: "the file system cannot do this: work on a copy elsewhere",
    errno.EOPNOTSUPP: "the file system cannot do this: work on a copy elsewhere",
    errno.ENOENT: "it has been moved or deleted meanwhile: put it back",
    errno.EACCES: "ask for the right to read it",
    errno.EPERM: "ask for the right to read it",
    errno.ENAMETOOLONG: "move it to a folder with a shorter path",
    errno.EROFS: "the file system is read-only: work on a copy elsewhere",
}


def to_install(extra: str) -> str:
    """Return the command that adds ``extra`` to this letterpack. pipx and uv keep a program in an environment of its own,
    into which a bare `pip install` puts nothing, and the single program (PyInstaller) takes nothing more. The quotation marks are
    those that every shell takes: cmd.exe would hand on single ones as part of the name.
    """
    package = f'"letterpack[{extra}]"'
    if getattr(sys, "frozen", False):
        return f"pipx install {package}"
    home = Path(sys.prefix)
    if (home / "pipx_metadata.json").is_file():
        return f"pipx runpip letterpack install {package}"
    return f"uv tool install {package}" if (home / "uv-receipt.toml").is_file() else f"pip install {package}"


def on_debian() -> bool:
    """Whether this system has Debian's packages: Debian, Ubuntu, Mint and others whose os-release says that they are like it."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:  # Windows, macOS, and a Linux that does not say what it is.
        return False
    return "debian" in [release["ID"], *release.get("ID_LIKE", "").split()]


def is_no_file(error: OSError) -> bool:
    """Whether ``error`` says that there is no file of this name that may be read, and not that reading it failed."""
    return isinstance(error, FileNotFoundError) or error.errno in _NO_FILE


def is_of_the_system(error: OSError) -> bool:
    """Whether ``error`` came from outside. Libraries raise others of their own, such as for a picture that is none."""
    return error.errno is not None or isinstance(error, FileNotFoundError | PermissionError | TimeoutError | ConnectionError)


def is_of_memory(error: BaseException) -> bool:
    """Whether ``error`` says that the process may take no more memory. Python has no class of its own for a library that could
    not be loaded, or a thread that could not be started, for that.
    """
    if isinstance(error, MemoryError):
        return True
    is_vague = isinstance(error, ImportError | RuntimeError) or (isinstance(error, OSError) and error.errno is None)
    return is_vague and any(words in str(error).lower() for words in _OF_MEMORY)


def remedy(error: OSError) -> str:
    """Return what to do about ``error``, as an order without a full stop. Where files are counted apart from bytes, a disk with
    room that takes no more files says that it is full: then it is files that have to go.
    """
    if error.errno == errno.ENOSPC and _lacks_inodes(error.filename):
        return _NO_INODES
    return _REMEDIES.get(error.errno or 0, "check the disk or the network drive it is on")


def _lacks_inodes(name: object) -> bool:
    """Whether the disk that the file called ``name`` would be on has room for bytes, and for no more files."""
    if not isinstance(name, str | bytes | os.PathLike):
        return False  # Bytes were written, and what is written to is there.
    path = Path(os.fsdecode(name)).absolute()
    for place in (path, *path.parents):
        with suppress(OSError, AttributeError):  # Windows has no `statvfs`, and counts no files.
            disk = os.statvfs(place)
            return disk.f_files > 0 and disk.f_favail == 0 and disk.f_bavail > 0
    return False


class SystemFailed(LetterpackError):
    """The system could not open, read or write a file that the command needs: a broken disk, a lost network drive, no memory."""

    @classmethod
    def of(cls, error: OSError) -> Self:
        """Return what to say of an ``error`` with a file of which nothing else is known."""
        name = f"`{os.fsdecode(error.filename)}`" if isinstance(error.filename, str | bytes | os.PathLike) else "a file"
        return cls(f"the system could not use {name}: {error.strerror or error}", remedy(error))

    @classmethod
    def of_memory(cls, error: BaseException) -> Self | None:
        """Return what to say where the process may take no more memory by an ``error`` or its cause; None of any other."""
        if not (is_of_memory(error) or (error.__cause__ is not None and is_of_memory(error.__cause__))):
            return None
        return cls(
            "this command ran out of memory",
            "close other programs, use fewer --workers, or raise the limits on memory and threads (`ulimit -v`, `ulimit -u`)",
        )

    @classmethod
    def of_cut_code(cls, error: Exception) -> Self | None:
        """Return what to say of an ``error`` by which the compiled copy of a module (``.pyc``) is cut off; None for any other.

        Whoever wrote it had no room left, or was not allowed a larger file. It stays so, and stops all commands that need it.
        """
        if not (isinstance(error, EOFError | ValueError) and str(error).startswith(_OF_CODE)):
            return None
        return cls(
            "Python's compiled copy of a module is cut off: the disk was full, or larger files were not allowed (`ulimit -f`)",
            f"delete each folder `__pycache__` below `{sys.prefix}`, and run the command again: Python writes them again",
        )
