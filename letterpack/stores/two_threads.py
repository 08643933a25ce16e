"""Calls into the system, of which the disk takes two at a time: links made and removed by the million."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

ItemT = TypeVar("ItemT")
MadeT = TypeVar("MadeT")


def in_two_threads(act: Callable[[ItemT], MadeT], items: Sequence[ItemT]) -> list[MadeT]:
    """Return what ``act`` makes of each of ``items``, which do not depend on each other. Raises what ``act`` raises.

    Python lets go of its lock in each call into the system, and the system works for both.
    """
    # Loaded here: most batches are small, and replace none.
    from concurrent.futures import ThreadPoolExecutor

    def made(some: Sequence[ItemT]) -> list[MadeT]:
        return [act(item) for item in some]

    half = len(items) // 2
    with ThreadPoolExecutor(1) as pool:
        try:
            first = pool.submit(made, items[:half])
        except RuntimeError:  # The system starts no more threads, and nothing has begun.
            return made(items)
        second = made(items[half:])
        return [*first.result(), *second]
