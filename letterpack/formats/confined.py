"""Work in a process of its own with little memory, for libraries that have no limits: what they ask for is refused, and the
program goes on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

MORE_MEMORY_BYTES: Final = 512 << 20
"""Beside what the program has: twice what the largest table that is read needs."""
_BROKEN: Final = 1


class OutOfBounds(Exception):
    """The work asked for more memory than it may have, or ended the process it ran in."""


def confined(work: Callable[[], bytes]) -> bytes:
    """Return what ``work`` returns. Raises ``OutOfBounds``; what ``work`` finds wrong it has to return.

    Without fork, on Windows, it works in this process: the survey before it is what bounds it there.
    """
    if not hasattr(os, "fork"):
        return work()
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_end)
        _work_and_leave(work, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise OutOfBounds
    return said


def _work_and_leave(work: Callable[[], bytes], write_end: int) -> None:
    """Answer and end this process, whatever happens: nothing of the parent's may run twice."""
    code = _BROKEN
    try:
        _limit_memory()
        # A library that gives up says so on stderr in its own words; the parent's finding says it in ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with os.fdopen(write_end, "wb") as answer:
            answer.write(work())
        code = 0
    except MemoryError:
        pass
    finally:
        os._exit(code)


def _limit_memory() -> None:
    if sys.platform != "linux":  # macOS knows the limit and does not keep it.
        return
    import resource
    from pathlib import Path

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MORE_MEMORY_BYTES
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY or allowed > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
