"""Insertion marks as page content (part of stage 7 of 7): lines as rectangles, a symbol's modules as rectangles, row by row."""

from __future__ import annotations

from functools import cache
from typing import Final

from letterpack.marks.datamatrix import rows, symbol
from letterpack.marks.roles import digits_of, printed_lines, same_lines
from letterpack.model.insertion import InsertionMarks, OmrLines, SheetCode, SymbolMatrix

_ROW: Final = b"row"
"""Stands for the number of a row: rows with the same modules are written once."""


class SheetMarks:
    """Draws the marks of a print run on paper of one size."""

    def __init__(self, marks: InsertionMarks, paper_pt: tuple[float, float]) -> None:
        place = marks.place(paper_pt[0])
        self._marks = marks.marks
        self._x, self._top = place.x_pt, paper_pt[1] - place.y_pt
        self._known: dict[tuple[bool, bool, int], bytes] = {}

    @property
    def are_shared(self) -> bool:
        """Whether many sheets have the same marks."""
        return isinstance(self._marks, OmrLines)

    def operators(self, code: SheetCode) -> bytes:
        """Return what draws the marks of a sheet, from its lower left corner."""
        if isinstance(self._marks, SymbolMatrix):
            return self._symbol(self._marks, code)
        key = same_lines(code)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._lines(self._marks, code)
        return found

    def _lines(self, lines: OmrLines, code: SheetCode) -> bytes:
        drawn = [
            b"%.2f %.2f %.2f %.2f re" % (self._x, self._top - index * lines.pitch_pt, lines.length_pt, -lines.thickness_pt)
            for index, is_printed in enumerate(printed_lines(lines, code))
            if is_printed
        ]
        return b"q 0 g %s f Q" % b" ".join(drawn)

    def _symbol(self, matrix: SymbolMatrix, code: SheetCode) -> bytes:
        module = matrix.module_pt
        found = [b"q 0 g %.4f 0 0 %.4f %.2f %.2f cm" % (module, -module, self._x, self._top)]
        for row, bits in enumerate(rows(symbol(digits_of(matrix, code), matrix.side), matrix.side)):
            found.append(_row(bits).replace(_ROW, b"%d" % row))
        found.append(b"f Q")
        return b" ".join(found)


@cache
def _row(bits: int) -> bytes:
    """Return the rectangles of a row of modules, neighbours as one."""
    found: list[bytes] = []
    at = 0
    while bits:
        light = (bits & -bits).bit_length() - 1
        bits, at = bits >> light, at + light
        dark = (~bits & bits + 1).bit_length() - 1
        found.append(b"%d %s %d 1 re" % (at, _ROW, dark))
        bits, at = bits >> dark, at + dark
    return b" ".join(found)
