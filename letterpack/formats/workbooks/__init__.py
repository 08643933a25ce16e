"""A sheet of a workbook as CSV: surveyed first, then read by calamine, which has no limits, in a process that has them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import msgspec

from letterpack.formats.decode import Refused
from letterpack.formats.file_names import LINE_BREAK
from letterpack.limits import LEAST_WORKBOOK_CHARACTERS, MEGABYTE, MOST_WORKBOOK_BYTES, MOST_WORKBOOK_CELLS, MOST_WORKBOOK_FOLD

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from letterpack.formats.workbooks.archive import Member
    from letterpack.formats.workbooks.shown import CellPlace, ShownCells
    from letterpack.formats.workbooks.unseen import Unseen

Cell: TypeAlias = int | float | str | bool | date | datetime | time | timedelta
_ZIP: Final = b"PK\x03\x04"
_MOST_SHEETS: Final = 12
"""So many are looked into for rows that nobody would miss."""
_LONGEST: Final = 60
"""Characters of a row that a message shows."""
_MOST_MERGED: Final = 1000
"""Rows of one cell."""


class Remark(NamedTuple):
    """What a sheet has that its rows do not say; the row (1-based) at which it is first so, 0 for none. ``text`` is the first row
    of another ``sheet``.
    """

    what: Literal["old kind", "other sheet", "list goes on", "more sheets", "hidden sheet", "hidden rows", "merged cells"]
    row: int = 0
    times: int = 0
    sheet: str = ""
    text: str = ""


class Worksheet(NamedTuple):
    """A sheet's name, its rows as CSV in UTF-8, what these do not say, and what the sheet does not show of them."""

    name: str
    csv: bytes
    remarks: tuple[Remark, ...]
    unseen: Unseen


def read_sheet(data: bytes, wanted: str) -> Worksheet:
    """Return the sheet ``wanted`` of the workbook ``data``, or the first that is not empty where that is an empty text.

    Raises ``Refused`` with the reason.
    """
    from letterpack.formats.confined import OutOfBounds, confined
    from letterpack.formats.workbooks.survey import survey
    from letterpack.formats.workbooks.unseen import Unseen

    if len(data) > MOST_WORKBOOK_BYTES:
        raise Refused(f"is larger than {MOST_WORKBOOK_BYTES // MEGABYTE} MB")
    members = survey(data) if data.startswith(_ZIP) else {}
    try:
        head, _, body = confined(lambda: _answer(data, wanted, members)).partition(b"\n")
    except OutOfBounds as error:
        raise Refused("asks for more memory than a list of signatories needs") from error
    said = json.loads(head)
    if said["fault"]:
        raise Refused(said["fault"])
    remarks = tuple([Remark(*each) for each in said["remarks"]])
    return Worksheet(said["name"], body, remarks, msgspec.convert(said["unseen"], Unseen))


def _answer(data: bytes, wanted: str, members: Mapping[str, Member]) -> bytes:
    """Return a line of JSON, and behind it the sheet as CSV."""
    from python_calamine import CalamineError, CalamineWorkbook

    from letterpack.formats.workbooks.shown import shown
    from letterpack.formats.workbooks.unseen import NOTHING_UNSEEN, unseen

    name, fault, text, not_seen = "", "", "", NOTHING_UNSEEN
    remarks: list[Remark] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        titles = [wanted] if wanted else book.sheet_names
        for name in titles:
            rows = _rows(book.get_sheet_by_name(name))
            if rows or wanted:
                break
        else:
            name, rows = book.sheet_names[0], []
        seen = shown(members, name)
        _fill(rows, seen)
        not_seen = unseen(members, name)
        old = [] if "content.xml" in members or "xl/workbook.xml" in members else [Remark("old kind")]
        remarks = [*old, *_of_rows(rows, seen), *(() if wanted else _of_others(book, name, rows))]
        text = _as_csv(rows, max(LEAST_WORKBOOK_CHARACTERS, MOST_WORKBOOK_FOLD * len(data)))
    except Refused as refused:
        fault = str(refused)
    except (CalamineError, OSError, IndexError) as error:
        fault = f"cannot be read as a workbook: {error}"
    head = {"name": name, "fault": fault, "remarks": remarks, "unseen": msgspec.to_builtins(not_seen)}
    return json.dumps(head).encode("ascii") + b"\n" + text.encode("utf-8")


def _fill(rows: list[list[Cell]], seen: ShownCells) -> None:
    """Write into ``rows`` what the sheet shows in cells that calamine gives otherwise. Raises ``Refused``."""
    width = max([len(rows[0]) if rows else 0, *[column + 1 for _, column in seen.cells]])
    height = max([len(rows), *[row + 1 for row, _ in seen.cells]])
    _check_size(height * width)
    if seen.cells:
        rows += [[] for _ in range(height - len(rows))]
        for row in rows:
            row.extend([""] * (width - len(row)))
    for (at, column), text in seen.cells.items():
        if at >= 0:
            rows[at][column] = text


def _of_rows(rows: list[list[Cell]], seen: ShownCells) -> Iterator[Remark]:
    """Yield what the rows of a sheet do not say: that some are hidden, and that cells of several are one."""
    hidden = [at for first, last in seen.hidden for at in range(max(first, 0), min(last + 1, len(rows))) if any(rows[at])]
    if hidden:
        yield Remark("hidden rows", min(hidden) + 1, len(hidden))
    merged = [first for first, last in seen.merged if last[0] > first[0] and _has_rows_beside(rows, first, last)]
    if merged:
        yield Remark("merged cells", min(merged)[0] + 1, len(merged))


def _has_rows_beside(rows: list[list[Cell]], first: CellPlace, last: CellPlace) -> bool:
    """Whether the cells that are one have a text, and rows below their first that hold something else."""
    if not (0 <= first[0] < len(rows) and 0 <= first[1] < len(rows[0])) or rows[first[0]][first[1]] == "":
        return False
    return any(any(row) for row in rows[first[0] + 1 : min(last[0], first[0] + _MOST_MERGED) + 1])


def _of_others(book: CalamineWorkbook, name: str, rows: list[list[Cell]]) -> Iterator[Remark]:
    """Yield what stands on other sheets than ``name``: where one has a column of the same name, the list goes on there."""
    if len(book.sheet_names) > _MOST_SHEETS:
        yield Remark("more sheets", 0, len(book.sheet_names))
        return
    states = {each.name: str(each.visible).rpartition(".")[2] for each in book.sheets_metadata}
    if states.get(name, "Visible") != "Visible":
        yield Remark("hidden sheet", 0, 0, name)
    ours = _header(rows)
    for title in book.sheet_names:
        others = _rows(book.get_sheet_by_name(title)) if title != name else []
        filled = [", ".join(_shown(cell) for cell in row if cell != "") for row in others if any(row)]
        is_alike = not ours.isdisjoint(_header(others))
        if is_alike and len(filled) > 1:
            yield Remark("list goes on", 0, len(filled) - 1, title, filled[1][:_LONGEST])
        elif filled and not is_alike:
            yield Remark("other sheet", 0, len(filled), title, filled[0][:_LONGEST])


def _header(rows: list[list[Cell]]) -> frozenset[str]:
    """Return the texts of the first row that has some, in small letters."""
    first = next((row for row in rows if any(row)), [])
    return frozenset([str(cell).strip().casefold() for cell in first if cell != ""])


def _check_size(cells: int) -> None:
    if cells > MOST_WORKBOOK_CELLS:
        raise Refused(f"has a sheet of {cells:,} cells, but at most {MOST_WORKBOOK_CELLS:,} are read")


def _rows(sheet: CalamineSheet) -> list[list[Cell]]:
    """Return the cells of ``sheet`` from its first row on, empty where it is empty. Raises ``Refused``."""
    _check_size(sheet.total_height * sheet.total_width)
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
