"""Stage 1 of 7: rows of ``addressees.csv`` as records with the contract's names.

What YAML says by nesting, a row says by its columns: ``address1`` … ``address9``, ``fields.x``, and cells that hold several
values. ``kind`` (to, cc, bcc; by default to) says what YAML says by its three lists.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct

from letterpack.countries.naming import is_courtesy_alone
from letterpack.diagnostics import Report
from letterpack.formats.file_names import LINE_BREAK, is_workbook
from letterpack.formats.tables.csv_rows import CsvTable, Start, open_table, raw_rows
from letterpack.formats.tables.formulas import restored
from letterpack.formats.tables.headers import ADDRESS_PARTS, FIELD_PREFIX, Headings, fold
from letterpack.formats.tables.person_names import NameParts
from letterpack.formats.tables.places import RowOrigin
from letterpack.formats.tables.sheets import OddSaid, SheetTable, open_sheet
from letterpack.model.addressee import KEYS, LISTED
from letterpack.model.campaign import Input
from letterpack.model.columns import NAME_PARTS, Meaning, Meanings
from letterpack.model.sources import Record, SourceValue
from letterpack.patterns import late
from letterpack.spans import Origin
from letterpack.values import replace
from letterpack.world import World

COLUMNS: Final = (KEYS[0], "kind", *KEYS[1:])
"""All names of the contract: a row cannot say what ``fields`` and ``bcc`` say, and is told so; its ``cc`` are ids of rows."""
_KINDS: Final = frozenset({"to", "cc", "bcc"})
_UNPRINTED: Final = frozenset({"id", "verified"})
"""Of the columns that are read, those that change nothing in print."""
_BETWEEN: Final = late(r"[;\r\n]+")
_LISTS: Final = {**dict.fromkeys(LISTED, _BETWEEN), "jointly": late(r"[,;\s]+"), "cc": late(r"[,;\r\n]+")}
"""What is between the values in one cell: ids have no commas and no spaces."""
_BLANK_LINE: Final = late(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")


class AddresseeTable(Struct, frozen=True):
    """``addressees.csv`` or a workbook of that name, ready to be streamed."""

    table: CsvTable
    names: NameParts
    sheet: SheetTable | None = None

    @property
    def input(self) -> Input:
        """The file and its digest."""
        return self.sheet.input if self.sheet else self.table.input

    @property
    def encoding(self) -> str:
        """How the file's text is encoded."""
        return self.table.source.encoding

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows from ``start`` on as records."""
        shape = _RowShape(self.table.columns, self.names)
        for row in self.table.rows(self.sheet.world if self.sheet else world, report, start):
            yield Record(shape.values(row.values), row.origin) if shape.any else row

    def flat_rows(
        self, world: World, report: Report, fields: Mapping[str, str]
    ) -> Iterator[tuple[Mapping[str, SourceValue], Record]]:
        """Yield each row as its cells by the contract's columns, names put together, and as a record. ``fields`` are headers of
        which the cells are given once more, under another name.
        """
        shape = _RowShape(self.table.columns, self.names)
        for row in self.table.rows(self.sheet.world if self.sheet else world, report):
            again = {field: self._cell(row.origin, header) for header, field in fields.items()}
            yield {**_named(self.names, row.values), **again}, Record(shape.values(row.values), row.origin)

    def unread_fields(self, fields: Mapping[str, str]) -> Meanings:
        """Return those of ``fields``, names of merge fields by headers, that no column is read for yet."""
        read = dict(zip(self.table.headers, self.table.columns, strict=False))
        return {header: Meaning(field) for header, field in fields.items() if not read.get(header)}

    def _cell(self, row: Origin, header: str) -> str:
        """Return what stands in ``row`` under ``header``, whatever the column is read for; empty where nothing does."""
        assert isinstance(row, RowOrigin)
        cells = next(csv.reader(io.StringIO(row.raw, newline=""), delimiter=row.delimiter), [])
        index = self.table.headers.index(header)
        text = cells[index] if index < len(cells) else ""
        return restored(text.replace(LINE_BREAK, "\n") if self.table.is_workbook else text).strip()

    def without(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``headers`` that the table does not have."""
        there = set(map(fold, self.table.headers))
        return tuple([header for header in headers if fold(header) not in there])


def addressee_headings(meant: Meanings | None = None) -> Headings:
    """Return what the columns of a list of addressees may be called; ``meant`` is what the user says of some."""
    return Headings(COLUMNS, ("address",), fields=True, parts=(*NAME_PARTS, *ADDRESS_PARTS), meant=meant)


def open_addressee_table(
    world: World,
    path: str,
    encoding: str,
    report: Report,
    meant: Meanings | None = None,
    odd: OddSaid | None = None,
) -> AddresseeTable | None:
    """Return the table ``path``; None, with a finding, where it cannot be read. ``meant`` is what the user says of columns,
    ``odd`` of comments and other sheets.
    """
    headings = addressee_headings(meant)
    book = open_sheet(world, path, report, odd) if is_workbook(path) else None
    if is_workbook(path) and book is None:
        return None
    within = book.world if book else world
    table = open_table(within, path, headings, encoding, report)
    if table:
        table = _with_courtesy(table, within)
        _report_parts_unread(table, headings, within, odd, report)
    if table and book:
        book.report_unseen(table, [each for each in table.columns if each and each not in _UNPRINTED], None, report)
    return AddresseeTable(table, NameParts.of(table, headings), book) if table else None


def _with_courtesy(table: CsvTable, world: World) -> CsvTable:
    """Return ``table``, its column of salutations as one of titles of courtesy where all its cells are such titles."""
    if "salutation" not in table.columns or "honorific" in table.columns:
        return table
    cells = _filled_cells(table, table.columns.index("salutation"), world)
    first = next(cells, "")
    if not first or not all(map(is_courtesy_alone, chain((first,), cells))):
        return table
    columns = tuple(["honorific" if name == "salutation" else name for name in table.columns])
    return replace(table, columns=columns, header=replace(table.header, columns=columns))


def _report_parts_unread(table: CsvTable, headings: Headings, world: World, odd: OddSaid | None, report: Report) -> None:
    """Report (LP135) columns that are not known and may be part of an address, by their place, or say who gets a copy, or no
    letter at all.
    """
    known = headings.columns(table.headers)
    unread = [index for index, name in enumerate(known) if name is None and not table.columns[index]]
    address = [index for index, name in enumerate(table.columns) if name in ADDRESS_PARTS or re.fullmatch("address[1-9]?", name)]
    for index in unread:
        header, first = table.headers[index], next(_filled_cells(table, index, world), "")
        if first and all(cell.casefold().strip(" :.") in _KINDS for cell in _filled_cells(table, index, world)):
            message = f"all cells of the column `{header}` say who gets the letter and who a copy, and it is not known"
            hint = f"call it `kind`; in an import, say `--column '{header}=kind'`"
        elif first and address and address[0] < index < address[-1]:
            message = f"the column `{header}` stands within the address, is not known and would be lost"
            named = f"`--column '{header}=building'`"
            hint = f"call it `building`, `po_box` or `care_of`; in an import, say {named}, or `=nothing` to leave it out"
        elif first and odd and all(map(odd.is_answer, _filled_cells(table, index, world))):
            message = f"the column `{header}` answers a question of each row, and would not be read: `{first}`"
            hint = (
                f"delete the rows that get no letter, and say that it is nothing: `{header}: nothing` in letterpack.yaml, "
                f"under `import: addressees:`; in an import, `--column '{header}=nothing'`"
            )
        else:
            continue
        report.error("LP135", table.header.cell(index), message, hint)


def _named(names: NameParts, cells: Mapping[str, SourceValue]) -> dict[str, SourceValue]:
    """Return ``cells`` with the name put together. What stands before a name that is whole is the title of courtesy."""
    values, whole = dict(names.joined(cells)), str(cells.get("name", "")).strip()
    before = " ".join([str(cells[part]).strip() for part in names.parts if part.startswith("name_prefix") and part in cells])
    if before and whole and not whole.startswith(before):
        values.setdefault("honorific", before)
    return values


def _filled_cells(table: CsvTable, index: int, world: World) -> Iterator[str]:
    for _, cells in raw_rows(world, table.source, table.delimiter, table.start, Report()):
        if index < len(cells) and (cell := cells[index].strip()):
            yield cell


class _RowShape:
    """Which of a table's columns stand for something nested."""

    def __init__(self, columns: tuple[str, ...], names: NameParts) -> None:
        self.names = names
        self.lines = tuple(sorted(name for name in columns if re.fullmatch(r"address[1-9]", name)))
        self.parts = tuple(name for name in ADDRESS_PARTS if name in columns)
        self.fields = tuple(name for name in columns if name.startswith(FIELD_PREFIX))
        self.lists = tuple(name for name in columns if name in _LISTS)
        self.addresses = "addresses" in columns
        self.any = bool(names or self.lines or self.parts or self.fields or self.lists or self.addresses)

    def values(self, cells: Mapping[str, SourceValue]) -> dict[str, SourceValue]:
        """Return ``cells`` with names put together, and lines and parts of addresses, fields and lists gathered."""
        values = _named(self.names, cells) if self.names else dict(cells)
        self._put_address(values)
        fields = {name[len(FIELD_PREFIX) :]: values.pop(name) for name in self.fields if name in values}
        if fields and "fields" not in values:
            values["fields"] = fields
        for name in self.lists:
            cell = values.get(name)
            if isinstance(cell, str):
                values[name] = [part.strip() for part in _LISTS[name].split(cell) if part.strip()]
        cell = values.get("addresses")
        if isinstance(cell, str):
            values["addresses"] = list(_BLANK_LINE.split(cell))
        return values

    def _put_address(self, values: dict[str, SourceValue]) -> None:
        """Gather an address: its lines; or its parts, of which lines that stand beside them are the street."""
        lines: list[SourceValue] = [values.pop(name) for name in self.lines if name in values]
        parts: dict[str, SourceValue] = {name: values.pop(name) for name in self.parts if name in values}
        if lines:
            values["address"] = lines = [values["address"], *lines] if "address" in values else lines
        if parts and "address" in values:
            street = [values["address"]] if isinstance(values["address"], str) else lines
            parts["street"] = [*street, *([parts["street"]] if "street" in parts else [])]
        if parts:
            values["address"] = parts
