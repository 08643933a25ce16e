"""A sheet of a workbook as CSV: surveyed first, then read by calamine, which has no limits, in a process that has them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from letterpack.formats.file_names import LINE_BREAK
from letterpack.formats.refused import Refused
from letterpack.limits import LEAST_WORKBOOK_CHARACTERS, MEGABYTE, MOST_WORKBOOK_BYTES, MOST_WORKBOOK_CELLS, MOST_WORKBOOK_FOLD

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell: TypeAlias = int | float | str | bool | date | datetime | time | timedelta
_ZIP: Final = b"PK\x03\x04"


class Worksheet(NamedTuple):
    """A sheet's name, and its rows as CSV in UTF-8."""

    name: str
    csv: bytes


def read_sheet(data: bytes, wanted: str) -> Worksheet:
    """Return the sheet ``wanted`` of the workbook ``data``, or the first that is not empty where that is an empty text.

    Raises ``Refused`` with the reason.
    """
    from letterpack.formats.confined import OutOfBounds, confined
    from letterpack.formats.workbooks.survey import survey

    if len(data) > MOST_WORKBOOK_BYTES:
        raise Refused(f"is larger than {MOST_WORKBOOK_BYTES // MEGABYTE} MB")
    if data.startswith(_ZIP):
        survey(data)
    try:
        head, _, body = confined(lambda: _answer(data, wanted)).partition(b"\n")
    except OutOfBounds as error:
        raise Refused("asks for more memory than a list of signatories needs") from error
    said = json.loads(head)
    if said["fault"]:
        raise Refused(said["fault"])
    return Worksheet(said["name"], body)


def _answer(data: bytes, wanted: str) -> bytes:
    """Return a line of JSON, and behind it the sheet as CSV."""
    from python_calamine import CalamineError, CalamineWorkbook

    name, fault, text = "", "", ""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        titles = [wanted] if wanted else book.sheet_names
        for name in titles:
            rows = _rows(book.get_sheet_by_name(name))
            if rows or wanted:
                break
        else:
            name, rows = book.sheet_names[0], []
        text = _as_csv(rows, max(LEAST_WORKBOOK_CHARACTERS, MOST_WORKBOOK_FOLD * len(data)))
    except Refused as refused:
        fault = str(refused)
    except (CalamineError, OSError, IndexError) as error:
        fault = f"cannot be read as a workbook: {error}"
    return json.dumps({"name": name, "fault": fault}).encode("ascii") + b"\n" + text.encode("utf-8")


def _rows(sheet: CalamineSheet) -> list[list[Cell]]:
    """Return the cells of ``sheet`` from its first row on, empty where it is empty. Raises ``Refused``."""
    if sheet.total_height * sheet.total_width > MOST_WORKBOOK_CELLS:
        raise Refused(
            f"has a sheet of {sheet.total_height * sheet.total_width:,} cells, but at most {MOST_WORKBOOK_CELLS:,} are read"
        )
    return sheet.to_python(skip_empty_area=False)


def _as_csv(rows: Iterable[Iterable[Cell]], most: int) -> str:
    """A row a line, blank rows too, so that a line's number is the row's; line breaks inside cells are ``LINE_BREAK``. Raises
    ``Refused`` where that is more than ``most`` characters.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        cells = [_shown(cell) for cell in row]
        if any(cells):
            writer.writerow(cells)
        else:
            text.write("\n")
        if text.tell() > most:
            raise Refused(f"has a sheet of more than {most:,} characters, which is too much for a file of its size")
    return text.getvalue()


def _shown(cell: Cell) -> str:
    """A cell as the sheet shows it: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ")
    return LINE_BREAK.join(str(cell).splitlines())
