"""A JPEG 2000 file without the boxes that programs put beside the picture (ISO/IEC 15444-1, annex I)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_DROPPED: Final = frozenset((b"xml ", b"uuid", b"uinf", b"jp2i", b"free", b"skip"))
"""Texts, vendors' boxes (Exif and XMP among them) and rights: a reader may pass over each of them (I.7)."""


def without_boxes(data: bytes) -> bytes:
    """Return the JPEG 2000 ``data`` less its metadata; a bare codestream as it is.

    Raises ``ValueError`` where its boxes do not add up.
    """
    if not data.startswith(_SIGNATURE):
        return data
    return b"".join([data[start:end] for kind, start, end in _boxes(data) if kind not in _DROPPED])


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of each box. A length of 1 stands for one of eight bytes, 0 for the rest of the file (I.4)."""
    start = 0
    while start + 8 <= len(data):
        length = int.from_bytes(data[start : start + 4], "big")
        if length == 1:
            length = int.from_bytes(data[start + 8 : start + 16], "big")
        end = start + length if length else len(data)
        if not start + 8 <= end <= len(data):
            raise ValueError("a box of a JPEG 2000 file does not end within it")
        yield data[start + 4 : start + 8], start, end
        start = end
