"""Stage 2 of 7: who agrees, as all columns of a list of signatories say it together: ``consent`` and ``withdrawn`` of each row.

Several columns may say it, one of them the other way round (`Anonymous?`). Whoever says no in any of them has said no; what is
not understood is an error, once for each thing that is said, and never a yes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.campaign.texts import clean_or_report
from letterpack.diagnostics import Report
from letterpack.formats.tables.headers import fold
from letterpack.formats.tables.signatories import SignatoryTable
from letterpack.model.columns import NOT_CONSENT
from letterpack.model.sources import Record
from letterpack.wording.answers import ANSWERED, answer_of, read_answers

CONSENT, WITHDRAWN = ANSWERED
_OPPOSITE: Final = {"yes": "no", "no": "yes"}
SHOWN_LINES: Final = 5
"""Rows that a message names of those that say the same."""


class Unclear(Struct, frozen=True):
    """What a finding says of cells that are not understood: its code, and a hint for a cell's text."""

    code: str
    hint: str


class Settled(Struct, frozen=True):
    """The rows with ``consent`` and ``withdrawn`` as the contract has them. ``done`` counts each ``(column, what)``."""

    records: tuple[Record, ...]
    done: Mapping[tuple[str, str], int]


def settle(table: SignatoryTable, records: Sequence[Record], unclear: Unclear, report: Report) -> Settled:
    """Return ``records`` of ``table`` with all that its columns say of consent in the contract's two."""
    columns = tuple(_answer_columns(table, records, unclear, report))
    texts = {name: said for name in TEXTS if (said := table.headings.answered(name))}
    if not texts and all(column.is_plain for column in columns) and len({column.kind for column in columns}) == len(columns):
        return Settled(tuple(records), {})
    done: Counter[tuple[str, str]] = Counter()
    settled = []
    for index, record in enumerate(records):
        rest = {key: value for key, value in record.values.items() if _kind(key) not in _KINDS}
        refused = any(said.get(str(record.values.get(name, ""))) == "no" for name, said in texts.items())
        said = {CONSENT: _consent(columns, index), WITHDRAWN: "yes" if refused else _withdrawn(columns, index)}
        settled.append(Record({**rest, **{key: text for key, text in said.items() if text}}, record.origin))
        for column in columns:
            _count(column, index, done)
    return Settled(tuple(settled), done)


TEXTS: Final = ("name", "title", "organization", "country", "group", "email", "note")
"""Columns whose cells are texts. The user may say that one of them answers no: its row is as if withdrawn, since nobody else was
asked.
"""
_KINDS: Final = (CONSENT, WITHDRAWN, NOT_CONSENT)


def _kind(column: str) -> str:
    return column.split(".", 1)[0]


class _Column(Struct, frozen=True):
    """A column of answers: its cells as typed, and what each says, None where that is not understood."""

    kind: str
    cells: tuple[str, ...]
    answers: Mapping[str, str | None]

    @property
    def is_plain(self) -> bool:
        """Whether all cells are as the contract has them, so that there is nothing to settle."""
        return self.kind != NOT_CONSENT and all(cell == answer for cell, answer in self.answers.items())

    @property
    def is_opposite_box(self) -> bool:
        """Whether it is a box to tick for those who do not agree: whoever leaves it empty does not say that they do not."""
        return self.kind == NOT_CONSENT and "yes" in self.answers.values() and "no" not in self.answers.values()

    def says(self, index: int) -> str:
        """Return what the cell in row ``index`` says of its kind; of the opposite, turned round; as typed, if it is not
        understood.
        """
        cell = self.cells[index]
        answer = self.answers[cell]
        if self.is_opposite_box and not cell:
            return "yes"
        return cell if answer is None else _OPPOSITE.get(answer, answer) if self.kind == NOT_CONSENT else answer


def _answer_columns(table: SignatoryTable, records: Sequence[Record], unclear: Unclear, report: Report) -> Iterator[_Column]:
    for name, header in zip(table.table.columns, table.table.headers, strict=False):
        if _kind(name) not in _KINDS:
            continue
        cells = tuple([_cell(record, name, report) for record in records])
        meaning = table.headings.meant.get(fold(header))
        column = _Column(_kind(name), cells, read_answers(set(cells), meaning.answers if meaning else None))
        _report_unclear(column, name, header, records, unclear, report)
        yield column


def _cell(record: Record, name: str, report: Report) -> str:
    typed = str(record.values.get(name, ""))
    return " ".join(clean_or_report(typed, record.origin, (name,), report).split()) if typed else ""


def _report_unclear(column: _Column, name: str, header: str, records: Sequence[Record], unclear: Unclear, report: Report) -> None:
    odd: dict[str, list[int]] = {cell: [] for cell, answer in column.answers.items() if _is_odd(column.kind, cell, answer)}
    for index, cell in enumerate(column.cells):
        if cell in odd:
            odd[cell].append(index)
    for cell, rows in odd.items():
        lines = [records[index].origin.line for index in rows]
        named = ", ".join(map(str, lines[:SHOWN_LINES])) + (" …" if len(lines) > SHOWN_LINES else "")
        where = f", in {len(lines)} rows: {named}" if len(lines) > 1 else ""
        said = cell if len(cell) <= _LONGEST_SHOWN else f"{cell[:_LONGEST_SHOWN]}…"
        message = f"`{said}` in the column `{header}` is not understood{where}"
        report.error(unclear.code, records[rows[0]].origin.span(name), message, unclear.hint.replace("TEXT", said))


_LONGEST_SHOWN: Final = 80


def _is_odd(kind: str, cell: str, answer: str | None) -> bool:
    """Whether a cell's answer cannot be used: not understood, or a date on which somebody did *not* agree."""
    return bool(cell) and (answer is None or (kind == NOT_CONSENT and answer not in _OPPOSITE))


def _consent(columns: Sequence[_Column], index: int) -> str:
    """What the row ``index`` says: no where any column does, yes or a date where all do that ask for it; else nothing. A cell
    that is not understood stays as it is: the finding stops the build.
    """
    asked = [column.says(index) for column in columns if column.kind == CONSENT]
    turned = [column.says(index) for column in columns if column.kind == NOT_CONSENT]
    if any(answer_of(each) == "no" for each in (*asked, *turned)):
        return "no"
    if odd := next((each for each in (*asked, *turned) if answer_of(each) == "unclear"), ""):
        return odd
    if asked:
        return "" if not all(asked) else next((each for each in asked if each != "yes"), "yes")
    return "yes" if any(turned) else ""


def _withdrawn(columns: Sequence[_Column], index: int) -> str:
    said = [column.says(index) for column in columns if column.kind == WITHDRAWN]
    return next((each for each in said if answer_of(each) == "yes"), next(filter(None, said), ""))


def _count(column: _Column, index: int, done: Counter[tuple[str, str]]) -> None:
    cell, answer = column.cells[index], column.says(index)
    if (column.answers[cell] or column.is_opposite_box) and answer != cell:
        turned = " the other way round" if column.kind == NOT_CONSENT else ""
        name = CONSENT if column.kind == NOT_CONSENT else column.kind
        read = f"`{cell}` read" if cell else "empty, read"
        done[name, f"{read}{turned} as {answer}" if answer in ("yes", "no") else "written as an ISO date"] += 1
