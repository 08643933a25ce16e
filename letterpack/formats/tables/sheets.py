"""Stage 1 of 7: a sheet of a workbook, read as the table that it would be saved as: a line is a row."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import OneFile, is_there
from letterpack.formats.file_names import WORKBOOKS
from letterpack.limits import MOST_WORKBOOK_BYTES
from letterpack.model.campaign import Input
from letterpack.spans import Span
from letterpack.world import PathOutside, World

if TYPE_CHECKING:
    from letterpack.formats.tables.csv_rows import CsvTable
    from letterpack.formats.workbooks import Remark
    from letterpack.formats.workbooks.unseen import Unseen, Why

_ONE_SHEET: Final = "keep the list in one sheet, and other sheets in another file"
_BY_NAME: Final = "to import, you can name the sheet with `--sheet`"


class OddSaid(Protocol):
    """What the user says of what is unlike the rows of a list, by its text, and of the sheet that is wanted."""

    @property
    def sheet(self) -> str:
        """The sheet's name; empty for the first that is not empty."""
        ...

    def of(self, text: str) -> str:
        """Return what ``text`` is said to be: ``nothing``, or an empty text."""
        ...

    def remedy(self, text: str, *choices: str) -> str:
        """Return what to write so that ``text`` is one of ``choices``."""
        ...

    def is_answer(self, cell: str) -> bool:
        """Whether ``cell`` answers a question, as yes and no do."""
        ...


class SheetTable(Struct, frozen=True):
    """A sheet as a world with one file, CSV under the file's own name; the sheet's name; the file and its digest; what it does
    not show.
    """

    world: World
    sheet: str
    input: Input
    unseen: Unseen | None = None
    odd: OddSaid | None = None

    def report_unseen(self, table: CsvTable, needed: Collection[str], lines: Collection[int] | None, report: Report) -> None:
        """Report (LP189) what the sheet hides or strikes out in the columns of ``table`` that are ``needed``, by their names; of
        the rows at ``lines`` alone, where these are given.
        """
        if self.unseen is None:
            return
        read = {index: table.headers[index] for index, name in enumerate(table.columns) if name in needed}
        for index in self.unseen.columns:
            if index in read:
                message = f"the sheet `{self.sheet}` hides the column `{read[index]}`, which would be read"
                hint = "show the column, or delete it; or say under `import` in letterpack.yaml that it is `nothing`"
                report.error("LP189", table.header.cell(index), message, hint)
        self._report_cells("struck out", read, (table.header.line, lines), report)
        self._report_cells("not shown", read, (table.header.line, lines), report)
        self._report_comments(table.header.line, lines, report)

    def _report_comments(self, header: int, lines: Collection[int] | None, report: Report) -> None:
        """Report the comments on the header and on the rows at ``lines``, all if there are none, that nobody says are nothing."""
        for row, _, text in self.unseen.comments if self.unseen else ():
            is_read = row + 1 >= header and (lines is None or row + 1 == header or row + 1 in lines)
            if is_read and not (self.odd and self.odd.of(text)):
                message = f"the sheet `{self.sheet}` has a comment in row {row + 1} that would not be read: `{text}`"
                hint = "do what it says, and delete it"
                hint += f"; if it is nothing to the list, {self.odd.remedy(text, 'nothing')}" if self.odd else ""
                report.error("LP189", Span(self.input.path, row + 1), message, hint)

    def _report_cells(self, why: Why, read: Collection[int], among: tuple[int, Collection[int] | None], report: Report) -> None:
        """Report the cells of the columns ``read`` that are not seen for the reason ``why``, in rows below the header's line, the
        first of ``among``, and at the lines that are the second, where these are given.
        """
        header, lines = among
        cells = self.unseen.cells if self.unseen else ()
        at = {row + 1 for row, column, reason in cells if reason == why and column in read and row + 1 > header}
        found = sorted(at if lines is None else at.intersection(lines))
        rows = "1 row" if len(found) == 1 else f"{len(found):,} rows"
        message, hint = {
            "struck out": (
                f"the sheet `{self.sheet}` strikes out text in {rows} that would be read",
                "delete what is struck out, or take the line through it away",
            ),
            "not shown": (
                f"the sheet `{self.sheet}` does not show the text of {rows} that would be read",
                "give the cells a color and a format that show their text, or empty them",
            ),
        }[why]
        if found:
            report.error("LP189", Span(self.input.path, found[0]), message, hint)


def workbook_of(world: World, path: str) -> str:
    """Return the workbook that is read where the table ``path`` is not there; empty where there is none either."""
    if is_there(world, path):
        return ""
    names = (str(PurePosixPath(path).with_suffix(suffix)) for suffix in WORKBOOKS)
    return next((name for name in names if is_there(world, name)), "")


def open_sheet(world: World, path: str, report: Report, odd: OddSaid | None = None) -> SheetTable | None:
    """Return the sheet of the workbook ``path`` that is wanted; None with LP186 if that fails. What
    its rows do not say is LP189, unless it is ``odd`` and said to be nothing.
    """
    from letterpack.formats.decode import Refused
    from letterpack.formats.workbooks import read_sheet

    try:
        with world.open(path) as stream:
            data = stream.read(MOST_WORKBOOK_BYTES + 1)
        sheet = read_sheet(data, odd.sheet if odd else "")
    except (OSError, PathOutside, Refused) as error:
        hint = "open it in a spreadsheet program and save the sheet as CSV UTF-8"
        report.error("LP186", Span(path), f"`{path}` {_reason(error)}", hint)
        return None
    for remark in sheet.remarks:
        is_said = remark.text or remark.what == "old kind"
        if not (odd and is_said and odd.of(remark.sheet or path)):
            _report(path, sheet.name, remark, report, odd)
    return SheetTable(OneFile(path, sheet.csv), sheet.name, Input(path, sha256(data).hexdigest()), unseen=sheet.unseen, odd=odd)


def _report(path: str, name: str, remark: Remark, report: Report, odd: OddSaid | None) -> None:
    """Report (LP189) what the sheet ``name`` of the workbook ``path`` has that its rows do not say."""
    nothing = f"; if it is nothing to the list, {odd.remedy(remark.sheet or path, 'nothing')}" if odd else ""
    ours = f"; {_BY_NAME}{nothing}"
    rows = "1 row" if remark.times == 1 else f"{remark.times:,} rows"
    message, hint = {
        "old kind": (
            f"`{path}` is of an old kind: what it hides, strikes out and says in comments cannot be read",
            f"save it as .xlsx{nothing}",
        ),
        "hidden rows": (
            f"the sheet `{name}` hides {rows} that would be read",
            "show all rows, or delete the hidden ones",
        ),
        "merged cells": (
            f"the sheet `{name}` has cells that span rows, and only the first row of each would have their text",
            "unmerge the cells, and write the text into each row",
        ),
        "hidden sheet": (f"the sheet `{name}` is hidden, and would be read", "show the sheet, or delete it"),
        "more sheets": (
            f"the workbook has {remark.times:,} sheets, and only `{name}` would be read",
            f"{_ONE_SHEET}; {_BY_NAME}",
        ),
        "list goes on": (
            f"the sheet `{remark.sheet}` has columns that `{name}` has, and its {rows} would not be read: `{remark.text}`",
            _ONE_SHEET + ours,
        ),
        "other sheet": (f"the sheet `{remark.sheet}`, with {rows}, would not be read: `{remark.text}`", _ONE_SHEET + ours),
    }[remark.what]
    report.error("LP189", Span(path, remark.row), message, hint)


def _reason(error: Exception) -> str:
    from letterpack.formats.decode import Refused

    return str(error) if isinstance(error, Refused) else f"cannot be read: {getattr(error, 'strerror', None) or error}"
