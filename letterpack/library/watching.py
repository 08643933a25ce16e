"""The progress of a call: functions that take no ``progress`` of their own look it up here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeAlias

from msgspec import Struct

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many packets are done, and how many addressees or packets there are."""


class Watcher(Struct, frozen=True):
    """What to call: for packets that are done, and once if another build has to end first."""

    progress: Progress | None = None
    waiting: Callable[[], None] | None = None


_watcher: Final[ContextVar[Watcher | None]] = ContextVar("letterpack_watcher", default=None)


@contextmanager
def watch(progress: Progress | None = None, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Report the progress of all calls inside the ``with``, in this thread.

    ``progress`` is called with the number of packets done and the number of all packets. ``waiting`` is called once if another
    build into the same place has to end first.
    """
    before = _watcher.set(Watcher(progress, waiting))
    try:
        yield
    finally:
        _watcher.reset(before)


def watcher() -> Watcher:
    """Return what to call during the current call."""
    return _watcher.get() or Watcher()
