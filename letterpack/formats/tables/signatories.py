"""Stage 1 of 7: lists of signatories, row by row: ``signatories.csv`` or a workbook of that name, and what forms export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.tables.csv_rows import CsvTable, Start, open_table
from letterpack.formats.tables.headers import ADDRESS_PARTS, Headings
from letterpack.formats.tables.person_names import NameParts
from letterpack.formats.tables.sheets import OddSaid, SheetTable, open_sheet, workbook_of
from letterpack.model.campaign import Input
from letterpack.model.columns import NAME_PARTS, NOT_CONSENT, Meanings
from letterpack.model.sources import Record
from letterpack.values import replace
from letterpack.world import World

SIGNATORIES_FILE: Final = "signatories.csv"
COLUMNS: Final = ("name", "title", "organization", "language", "country", "group", "consent", "withdrawn", "email", "note")
"""The columns that a list of signatories may have."""
_ASIDES: Final = ("aside", "id", "address", "addresses", "language", "salutation", *ADDRESS_PARTS)

SHOWN: Final = frozenset({"name", "title", "organization", "country", "group", *NAME_PARTS})
"""Columns whose cells are printed, or say where their row stands."""


class SignatoryTable(Struct, frozen=True):
    """A list of signatories, ready to be streamed. A record has the contract's columns; beside them, ``consent.7`` and
    ``not_consent`` where several columns say who agrees, and ``unread.7`` for what is not read, by the column's 0-based index.
    """

    table: CsvTable
    headings: Headings
    names: NameParts
    sheet: SheetTable | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns as ``Table`` has them; ``name`` among them where its parts are."""
        joined = ("name",) if self.names and "name" not in self.table.columns else ()
        return (*self.table.columns, *joined)

    @property
    def input(self) -> Input:
        """The file and its digest."""
        return self.sheet.input if self.sheet else self.table.input

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows from ``start`` on as records, names put together."""
        for row in self.table.rows(self.sheet.world if self.sheet else world, report, start):
            yield Record(self.names.joined(row.values), row.origin) if self.names else row


def signatory_headings(meant: Meanings | None = None) -> Headings:
    """Return what the columns of a list of signatories may be called; ``meant`` is what the user says of some."""
    return Headings(COLUMNS, parts=(*NAME_PARTS, NOT_CONSENT), asides=_ASIDES, meant=meant)


def open_signatory_table(world: World, path: str, headings: Headings, encoding: str, report: Report) -> SignatoryTable | None:
    """Return the list ``path``; None, with a finding, where it cannot be read. ``encoding`` is the code page that it is
    declared in.
    """
    table = open_table(world, path, headings, encoding, report)
    return SignatoryTable(table, headings, NameParts.of(table, headings)) if table else None


def open_signatories(
    world: World, encoding: str, report: Report, meant: Meanings | None = None, odd: OddSaid | None = None
) -> SignatoryTable | None:
    """Return the campaign's table of signatories, a workbook where there is no CSV file; None where there is none, or where it
    cannot be read and a finding says so.

    ``encoding`` is the code page that ``letterpack.yaml`` declares, or empty; ``meant`` is what it says of columns, ``odd`` of
    what is unlike the rows.
    """
    headings = signatory_headings(meant)
    if is_there(world, SIGNATORIES_FILE):
        return open_signatory_table(world, SIGNATORIES_FILE, headings, encoding, report)
    workbook = workbook_of(world, SIGNATORIES_FILE)
    sheet = open_sheet(world, workbook, report, odd) if workbook else None
    table = open_signatory_table(sheet.world, workbook, headings, "", report) if sheet else None
    return replace(table, sheet=sheet) if table else None
