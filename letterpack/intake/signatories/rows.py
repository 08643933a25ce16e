"""Rows of a form as rows of ``signatories.csv``: what is normalised, and every normalisation counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from letterpack.campaign.texts import clean_or_report
from letterpack.diagnostics import Report
from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.form import FormExport
from letterpack.model.sources import Record
from letterpack.spans import Origin
from letterpack.wording.answers import ANSWERED, plain_answer


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
    """The rows of a form, and what was done to their cells: ``(column, what)`` with how many times."""

    rows: tuple[ExportRow, ...]
    done: Mapping[tuple[str, str], int]


def read_rows(form: FormExport, report: Report) -> RowsRead:
    """Return the rows of ``form``. A row that names nobody (LP180) or answers what nobody understands (LP187) is an error."""
    rows: list[ExportRow] = []
    done: Counter[tuple[str, str]] = Counter()
    for record in form.table.rows(form.world, report):
        row = _row(record, done, report)
        if not row["name"] and not row["organization"]:
            hint = "fill in `name` or `organization`, or delete the row"
            report.error("LP180", record.origin.span(), "the row names neither a person nor an organization", hint)
        rows.append(row)
    return RowsRead(tuple(rows), done)


def _row(record: Record, done: Counter[tuple[str, str]], report: Report) -> ExportRow:
    values: dict[str, str] = {}
    for column in COLUMNS:
        typed = str(record.values.get(column, ""))
        if not typed:
            continue
        text = " ".join(clean_or_report(typed, record.origin, (column,), report).splitlines())
        if text != typed:
            done[column, "trimmed or set in Unicode's normal form"] += 1
        if column in ANSWERED and text:
            text = _answer(text, column, record, done, report)
        if text:
            values[column] = text
        if defused(text) != text:
            done[column, "that a spreadsheet would run as a formula, written with `'` in front"] += 1
    return ExportRow(values, record.origin)


def _answer(text: str, column: str, record: Record, done: Counter[tuple[str, str]], report: Report) -> str:
    read = plain_answer(text)
    if read is None:
        hint = "write a date such as 2026-10-25, yes, no, or nothing"
        report.error("LP187", record.origin.span(column), f"`{text}` under `{column}` is not understood", hint)
        return ""
    if read != text:
        done[column, f"`{text}` read as {read}" if read in ("yes", "no") else "written as an ISO date"] += 1
    return read
