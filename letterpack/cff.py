"""CFF as it stands in a font file: INDEX and DICT, read (Adobe Technical Note 5176); bare programs, opened by HarfBuzz."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import uharfbuzz as hb
from msgspec import Struct

CffOperator = int | tuple[int, int]
CffDict = dict[CffOperator, tuple[int | bytes, ...]]
"""Operator to operands; a real number stays as its bytes."""

ESCAPE: Final = 12
SHORT: Final = 28
LONG: Final = 29
REAL: Final = 30
_REAL_END: Final = 0xF
_LAST_OPERATOR: Final = 21
_LAST_BYTE: Final = 246
_LAST_POSITIVE: Final = 250
"""First bytes of a DICT's operators, its integers of one byte, and the positive ones of two (4, table 3)."""
_CHARSET: Final = 15
_CHAR_STRINGS: Final = 17
_FONT_MATRIX: Final = (12, 7)
_UPEM: Final = 1000
_HEAD_BYTES: Final = 54
_NIBBLES: Final = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "E", "E-", "", "-")


class Index(Struct, frozen=True):
    """An INDEX: where each of its items begins and where the last ends, and where the INDEX ends."""

    offsets: tuple[int, ...]
    end: int

    def items(self, data: bytes) -> tuple[bytes, ...]:
        """Return the items, of the font ``data``."""
        return tuple([data[first:last] for first, last in pairwise(self.offsets)])


def read_index(data: bytes, start: int) -> Index:
    """Return the INDEX at ``start``."""
    count = int.from_bytes(data[start : start + 2], "big")
    if not count:
        return Index((), start + 2)
    size = data[start + 2]
    base = start + 3 + (count + 1) * size - 1
    ends = [base + int.from_bytes(data[at : at + size], "big") for at in range(start + 3, base + 1, size)]
    return Index(tuple(ends), ends[-1])


def read_dict(data: bytes) -> CffDict:
    """Return a DICT."""
    found: CffDict = {}
    operands: list[int | bytes] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= _LAST_OPERATOR:
            operator: CffOperator = (first, data[at + 1]) if first == ESCAPE else first
            found[operator] = tuple(operands)
            operands = []
            at += 2 if first == ESCAPE else 1
        else:
            operand, at = _operand(data, at)
            operands.append(operand)
    return found


def _operand(data: bytes, at: int) -> tuple[int | bytes, int]:
    """Return the operand at ``at``, and where it ends."""
    first = data[at]
    if first == SHORT:
        return int.from_bytes(data[at + 1 : at + 3], "big", signed=True), at + 3
    if first == LONG:
        return int.from_bytes(data[at + 1 : at + 5], "big", signed=True), at + 5
    if first == REAL:
        end = at + 1
        while data[end] & 0xF != _REAL_END:
            end += 1
        return data[at : end + 1], end + 1
    if first <= _LAST_BYTE:
        return first - 139, at + 1
    if first <= _LAST_POSITIVE:
        return (first - 247) * 256 + data[at + 1] + 108, at + 2
    return -(first - 251) * 256 - data[at + 1] - 108, at + 2


def opened_cff(cff: bytes) -> tuple[hb.Face, Mapping[int, int]]:
    """Return the face of a CID-keyed program, and the place in it of each glyph by the number that it goes by. Raises
    ``ValueError``.
    """
    try:
        names = read_index(cff, cff[2])
        top = read_dict(read_index(cff, names.end).items(cff)[0])
        count = int.from_bytes(cff[_whole(top[_CHAR_STRINGS]) :][:2], "big")
        numbers = _charset(cff, _whole(top[_CHARSET]), count)
        matrix = top.get(_FONT_MATRIX)
        upem = round(1 / _real(matrix[0])) if matrix else _UPEM
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


def _whole(operands: tuple[int | bytes, ...]) -> int:
    value = operands[-1]
    if isinstance(value, bytes):
        raise ValueError("an offset is not a whole number")
    return value


def _real(value: int | bytes) -> float:
    """Return what an operand stands for: a real number is written in half bytes (4, table 5)."""
    if isinstance(value, int):
        return value
    digits, _, _ = value[1:].hex().partition("f")
    return float("".join([_NIBBLES[int(each, 16)] for each in digits]))
