"""CFF as it stands in a font file: INDEX and DICT, read (Adobe Technical Note 5176, 4 and 5)."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

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
