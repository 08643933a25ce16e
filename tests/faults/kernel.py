"""Faults where a program meets the system: each call that opens, changes or removes a file is counted, and one of them is refused
or ends the process.

Linux hands the calls of a process, of its threads and of all that it starts to somebody who watches (``seccomp_unotify(2)``): no
library is replaced, no file system is made, no right is needed, and the program is none the wiser.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_X86_64: Final = {
    "open": 2, "openat": 257, "creat": 85, "write": 1, "writev": 20, "pwrite64": 18, "fsync": 74, "fdatasync": 75, "syncfs": 306,
    "rename": 82, "renameat": 264, "renameat2": 316, "link": 86, "linkat": 265, "symlink": 88, "symlinkat": 266, "unlink": 87,
    "unlinkat": 263, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "chmod": 90, "fchmod": 91, "fchmodat": 268, "ftruncate": 77,
    "utimensat": 280, "flock": 73, "read": 0, "pread64": 17, "getdents64": 217,
}  # fmt: skip
_AARCH64: Final = {
    "openat": 56, "write": 64, "writev": 66, "pwrite64": 68, "fsync": 82, "fdatasync": 83, "syncfs": 267, "renameat": 38,
    "renameat2": 276, "linkat": 37, "symlinkat": 36, "unlinkat": 35, "mkdirat": 34, "fchmod": 52, "fchmodat": 53,
    "ftruncate": 46, "utimensat": 88, "flock": 32, "read": 63, "pread64": 67, "getdents64": 61,
}  # fmt: skip
"""``asm/unistd_64.h`` and ``asm-generic/unistd.h`` of Linux."""
NUMBERS: Final[Mapping[str, int]] = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(platform.machine(), {})
_NAMES: Final = {number: name for name, number in NUMBERS.items()}
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}.get(platform.machine(), 0)

OPENING: Final = frozenset({"open", "openat", "creat"})
READING: Final = frozenset({"read", "pread64", "getdents64"})
WRITING: Final = frozenset({"write", "writev", "pwrite64", "ftruncate"})
SYNCING: Final = frozenset({"fsync", "fdatasync", "syncfs"})
NAMING: Final = frozenset({"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"})
MAKING: Final = frozenset({"mkdir", "mkdirat"})
REMOVING: Final = frozenset({"unlink", "unlinkat", "rmdir"})
RIGHTS: Final = frozenset({"chmod", "fchmod", "fchmodat", "utimensat"})
LOCKING: Final = frozenset({"flock"})
CHANGING: Final = WRITING | SYNCING | NAMING | MAKING | REMOVING | RIGHTS

_OF_DESCRIPTOR: Final = WRITING | SYNCING | READING | LOCKING | {"fchmod"}
_BELOW: Final = frozenset({"openat", "renameat", "renameat2", "linkat", "unlinkat", "mkdirat", "fchmodat", "utimensat"})
"""Calls whose first argument is a folder, and the second a path from it."""
_PATH_BYTES: Final = 4096
_NOTICE: Final = struct.Struct("=QIIiIQ6Q")
"""``struct seccomp_notif``: id, pid, flags, and of the call its number, architecture, place and arguments."""
_ANSWER: Final = struct.Struct("=QqiI")
"""``struct seccomp_notif_resp``: id, value, error, flags."""
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_GO_ON: Final = 1
_SET_FILTER: Final = 1
_NEW_LISTENER: Final = 1 << 3
_WAIT_KILLABLE: Final = 1 << 5
"""Of ``linux/seccomp.h``. A signal does not interrupt a call that is being looked at, as it would not interrupt one on a disk."""
_MOST_S: Final = 60.0
"""A guard against hangs alone."""
_AT_FDCWD: Final = -100


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the call ``at`` of those that are counted, from 1: it fails with ``error``, or a ``signal`` comes first.

    With ``lasting`` every later call of ``of`` fails as well, as on a disk that is full. Where ``at`` is 0 nothing happens.
    """

    of: frozenset[str]
    at: int = 0
    error: int = 0
    signal: int = 0
    lasting: bool = False


@dataclass(slots=True)
class Seen:
    """The calls that were counted: what each is, and on which path."""

    root: str
    fault: Fault
    calls: list[tuple[str, str]] = field(default_factory=list)
    process: int = 0
    """The one that the command began as."""

    def answer(self, pid: int, name: str, arguments: tuple[int, ...]) -> int:
        """Return the error of a call, 0 where it may go on."""
        path = _path(pid, name, arguments)
        if name not in self.fault.of or not path.startswith(f"{self.root}/"):
            return 0
        self.calls.append((name, path[len(self.root) + 1 :]))
        here = len(self.calls)
        if not self.fault.at or here < self.fault.at or (here > self.fault.at and not self.fault.lasting):
            return 0
        if self.fault.signal and here == self.fault.at:
            os.kill(self.process, self.fault.signal)
        return self.fault.error


def is_supported() -> bool:
    """Whether this system can watch: Linux of 2022 or later, on a processor whose calls are known here."""
    major, minor = platform.release().split(".")[:2] if sys.platform == "linux" else ("0", "0")
    return bool(NUMBERS) and (int(major), int(minor)) >= (5, 19)


def watched(work: Callable[[], None], seen: Seen) -> int:
    """Do ``work`` in a process of its own, which ends with it, and return how that ended: its exit code, negative for a signal.

    All calls of it that ``seen`` has an answer for get that answer.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        ours.close()
        listener = _install(seen.fault.of)
        socket.send_fds(theirs, [b"x"], [listener])
        os.close(listener)
        theirs.close()
        work()
        os._exit(70)
    theirs.close()
    seen.process = child
    _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    ours.close()
    _serve(descriptors[0], child, seen)
    os.close(descriptors[0])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _serve(listener: int, child: int, seen: Seen) -> None:
    """Answer until nobody is left to ask."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    end = time.monotonic() + _MOST_S
    while True:
        events = poll.poll(1000)
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        if events and events[0][1] & select.POLLIN:
            with suppress(FileNotFoundError):  # Who asked is gone.
                notice = bytearray(_NOTICE.size)
                fcntl.ioctl(listener, _RECEIVE, notice)
                number, pid, _, call, _, _, *arguments = _NOTICE.unpack(notice)
                error = seen.answer(pid, _NAMES[call], tuple(arguments))
                fcntl.ioctl(listener, _SEND, _ANSWER.pack(number, 0, -error, 0 if error else _GO_ON))
        elif events and events[0][1] & (select.POLLHUP | select.POLLERR):
            return


def _install(names: frozenset[str]) -> int:
    """Hand the calls ``names`` of this process to whoever has the descriptor that is returned."""
    numbers = sorted(NUMBERS[name] for name in names if name in NUMBERS)
    load = struct.pack("=HBBI", 0x20, 0, 0, 0)
    tests = [struct.pack("=HBBI", 0x15, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    program = b"".join([load, *tests, struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000), struct.pack("=HBBI", 0x06, 0, 0, 0x7FC00000)])
    buffer = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)))
    library: Any = ctypes.CDLL(None, use_errno=True)
    library.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    listener = library.syscall(_SECCOMP, _SET_FILTER, _NEW_LISTENER | _WAIT_KILLABLE, ctypes.byref(head))
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(listener)


def _path(pid: int, name: str, arguments: tuple[int, ...]) -> str:
    """Return the path that a call is about; empty where that is no file's."""
    try:
        if name in _OF_DESCRIPTOR:
            return str(Path(f"/proc/{pid}/fd/{arguments[0]}").readlink())
        below = name in _BELOW
        text = _text(pid, arguments[1 if below else 0])
        if text.startswith("/"):
            return text
        folder = ctypes.c_int(arguments[0] & 0xFFFFFFFF).value if below else _AT_FDCWD
        start = Path(f"/proc/{pid}", "cwd" if folder == _AT_FDCWD else f"fd/{folder}").readlink()
        return os.path.normpath(f"{start}/{text}")
    except OSError:
        return ""


def _text(pid: int, address: int) -> str:
    if not address:
        return ""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        room = -address % _PATH_BYTES or _PATH_BYTES
        data = memory.read(room)
        if b"\0" not in data:
            data += memory.read(_PATH_BYTES)
    return os.fsdecode(data.partition(b"\0")[0])
