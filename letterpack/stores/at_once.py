"""Requests to a store far away, many of them on their way at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import cache
from typing import Final, TypeVar

FileT = TypeVar("FileT")
MadeT = TypeVar("MadeT")
_AT_ONCE: Final = 32
"""A put waits some 20 to 50 ms for a server far away, and does nothing meanwhile."""


def at_once(do: Callable[[FileT], MadeT], files: Iterable[FileT]) -> list[MadeT]:
    """Return what ``do`` returns for each of ``files``, many at once. What one raises is raised once nothing is on its way any
    more: whoever clears up then finds all of it.
    """
    begun = [_threads().submit(do, file) for file in files]
    wait(begun, return_when=FIRST_EXCEPTION)
    wait([each for each in begun if not each.cancel()])
    for each in begun:
        if not each.cancelled() and (error := each.exception()) is not None:
            raise error
    return [each.result() for each in begun]


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads of this process that ask."""
    return ThreadPoolExecutor(_AT_ONCE, "letterpack-put")
