"""The list of addressees, as it comes in: ``import`` takes a spreadsheet's or an address book's export.

Rows become rows of ``addressees.csv`` with the contract's columns: names put together, the parts of addresses as they are, since
the country of each row sets their order. Every row is judged as a build judges it, and none is lost or added twice. What the
letter has a merge field for is kept as such, beside what else it is: `Dear Ms {{ addressee.fields.last_name }}`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from letterpack.campaign.addressees import AddresseeReader
from letterpack.campaign.mailing import CSV_FILE
from letterpack.campaign.odd_rows import RowsSaid
from letterpack.campaign.settings import read_settings
from letterpack.campaign.streams import WrongRows
from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.formats.decode import is_there
from letterpack.formats.tables.addressees import COLUMNS, AddresseeTable, open_addressee_table
from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.headers import ADDRESS_PARTS
from letterpack.formats.tables.same_findings import one_for_all
from letterpack.intake import SettingsKept, remember
from letterpack.intake.letters.document import merge_field_of
from letterpack.intake.signatories.rows import Said
from letterpack.model.campaign import Addressee
from letterpack.model.columns import ROWS
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.world import World

Cells = Mapping[str, str]
_ADDRESS_LINES = tuple(f"address{number}" for number in range(1, 10))
_ORDER = (*COLUMNS[: COLUMNS.index("address") + 1], *_ADDRESS_LINES, *ADDRESS_PARTS, *COLUMNS[COLUMNS.index("address") + 1 :])


class ListWouldLose(LetterpackError):
    """Something that stands in ``addressees.csv`` would be lost."""


@dataclass(frozen=True, slots=True)
class AddresseesImported:
    """What came of an import: ``headers`` with the columns they were understood as (empty: not taken), how many cells of each are
    ``filled``, what is kept as merge ``fields`` for the letter by the headers, the ``added`` addressees, how many rows were
    ``known`` or stood there ``before``, and ``text``, which ``addressees.csv`` is to hold. ``remembered`` is what
    ``letterpack.yaml`` keeps.
    """

    name: str
    sheet: str
    headers: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    filled: Mapping[str, int]
    added: tuple[Addressee, ...]
    known: int
    before: int
    text: str
    remembered: SettingsKept | None


class _AddresseeRows(Struct, frozen=True):
    """The rows of a table by the contract's columns, and the addressees they are."""

    cells: tuple[Cells, ...]
    addressees: tuple[Addressee, ...]


def import_table(
    world: World, folder: World, table: AddresseeTable, said: Said, report: Report, *, merge: bool
) -> AddresseesImported | None:
    """Return what ``addressees.csv`` of the campaign ``world`` becomes with ``table`` of ``folder``; the caller writes it.

    None where a row cannot be an addressee, and findings say why. Raises ``ListWouldLose``.
    """
    found = Report()
    fields = {
        header: field for header, field in wanted_fields(world, table.table.headers).items() if field not in table.table.columns
    }
    if not any(table.table.columns) and not fields:
        hint = "say what one is: --column 'Header=organization' or --column 'Header=address'"
        found.error("LP185", Span(table.input.path, 0 if table.sheet else table.table.header.line), "no column is known", hint)
    new = _read(world, (folder, table), said.of_rows("addressee"), found, fields)
    before = _standing(world, found, merge=merge)
    report.extend(one_for_all(found))
    if report.has_errors:
        return None
    known = {_identity(each) for each in before.addressees}
    added, cells = [], list(before.cells)
    for row, addressee in zip(new.cells, new.addressees, strict=True):
        if _identity(addressee) not in known:
            known.add(_identity(addressee))
            added.append(addressee)
            cells.append(row)
    return AddresseesImported(
        name=table.input.path,
        sheet=table.sheet.sheet if table.sheet else "",
        headers=tuple(zip(table.table.headers, table.table.columns, strict=False)),
        fields=fields,
        filled={name: sum(bool(row.get(name)) for row in new.cells) for name in (*table.table.columns, "name", *fields.values())},
        added=tuple(added),
        known=len(new.cells) - len(added),
        before=len(before.cells),
        text=_text(cells),
        remembered=remember(world, "addressees", said.meanings, said.rows),
    )


_LETTER: Final = late(r"letter(?:\.[\w-]+)?\.md")
_FIELD: Final = late(r"\{\{\s*addressee\.(fields\.\w+)")


def wanted_fields(world: World, headers: Iterable[str]) -> Mapping[str, str]:
    """Return those of ``headers`` that a letter of the campaign has a merge field for, each with the column for it."""
    letters = [name for name in world.names("") if _LETTER.fullmatch(name)]
    asked = {field for name in letters for field in _FIELD.findall(world.read(name).decode("utf-8", "replace"))}
    fields = {header: merge_field_of(header).removeprefix("addressee.") for header in headers if header}
    return {header: field for header, field in fields.items() if field in asked}


def _read(
    world: World,
    source: tuple[World, AddresseeTable],
    said: RowsSaid,
    report: Report,
    fields: Mapping[str, str] | None = None,
) -> _AddresseeRows:
    """Return the rows of a table, which is ``source`` with its folder, each judged as a build judges it, with the columns
    ``fields`` as merge fields too.
    """
    settings, _ = read_settings(world, Report())
    reader = AddresseeReader(world, settings, frozenset(), settings.language or "en")
    cells, addressees, wrong = [], [], WrongRows(report)
    folder, table = source
    rows = list(table.flat_rows(folder, report, fields or {}))
    left_out = said.left_out([record for _, record in rows], report)
    for flat, record in [each for index, each in enumerate(rows) if index not in left_out]:
        addressee = reader.read(
            {key: value for key, value in record.values.items() if key != "kind"}, "to", record.origin, report
        )
        if addressee is not None:
            cells.append({name: str(value).strip() for name, value in flat.items()})
            addressees.append(addressee)
        if wrong.are_too_many(record):
            break
    return _AddresseeRows(tuple(cells), tuple(addressees))


def _standing(world: World, report: Report, *, merge: bool) -> _AddresseeRows:
    """The rows of the campaign's table. Raises ``ListWouldLose`` where there are some and ``merge`` is not asked for."""
    if not is_there(world, CSV_FILE):
        return _AddresseeRows((), ())
    settings, _ = read_settings(world, Report())
    table = open_addressee_table(world, CSV_FILE, settings.encoding, report, settings.imports.get("addressees"))
    said = RowsSaid(settings.imports.get(ROWS, {}), "addressee")
    rows = _read(world, (world, table), said, report) if table else _AddresseeRows((), ())
    if rows.cells and not merge:
        raise ListWouldLose(f"`{CSV_FILE}` already has rows: {len(rows.cells)}", "add --merge to keep them and add the new ones")
    lost = [header for header, name in zip(table.table.headers, table.table.columns, strict=False) if not name] if table else []
    if lost:
        message = f"in `{CSV_FILE}` the column `{lost[0]}` is not read, and would be lost"
        raise ListWouldLose(message, "call it `fields.x`, with a name of its own for `x`")
    return rows


def _identity(addressee: Addressee) -> tuple[object, ...]:
    return (addressee.name, addressee.title, addressee.organization, addressee.addresses)


def _text(rows: Sequence[Cells]) -> str:
    """``rows`` as CSV with a header, that no spreadsheet runs anything of; columns that nobody fills are left out."""
    filled = {name for row in rows for name, cell in row.items() if cell}
    columns = [*(name for name in _ORDER if name in filled), *_others(filled)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defused(row.get(name, "")) for name in columns] for row in rows)
    return text.getvalue()


def _others(filled: Iterable[str]) -> list[str]:
    return sorted(name for name in filled if name not in _ORDER)
