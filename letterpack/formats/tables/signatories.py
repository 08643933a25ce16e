"""Stage 1 of 7: lists of signatories, row by row: ``signatories.csv``, and what forms and address books export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.tables.csv_rows import CsvTable, Start, open_table
from letterpack.formats.tables.headers import ADDRESS_PARTS, Headings
from letterpack.formats.tables.person_names import NameParts
from letterpack.model.campaign import Input
from letterpack.model.columns import NAME_PARTS, NOT_CONSENT, Meanings
from letterpack.model.sources import Record
from letterpack.world import World

SIGNATORIES_FILE: Final = "signatories.csv"
COLUMNS: Final = ("name", "title", "organization", "language", "country", "group", "consent", "withdrawn", "email", "note")
"""The columns that a list of signatories may have."""
_ASIDES: Final = ("aside", "id", "address", "addresses", "language", "salutation", *ADDRESS_PARTS)


@dataclass(frozen=True, slots=True)
class SignatoryTable:
    """A list of signatories, ready to be streamed. A record has the contract's columns; beside them, ``consent.7`` and
    ``not_consent`` where several columns say who agrees, and ``unread.7`` for what is not read, by the column's 0-based index.
    """

    table: CsvTable
    headings: Headings
    names: NameParts

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns as ``Table`` has them; ``name`` among them where its parts are."""
        joined = ("name",) if self.names and "name" not in self.table.columns else ()
        return (*self.table.columns, *joined)

    @property
    def input(self) -> Input:
        """The file and its digest."""
        return self.table.input

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows from ``start`` on as records, names put together."""
        for row in self.table.rows(world, report, start):
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


def open_signatories(world: World, encoding: str, report: Report, meant: Meanings | None = None) -> SignatoryTable | None:
    """Return the campaign's table of signatories; None where there is none, or where it cannot be read and a finding says so.

    ``encoding`` is the code page that ``letterpack.yaml`` declares, or empty; ``meant`` is what it says of columns.
    """
    if not is_there(world, SIGNATORIES_FILE):
        return None
    return open_signatory_table(world, SIGNATORIES_FILE, signatory_headings(meant), encoding, report)
