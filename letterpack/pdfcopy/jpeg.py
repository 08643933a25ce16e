"""A JPEG file without what cameras and programs wrote beside the picture: place, time, owner, previews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MARK: Final = 0xFF
_APPLICATION: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
_RESTART: Final = range(0xD0, 0xD8)
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
"""ITU-T T.81, table B.1."""
KEPT_MARKERS: Final = frozenset((0xE0, 0xEE))
"""APP0 (JFIF) and APP14 (Adobe: says how the colours are meant). Other APPn segments and comments go (ITU-T T.81, B.1.1.3)."""

_PREVIEW: Final = b"JFXX\0"
"""A thumbnail (JFIF 1.02), perhaps of the picture before it was cropped."""


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG ``data`` up to its end marker, less metadata. Raises ``ValueError`` where its segments do not add up."""
    return b"\xff\xd8" + b"".join(_segments(data)) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[bytes]:
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
        if _is_of_the_picture(marker, data[place + 4 : end]):
            yield data[place:end]
        place = end


def _is_of_the_picture(marker: int, body: bytes) -> bool:
    if marker in KEPT_MARKERS:
        return not body.startswith(_PREVIEW)
    return marker not in _APPLICATION and marker != _COMMENT


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
