"""Cells of a CSV file, changed where they stand: quotes, order, line ends, encoding and all else stay as they are.

``csv_grid(world, file, encoding, report)`` returns the table; ``edited(data, sheet, edit)`` the file's bytes with one change.
"""

from __future__ import annotations

import csv
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.tables.csv_rows import CsvTable, open_table, raw_rows
from letterpack.formats.tables.headers import Headings
from letterpack.formats.tables.places import RowOrigin, cell_bounds
from letterpack.model.grid import AddColumn, AddRow, CannotEdit, DeleteRow, Grid, GridEdit, GridRow, SetCell
from letterpack.world import World

_BREAKS: Final = ("\r\n", "\n", "\r")


class CsvSheet(Struct, frozen=True):
    """A CSV file as a table, with the place of its header and of each row."""

    grid: Grid
    table: CsvTable
    origins: tuple[RowOrigin, ...]


def csv_grid(world: World, file: str, headings: Headings, encoding: str, report: Report) -> CsvSheet | None:
    """Return the table in ``file``; None, with a finding, where it cannot be read whole."""
    table = open_table(world, file, headings, encoding, report)
    if table is None:
        return None
    own = Report()
    found = list(raw_rows(world, table.source, table.delimiter, table.start, own))
    for broken in own:
        report.add(broken)
    if own.has_errors:
        return None
    header = _cells(table.header.raw, table.delimiter)
    width = max([len(header), *[len(cells) for _, cells in found]])
    rows = [_row(origin, cells, width) for origin, cells in found]
    return CsvSheet(Grid(_padded(header, width), tuple(rows)), table, tuple([origin for origin, _ in found]))


def edited(data: bytes, sheet: CsvSheet, edit: GridEdit) -> bytes:
    """Return ``data``, which ``sheet`` was read from, with one change. Raises ``CannotEdit``."""
    if isinstance(edit, SetCell):
        origin = sheet.origins[edit.row]
        return _spliced(
            data, sheet, origin, _with_cell(origin.raw, sheet.table.delimiter, edit.column, edit.text, _end_of(sheet))
        )
    if isinstance(edit, DeleteRow):
        return _spliced(data, sheet, sheet.origins[edit.row], "")
    if isinstance(edit, AddColumn):
        return _with_column(data, sheet, edit.name)
    return _with_row(data, sheet, edit)


def _row(origin: RowOrigin, cells: list[str], width: int) -> GridRow:
    places = [(span.line, span.column) for span in [origin.cell(index) for index in range(len(cells))]]
    shown = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    return GridRow(origin.line, _padded(shown, width), (*places, *[(0, 0)] * (width - len(cells))))


def _padded(cells: list[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))


def _cells(raw: str, delimiter: str) -> list[str]:
    return next(csv.reader([raw], delimiter=delimiter, strict=True))


def _with_cell(raw: str, delimiter: str, index: int, text: str, line_end: str) -> str:
    """Return a row with the cell ``index`` changed, and cells added before it where it has so few."""
    bounds = list(cell_bounds(raw, delimiter))
    if index >= len(bounds):
        body = _bare(raw)
        return body + delimiter * (index - len(bounds) + 1) + _cell(text, delimiter, line_end, quoted=False) + raw[len(body) :]
    start, end = bounds[index]
    quoted = start > 0 and raw[start - 1] == '"' and raw[end : end + 1] == '"'
    written = _cell(text, delimiter, line_end, quoted=quoted)
    if quoted:
        start, end = start - 1, end + 1
    changed = raw[:start] + written + raw[end:]
    return changed if _bare(changed).strip() else f'""{changed[len(_bare(changed)) :]}'


def _cell(text: str, delimiter: str, line_end: str, *, quoted: bool) -> str:
    if not quoted and not any(char in text for char in (delimiter, '"', "\n", "\r")):
        return text
    doubled = text.replace('"', '""').replace("\r\n", "\n").replace("\n", line_end)
    return f'"{doubled}"'


def _with_row(data: bytes, sheet: CsvSheet, edit: AddRow) -> bytes:
    """Return the file with a row more: before the one that stands ``at``, else behind the last."""
    line_end, delimiter = _end_of(sheet), sheet.table.delimiter
    cells = [_cell(text, delimiter, line_end, quoted=False) for text in edit.cells]
    if not any(text.strip() for text in edit.cells):
        raise CannotEdit("the new row is empty", "write something in it")
    new = delimiter.join(cells) + line_end
    if edit.at < len(sheet.origins):
        origin = sheet.origins[edit.at]
        return _spliced(data, sheet, origin, new + origin.raw)
    last = sheet.origins[-1] if sheet.origins else sheet.table.header
    ended = last.raw if last.raw.endswith(("\n", "\r")) else last.raw + line_end
    return _spliced(data, sheet, last, ended + new)


def _with_column(data: bytes, sheet: CsvSheet, name: str) -> bytes:
    """Return the file with a column more; from the last row up, so that no place moves before it is used."""
    width = len(sheet.grid.columns)
    line_end, delimiter = _end_of(sheet), sheet.table.delimiter
    for origin in reversed(sheet.origins):
        data = _spliced(data, sheet, origin, _with_cell(origin.raw, delimiter, width, "", line_end))
    header = sheet.table.header
    return _spliced(data, sheet, header, _with_cell(header.raw, delimiter, width, name, line_end))


def _spliced(data: bytes, sheet: CsvSheet, origin: RowOrigin, text: str) -> bytes:
    encoding = sheet.table.source.encoding
    start = max(origin.offset_bytes, sheet.table.source.mark_bytes)
    end = start + len(origin.raw.encode(encoding))
    try:
        return data[:start] + text.encode(encoding) + data[end:]
    except UnicodeEncodeError as error:
        shown = text[error.start : error.end]
        hint = "save the file as CSV UTF-8 in your spreadsheet program first"
        raise CannotEdit(f"`{shown}` cannot be written in this file, which is in {encoding}", hint) from error


def _end_of(sheet: CsvSheet) -> str:
    """Return the line end of the file: that of its header, else of its first row that has one."""
    for origin in (sheet.table.header, *sheet.origins):
        found = next((each for each in _BREAKS if origin.raw.endswith(each)), None)
        if found:
            return found
    return "\n"


def _bare(raw: str) -> str:
    return raw.removesuffix("\n").removesuffix("\r")
