"""How often Python looks for cyclic garbage while a campaign is read and built."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_COLLECT_AFTER: Final = (200_000, 20, 50)
"""Thresholds of the three generations; Python's own are 700, 10 and 10. All of 64 packets in the making stays below the first."""
_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []
"""The thresholds that were there first, once for each who has asked to let the search wait."""


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the search for cyclic garbage wait: lists and packets are made without cycles, and it took an eighth of the time.

    Several threads may be inside; the last one out puts the thresholds back that the first one met.
    """
    with _lock:
        _before.append(_before[0] if _before else gc.get_threshold())
        gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        with _lock:
            before = _before.pop()
            if not _before:
                gc.set_threshold(*before)
