"""Rows of a form as rows of ``signatories.csv``: what is normalised, and every normalisation counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from letterpack.campaign.consents import Unclear, settle
from letterpack.campaign.signatories import signatory_records
from letterpack.campaign.texts import clean_or_report, is_visible
from letterpack.campaign.unread import check_refusals, check_unread
from letterpack.diagnostics import Report
from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.form import FormExport, WithOptions
from letterpack.languages.called import tag_named
from letterpack.model.columns import Meanings
from letterpack.model.sources import Record
from letterpack.spans import Origin, Span

_UNCLEAR: Final = Unclear(
    "LP187",
    "write a date such as 2026-10-25, yes, no, or nothing; or say what it answers: --answer 'TEXT=yes', --answer 'TEXT=no'",
)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A row of the table: its non-empty cells by the contract's columns, and where it came from."""

    values: Mapping[str, str]
    origin: Origin = field(compare=False, repr=False)

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
    how many times. ``answered`` is what was said that texts of theirs answer.
    """

    rows: tuple[ExportRow, ...]
    filled: Mapping[str, int]
    done: Mapping[tuple[str, str], int]
    answered: Meanings = field(default_factory=dict)


def read_rows(form: FormExport, report: Report) -> RowsRead:
    """Return the rows of ``form``. A row that names nobody (LP180), an answer that nobody understands (LP187) and a column that
    nobody has said the meaning of (LP131, LP132) are errors.
    """
    findings = Report()
    records = signatory_records(form.table, form.world, findings)
    asked = check_unread(form.table, records, WithOptions(), findings)
    if not {"name", "organization"}.intersection(form.table.columns):
        hint = "say which it is: --column 'Header=name' or --column 'Header=organization'"
        message = "no column of the form contains names or organizations"
        report.error("LP185", Span(form.name, 0 if form.sheet else form.table.table.header.line), message, hint)
        report.extend(findings)
        return RowsRead((), {}, {})
    report.extend(findings)
    settled = settle(form.table, asked, _UNCLEAR, report)
    check_refusals(form.table, settled.records, WithOptions(), report)
    done = Counter(settled.done)
    rows = tuple(_row(record, done, report) for record in settled.records)
    for record in settled.records:
        if not any(is_visible(str(record.values.get(key, ""))) for key in ("name", "organization")):
            hint = "fill in `name` or `organization`, or delete the row"
            report.error("LP180", record.origin.span(), "the row names neither a person nor an organization", hint)
    return RowsRead(rows, _filled(form.table.table.columns, records), done, form.answered(settled.records))


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
    """Return the tag of the language that ``text`` is the tag or the name of; empty, with LP171, where it is neither."""
    tag = tag_named(text)
    if tag is None:
        hint = "write its tag (BCP 47), such as en or ru, or leave the column out: --column 'Header='"
        report.error("LP171", record.origin.span("language"), f"`{text}` is not a language", hint)
        return ""
    if tag != text:
        done["language", f"`{text}` read as {tag}"] += 1
    return tag
