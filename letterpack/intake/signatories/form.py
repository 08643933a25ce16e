"""A form's export, whatever its format, as a table: CSV as it is, a sheet of a workbook as the CSV that it would be saved as."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from letterpack.diagnostics import Report
from letterpack.formats.tables.csv_rows import CsvTable, open_table, raw_rows
from letterpack.formats.tables.headers import Headings, fold
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.workbooks import read_sheet
from letterpack.intake.workbooks.archive import Refused
from letterpack.limits import MOST_WORKBOOK_BYTES
from letterpack.spans import SourceText, Span
from letterpack.world import InstalledFonts, NoFonts, World

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_TAKEN: Final = "LP128"


@dataclass(frozen=True, slots=True)
class FormExport:
    """A form ready to be read: ``headers`` as they stand, each with the column it was understood as (empty: not taken)."""

    world: World
    name: str
    sheet: str
    table: CsvTable
    headers: tuple[tuple[str, str], ...]

    def without(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``headers`` that the form does not have."""
        there = {fold(header) for header, _ in self.headers}
        return tuple([header for header in headers if fold(header) not in there])

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of the form as CSV, for messages."""
        if file != self.name:
            return ""
        return SourceText(file, self.world.read(self.table.source.file).decode(self.table.source.encoding, "replace")).line(
            number
        )


class FormHeadings(Headings):
    """The headers of signatories' tables, and those that the user has said the meaning of."""

    def __init__(self, meant: dict[str, str]) -> None:
        super().__init__(COLUMNS)
        self._meant = {fold(header): name for header, name in meant.items()}

    def resolve(self, header: str) -> str | None:
        """Return the contract's name for the cell ``header``, or None where it is not known."""
        return self._meant.get(fold(header)) or (None if fold(header) in self._meant else super().resolve(header))

    def touched(self, header: str) -> str | None:
        """Return the column that ``header`` may be about; None where the user has said what it means."""
        return None if fold(header) in self._meant else super().touched(header)

    def rename_hint(self, header: str, column: str) -> str:
        """Return the options that say whether ``header`` is ``column``."""
        return f"say which: --column '{header.strip()}={column}', or --column '{header.strip()}=' not to take it"

    def nearest(self, _header: str) -> str | None:
        """Return None: what a form asks beside is not a misspelt column."""
        return None


def open_form(folder: World, name: str, meant: dict[str, str], sheet: str, encoding: str, report: Report) -> FormExport | None:
    """Return the form ``name`` of ``folder``; None where it cannot be read or names nobody, and findings say why."""
    if PurePosixPath(name).suffix.casefold() in WORKBOOKS:
        found = _sheet(folder, name, sheet, report)
        if found is None:
            return None
        folder, sheet = found
    findings = Report()
    table = open_table(folder, name, FormHeadings(meant), encoding, findings)
    report.extend(found for found in findings if found.code != _TAKEN)
    if table is None:
        return None
    if not {"name", "organization"}.intersection(table.columns):
        hint = "say which it is: --column 'Header=name' or --column 'Header=organization'"
        report.error("LP185", Span(name, 0 if sheet else 1), "no column of the form holds names or organizations", hint)
        return None
    return FormExport(folder, name, sheet, table, tuple(zip(_headers(folder, table), table.columns, strict=False)))


def _headers(world: World, table: CsvTable) -> list[str]:
    top = replace(table.start, offset_bytes=table.source.mark_bytes, line=1)
    rows = raw_rows(world, table.source, table.delimiter, top, Report())
    _, cells = next(rows)
    if cells[0].casefold().startswith("sep="):
        _, cells = next(rows)
    rows.close()
    return [cell.strip() for cell in cells]


@dataclass(frozen=True, slots=True)
class _SheetWorld:
    """A world with one file in it: a sheet as CSV under the workbook's own name, so that a line is a row."""

    name: str
    data: bytes
    fonts: InstalledFonts = field(default_factory=NoFonts)

    def exists(self, path: str) -> bool:
        return path == self.name

    def read(self, _path: str) -> bytes:
        return self.data

    def open(self, _path: str) -> BinaryIO:
        return io.BytesIO(self.data)

    def names(self, _folder: str) -> tuple[str, ...]:
        return (self.name,)

    def today(self) -> date:
        return date.min


def _sheet(folder: World, name: str, wanted: str, report: Report) -> tuple[World, str] | None:
    """Return the sheet as a world of its own, and its name; None with LP186 where the workbook cannot be read."""
    try:
        with folder.open(name) as stream:
            sheet = read_sheet(stream.read(MOST_WORKBOOK_BYTES + 1), wanted)
    except (OSError, Refused) as error:
        reason = str(error) if isinstance(error, Refused) else f"cannot be read: {error.strerror or error}"
        hint = "open it in a spreadsheet program and save the sheet as CSV UTF-8"
        report.error("LP186", Span(name), f"`{name}` {reason}", hint)
        return None
    return _SheetWorld(name, sheet.csv), sheet.name
