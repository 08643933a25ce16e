"""What a product's file says, for a comparison: rows of cells, whatever wrote the file; it may be a stranger's.

A row is read when it is asked for: lists and runs may be long.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct

from letterpack.limits import MOST_COMPARED_BYTES, MOST_COMPARED_PAGES, MOST_WORKBOOK_BYTES
from letterpack.units import pt_to_mm

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

    from letterpack.model.observed import Shown
    from letterpack.readback.slips import AddressPage


SIZE: Final = "size"
TEXT: Final = "text"
LOOK: Final = "look"
"""A page's cells: its size, its text in lines, and a digest of its picture."""
_LONGEST_LINE: Final = 1 << 20
_SCALE: Final = 0.5
"""Pixels a point: what a shift of a letter's width changes."""


class ToldRow(Struct, frozen=True):
    """A row of a product: what it is known by, such as a packet's id, and what stands in it, by name."""

    key: str
    cells: Mapping[str, str]


class NotTold(Exception):
    """A file is not read; the message says why, in words for who compares it."""


def rows_of_csv(file: BinaryIO) -> Iterator[ToldRow]:
    """Yield the rows of a table whose first column is their key. Raises ``NotTold``."""
    rows = csv.reader(_lines(file))
    try:
        names = next(rows, [])
        for row in rows:
            cells = {name: cell for name, cell in zip_longest(names, row, fillvalue="") if name}
            yield ToldRow(row[0] if row else "", cells)
    except csv.Error as error:
        raise NotTold(f"it is not a table: {error}") from error


def _lines(file: BinaryIO) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise NotTold("a line of it is too long")
        yield line.decode("utf-8", "replace").removeprefix("\ufeff")


def rows_of_workbook(file: BinaryIO) -> Iterator[ToldRow]:
    """Yield the rows of a workbook's first sheet. Raises ``NotTold``."""
    from letterpack.formats.decode import Refused
    from letterpack.formats.workbooks import read_sheet

    try:
        sheet = read_sheet(file.read(MOST_WORKBOOK_BYTES + 1), "")
    except Refused as refused:
        raise NotTold(f"it {refused}") from refused
    yield from rows_of_csv(io.BytesIO(sheet.csv))


def rows_of_pages(file: BinaryIO, keys: Sequence[str]) -> Iterator[ToldRow]:
    """Yield a row for each of the first pages of a PDF, which are known by ``keys``. Raises ``NotTold``."""
    import pypdfium2 as pdfium

    from letterpack.pdfcopy.opened import TooHeavy, opened
    from letterpack.readback.slips import bears_addresses

    data = file.read(MOST_COMPARED_BYTES + 1)
    try:
        # A stranger's file is weighed, unless it has many pages: then it is opened where no page has more than an address.
        with opened(data, is_light=bears_addresses(data, MOST_COMPARED_PAGES)) as document:
            for key, page in zip(keys, document, strict=False):
                yield ToldRow(key, _page(page))
                page.close()
    except (TooHeavy, pdfium.PdfiumError) as error:
        raise NotTold(str(error)) from error


def rows_of_labels(file: BinaryIO, pieces: Sequence[str]) -> Iterator[ToldRow]:
    """Yield a row for each label of a PDF, which are of ``pieces``, wherever on a sheet it is, and at the end one of all sheets.
    Raises ``NotTold``, also if anything but labels is on the sheets.
    """
    # A build makes labels and reads none, and need not load what does.
    from letterpack.readback.objects import OwnObjects
    from letterpack.readback.slips import address_pages, bears_addresses, first_title
    from letterpack.readback.strange import OF_DAMAGE

    data = file.read(MOST_COMPARED_BYTES + 1)
    if len(data) > MOST_COMPARED_BYTES or not bears_addresses(data, 0):
        raise NotTold("it has more on its sheets than labels")
    told, sheets, sheet = 0, 0, {}
    try:
        objects = OwnObjects(data)
        for page in address_pages(objects):
            for slip in page.slips:
                yield ToldRow(pieces[told] if told < len(pieces) else f"label {told + 1}", _label(page.lines(slip)))
                told += 1
            if not sheets:
                sheet = {"label sheet": first_title(objects), **_size(page.size_pt), "first label": _place(page)}
            sheets += 1
    except OF_DAMAGE as error:
        raise NotTold("it is damaged") from error
    yield from [ToldRow(piece, {}) for piece in pieces[told:]]
    yield ToldRow("", {**sheet, "sheets": f"{sheets:,}"})


def _label(lines: Sequence[Shown]) -> dict[str, str]:
    """Return what a label says, and how it looks, wherever it is: each line's place on it, size and face."""
    rows = [" ".join([line.text for line in row]) for _, row in groupby(lines, key=lambda line: round(line.y_pt, 1))]
    looks = [(line.text, round(line.x_pt, 1), round(line.y_pt, 1), line.size_pt, line.font.rpartition("+")[2]) for line in lines]
    return {TEXT: "\n".join(rows), LOOK: hashlib.sha256(repr(looks).encode()).hexdigest()}


def _place(page: AddressPage) -> str:
    """Return where the first label of a page has its lower left corner."""
    if not page.slips:
        return ""
    across, down = pt_to_mm(float(page.slips[0][1])), pt_to_mm(page.size_pt[1] - float(page.slips[0][2]))
    return f"{across:.0f} mm from the left, to {down:.0f} mm from the top"


def _page(page: PdfPage) -> dict[str, str]:
    said = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    painted = page.render(scale=_SCALE).to_pil().convert("L").tobytes()
    return {**_size(page.get_size()), TEXT: said, LOOK: hashlib.sha256(painted).hexdigest()}


def _size(size_pt: tuple[float, float]) -> dict[str, str]:
    width, height = [f"{pt_to_mm(side):.0f}" for side in size_pt]
    return {SIZE: f"{width} × {height} mm"}
