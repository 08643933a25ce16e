"""New rows beside those that stand: what is added, what is there already, who withdraws, and which may be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from letterpack.checks.rules.duplicates import identities
from letterpack.checks.rules.near_duplicates import near_pairs
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.rows import ExportRow
from letterpack.model.campaign import Signatory
from letterpack.wording.answers import ANSWERED, answer_of


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that changes because the form says, in another row, that its signatory withdraws or does not agree."""

    row: ExportRow
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of the form that stands there already, and the columns in which the form says something else: they are not taken."""

    row: ExportRow
    standing: ExportRow
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowsAdded:
    """All rows there are now, in order, and how they came about."""

    rows: tuple[ExportRow, ...]
    added: tuple[ExportRow, ...]
    changes: tuple[CellChange, ...]
    known: tuple[KnownRow, ...]
    near: tuple[tuple[ExportRow, ExportRow], ...]


def add_rows(before: Sequence[ExportRow], new: Sequence[ExportRow]) -> RowsAdded:
    """Return ``before`` with the rows of ``new`` that are not there yet behind it.

    No two rows are merged: a row that may be another is kept, and named. Who withdraws in the form has withdrawn in every row.
    """
    known_at = _places(before)
    added: list[ExportRow] = []
    known: list[KnownRow] = []
    for row in new:
        index = next((known_at[key] for key in identities(_signatory(row)) if key in known_at), None)
        if index is None:
            added.append(row)
        else:
            known.append(KnownRow(row, before[index], tuple(_differing(row, before[index]))))
    rows, changes = _with_withdrawals((*before, *added), new)
    if len(rows) != len(before) + len(added) or len(new) != len(added) + len(known):
        raise AssertionError("a row of signatories was lost")
    return RowsAdded(rows, rows[len(before) :], changes, tuple(known), tuple(_near(rows, len(before))))


def _places(rows: Sequence[ExportRow]) -> dict[tuple[str, ...], int]:
    """The index of the first row with each identity."""
    return {key: index for index in reversed(range(len(rows))) for key in identities(_signatory(rows[index]))}


def _with_withdrawals(
    rows: Sequence[ExportRow], new: Sequence[ExportRow]
) -> tuple[tuple[ExportRow, ...], tuple[CellChange, ...]]:
    """Return ``rows`` with the withdrawals of ``new`` in every row of the same signatory, and the cells that changes.

    Somebody who says no after a yes, or the other way round, is held back: only they can say which holds.
    """
    leaving = [row for row in new if answer_of(row["withdrawn"]) == "yes" or answer_of(row["consent"]) == "no"]
    by_key = {key: row for row in leaving for key in identities(_signatory(row))}
    changes: list[CellChange] = []
    result: list[ExportRow] = []
    for row in rows:
        says = next((by_key[key] for key in identities(_signatory(row)) if key in by_key), None) if by_key else None
        changed = tuple(_withdrawals(row, says)) if says is not None else ()
        changes += changed
        result.append(replace(row, values={**row.values, **{each.column: each.after for each in changed}}) if changed else row)
    return tuple(result), tuple(changes)


def _withdrawals(standing: ExportRow, row: ExportRow) -> Iterator[CellChange]:
    """What ``row`` says of its signatory's leaving that ``standing`` does not say yet."""
    if answer_of(row["withdrawn"]) == "yes" and answer_of(standing["withdrawn"]) in ("", "no"):
        yield CellChange(standing, "withdrawn", standing["withdrawn"], row["withdrawn"])
    if answer_of(row["consent"]) == "no" and answer_of(standing["consent"]) != "no":
        yield CellChange(standing, "consent", standing["consent"], "no")


def _differing(row: ExportRow, standing: ExportRow) -> Iterator[str]:
    for column in COLUMNS:
        if row[column] and row[column] != standing[column] and not (column in ANSWERED and _is_settled(column, row, standing)):
            yield column


def _is_settled(column: str, row: ExportRow, standing: ExportRow) -> bool:
    """Whether the row says no more than the one that stands: yes beside a date."""
    return row[column] in ("yes", "no") and answer_of(standing[column]) not in ("", "no")


def _near(rows: Sequence[ExportRow], first_new: int) -> Iterator[tuple[ExportRow, ExportRow]]:
    """Pairs of rows that may be one, of which one is new: exact ones of the form itself, then near ones."""
    signatories = [_signatory(row) for row in rows]
    seen: dict[tuple[str, ...], int] = {}
    for index, signatory in enumerate(signatories):
        keys = identities(signatory)
        earlier = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, index)
        if earlier is not None and index >= first_new:
            yield rows[earlier], rows[index]
    for first, second in near_pairs(signatories):
        if second >= first_new:
            yield rows[first], rows[second]


def _signatory(row: ExportRow) -> Signatory:
    return Signatory(**{column: row[column] for column in COLUMNS}, origin=row.origin)
