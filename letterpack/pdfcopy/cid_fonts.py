"""CFF programs as files hold them, bare: opened by HarfBuzz; by which number each glyph goes (Adobe Technical Note 5176)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

import uharfbuzz as hb

_CHARSET: Final = 15
_CHAR_STRINGS: Final = 17
_ESCAPE: Final = 12
_FONT_MATRIX: Final = (12, 7)
_REAL: Final = 30
_UPEM: Final = 1000
_HEAD_BYTES: Final = 54
_NIBBLES: Final = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "E", "E-", "", "-")


def opened_cff(cff: bytes) -> tuple[hb.Face, Mapping[int, int]]:
    """Return the face of a CID-keyed program, and the place in it of each glyph by the number that it goes by. Raises
    ``ValueError``.
    """
    try:
        names = _ends(cff, cff[2])
        tops = _ends(cff, names[-1])
        top = _dict(cff[tops[0] : tops[1]])
        count = int.from_bytes(cff[int(top[_CHAR_STRINGS][-1]) :][:2], "big")
        numbers = _charset(cff, int(top[_CHARSET][-1]), count)
        matrix = top.get(_FONT_MATRIX)
        upem = round(1 / matrix[0]) if matrix else _UPEM
    except (IndexError, KeyError, ValueError, ZeroDivisionError, OverflowError, struct.error) as error:
        raise ValueError("a font program of it cannot be read") from error
    return hb.Face(hb.Blob(_wrapped(cff, count, upem))), {number: glyph for glyph, number in enumerate(numbers)}


def _wrapped(cff: bytes, count: int, upem: int) -> bytes:
    """Return the program as an OpenType font with nothing else that drawing needs."""
    head = bytearray(_HEAD_BYTES)
    struct.pack_into(">IIIIHH", head, 0, 0x00010000, 0, 0, 0x5F0F3CF5, 0, upem)
    tables = [(b"CFF ", cff), (b"head", bytes(head)), (b"maxp", struct.pack(">IH", 0x00005000, count))]
    out, body, at = [struct.pack(">4sHHHH", b"OTTO", len(tables), 0, 0, 0)], [], 12 + 16 * len(tables)
    for tag, data in tables:
        out.append(struct.pack(">4sIII", tag, 0, at, len(data)))
        padded = data + bytes(-len(data) % 4)
        body.append(padded)
        at += len(padded)
    return b"".join([*out, *body])


def _ends(data: bytes, start: int) -> list[int]:
    """Return where the items of the INDEX at ``start`` begin, and where the last one ends."""
    count = int.from_bytes(data[start : start + 2], "big")
    if not count:
        return [start + 2]
    size = data[start + 2]
    base = start + 3 + (count + 1) * size - 1
    return [base + int.from_bytes(data[at : at + size], "big") for at in range(start + 3, base + 1, size)]


def _charset(cff: bytes, at: int, count: int) -> list[int]:
    """Return the number that each glyph goes by (13)."""
    kind, at, found = cff[at], at + 1, [0]
    while len(found) < count:
        first = int.from_bytes(cff[at : at + 2], "big")
        left = 0 if not kind else int.from_bytes(cff[at + 2 : at + 2 + kind], "big")
        if at + 2 + kind > len(cff):
            raise ValueError("a charset is cut off")
        found.extend(range(first, first + left + 1))
        at += 2 + kind
    return found[:count]


def _dict(data: bytes) -> dict[int | tuple[int, int], tuple[float, ...]]:
    found: dict[int | tuple[int, int], tuple[float, ...]] = {}
    operands: list[float] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= 21:  # noqa: PLR2004  Operators (table 9).
            is_long = first == _ESCAPE
            found[(first, data[at + 1]) if is_long else first] = tuple(operands)
            operands, at = [], at + 1 + is_long
        else:
            value, at = _number(data, at)
            operands.append(value)
    return found


def _number(data: bytes, at: int) -> tuple[float, int]:
    """Return the operand at ``at``, and where it ends (table 3)."""
    first = data[at]
    if first == 28:  # noqa: PLR2004
        return int.from_bytes(data[at + 1 : at + 3], "big", signed=True), at + 3
    if first == 29:  # noqa: PLR2004
        return int.from_bytes(data[at + 1 : at + 5], "big", signed=True), at + 5
    if first == _REAL:
        said = ""
        while True:
            at += 1
            for nibble in (data[at] >> 4, data[at] & 0xF):
                if nibble == 0xF:  # noqa: PLR2004
                    return float(said), at + 1
                said += _NIBBLES[nibble]
    if first <= 246:  # noqa: PLR2004
        return first - 139, at + 1
    if first <= 250:  # noqa: PLR2004
        return (first - 247) * 256 + data[at + 1] + 108, at + 2
    return -(first - 251) * 256 - data[at + 1] - 108, at + 2
