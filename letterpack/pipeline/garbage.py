"""How often Python looks for cyclic garbage while a campaign is read and built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_COLLECT_AFTER: Final = (50_000, 20, 50)
"""Thresholds of the three generations; Python's own are 700, 10 and 10."""


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the search for cyclic garbage wait: lists and packets are made without cycles, and it took an eighth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
