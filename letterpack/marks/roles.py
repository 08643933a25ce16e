"""What marks say of a sheet: which lines are printed, and the digits of a symbol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from letterpack.model.insertion import BITS, OmrLines, SheetCode, SymbolMatrix

_PARITY: Final = "parity"
_Says = Callable[[SheetCode], bool]

ROLES: Final[Mapping[str, _Says]] = MappingProxyType(
    {
        "benchmark": lambda _: True,
        "safety": lambda _: True,
        "retiming": lambda _: True,
        "blank": lambda _: False,
        "end": lambda code: code.sheet == code.sheets,
        "not end": lambda code: code.sheet < code.sheets,
        "begin": lambda code: code.sheet == 1,
        "not begin": lambda code: code.sheet > 1,
        _PARITY: lambda _: False,
        "sequence 1": lambda code: bool(code.sequence & 1),
        "sequence 2": lambda code: bool(code.sequence & 2),
        "sequence 3": lambda code: bool(code.sequence & 4),
    }
)
"""When a line is printed. ``end`` and ``begin`` are a packet's last and first sheet; ``parity`` makes the number of all lines
even; the three of ``sequence`` are the bits of a number that counts sheets to 7 and begins again.
"""
ALWAYS: Final = frozenset(("benchmark", "safety", "retiming"))
FIELDS: Final[Mapping[str, Callable[[SheetCode], int]]] = MappingProxyType(
    {
        "run": lambda code: code.run,
        "piece": lambda code: code.piece,
        "sheet": lambda code: code.sheet,
        "sheets": lambda code: code.sheets,
        "sequence": lambda code: code.sequence,
        "end": lambda code: int(code.sheet == code.sheets),
        "zero": lambda _: 0,
    }
)
"""The fields of a symbol. A number with more digits than its field keeps the last ones."""


def printed_lines(lines: OmrLines, code: SheetCode) -> tuple[bool, ...]:
    """Return for each line, from the top, whether it is printed on the sheet."""
    said = [ROLES[role](code) for role in lines.roles]
    if _PARITY in lines.roles and sum(said) % 2:
        said[lines.roles.index(_PARITY)] = True
    return tuple(said)


def digits_of(matrix: SymbolMatrix, code: SheetCode) -> str:
    """Return the digits of the sheet's symbol."""
    return "".join([f"{FIELDS[name](code) % 10**width:0{width}d}" for name, width in matrix.fields])


def same_lines(code: SheetCode) -> tuple[bool, bool, int]:
    """Return all that the lines of a sheet depend on: sheets that have it in common have the same."""
    return code.sheet == 1, code.sheet == code.sheets, code.sequence % (1 << BITS)
