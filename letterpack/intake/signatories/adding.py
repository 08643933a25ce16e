"""New rows beside those that stand: what is added, what is there already, who withdraws, and which may be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from letterpack.checks.evidence.who_signs import Likeness, NameCounts, Signer, likeness, may_be_one_person, signer_of
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

    No two rows are merged: a row that may be another is kept, and named. So is a namesake with another title or country. Who
    withdraws in the form has withdrawn in every row.
    """
    standing = _AlikeRows(before, new)
    added: list[ExportRow] = []
    known: list[KnownRow] = []
    for row in new:
        index = standing.same(row)
        if index is None:
            added.append(row)
        else:
            known.append(KnownRow(row, before[index], tuple(_differing(row, before[index]))))
    rows, changes = _with_withdrawals((*before, *added), new)
    if len(rows) != len(before) + len(added) or len(new) != len(added) + len(known):
        raise AssertionError("a row of signatories was lost")
    return RowsAdded(rows, rows[len(before) :], changes, tuple(known), tuple(_near(rows, len(before))))


_MOST_ALIKE: Final = 400
"""Rows of one name that a row is compared with, the first of them: a name that more have tells nobody."""


class _AlikeRows:
    """Rows by whom they name. How often a name is met, ``others`` say too."""

    def __init__(self, rows: Sequence[ExportRow], others: Sequence[ExportRow] = ()) -> None:
        self.rows = rows
        self._signers = [_signer(row) for row in rows]
        self._counts = NameCounts([*self._signers, *map(_signer, others)])
        self._claimed: set[int] = set()
        self._at: dict[tuple[str, ...], list[int]] = {}
        for index, row in enumerate(rows):
            for key in identities(_signatory(row)):
                self._at.setdefault(key, []).append(index)

    def alike(self, row: ExportRow) -> Iterator[tuple[Likeness, int]]:
        """Yield each row that shares a name or an address with ``row``, by its index, and how alike they are."""
        signer, signatory = _signer(row), _signatory(row)
        first, *mails = identities(signatory)
        for index in self._at.get(first, ()):
            yield likeness(self._signers[index], signer, self._counts), index
        for index in dict.fromkeys(index for key in mails for index in self._at.get(key, ())):
            yield "one" if may_be_one_person(self.rows[index]["name"], row["name"]) else "two", index

    def same(self, row: ExportRow) -> int | None:
        """Return the index of the row that is ``row`` again: one that says the same, which stands for one row alone; else the
        first that is certainly of the same signatory.
        """
        found = list(self.alike(row))
        signer = _signer(row)
        equal = next((at for _, at in found if self._signers[at] == signer and at not in self._claimed), None)
        if equal is not None:
            self._claimed.add(equal)
            return equal
        return next((index for how, index in found if how == "one"), None)


def _with_withdrawals(
    rows: Sequence[ExportRow], new: Sequence[ExportRow]
) -> tuple[tuple[ExportRow, ...], tuple[CellChange, ...]]:
    """Return ``rows`` with the withdrawals of ``new`` in every row that may be of the same signatory, and the cells that changes.

    Somebody who says no after a yes, or the other way round, is held back: only they can say which holds.
    """
    leaving = _AlikeRows([row for row in new if answer_of(row["withdrawn"]) == "yes" or answer_of(row["consent"]) == "no"], rows)
    changes: list[CellChange] = []
    result: list[ExportRow] = []
    for row in rows:
        index = next((at for how, at in leaving.alike(row) if how != "two"), None) if leaving.rows else None
        changed = tuple(_withdrawals(row, leaving.rows[index])) if index is not None else ()
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
    everybody = _AlikeRows(rows)
    for index in range(first_new, len(rows)):
        alike = islice(everybody.alike(rows[index]), _MOST_ALIKE)
        earlier = next((at for how, at in alike if how != "two" and at < index), None)
        if earlier is not None:
            yield rows[earlier], rows[index]
    for first, second in near_pairs(signatories):
        if second >= first_new:
            yield rows[first], rows[second]


def _signer(row: ExportRow) -> Signer:
    return signer_of(_signatory(row))


def _signatory(row: ExportRow) -> Signatory:
    return Signatory(**{column: row[column] for column in COLUMNS}, origin=row.origin)
