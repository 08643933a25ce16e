"""A JBIG2 picture without the comments that its program left (ITU-T T.88, 7.2 and 7.4.15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_EXTENSION: Final = 62
_TYPE: Final = 0x3F
_LONG_PAGE: Final = 0x40
_MANY_REFERRED: Final = 7
_SMALL_NUMBER, _MIDDLE_NUMBER = 256, 65_536
_UNKNOWN: Final = 0xFFFF_FFFF
"""A length that only the coded data tells."""


def without_extensions(data: bytes) -> bytes:
    """Return the segments ``data``, as PDF holds them, less extensions, which hold words. Raises ``ValueError`` where they end
    outside.
    """
    return b"".join([data[start:end] for kind, start, end in _segments(data) if kind != _EXTENSION])


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield type, start and end of each segment."""
    start = 0
    while start < len(data):
        number, flags = int.from_bytes(data[start : start + 4], "big"), data[start + 4]
        referred, at = data[start + 5] >> 5, start + 6
        if referred == _MANY_REFERRED:
            referred = int.from_bytes(data[start + 5 : start + 9], "big") & 0x1FFF_FFFF
            at = start + 9 + (referred + 8) // 8
        size = 1 if number <= _SMALL_NUMBER else 2 if number <= _MIDDLE_NUMBER else 4
        at += referred * size + (4 if flags & _LONG_PAGE else 1)
        length = int.from_bytes(data[at : at + 4], "big")
        end = len(data) if length == _UNKNOWN else at + 4 + length
        if end > len(data) or at + 4 > len(data):
            raise ValueError("a segment of a JBIG2 picture does not end within it")
        yield flags & _TYPE, start, end
        start = end
