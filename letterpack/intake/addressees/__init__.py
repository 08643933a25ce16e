"""The list of addressees, as it comes in: ``import`` takes a spreadsheet's or an address book's export.

Rows become rows of ``addressees.csv`` with the contract's columns: names put together, the parts of addresses as they are, since
the country of each row sets their order. Every row is judged as a build judges it, and none is lost or added twice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from letterpack.campaign.addressees import AddresseeReader
from letterpack.campaign.mailing import CSV_FILE
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.formats.decode import is_there
from letterpack.formats.tables.addressees import COLUMNS, AddresseeTable, open_addressee_table
from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.headers import ADDRESS_PARTS
from letterpack.formats.tables.same_findings import one_for_all
from letterpack.intake.remembered import SettingsKept, remember
from letterpack.model.campaign import Addressee
from letterpack.model.columns import Meanings
from letterpack.world import World

Cells = Mapping[str, str]
_ADDRESS_LINES = tuple(f"address{number}" for number in range(1, 10))
_ORDER = (*COLUMNS[: COLUMNS.index("address") + 1], *_ADDRESS_LINES, *ADDRESS_PARTS, *COLUMNS[COLUMNS.index("address") + 1 :])


class ListWouldLose(LetterpackError):
    """Something that stands in ``addressees.csv`` would be lost."""


@dataclass(frozen=True, slots=True)
class AddresseesImported:
    """What came of an import: ``headers`` with the columns they were understood as (empty: not taken), how many cells of each are
    ``filled``, the ``added`` addressees, how many rows were ``known`` or stood there ``before``, and ``text``, which
    ``addressees.csv`` is to hold. ``remembered`` is what ``letterpack.yaml`` keeps.
    """

    name: str
    sheet: str
    headers: tuple[tuple[str, str], ...]
    filled: Mapping[str, int]
    added: tuple[Addressee, ...]
    known: int
    before: int
    text: str
    remembered: SettingsKept | None


@dataclass(frozen=True, slots=True)
class _AddresseeRows:
    """The rows of a table by the contract's columns, and the addressees they are."""

    cells: tuple[Cells, ...]
    addressees: tuple[Addressee, ...]


def import_table(
    world: World, folder: World, table: AddresseeTable, meanings: Meanings, report: Report, *, merge: bool
) -> AddresseesImported | None:
    """Return what ``addressees.csv`` of the campaign ``world`` becomes with ``table`` of ``folder``; the caller writes it.

    None where a row cannot be an addressee, and findings say why. Raises ``ListWouldLose``.
    """
    found = Report()
    new = _read(world, folder, table, found)
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
        filled={name: sum(bool(row.get(name)) for row in new.cells) for name in (*table.table.columns, "name")},
        added=tuple(added),
        known=len(new.cells) - len(added),
        before=len(before.cells),
        text=_text(cells),
        remembered=remember(world, "addressees", meanings),
    )


def _read(world: World, folder: World, table: AddresseeTable, report: Report) -> _AddresseeRows:
    """Return the rows of ``table``, each judged as a build judges it."""
    settings, _ = read_settings(world, Report())
    reader = AddresseeReader(world, settings, frozenset(), settings.language or "en")
    cells, addressees = [], []
    for flat, record in table.flat_rows(folder, report):
        addressee = reader.read(
            {key: value for key, value in record.values.items() if key != "kind"}, "to", record.origin, report
        )
        if addressee is not None:
            cells.append({name: str(value).strip() for name, value in flat.items()})
            addressees.append(addressee)
    return _AddresseeRows(tuple(cells), tuple(addressees))


def _standing(world: World, report: Report, *, merge: bool) -> _AddresseeRows:
    """The rows of the campaign's table. Raises ``ListWouldLose`` where there are some and ``merge`` is not asked for."""
    if not is_there(world, CSV_FILE):
        return _AddresseeRows((), ())
    settings, _ = read_settings(world, Report())
    table = open_addressee_table(world, CSV_FILE, settings.encoding, report, settings.imports.get("addressees"))
    rows = _read(world, world, table, report) if table else _AddresseeRows((), ())
    if rows.cells and not merge:
        raise ListWouldLose(f"`{CSV_FILE}` already has {len(rows.cells)} rows", "add --merge to keep them and add the new ones")
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
