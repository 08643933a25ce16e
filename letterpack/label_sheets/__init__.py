"""Sheets of labels, by the makers' product codes: ``sheets.toml``, in millimetres.

Labels stand in the middle of their paper, so that a sheet may lie in the printer either way round; margins follow from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Final

import msgspec
from msgspec import Struct

from letterpack.datafiles import FileTable, Words, program_rows
from letterpack.model.form import Rect
from letterpack.units import mm_to_pt

ROOM: Final = "label_sheets"
_FILE: Final = "sheets"
_PAPERS: Final = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""ISO 216 and ANSI/ASME Y14.1."""
_LabelLength = Annotated[float, msgspec.Meta(gt=0.0, le=300.0)]
_LabelCount = Annotated[int, msgspec.Meta(ge=1, le=50)]


class _LabelRow(FileTable, frozen=True):
    maker: Words
    codes: list[Words]
    paper: Words
    width: _LabelLength
    height: _LabelLength
    columns: _LabelCount
    rows: _LabelCount
    step_x: _LabelLength
    step_y: _LabelLength
    measured: Annotated[list[float], msgspec.Meta(min_length=2, max_length=2)]


class LabelSheet(Struct, frozen=True):
    """A sheet of labels, in points. ``codes`` are the maker's; ``measured_mm`` is where its template has the first label."""

    maker: str
    codes: tuple[str, ...]
    paper_width_pt: float
    paper_height_pt: float
    width_pt: float
    height_pt: float
    columns: int
    rows: int
    step_x_pt: float
    step_y_pt: float
    measured_mm: tuple[float, float]

    @property
    def labels(self) -> int:
        """How many labels are on the sheet."""
        return self.columns * self.rows

    def places(self) -> Iterator[Rect]:
        """Yield the labels' places, row by row."""
        left = (self.paper_width_pt - (self.columns - 1) * self.step_x_pt - self.width_pt) / 2
        top = (self.paper_height_pt - (self.rows - 1) * self.step_y_pt - self.height_pt) / 2
        for row in range(self.rows):
            for column in range(self.columns):
                yield Rect(left + column * self.step_x_pt, top + row * self.step_y_pt, self.width_pt, self.height_pt)


def label_sheet(code: str) -> LabelSheet | None:
    """Return the sheet that has the product ``code``; None where there is none."""
    return _by_code().get(code.casefold().replace(" ", ""))


def label_codes() -> tuple[str, ...]:
    """Return all product codes."""
    return tuple([code for sheet in label_sheets() for code in sheet.codes])


@cache
def label_sheets() -> tuple[LabelSheet, ...]:
    """Return all sheets."""
    return tuple(map(_sheet, program_rows(ROOM, _FILE, _LabelRow).values()))


def _sheet(row: _LabelRow) -> LabelSheet:
    width, height = _PAPERS[row.paper]
    left, top = row.measured
    return LabelSheet(
        maker=row.maker,
        codes=tuple(row.codes),
        paper_width_pt=mm_to_pt(width),
        paper_height_pt=mm_to_pt(height),
        width_pt=mm_to_pt(row.width),
        height_pt=mm_to_pt(row.height),
        columns=row.columns,
        rows=row.rows,
        step_x_pt=mm_to_pt(row.step_x),
        step_y_pt=mm_to_pt(row.step_y),
        measured_mm=(left, top),
    )


@cache
def _by_code() -> dict[str, LabelSheet]:
    return {code.casefold(): sheet for sheet in label_sheets() for code in sheet.codes}
