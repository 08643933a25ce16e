"""The list of signatories, as it comes in and as it stands: ``import`` takes a form's or spreadsheet's export, ``list``
counts.

form → rows with what was understood of them → rows against those that are there → the new table and what it changes.
Nothing is normalised in silence, no two rows are merged, and no row is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from letterpack.campaign.consents import Remedy, settle
from letterpack.campaign.settings import read_settings
from letterpack.campaign.signatories import read_signatories
from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.formats.tables.headers import UNREAD_PREFIX
from letterpack.formats.tables.signatories import SIGNATORIES_FILE, open_signatories
from letterpack.intake import SettingsKept, remember
from letterpack.intake.signatories.rows import (
    CellChange,
    ExportRow,
    FormExport,
    KnownRow,
    RowsRead,
    add_rows,
    read_rows,
    table_text,
)
from letterpack.model.campaign import Settings, Signatory
from letterpack.model.columns import asks_for_consent
from letterpack.wording.answers import answer_of, day_of
from letterpack.world import World


class WouldLose(LetterpackError):
    """Something that stands in ``signatories.csv`` would be lost."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: what was understood, and ``text``, which ``signatories.csv`` is to hold. ``remembered`` is what
    ``letterpack.yaml`` keeps for the next export.

    ``before`` rows stood there. ``added`` are new rows; ``changes`` are withdrawals taken over into them; ``known`` are
    rows of the form that stand there already; ``near`` are pairs that may be one, and both are kept. Where the table
    ``asks_for_consent``, rows without an answer are not printed.
    """

    form: FormExport
    reading: RowsRead
    before: int
    added: tuple[ExportRow, ...]
    changes: tuple[CellChange, ...]
    known: tuple[KnownRow, ...]
    near: tuple[tuple[ExportRow, ExportRow], ...]
    text: str
    remembered: SettingsKept | None
    asks_for_consent: bool


def import_form(
    world: World, form: FormExport, report: Report, *, merge: bool, is_starter: Callable[[World], bool] = lambda _: False
) -> Imported | None:
    """Return what ``signatories.csv`` of the campaign ``world`` becomes with ``form``; the caller writes it.

    ``merge`` keeps the rows that stand there; without it, those of the starter, as ``is_starter`` knows,
    go. None where the form cannot be taken as a whole, and findings say why. Raises ``WouldLose``.
    """
    reading = read_rows(form, report)
    before, columns = _standing(world, report, is_starter, merge=merge)
    if report.has_errors:
        return None
    result = add_rows(before, reading.rows, form.rows_said, report)
    if report.has_errors:
        return None
    kept = remember(world, "signatories", {**form.meanings, **reading.answered}, form.rows_said.meant)
    is_asked = asks_for_consent((*columns, *form.table.table.columns))
    text = table_text(result.rows, keeping=("consent",) if is_asked else ())
    return Imported(form, reading, len(before), result.added, result.changes, result.known, result.near, text, kept, is_asked)


def _standing(
    world: World, report: Report, is_starter: Callable[[World], bool], *, merge: bool
) -> tuple[tuple[ExportRow, ...], tuple[str, ...]]:
    """The rows of the campaign's table, as typed, and its columns. Raises ``WouldLose`` where there are rows and ``merge`` is not
    asked for.
    """
    settings, _ = read_settings(world, Report()) if world.exists("letterpack.yaml") else (Settings(), ())
    findings = Report()
    table = open_signatories(world, settings.encoding, findings, settings.imports.get("signatories"))
    if table is None:
        report.extend(findings)
        return (), ()
    records = settle(table, list(table.rows(world, findings)), Remedy(), findings).records
    rows = tuple(map(ExportRow.of, records))
    report.extend(found for found in findings if found.severity == "error")
    if rows and not merge and is_starter(world):
        return (), ()
    if rows and not merge:
        raise WouldLose(f"`{SIGNATORIES_FILE}` already has rows: {len(rows)}", "add --merge to keep them and add the new ones")
    lost = [header for header, name in zip(table.table.headers, table.table.columns, strict=False) if not _is_kept(name)]
    if lost:
        message = f"in `{SIGNATORIES_FILE}` the column `{lost[0]}` is not read, and would be lost"
        raise WouldLose(message, "rename the column to one that is kept, such as `note`")
    return rows, tuple(table.table.columns)


def _is_kept(column: str) -> bool:
    return bool(column) and not column.startswith(UNREAD_PREFIX)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are ``printed`` and ``held_back``, and the printed ones by what their rows say; empty text if they say nothing."""

    printed: int
    held_back: int
    countries: Mapping[str, int]
    groups: Mapping[str, int]
    consents: Mapping[str, int]


def count_signatories(world: World, report: Report) -> Counts:
    """Return the counts of the campaign in ``world``; what is wrong with its rows is in ``report``."""
    settings, _ = read_settings(world, report)
    read = read_signatories(world, settings, report)
    return Counts(
        printed=len(read.printed),
        held_back=len(read.held_back),
        countries=_by(each.country for each in read.printed),
        groups=_by(each.group for each in read.printed),
        consents=_by(_consent(each) for each in read.printed),
    )


def _consent(signatory: Signatory) -> str:
    return "dated" if day_of(signatory.consent) else answer_of(signatory.consent)


def _by(values: Iterable[str]) -> dict[str, int]:
    """Most first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
