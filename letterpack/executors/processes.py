"""Processes of this machine do the work. They end with the process that started them, however that ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread
from typing import Final, Literal, TypeAlias

from letterpack.programs import safe_python

StartMethod: TypeAlias = Literal["fork", "spawn"]
USUAL_START: Final[StartMethod] = "spawn" if sys.platform in ("win32", "darwin") else "fork"
"""A forked process has all that was read; Windows has no fork, and libraries of macOS do not survive one."""
THREADED: Final = ("obstore",)
"""Libraries that a process does its work with threads for: where one has been loaded, a fork would wait for threads that it has
not, and processes are spawned.
"""
_LOOK_EVERY_S: Final = 0.5


@contextmanager
def open_executor(number: int, start: StartMethod | None = None) -> Iterator[Executor]:
    """Give an executor of ``number`` processes; whatever is raised in the ``with`` ends them at once, their work undone."""
    with safe_python():
        pool = ProcessPoolExecutor(number, multiprocessing.get_context(start or _start()), initializer=_begin)
        try:
            yield pool
        except BaseException:
            # ``kill_workers`` has this from Python 3.14 on.
            processes = list((pool._processes or {}).values())
            for process in processes:
                process.kill()
            try:
                pool.shutdown(cancel_futures=True)
            except RuntimeError:  # Where no more threads may be started, the pool has not got its own, which waits for them.
                for process in processes:
                    process.join()
            raise
        pool.shutdown(cancel_futures=True)


def knows_all() -> bool:
    """A forked worker is a copy of this process; a spawned one begins with nothing."""
    return _start() == "fork"


def _start() -> StartMethod:
    return "spawn" if any(name in sys.modules for name in THREADED) else USUAL_START


def _begin() -> None:
    """Make a worker of this process."""
    # An interrupt from the keyboard reaches every process: the first one ends the others, and they need not say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the first process does when it is told to end is its own affair.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What was there before is shared memory as long as no search for garbage writes to it.
    gc.freeze()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent is gone, killed or not.

    The sentinel is a pipe whose other end the parent holds, and so do forked siblings that were started later: they go first.
    Whoever else the parent forked may hold it too, so its number is looked at as well. (Linux can signal a parent's end; but it
    means the thread that forked, and not its process.)
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    while not wait([parent.sentinel], _LOOK_EVERY_S) and os.getppid() == parent.pid:
        pass
    os._exit(1)
