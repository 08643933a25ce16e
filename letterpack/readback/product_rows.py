"""What a product's file says, for a comparison: rows of cells, whatever wrote the file; it may be a stranger's.

A row is read when it is asked for: lists and runs may be long.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from letterpack.limits import MOST_COMPARED_BYTES, MOST_COMPARED_PAGES, MOST_WORKBOOK_BYTES
from letterpack.units import pt_to_mm

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

SIZE: Final = "size"
TEXT: Final = "text"
LOOK: Final = "look"
"""A page's cells: its size, its text in lines, and a digest of its picture."""
_LONGEST_LINE: Final = 1 << 20
_SCALE: Final = 0.5
"""Pixels a point: what a shift of a letter's width changes."""


class ToldRow(NamedTuple):
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
    from letterpack.formats.refused import Refused
    from letterpack.formats.workbooks import read_sheet

    try:
        sheet = read_sheet(file.read(MOST_WORKBOOK_BYTES + 1), "")
    except Refused as refused:
        raise NotTold(f"it {refused}") from refused
    yield from rows_of_csv(io.BytesIO(sheet.csv))


def rows_of_parquet(file: BinaryIO) -> Iterator[ToldRow]:
    """Yield the rows of a Parquet file. Raises ``NotTold``."""
    from letterpack.formats.parquet import read_parquet
    from letterpack.formats.refused import Refused

    try:
        found = read_parquet(file)
    except Refused as refused:
        raise NotTold(f"it {refused}") from refused
    with found.called("").open("") as text:
        yield from rows_of_csv(text)


def rows_of_pages(file: BinaryIO, keys: Sequence[str]) -> Iterator[ToldRow]:
    """Yield a row for each of the first pages of a PDF, which are known by ``keys``. Raises ``NotTold``."""
    import pypdfium2 as pdfium

    from letterpack.pdfcopy.weighing import TooHeavy, open_weighed

    data = file.read(MOST_COMPARED_BYTES + 1)
    try:
        # A stranger's file is weighed, unless it has many pages: then it is opened where no page has more than an address.
        document = pdfium.PdfDocument(data) if _has_many_addresses(data) else open_weighed(data)
    except (TooHeavy, pdfium.PdfiumError) as error:
        raise NotTold(str(error)) from error
    try:
        for key, page in zip(keys, document, strict=False):
            yield ToldRow(key, _page(page))
            page.close()
    finally:
        document.close()


def _has_many_addresses(data: bytes) -> bool:
    """Whether ``data`` is a PDF of more pages than are weighed, with nothing on them but slips as letterpack writes them."""
    from letterpack.readback.whitelist.slips import SlipPages

    if len(data) > MOST_COMPARED_BYTES:
        return False
    slips = SlipPages(data, None, parts=False)
    return slips.count > MOST_COMPARED_PAGES and slips.are_plain()


def _page(page: PdfPage) -> dict[str, str]:
    width, height = [f"{pt_to_mm(side):.0f}" for side in page.get_size()]
    said = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    painted = page.render(scale=_SCALE).to_pil().convert("L").tobytes()
    return {SIZE: f"{width} × {height} mm", TEXT: said, LOOK: hashlib.sha256(painted).hexdigest()}
