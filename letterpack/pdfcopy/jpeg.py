"""A JPEG file without what cameras and programs wrote beside the picture: place, time, owner, previews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MARK: Final = 0xFF
_RESTART: Final = range(0xD0, 0xD8)
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
"""ITU-T T.81, table B.1."""
START_OF_SCAN: Final = bytes((_MARK, _START_OF_SCAN))
"""Coded data hold no such two bytes, and other segments hardly any."""
_OF_THE_PICTURE: Final = frozenset((*range(0xC0, 0xD0), _START_OF_SCAN, *range(0xDB, 0xE0)))
"""Frames, tables and scans. Comments, APPn and extensions go, but for what says how the colours are meant (B.1.1.3)."""
_JFIF, _ADOBE = 0xE0, 0xEE
_JFIF_NAME, _ADOBE_NAME = b"JFIF\0", b"Adobe"
_JFIF_BYTES, _ADOBE_BYTES = 14, 12
"""Of a JFIF segment without its thumbnail (JFIF 1.02), perhaps of the picture before it was cropped; of Adobe's."""


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG ``data`` up to its end marker, less metadata. Raises ``ValueError`` where its segments do not add up."""
    return b"\xff\xd8" + b"".join(_kept(data)) + b"\xff\xd9"


def _kept(data: bytes) -> Iterator[bytes]:
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if marker in _OF_THE_PICTURE:
            yield data[start:end]
        elif marker == _JFIF and body.startswith(_JFIF_NAME):
            yield _segment(marker, body[: _JFIF_BYTES - 2].ljust(_JFIF_BYTES, b"\0"))
        elif marker == _ADOBE and body.startswith(_ADOBE_NAME):
            yield _segment(marker, body[:_ADOBE_BYTES])


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((_MARK, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment to the end of the picture."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != _MARK:
            raise ValueError("a JPEG segment does not begin with its mark")
        marker = data[place + 1]
        if marker == _END_OF_IMAGE:
            return
        if marker == _MARK:
            place += 1
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _START_OF_SCAN:
            end = _scan_end(data, end)
        yield marker, place, end
        place = end


def _scan_end(data: bytes, start: int) -> int:
    """Return where the coded data that begins at ``start`` ends: at the next marker that is no restart and no stuffed zero."""
    place = start
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            return len(data)
        if data[place + 1] == 0 or data[place + 1] in _RESTART:
            place += 2
        else:
            return place
