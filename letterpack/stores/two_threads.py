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
    if len(items) > 1:
        # Loaded here: a batch of a few packets is in one folder.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2) as pool:
            try:
                begun = [pool.submit(act, item) for item in items]
            except RuntimeError:  # The system starts no more threads.
                pool.shutdown(cancel_futures=True)
            else:
                return [each.result() for each in begun]
    return [act(item) for item in items]
