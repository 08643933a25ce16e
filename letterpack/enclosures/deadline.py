"""A time limit for work on files that strangers made: part of stage 6, so that no file can hang a build."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

LIMIT_S: Final = 60.0
"""A sound file of 500 pages takes a few seconds."""

GRACE_S: Final = 5.0
"""For work that was told to stop."""

Result = TypeVar("Result")


class TooSlow(Exception):
    """The work did not end in time."""


class _Task(Generic[Result]):
    """Work in a thread of its own, with what came of it."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self.result: Result | None = None
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.result = self._work()
        except BaseException as error:  # handed on to the caller's thread, whatever it is
            self.error = error

    def stop(self) -> None:
        """Raise ``TooSlow`` inside the thread: a loop of Python code ends at its next step."""
        ident = ctypes.c_ulong(self.thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(TooSlow))


def within(work: Callable[[], Result], limit_s: float | None = None) -> Result | None:
    """Return what ``work`` returns, or raise what it raises; raise ``TooSlow`` after ``limit_s`` seconds (``LIMIT_S``)."""
    task = _Task(work)
    task.thread.start()
    task.thread.join(LIMIT_S if limit_s is None else limit_s)
    if task.thread.is_alive():
        task.stop()
        # Python code ends now, and puts back on its way out what it had changed; other code goes on, and is left alone.
        task.thread.join(GRACE_S)
        raise TooSlow
    if task.error is not None:
        raise task.error
    return task.result
