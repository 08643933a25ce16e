"""Deflated bytes, measured in steps so that no file fills the memory (RFC 1950)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

FAST: Final = 6
"""How hard to pack what is packed anew: the next levels take twice the time for a hundredth of the bytes."""

_FEED: Final = 1 << 16
_STEP: Final = 1 << 20


def sizes(packed: bytes | memoryview) -> Iterator[tuple[int, int]]:
    """Yield, step by step, how many bytes of ``packed`` have been read and how many came of them; the last pair is of the whole.

    Raises ``zlib.error`` where the bytes are wrong, ``EOFError`` where they are cut off.
    """
    unpacker, read, made = zlib.decompressobj(), 0, 0
    feed = bytes(packed[:_FEED])
    while feed and not unpacker.eof:
        made += len(unpacker.decompress(feed, _STEP))
        left = unpacker.unused_data or unpacker.unconsumed_tail
        read += len(feed) - len(left)
        yield read, made
        feed = unpacker.unconsumed_tail or bytes(packed[read : read + _FEED])
    if not unpacker.eof:
        raise EOFError


def packed_size(packed: bytes | memoryview) -> int:
    """Return how many bytes at the beginning of ``packed`` are deflated data. Raises ``zlib.error``, also where it is cut off."""
    try:
        return max([read for read, _ in sizes(packed)], default=0)
    except EOFError as error:
        raise zlib.error("cut off") from error
