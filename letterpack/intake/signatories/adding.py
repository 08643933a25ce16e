"""New rows beside those that stand: what is added, what is there already, who withdraws, and which may be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice, takewhile
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.campaign.odd_rows import RowsSaid
from letterpack.campaign.signatories import refused_elsewhere
from letterpack.checks.evidence.same_name import name_words
from letterpack.checks.evidence.who_signs import Likeness, NameCounts, Signer, likeness, likeness_behind_mail, signer_of
from letterpack.checks.rules.duplicates import identities
from letterpack.checks.rules.near_duplicates import near_pairs
from letterpack.diagnostics import Report
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.form import ExportRow
from letterpack.model.campaign import Signatory
from letterpack.model.sources import Record
from letterpack.values import replace
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


class RowsAdded(Struct, frozen=True):
    """All rows there are now, in order, and how they came about."""

    rows: tuple[ExportRow, ...]
    added: tuple[ExportRow, ...]
    changes: tuple[CellChange, ...]
    known: tuple[KnownRow, ...]
    near: tuple[tuple[ExportRow, ExportRow], ...]


def add_rows(before: Sequence[ExportRow], new: Sequence[ExportRow], said: RowsSaid, report: Report) -> RowsAdded:
    """Return ``before`` with the rows of ``new`` that are not there yet behind it.

    No two rows are merged: a row that may be another is kept, and named. So is a namesake with another title or country. Who
    withdraws in one row has withdrawn in every row; one that may be somebody else's is LP208 unless ``said`` says what it is.
    """
    there, coming = [_compared(row) for row in before], [_compared(row) for row in new]
    standing = _AlikeRows(there, coming)
    added: list[_ComparedRow] = []
    known: list[KnownRow] = []
    for each in coming:
        index = standing.same(each)
        if index is None:
            added.append(each)
        else:
            known.append(KnownRow(each.row, before[index], tuple(_differing(each.row, before[index]))))
    kept = [each.row for each in (*there, *added)]
    rows, changes = _with_withdrawals(kept, [each.row for each in known], said, report)
    compared = list(map(_compared, rows))
    if len(rows) != len(before) + len(added) or len(new) != len(added) + len(known):
        raise AssertionError("a row of signatories was lost")
    return RowsAdded(rows, rows[len(before) :], changes, tuple(known), tuple(_near(compared, len(before))))


_Key: TypeAlias = tuple[object, ...]
_MOST_ALIKE: Final = 400
"""Rows of one name that a row is compared with, the first of them: a name that more have tells nobody."""


class _ComparedRow(NamedTuple):
    """A row, and what it is compared by with others: worked out once, however many it is compared with."""

    row: ExportRow
    signatory: Signatory
    signer: Signer
    keys: tuple[tuple[str, ...], ...]


def _compared(row: ExportRow) -> _ComparedRow:
    signatory = Signatory(**{column: row[column] for column in COLUMNS}, origin=row.origin)
    return _ComparedRow(row, signatory, signer_of(signatory), identities(signatory))


class _AlikeRows:
    """Rows by whom they name. How often a name is met, ``others`` say too.

    Of a name that many have, and of an organization, only rows with one e-mail address, one country or all the same can be one
    signatory: they are looked up, and not compared with each other.
    """

    def __init__(self, rows: Sequence[_ComparedRow], others: Sequence[_ComparedRow] = ()) -> None:
        self.rows = rows
        self._counts = NameCounts(each.signer for each in (*rows, *others))
        self._claimed: Counter[_Key] = Counter()
        self._equal: dict[_Key, list[int]] = {}
        self._first: dict[_Key, int] = {}
        self._compared: dict[_Key, list[int]] = {}
        for index, row in enumerate(rows):
            self._enter(index, row)

    def _enter(self, index: int, compared: _ComparedRow) -> None:
        """Take the row into the indexes. What the first of equal rows is to another row, all of them are."""
        row, _, signer, (who, *mails) = compared
        equal = self._equal.setdefault((who, signer), [])
        equal.append(index)
        for key in mails:
            for each in ((key,), *((key, word) for word in name_words(row["name"]) or ("",))):
                self._first.setdefault(each, index)
        if len(equal) > 1:
            return
        if signer.words and not self._counts.is_common(signer.words):
            self._compared.setdefault(who, []).append(index)
            return
        if signer.mail:
            self._first.setdefault((who, "mail", signer.mail), index)
        if not signer.words:
            self._first.setdefault((who, "any"), index)
            self._first.setdefault((who, "country", signer.country), index)

    def _firsts(self, keys: Iterable[_Key]) -> list[int]:
        return sorted({self._first[key] for key in keys if key in self._first})

    def alike(self, compared: _ComparedRow, end: int | None = None) -> Iterator[tuple[Likeness, int]]:
        """Yield the rows, by index, that share a name or an address with ``compared``, and how alike they are: the first of those
        that are alike for one reason, and none that is surely of somebody else. ``end`` is the first row that is left out.
        """
        end = len(self.rows) if end is None else end
        if not end:
            return
        row, _, signer, (who, *mails) = compared
        countries = [(who, "country", ""), (who, "country", signer.country)] if signer.country else [(who, "any")]
        sure = self._firsts([(who, "mail", signer.mail), *countries])
        equal = self._equal.get((who, signer), ())[:1]
        for index in takewhile(lambda at: at < end, merge(sorted({*sure, *equal}), self._compared.get(who, ()))):
            yield likeness(self.rows[index].signer, signer, self._counts), index
        words = name_words(row["name"])
        for key in mails:
            shared = [(key, ""), *((key, word) for word in words)] if words else [(key,)]
            for index in self._firsts(shared):
                if index < end:
                    yield likeness_behind_mail(self.rows[index].row["name"], row["name"]), index

    def same(self, compared: _ComparedRow) -> int | None:
        """Return the index of the row that is ``compared`` again: one that says the same, which stands for one row alone; else
        the first that is certainly of the same signatory.
        """
        key = compared.keys[0], compared.signer
        equal = self._equal.get(key, ())
        if self._claimed[key] < len(equal):
            self._claimed[key] += 1
            return equal[self._claimed[key] - 1]
        return next((index for how, index in self.alike(compared) if how == "one"), None)


def _with_withdrawals(
    rows: Sequence[ExportRow], known: Sequence[ExportRow], said: RowsSaid, report: Report
) -> tuple[tuple[ExportRow, ...], tuple[CellChange, ...]]:
    """Return ``rows`` with the withdrawals among them and in the rows that are ``known`` in every row of the same signatory, and
    the cells that changes.
    """
    everything = (*rows, *known)
    changes: list[CellChange] = []
    result = list(rows)
    records = [Record(each.values, each.origin) for each in everything]
    for index, refusing in refused_elsewhere(records[: len(rows)], said, report, records[len(rows) :]):
        standing = rows[index]
        column = "withdrawn" if answer_of(everything[refusing]["withdrawn"]) == "yes" else "consent"
        after = everything[refusing][column]
        changes.append(CellChange(standing, column, standing[column], after))
        result[index] = replace(standing, values={**standing.values, column: after})
    return tuple(result), tuple(changes)


def _differing(row: ExportRow, standing: ExportRow) -> Iterator[str]:
    for column in COLUMNS:
        if row[column] and row[column] != standing[column] and not (column in ANSWERED and _is_settled(column, row, standing)):
            yield column


def _is_settled(column: str, row: ExportRow, standing: ExportRow) -> bool:
    """Whether the row says no more than the one that stands: yes beside a date."""
    return row[column] in ("yes", "no") and answer_of(standing[column]) not in ("", "no")


def _near(rows: Sequence[_ComparedRow], first_new: int) -> Iterator[tuple[ExportRow, ExportRow]]:
    """Pairs of rows that may be one, of which one is new: exact ones of the form itself, then near ones."""
    everybody = _AlikeRows(rows)
    for index in range(first_new, len(rows)):
        alike = islice(everybody.alike(rows[index], index), _MOST_ALIKE)
        earlier = next((at for how, at in alike if how != "two"), None)
        if earlier is not None:
            yield rows[earlier].row, rows[index].row
    for first, second in near_pairs([each.signatory for each in rows], [each.signer for each in rows]):
        if second >= first_new:
            yield rows[first].row, rows[second].row
