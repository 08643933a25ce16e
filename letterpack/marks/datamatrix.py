"""Data Matrix ECC 200 (ISO/IEC 16022) for digits: a symbol as one number, a bit a module.

Data are followed by Reed-Solomon codewords over GF(256), and all bits are placed along a walk of diagonals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

_FIELD: Final = 0x12D
"""The polynomial of the field of 256 elements (ISO/IEC 16022, 5.7)."""
_PAIR: Final = 130
"""Added to two digits makes their codeword (ISO/IEC 16022, 5.2.3)."""
_BITS: Final = 8


class _Capacity(NamedTuple):
    data: int
    correction: int


CAPACITY: Final[Mapping[int, _Capacity]] = MappingProxyType(
    {
        10: _Capacity(3, 5), 12: _Capacity(5, 7), 14: _Capacity(8, 10), 16: _Capacity(12, 12),
        18: _Capacity(18, 14), 20: _Capacity(22, 18), 22: _Capacity(30, 20), 24: _Capacity(36, 24),
    }
)  # fmt: skip
"""Codewords by the modules of a side, of square symbols with one region (ISO/IEC 16022, table 7)."""


def side_for(digits: int) -> int:
    """Return how many modules a side has of the smallest symbol that is filled by so many ``digits``; 0 where none is."""
    return next((side for side, held in CAPACITY.items() if held.data * 2 == digits), 0)


def symbol(digits: str, side: int) -> int:
    """Return the symbol with as many ``digits`` as fill it: bit ``row * side + column`` is a dark module, row 0 at the top."""
    held = CAPACITY[side]
    data = [int(digits[at : at + 2]) + _PAIR for at in range(0, 2 * held.data, 2)]
    found = _frame(side)
    for value, modules in zip((*data, *_corrections(data, held.correction)), _places(side), strict=True):
        for bit, module in enumerate(modules):
            found |= (value >> bit & 1) << module
    return found


def rows(modules: int, side: int) -> Iterator[int]:
    """Yield the rows of a symbol from the top, bit 0 at the left."""
    mask = (1 << side) - 1
    for row in range(side):
        yield modules >> row * side & mask


def _corrections(data: list[int], count: int) -> list[int]:
    """Return the ``count`` correction codewords of ``data``."""
    rest = [0] * count
    for value in data:
        lead = rest[0] ^ value
        rest = [each ^ _times(lead, factor) for each, factor in zip((*rest[1:], 0), _generator(count), strict=True)]
    return rest


@cache
def _generator(degree: int) -> tuple[int, ...]:
    """Return the factors of the generator polynomial, the highest power first, without its own leading 1."""
    factors, root = [1], 1
    for _ in range(degree):
        root = _times(root, 2)
        shifted = [*factors, 0]
        scaled = [0, *[_times(each, root) for each in factors]]
        factors = [one ^ other for one, other in zip(shifted, scaled, strict=True)]
    return tuple(factors[1:])


@cache
def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= _FIELD
        other >>= 1
    return product


@cache
def _frame(side: int) -> int:
    """Return the finder and the clock: dark at left and bottom, every other module at top and right; and the fixed corner."""
    found = 0
    for at in range(side):
        found |= 1 << at * side
        found |= 1 << (side - 1) * side + at
        found |= 1 << at if at % 2 == 0 else 0
        found |= 1 << at * side + side - 1 if at % 2 else 0
    inner = side - 2
    free = inner * inner - _BITS * sum(CAPACITY[side])
    if free:  # The lower right corner of some sizes holds no codeword (annex F.3): two of its four modules are dark.
        found |= 1 << (side - 2) * side + side - 2
        found |= 1 << (side - 3) * side + side - 3
    return found


@cache
def _places(side: int) -> list[list[int]]:
    """Return for each codeword the modules of its bits, the lowest bit first (ISO/IEC 16022, annex F)."""
    size = side - 2
    taken: dict[tuple[int, int], None] = {}
    found: list[list[int]] = []

    def module(row: int, column: int) -> int:
        if row < 0:
            row, column = row + size, column + 4 - (size + 4) % 8
        if column < 0:
            row, column = row + 4 - (size + 4) % 8, column + size
        taken[row, column] = None
        return (row + 1) * side + column + 1

    def put(shape: list[tuple[int, int]]) -> None:
        found.append([module(row, column) for row, column in reversed(shape)])

    for row, column, is_turn in _walk(size):
        for corner in _corners(size, row, column) if is_turn else ():
            put(corner)
        if not is_turn and 0 <= row < size and 0 <= column < size and (row, column) not in taken:
            put(_utah(row, column))
    return found


def _walk(size: int) -> Iterator[tuple[int, int, bool]]:
    """Yield where the walk goes that places codewords, up and down diagonals; and, as the third, where it turns to go up."""
    row, column = 4, 0
    while row < size or column < size:
        yield row, column, True
        for step, aside in ((-2, (1, 3)), (2, (3, 1))):
            is_on = True
            while is_on:
                yield row, column, False
                row, column = row + step, column - step
                is_on = (row >= 0 and column < size) if step < 0 else (row < size and column >= 0)
            row, column = row + aside[0], column + aside[1]


def _utah(row: int, column: int) -> list[tuple[int, int]]:
    """Return the modules of a codeword whose last is at ``row`` and ``column``, the first bit first (figure F.1)."""
    return [
        (row - 2, column - 2), (row - 2, column - 1),
        (row - 1, column - 2), (row - 1, column - 1), (row - 1, column),
        (row, column - 2), (row, column - 1), (row, column),
    ]  # fmt: skip


def _corners(size: int, row: int, column: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the codeword that is placed in the corners where the walk is at ``row`` and ``column`` (figures F.3 and F.4).

    No walk of a symbol with one square region comes to the corners of figures F.5 and F.6.
    """
    end = size - 1
    if (row, column) == (size, 0):
        yield [(end, 0), (end, 1), (end, 2), (0, end - 1), (0, end), (1, end), (2, end), (3, end)]
    if (row, column) == (size - 2, 0) and size % 4:
        yield [(end - 2, 0), (end - 1, 0), (end, 0), (0, end - 3), (0, end - 2), (0, end - 1), (0, end), (1, end)]
