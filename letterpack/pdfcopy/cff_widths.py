"""How wide the glyphs of a CFF program are: each says it at the beginning of its outline (Adobe Technical Notes 5176, 5177)."""

from __future__ import annotations

from typing import Final

from letterpack.cff import CffDict, read_dict, read_index

_CHAR_STRINGS, _PRIVATE, _FD_ARRAY, _FD_SELECT = 17, 18, (12, 36), (12, 37)
_DEFAULT, _NOMINAL = 20, 21
_STEMS: Final = frozenset((1, 3, 18, 23, 19, 20))
_MOVES: Final = {21: 2, 22: 1, 4: 1}
"""Operators by how many operands they take beside a width."""
_END: Final = 14
_END_OPERANDS: Final = (1, 5)
_SHORT, _LEAST_NUMBER, _FIXED = 28, 32, 255
_LAST_BYTE, _LAST_POSITIVE = 246, 250
_FD_BYTES, _FD_RANGES = 0, 3


class CffWidths:
    """The widths of a program's glyphs, in its own units. Raises ``LookupError`` or ``ValueError`` where it is damaged."""

    def __init__(self, cff: bytes) -> None:
        names = read_index(cff, cff[2])
        tops = read_index(cff, names.end)
        top = read_dict(tops.items(cff)[0])
        self._outlines = read_index(cff, _place(top, _CHAR_STRINGS)).items(cff)
        if _FD_ARRAY in top:
            parts = [read_dict(each) for each in read_index(cff, _place(top, _FD_ARRAY)).items(cff)]
            self._part = _parts(cff, _place(top, _FD_SELECT), len(self._outlines))
        else:
            parts, self._part = [top], [0] * len(self._outlines)
        self._widths = [_private_widths(cff, each) for each in parts]

    def width(self, glyph: int) -> float | None:
        """Return how wide the glyph is; None where its outline does not say so at once."""
        default, nominal = self._widths[self._part[glyph]]
        stated = _stated(self._outlines[glyph])
        return stated if stated is None else default if stated == _UNSAID else nominal + stated


_UNSAID: Final = float("inf")
"""In place of a width: the outline begins without one."""


def _stated(outline: bytes) -> float | None:
    """Return the width that an outline begins with, ``_UNSAID`` where it has none, None where a subroutine may say it."""
    operands: list[float] = []
    at = 0
    while at < len(outline):
        first = outline[at]
        if first >= _LEAST_NUMBER or first == _SHORT:
            value, at = _number(outline, at)
            operands.append(value)
            continue
        if first in _STEMS:
            extra = len(operands) % 2
        elif first in _MOVES:
            extra = len(operands) - _MOVES[first]
        elif first == _END:
            extra = int(len(operands) in _END_OPERANDS)
        else:
            return None
        return operands[0] if extra > 0 else _UNSAID
    return None


def _number(outline: bytes, at: int) -> tuple[float, int]:
    """Return the operand at ``at``, and where it ends (Technical Note 5177, 3.2)."""
    first = outline[at]
    if first == _SHORT:
        return int.from_bytes(outline[at + 1 : at + 3], "big", signed=True), at + 3
    if first <= _LAST_BYTE:
        return first - 139, at + 1
    if first <= _LAST_POSITIVE:
        return (first - 247) * 256 + outline[at + 1] + 108, at + 2
    if first < _FIXED:
        return -(first - 251) * 256 - outline[at + 1] - 108, at + 2
    return int.from_bytes(outline[at + 1 : at + 5], "big", signed=True) / 65536, at + 5


def _parts(cff: bytes, at: int, count: int) -> list[int]:
    """Return which font dictionary each glyph belongs to (Technical Note 5176, 19)."""
    if cff[at] == _FD_BYTES:
        return list(cff[at + 1 : at + 1 + count])
    if cff[at] != _FD_RANGES:
        raise ValueError("a table of font dictionaries of another format")
    ranges = int.from_bytes(cff[at + 1 : at + 3], "big")
    starts = [at + 3 + 3 * index for index in range(ranges)]
    firsts = [int.from_bytes(cff[each : each + 2], "big") for each in starts] + [count]
    return [cff[start + 2] for index, start in enumerate(starts) for _ in range(firsts[index], firsts[index + 1])]


def _private_widths(cff: bytes, part: CffDict) -> tuple[float, float]:
    """Return the default and the nominal width of a font dictionary's glyphs."""
    size, start = part.get(_PRIVATE, (0, 0))
    if not isinstance(size, int) or not isinstance(start, int):
        raise TypeError("a private dictionary without a place")
    private = read_dict(cff[start : start + size])
    default, nominal = (private.get(each, (0,))[-1] for each in (_DEFAULT, _NOMINAL))
    if not isinstance(default, int) or not isinstance(nominal, int):
        raise TypeError("a width is not a whole number")
    return default, nominal


def _place(held: CffDict, operator: int | tuple[int, int]) -> int:
    value = held[operator][-1]
    if not isinstance(value, int):
        raise TypeError("an offset is not a whole number")
    return value
