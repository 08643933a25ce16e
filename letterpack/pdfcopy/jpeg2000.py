"""A JPEG 2000 file without what programs put beside the picture (ISO/IEC 15444-1, annexes A and I)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.pdfcopy.profile import is_profile, without_owner

_SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_OF_THE_FILE: Final = frozenset((b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c", b"ftbl", b"dtbl", b"mdat"))
_OF_A_HEADER: Final = frozenset((
    b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res ", b"resc", b"resd", b"cgrp", b"opct", b"creg",
))  # fmt: skip
"""Boxes that a reader needs. Texts, labels, vendors' boxes (Exif and XMP among them) and rights are not among them (I.7)."""
_HEADERS: Final = frozenset((b"jp2h", b"jpch", b"jplh", b"cgrp", b"res "))
_PROFILE_METHODS: Final = (2, 3)
_CODESTREAM: Final = b"\xff\x4f\xff\x51"
_COMMENT: Final = 0xFF64
_TILE: Final = 0xFF90
_START_OF_DATA: Final = 0xFF93
_END: Final = 0xFFD9
"""Markers of a codestream (A.2)."""


def without_boxes(data: bytes) -> bytes:
    """Return the JPEG 2000 ``data`` less its metadata and the words of its comments. Raises ``ValueError`` where its boxes do not
    add up.
    """
    if data.startswith(_CODESTREAM):
        return _without_comments(data)
    if not data.startswith(_SIGNATURE):
        return data
    return b"".join(_cleaned(data, _OF_THE_FILE))


def _cleaned(data: bytes, kept: frozenset[bytes]) -> Iterator[bytes]:
    for kind, start, begin, end in _boxes(data):
        if kind not in kept:
            continue
        body = data[begin:end]
        cleaned = _body(kind, body)
        if cleaned == body:
            yield data[start:end]
        elif len(cleaned) == len(body):
            yield data[start:begin] + cleaned
        else:
            yield (len(cleaned) + 8).to_bytes(4, "big") + kind + cleaned


def _body(kind: bytes, body: bytes) -> bytes:
    if kind in _HEADERS:
        return b"".join(_cleaned(body, _OF_A_HEADER))
    if kind == b"jp2c" and body.startswith(_CODESTREAM):
        return _without_comments(body)
    if kind == b"colr" and body[0] in _PROFILE_METHODS and is_profile(body[3:]):
        return body[:3] + without_owner(body[3:])
    return body


def _without_comments(stream: bytes) -> bytes:
    """Return a codestream with its comments made zeros: each keeps its length, so that nothing moves (A.9.2)."""
    cleaned = bytearray(stream)
    at = 2
    while at + 4 <= len(stream):
        marker, size = int.from_bytes(stream[at : at + 2], "big"), int.from_bytes(stream[at + 2 : at + 4], "big")
        if marker == _END or marker < _CODESTREAM[0] << 8:
            break
        if marker == _COMMENT:
            cleaned[at + 4 : at + 2 + size] = bytes(size - 2)
        if marker == _TILE:
            tile_end = at + int.from_bytes(stream[at + 6 : at + 10], "big")
        if marker == _START_OF_DATA:
            if tile_end <= at:
                break
            at = tile_end
        else:
            at += 2 + size
    return bytes(cleaned[: len(stream)])


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield type, start, start of the body and end of each box. A length of 1 stands for one of eight bytes, 0 for the rest of
    the file (I.4).
    """
    start = 0
    while start + 8 <= len(data):
        length, begin = int.from_bytes(data[start : start + 4], "big"), start + 8
        if length == 1:
            length, begin = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        end = start + length if length else len(data)
        if not begin <= end <= len(data):
            raise ValueError("a box of a JPEG 2000 file does not end within it")
        yield data[start + 4 : start + 8], start, begin, end
        start = end
