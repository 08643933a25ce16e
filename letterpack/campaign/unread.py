"""Stage 2 of 7: columns of a list of signatories that nobody reads, judged by their cells: any of them may say who does not
want to be printed, or hold half a name.

A column is passed over in silence only where its cells cannot say so: e-mail addresses, links, telephone numbers, times of
answers, numbers; or where its name says that it is about something else, and no cell is an answer. Of every other one the user
says what it means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from letterpack.diagnostics import Related, Report
from letterpack.formats.tables.headers import UNREAD_PREFIX, fold
from letterpack.formats.tables.signatories import SignatoryTable
from letterpack.model.columns import NOTHING
from letterpack.model.sources import Record, SourceValue
from letterpack.spans import Span
from letterpack.wording.answers import answer_of, is_answer, read_answers

ColumnVerdict: TypeAlias = Literal["answers", "unknown", "aside"]

_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[ ,.'\u00a0\u202f]?\d{3})*(?:[.,]\d+)?%?|\d+(?:[.,]\d+)?%?")
_CONTACT: Final = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:https?://|www\.)\S+|@[\w.]+|\+?[\d\s()./-]{6,}(?:\s*(?:x|ext\.?)\s*\d+)?"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?:\d{1,3}\.){3}\d{1,3}|(?=\S*\d)[A-Za-z0-9_-]{8,}"
)
_DAY: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[.]?(?:[T, ]+\d{1,2}[:.]\d{2}.*)?")
_TIME: Final = re.compile(r".*\d[:.]\d{2}\b.*", re.DOTALL)
_SHOWN_CELLS: Final = 3
_SHOWN_LENGTH: Final = 30


class Remedy(Protocol):
    """How the user can say what a column means."""

    @property
    def where(self) -> str:
        """Where to say it, as words of a hint between spaces; empty where that is clear."""
        ...

    def says(self, header: str, column: str) -> str:
        """Return what to write so that the column ``header`` is ``column``."""
        ...


@dataclass(frozen=True, slots=True)
class _Unread:
    header: str
    span: Span
    cells: tuple[str, ...]
    is_named_nothing: bool

    @property
    def shown(self) -> str:
        """The commonest cells, for a message."""
        if not self.cells:
            return "no cell is filled"
        counts = Counter(self.cells).most_common(_SHOWN_CELLS + 1)
        said = [
            f"`{cell if len(cell) <= _SHOWN_LENGTH else cell[:_SHOWN_LENGTH] + '…'}`" + (f" {count} times" if count > 1 else "")
            for cell, count in counts[:_SHOWN_CELLS]
        ]
        return ", ".join(said) + (" …" if len(counts) > _SHOWN_CELLS else "")


def check_unread(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> tuple[Record, ...]:
    """Return ``records`` without the cells of unread columns, and report those that somebody has to say the meaning of."""
    unknown: list[_Unread] = []
    for column in _unread(table, records):
        verdict = _verdict(table, column, len(records))
        if verdict == "answers":
            _report_answers(column, table.headings.touched(column.header) or "consent", remedy, report)
        elif verdict == "unknown" and not column.is_named_nothing:
            unknown.append(column)
    if unknown:
        _report_unknown(unknown, remedy, report)
    _check_read(table, records, remedy, report)
    if not any(name.startswith(UNREAD_PREFIX) for name in table.table.columns):
        return tuple(records)
    return tuple([Record(_read(record), record.origin) for record in records])


def _check_read(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> None:
    """Report (LP131) columns that are read as something else by their headers, and hold answers."""
    for index, (name, header) in enumerate(zip(table.table.columns, table.table.headers, strict=False)):
        if name not in _NO_ANSWERS or fold(header) in table.headings.meant:
            continue
        cells = tuple(filter(None, (" ".join(str(record.values.get(name, "")).split()) for record in records)))
        different = set(cells)
        if len(different) > max(_FEW, len(cells) * (1 - _MANY)):
            continue
        answers = read_answers(different)
        if cells and sum(answers[cell] in ("yes", "no") for cell in cells) >= len(cells) * _MANY:
            column = _Unread(header, table.table.header.cell(index), cells, is_named_nothing=False)
            message = f"the column `{header}` is taken for `{name}`, but may say who does not want to be printed: {column.shown}"
            report.error("LP131", column.span, message, _answers_hint(header, name, remedy))


_NO_ANSWERS: Final = ("title", "group", "note")
"""Columns whose cells are texts, and no answers."""
_MANY: Final = 0.25
"""The share of cells that are answers under which a column of texts is one: some remarks are `no` too."""
_FEW: Final = 8
"""So many different cells may all be answers; where there are more, answers come several times."""


def _read(record: Record) -> dict[str, SourceValue]:
    return {name: value for name, value in record.values.items() if not name.startswith(UNREAD_PREFIX)}


def _unread(table: SignatoryTable, records: Sequence[Record]) -> Iterator[_Unread]:
    for index, (name, header) in enumerate(zip(table.table.columns, table.table.headers, strict=False)):
        if name.startswith(UNREAD_PREFIX):
            cells = (" ".join(str(record.values.get(name, "")).split()) for record in records)
            meaning = table.headings.meant.get(fold(header))
            is_nothing = meaning is not None and meaning.column == NOTHING
            yield _Unread(header, table.table.header.cell(index), tuple(filter(None, cells)), is_nothing)


def _verdict(table: SignatoryTable, column: _Unread, rows: int) -> ColumnVerdict:
    """What a column may say: ``answers`` it seems, nothing that matters (``aside``), or nobody knows."""
    different = set(column.cells)
    refuses = any(map(table.headings.refuses, different))
    if not rows or (table.headings.is_known_aside(column.header, table.table.headers) and not refuses):
        return "aside"
    if refuses or (table.headings.touched(column.header) and not column.is_named_nothing):
        return "answers"
    is_aside = table.headings.is_aside(column.header)
    if not different:
        # Nobody may have ticked it.
        return "aside" if is_aside else "unknown"
    if all(map(_NUMBER.fullmatch, different)):
        # Ticks and codes of answers have one digit, of whatever script.
        coded = all(len(number.strip("+-")) == 1 for number in different)
        return "answers" if coded and not (is_aside and different - {"0", "1"}) else "aside"
    if any(map(is_answer, different)):
        return "answers"
    harmless = is_aside or _are_times(column.cells, rows) or all(map(_is_contact, different))
    return "aside" if harmless else "unknown"


def _are_times(cells: Sequence[str], rows: int) -> bool:
    """Whether ``cells`` are times of answers, which every row has; a day that only some have may be the one on which they
    agreed.
    """
    return len(cells) == rows and all(_DAY.fullmatch(cell) and _TIME.fullmatch(cell) for cell in cells)


def _is_contact(cell: str) -> bool:
    return bool(_CONTACT.fullmatch(cell)) and not _DAY.fullmatch(cell)


def _report_answers(column: _Unread, kind: str, remedy: Remedy, report: Report) -> None:
    message = f"the column `{column.header}` is not read, and may say who does not want to be printed: {column.shown}"
    report.error("LP131", column.span, message, _answers_hint(column.header, kind, remedy))


def _answers_hint(header: str, kind: str, remedy: Remedy) -> str:
    """Return how to say what a column of answers means; ``kind`` is what it may be beside consent."""
    yes, no, why = (remedy.says(header, meaning) for meaning in ("consent", "not consent", f"{NOTHING}: WHY"))
    other = f"{remedy.says(header, kind)}, " if kind != "consent" else ""
    return f"say{remedy.where} what yes means in it: {other}{yes} (print), {no} (do not print), or {why}"


def check_remarks(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> None:
    """Report (LP133) who says in a remark, and nowhere else, that they do not want to be printed. ``records`` are settled."""
    header = next((each for each, name in zip(table.table.headers, table.table.columns, strict=False) if name == "note"), "")
    if not header:
        return
    why = remedy.says(header, f"{NOTHING}: WHY")
    hint = f"write no under `consent` if so; if you have read all remarks, say{remedy.where} {why}"
    for record in records:
        remark = str(record.values.get("note", ""))
        if remark and not _is_held_back(record) and table.headings.refuses(remark):
            message = f"a remark may say that its author does not want to be printed: `{remark[:_SHOWN_REMARK]}`"
            report.error("LP133", record.origin.span("note"), message, hint)


def _is_held_back(record: Record) -> bool:
    consent, withdrawn = (answer_of(str(record.values.get(key, ""))) for key in ("consent", "withdrawn"))
    return consent == "no" or withdrawn == "yes"


_SHOWN_REMARK: Final = 80


def _report_unknown(columns: Sequence[_Unread], remedy: Remedy, report: Report) -> None:
    first = columns[0]
    if len(columns) == 1:
        message = f"nobody has said what the column `{first.header}` means: {first.shown}"
    else:
        message = f"nobody has said what {len(columns)} columns mean; any may hold names, or say who does not want to be printed"
    options = " ".join(remedy.says(column.header, "…") for column in columns)
    known = "name, title, organization, group, consent, note or nothing"
    hint = f"say{remedy.where} what each is, in place of `…` ({known}): {options}"
    related = tuple([Related(f"`{column.header}`: {column.shown}", column.span) for column in columns if len(columns) > 1])
    report.error("LP132", first.span, message, hint, related=related)
