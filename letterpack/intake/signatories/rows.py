"""A form's export, whatever its format, as rows of ``signatories.csv``: CSV as it is, a sheet of a workbook as the CSV that it
would be saved as. Every normalisation is counted and named.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.campaign.consents import TEXTS, Remedy, check_refusals, check_unread, refuses, settle
from letterpack.campaign.odd_rows import RowsSaid
from letterpack.campaign.signatories import refused_elsewhere, report_nameless, signatory_records
from letterpack.campaign.texts import clean_or_report
from letterpack.checks.evidence.who_signs import Likeness, NameCounts, Signer, likeness, likeness_behind_mail, signer_of
from letterpack.checks.rules.duplicates import identities
from letterpack.checks.rules.near_duplicates import near_pairs
from letterpack.diagnostics import Report
from letterpack.formats.file_names import is_workbook
from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.headers import fold
from letterpack.formats.tables.sheets import open_sheet
from letterpack.formats.tables.signatories import COLUMNS, SHOWN, SignatoryTable, open_signatory_table, signatory_headings
from letterpack.languages.called import tag_named
from letterpack.model.campaign import Signatory
from letterpack.model.columns import NOT_CONSENT, Meaning, Meanings
from letterpack.model.sources import Record, RowPlaces
from letterpack.spans import SourceText, Span
from letterpack.values import replace
from letterpack.wording.answers import ANSWERED, answer_of
from letterpack.world import World

_OPPOSITE: Final = {"yes": "no", "no": "yes"}


class Said(Struct, frozen=True):
    """What the user says of a form: what its columns mean, by their headers; what cells answer, by their text; the sheet of a
    workbook; the code page of a file that is not UTF-8; and what odd ``rows`` are, by their text.
    """

    meanings: Meanings
    answers: Mapping[str, str]
    sheet: str = ""
    encoding: str = ""
    rows: Meanings = {}

    def of_rows(self, kind: str) -> RowsSaid:
        """Return what is said of the rows of a list of ``kind``."""
        return RowsSaid(self.rows, kind, by_options=True, sheet=self.sheet)


@dataclass(frozen=True, slots=True)
class FormExport:
    """A form ready to be read."""

    world: World
    name: str
    sheet: str
    table: SignatoryTable
    rows_said: RowsSaid

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as they stand, each with the name of its column as the table has it."""
        return tuple(zip(self.table.table.headers, self.table.table.columns, strict=False))

    @property
    def meanings(self) -> Meanings:
        """What was said of the columns that the form has, by the headers as they stand."""
        meant = self.table.headings.meant
        said = {header: meant[fold(header)] for header, _ in self.headers if fold(header) in meant}
        return {
            header: meaning for header, meaning in said.items() if meaning.column not in TEXTS or meaning.column != fold(header)
        }

    def answered(self, records: Iterable[Record]) -> Meanings:
        """Return what was said of texts of ``records``, by the name of their column."""
        answered = {text: given for text in TEXTS if (given := self.table.headings.answered(text))}
        found: dict[str, Meaning] = {}
        for record in records if answered else ():
            for text, given in answered.items():
                cell = str(record.values.get(text, ""))
                if (answer := given.get(cell)) is not None:
                    found[text] = Meaning(text, answers={**(found[text].answers if text in found else {}), cell: answer})
        return found

    def without(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``headers`` that the form does not have."""
        there = {fold(header) for header, _ in self.headers}
        return tuple([header for header in headers if fold(header) not in there])

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of the form as CSV, for messages."""
        if file != self.name:
            return ""
        source = self.table.table.source
        return SourceText(file, self.world.read(source.file)[source.mark_bytes :].decode(source.encoding, "replace")).line(number)


def open_form(folder: World, name: str, said: Said, report: Report) -> FormExport | None:
    """Return the form ``name`` of ``folder``; None if it cannot be read, and findings say why."""
    sheet, found, rows = "", None, said.of_rows("signatory")
    if is_workbook(name):
        found = open_sheet(folder, name, report, rows)
        if found is None:
            return None
        folder, sheet = found.world, found.sheet
    table = open_signatory_table(folder, name, signatory_headings(said.meanings), said.encoding, report)
    if table is None:
        return None
    if found:
        found.report_unseen(table.table, SHOWN, None, report)
    if said.answers:
        table = replace(table, headings=signatory_headings(_with_answers(table, said)))
    return FormExport(folder, name, sheet, table, rows)


def _with_answers(table: SignatoryTable, said: Said) -> Meanings:
    """What is said of columns, with what cells answer for each column of answers, and for each of texts by its own name. In every
    column no means that somebody is not printed: of one that asks the other way round, it is a yes.
    """
    turned = {cell: _OPPOSITE.get(answer, answer) for cell, answer in said.answers.items()}
    meanings = {fold(header): meaning for header, meaning in said.meanings.items()}
    for text in TEXTS:
        before = meanings.get(text)
        if before is None or before.column == text:
            meanings[text] = Meaning(text, answers={**(before.answers if before else {}), **said.answers})
    for header, column in zip(table.table.headers, table.table.columns, strict=False):
        kind = column.split(".", 1)[0]
        if kind in (*ANSWERED, NOT_CONSENT):
            before = meanings.get(fold(header), Meaning(kind))
            answers = said.answers if kind == ANSWERED[0] else turned
            meanings[fold(header)] = replace(before, answers={**before.answers, **answers})
    return meanings


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A row of the table: its non-empty cells by the contract's columns, and where it came from."""

    values: Mapping[str, str]
    origin: RowPlaces = field(compare=False, repr=False)

    @classmethod
    def of(cls, record: Record) -> ExportRow:
        """Return ``record`` as it was typed."""
        return cls({name: str(value) for name, value in record.values.items()}, record.origin)

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    @property
    def called(self) -> str:
        """What a message calls it."""
        return ", ".join(filter(None, (self["name"], self["organization"])))


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The rows of a form, how many cells of each column are ``filled``, and what was ``done`` to cells: ``(column, what)`` with
    how many times. ``answered`` is what was said that texts of theirs answer; ``left_out`` rows are said to be nothing.
    """

    rows: tuple[ExportRow, ...]
    filled: Mapping[str, int]
    done: Mapping[tuple[str, str], int]
    answered: Meanings = field(default_factory=dict)
    left_out: int = 0


def read_rows(form: FormExport, report: Report) -> RowsRead:
    """Return the rows of ``form``. A row that names nobody (LP180) or is unlike the others (LP207), an answer that nobody
    understands (LP187) and a column that nobody has said the meaning of (LP131, LP132) are errors.
    """
    findings, remedy = Report(), Remedy(by_options=True)
    everything = signatory_records(form.table, form.world, findings)
    records = form.rows_said.without_nothing(everything)
    asked = check_unread(form.table, records, remedy, findings)
    if not {"name", "organization"}.intersection(form.table.columns):
        hint = "say which it is: --column 'Header=name' or --column 'Header=organization'"
        message = "no column of the form contains names or organizations"
        report.error("LP185", Span(form.name, 0 if form.sheet else form.table.table.header.line), message, hint)
        report.extend(findings)
        return RowsRead((), {}, {})
    report.extend(findings)
    settled = settle(form.table, asked, remedy, report)
    check_refusals(form.table, settled.records, remedy, report)
    form.rows_said.report_odd(records, report, {index for index, record in enumerate(settled.records) if refuses(record)})
    done = Counter(settled.done)
    rows = tuple(_row(record, done, report) for record in settled.records)
    for record in settled.records:
        report_nameless(record, report)
    answered, left_out = form.answered(settled.records), len(everything) - len(records)
    return RowsRead(rows, _filled(form.table.table.columns, records), done, answered, left_out)


def _filled(columns: Sequence[str], records: Sequence[Record]) -> dict[str, int]:
    filled = Counter(name for record in records for name, value in record.values.items() if str(value).strip())
    joined = sum(bool(record.values.get("name")) for record in records)
    return {name: filled.get(name, joined) for name in columns}


def _row(record: Record, done: Counter[tuple[str, str]], report: Report) -> ExportRow:
    values: dict[str, str] = {}
    for column in COLUMNS:
        typed = str(record.values.get(column, ""))
        if not typed:
            continue
        text = " ".join(clean_or_report(typed, record.origin, (column,), report).splitlines())
        if text != typed:
            done[column, "trimmed or set in Unicode's normal form"] += 1
        if column == "language" and text:
            text = _language(text, record, done, report)
        if text:
            values[column] = text
        if defused(text) != text:
            done[column, "that a spreadsheet would run as a formula, written with `'` in front"] += 1
    return ExportRow(values, record.origin)


def _language(text: str, record: Record, done: Counter[tuple[str, str]], report: Report) -> str:
    """Return the tag of the language that ``text`` is the tag or the name of; empty, with LP171, if it is neither."""
    tag = tag_named(text)
    if tag is None:
        hint = "write its tag (BCP 47), such as en or ru, or leave the column out: --column 'Header='"
        report.error("LP171", record.origin.span("language"), f"`{text}` is not a language", hint)
        return ""
    if tag != text:
        done["language", f"`{text}` read as {tag}"] += 1
    return tag


def table_text(rows: Sequence[ExportRow], *, keeping: Sequence[str] = ()) -> str:
    """Return ``rows`` as CSV with a header, comma and line feed; one that reads back as the same rows, and that
    no spreadsheet runs anything of. Columns without a filled cell go, but for those of ``keeping``: that somebody was asked,
    and did not answer, is known by the column alone.
    """
    filled = {column for row in rows for column, cell in row.values.items() if cell}
    columns = [column for column in COLUMNS if column in ("organization", *keeping) or column in filled]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defused(row[column]) for column in columns] for row in rows)
    return text.getvalue()


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
    return RowsAdded(rows, rows[len(before) :], changes, tuple(known), tuple(_near(compared, len(before))))


_MOST_ALIKE: Final = 100
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
    """Rows by whom they name, and by their addresses. How often a name is met, ``others`` say too."""

    def __init__(self, rows: Sequence[_ComparedRow], others: Sequence[_ComparedRow] = ()) -> None:
        self.rows = rows
        self._counts = NameCounts(each.signer for each in (*rows, *others))
        self._claimed: Counter[object] = Counter()
        self._sharing: dict[object, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            who, signer = row.keys[0], row.signer
            for key in (*row.keys, (who, signer), *([(who, signer.mail)] if signer.mail else ())):
                self._sharing[key].append(index)

    def alike(self, compared: _ComparedRow, end: int | None = None) -> Iterator[tuple[Likeness, int]]:
        """Yield the rows, by index, that share a name or an address with ``compared``, and how alike they are, those of one name
        first. ``end`` is the first row that is left out.
        """
        end = len(self.rows) if end is None else end
        row, _, signer, (who, *mails) = compared
        same = [at for key in ((who, signer), (who, signer.mail)) for at in self._sharing.get(key, ())[:1]]
        for index in sorted({*same, *self._sharing.get(who, ())[:_MOST_ALIKE]}):
            if index < end:
                yield likeness(self.rows[index].signer, signer, self._counts), index
        for key in mails:
            for index in self._sharing.get(key, ())[:_MOST_ALIKE]:
                if index < end:
                    yield likeness_behind_mail(self.rows[index].row["name"], row["name"]), index

    def same(self, compared: _ComparedRow) -> int | None:
        """Return the index of the row that is ``compared`` again: one that says the same, which stands for one row alone; else
        the first that is certainly of the same signatory.
        """
        key = compared.keys[0], compared.signer
        equal = self._sharing.get(key, ())
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
        # A yes beside a date says no more.
        says_no_more = column in ANSWERED and row[column] in ("yes", "no") and answer_of(standing[column]) not in ("", "no")
        if row[column] and row[column] != standing[column] and not says_no_more:
            yield column


def _near(rows: Sequence[_ComparedRow], first_new: int) -> Iterator[tuple[ExportRow, ExportRow]]:
    """Pairs of rows that may be one, of which one is new: exact ones of the form itself, then near ones."""
    everybody = _AlikeRows(rows)
    for index in range(first_new, len(rows)):
        earlier = next((at for how, at in everybody.alike(rows[index], index) if how != "two"), None)
        if earlier is not None:
            yield rows[earlier].row, rows[index].row
    for first, second in near_pairs([each.signatory for each in rows], [each.signer for each in rows]):
        if second >= first_new:
            yield rows[first].row, rows[second].row
