"""Stretches of work that a signal waits for: to remove what is half done, and to remove what a new batch has taken the place of.

The command line asks here before it ends the process for a signal. A program that uses the library has signals of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

_inside: list[None] = []
"""One for each ``with`` that the main thread is in."""
_waiting: list[Callable[[], None]] = []


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals wait until the ``with`` is left. Threads get none, so it is the main one's alone."""
    if current_thread() is not main_thread():
        yield
        return
    _inside.append(None)
    try:
        yield
    finally:
        _inside.pop()
        if _waiting and not _inside:
            end = _waiting[0]
            _waiting.clear()
            end()


def must_wait(end: Callable[[], None]) -> bool:
    """Whether the process must not be ended now: ``end`` is then called as soon as it may."""
    if _inside:
        _waiting.append(end)
    return bool(_inside)
