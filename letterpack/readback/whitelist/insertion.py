"""Insertion marks read back (the second witness): from the rectangles of their stream, which must hold nothing else."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import nan
from typing import Final, NamedTuple

from letterpack.marks.datamatrix import digits_in
from letterpack.marks.roles import digits_of, printed_lines
from letterpack.model.insertion import InsertionMarks, OmrLines, SheetCode, SymbolMatrix
from letterpack.patterns import late

_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_NUMBERS: Final = rf"(?:{_NUMBER} )"
_SHAPE: Final = late(
    rf"(?:Q q (?P<page>{_NUMBERS}{{6}})cm )?"
    rf"q 0 g (?:(?P<cm>{_NUMBERS}{{6}})cm )?(?P<drawn>[-. \dre]+)f Q(?P<end> Q)?",
    re.ASCII,
)
_CORNERS: Final = late(rf"{_NUMBERS}{{4}}", re.ASCII)
_ABOUT_PT: Final = 0.006
"""What is written in hundredths of a point."""
_MOST_KNOWN: Final = 4_096
"""Rectangles: more than the rows of a symbol have."""


class _MarkBox(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    def is_about(self, other: _MarkBox) -> bool:
        return all(abs(one - two) <= _ABOUT_PT for one, two in zip(self, other, strict=True))


_NOWHERE: Final = _MarkBox(*[nan] * 4)


def mark_faults(data: bytes, marks: InsertionMarks, paper_pt: tuple[float, float], code: SheetCode, *, by_others: bool) -> str:
    """Return in words what is wrong with the marks of a sheet, which ``data`` draw on a page of this size; "" where nothing is.

    On a page that is ``by_others`` they undo what its content has left first.
    """
    shape = _SHAPE.fullmatch(data.decode("latin-1").strip())
    if shape is None or bool(shape["page"]) != by_others or bool(shape["end"]) != by_others:
        return "more than insertion marks, or others"
    drawn = shape["drawn"].split("re ")
    if drawn.pop():
        return "more than insertion marks, or others"
    place = marks.place(paper_pt[0])
    top = paper_pt[1] - place.y_pt
    printed = marks.marks
    if isinstance(printed, OmrLines):
        boxes = list(map(_box, drawn))
        return _line_faults(boxes, printed, (place.x_pt, top), code) if not shape["cm"] else "marks that are moved"
    moved = [float(each) for each in (shape["cm"] or "").split()]
    wanted = [printed.module_pt, 0.0, 0.0, -printed.module_pt, place.x_pt, top]
    if len(moved) != len(wanted) or any(abs(one - two) > _ABOUT_PT for one, two in zip(moved, wanted, strict=True)):
        return "a symbol at another place"
    return _symbol_faults(drawn, printed, code)


def _box(corners: str) -> _MarkBox:
    """Return the rectangle that is drawn with these ``corners``; one that is nowhere, where they are no four numbers."""
    return _MarkBox(*map(float, corners.split())) if _CORNERS.fullmatch(corners) else _NOWHERE


@lru_cache(_MOST_KNOWN)
def _modules(corners: str, side: int) -> int:
    """Return the modules of a symbol that the rectangle with these ``corners`` makes dark; 0 where it is no row of whole ones in
    it. Sheets have the same ones again and again.
    """
    x, y, width, height = _box(corners)
    if height != 1.0 or not 0 <= x < x + width <= side or not 0 <= y < side or {x % 1, y % 1, width % 1} != {0.0}:
        return 0
    return ((1 << int(width)) - 1) << int(y) * side + int(x)


def _line_faults(boxes: list[_MarkBox], lines: OmrLines, corner: tuple[float, float], code: SheetCode) -> str:
    places = [
        _MarkBox(corner[0], corner[1] - index * lines.pitch_pt, lines.length_pt, -lines.thickness_pt)
        for index in range(len(lines.roles))
    ]
    if any(not any(box.is_about(place) for place in places) for box in boxes):
        return "a line where none belongs"
    if any(one.y <= other.y for one, other in pairwise(boxes)):
        return "lines that are drawn otherwise"
    found = [any(box.is_about(place) for box in boxes) for place in places]
    wrong = [
        f"`{role}` {'is' if is_there else 'is not'} printed"
        for role, is_there, wanted in zip(lines.roles, found, printed_lines(lines, code), strict=True)
        if is_there != wanted
    ]
    return f"marks of another sheet: {', '.join(wrong)}" if wrong else ""


def _symbol_faults(drawn: list[str], matrix: SymbolMatrix, code: SheetCode) -> str:
    modules, side = 0, matrix.side
    for corners in drawn:
        dark = _modules(corners, side)
        if not dark:
            return "something that is not a symbol"
        # From the first row to the last, and in each from the left on: none is drawn twice.
        if dark & -dark <= modules:
            return "a symbol that is drawn otherwise"
        modules |= dark
    said, wanted = digits_in(modules, side), digits_of(matrix, code)
    if not said:
        return "a symbol that is damaged"
    return "" if said == wanted else f"the symbol of another sheet: it says {said}, and {wanted} is right"
