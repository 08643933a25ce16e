"""Stage 2 of 7: columns of a list of signatories that nobody reads, judged by their cells: any of them may say who does not
want to be printed, or hold half a name.

A column is passed over in silence only where its cells cannot say so: e-mail addresses, links, telephone numbers, times of
answers, numbers; or where its name says that it is about something else, and no cell is an answer. Of every other one the user
says what it means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from letterpack.campaign.cell_shapes import (
    are_codes,
    are_days,
    are_running,
    are_times,
    is_contact,
    is_day,
    is_letter,
    is_mark,
    is_nothing,
    is_number,
    is_signed,
)
from letterpack.campaign.consents import TEXTS
from letterpack.countries import country_named
from letterpack.diagnostics import Related, Report
from letterpack.formats.tables.headers import UNREAD_PREFIX, fold
from letterpack.formats.tables.signatories import SignatoryTable
from letterpack.model.columns import NOTHING
from letterpack.model.sources import Record, SourceValue
from letterpack.spans import Span
from letterpack.wording.answers import answer_of, is_answer, read_answers, says_no
from letterpack.wording.refusals import refusals_among, withholds

ColumnVerdict: TypeAlias = Literal["answers", "unknown", "aside"]

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

    def answers(self, column: str, cell: str, answer: str, /) -> str:
        """Return what to write so that ``cell`` of ``column`` answers ``answer``: yes, it may be printed, or no."""
        ...


class _Unread(Struct, frozen=True):
    header: str
    span: Span
    cells: tuple[str, ...]
    is_named_nothing: bool

    @property
    def shown(self) -> str:
        """Those cells that refuse, then the commonest, for a message."""
        if not self.cells:
            return "no cell is filled"
        counts = Counter(self.cells).most_common()
        first = refusals_among(set(self.cells)) | set(filter(withholds, self.cells))
        counts = sorted(counts, key=lambda counted: counted[0] not in first)[: _SHOWN_CELLS + 1]
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
            _report_answers(column, _kind(table, column), remedy, report)
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
        cells = _cells(records, name)
        if _holds_answers(name, cells) and fold(header) not in table.headings.meant:
            column = _Unread(header, table.table.header.cell(index), cells, is_named_nothing=False)
            message = f"the column `{header}` is taken for `{name}`, but may say who does not want to be printed: {column.shown}"
            report.error("LP131", column.span, message, _answers_hint(header, name, remedy))


def _cells(records: Sequence[Record], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(str(record.values.get(name, "")).split()) for record in records)))


def _holds_answers(name: str, cells: Sequence[str]) -> bool:
    """Whether ``cells`` of a column of texts are answers, by and large, or at least not what the column's name says."""
    different = set(cells)
    if name not in TEXTS or not cells:
        return False
    if name == "country":  # Codes of countries are no answers: `NO` is Norway.
        return any(is_mark(cell) or is_day(cell) or is_number(cell) for cell in different)
    if name == "email" and different != _NOT_LOGGED_IN and not any("@" in cell for cell in different):
        return not all(map(is_nothing, different))
    if len(different) > max(_FEW, len(cells) * (1 - _MANY)):
        return False
    return _are_answers(name, cells)


def _are_answers(name: str, cells: Sequence[str]) -> bool:
    if name not in _NAMES and (any(map(is_mark, cells)) or all(map(_is_figure, cells))):
        return True
    answers = read_answers(set(cells))
    share = 1.0 if name in _NAMES else _MANY
    found = [cell for cell in cells if answers[cell] in ("yes", "no") or (name in _NOT_CODED and _is_code(cell))]
    return len(cells) > share and len(found) >= len(cells) * share


def _is_code(cell: str) -> bool:
    return is_letter(cell) or is_day(cell) or _is_figure(cell)


def _is_figure(cell: str) -> bool:
    """Whether ``cell`` is a figure that may stand for an answer, and no telephone number."""
    return is_number(cell) and not is_contact(cell)


_NOT_LOGGED_IN: Final = {"anonymous"}
"""What Microsoft Forms writes for everybody who has not logged in."""
_NOT_CODED: Final = ("title", "note")
"""Texts that have words; groups may be called A and B."""
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
    refuses = bool(refusals_among(different, bare=False))
    if not rows or (table.headings.is_known_aside(column.header, table.table.headers) and not refuses):
        return "aside"
    if refuses or (table.headings.touched(column.header) and not column.is_named_nothing):
        return "answers"
    is_aside = table.headings.is_aside(column.header)
    if not different:
        # Nobody may have ticked it.
        return "aside" if is_aside else "unknown"
    if all(map(is_number, different)):
        return _of_numbers(column.cells, rows, is_aside=is_aside)
    if any(map(is_mark, different)) or any(map(is_answer, different)):
        return "answers"
    harmless = are_times(column.cells, rows) or all(map(is_contact, different))
    return "aside" if harmless or (is_aside and _is_what_it_says(table, column, rows)) else "unknown"


def _of_numbers(cells: Sequence[str], rows: int, *, is_aside: bool) -> ColumnVerdict:
    """What a column of numbers may say: ticks and codes of answers have one digit, of whatever script, or two values."""
    if any("%" in cell for cell in cells):
        return "unknown"
    if are_codes(set(cells)):
        return "aside" if is_aside and are_running(cells, rows) else "answers"
    if len(set(cells)) <= _CODES and not is_aside and all(len(cell.strip("+-")) <= _LONGEST_CODE for cell in cells):
        return "unknown"
    return "aside"


_CODES: Final = 2
"""So many different numbers may be codes for yes and no, such as 10 and 20."""
_LONGEST_CODE: Final = 2
"""Digits."""


def _is_what_it_says(table: SignatoryTable, column: _Unread, rows: int) -> bool:
    """Whether all cells are what the header says: numbers, links or times where it speaks of those, else names of places."""
    if table.headings.names_places(column.header):
        return not any(withholds(cell) or is_day(cell) or is_letter(cell) for cell in column.cells)
    return all(map(is_signed, column.cells)) and not (any(map(is_day, column.cells)) and not are_days(column.cells, rows))


def _kind(table: SignatoryTable, column: _Unread) -> str:
    """What a column may be beside consent: a remark, where its cells are sentences of which one refuses."""
    touched = table.headings.touched(column.header)
    return touched or ("consent" if any(map(is_answer, column.cells)) else "note")


def _report_answers(column: _Unread, kind: str, remedy: Remedy, report: Report) -> None:
    message = f"the column `{column.header}` is not read, and may say who does not want to be printed: {column.shown}"
    report.error("LP131", column.span, message, _answers_hint(column.header, kind, remedy))


def _answers_hint(header: str, kind: str, remedy: Remedy) -> str:
    """Return how to say what a column of answers means; ``kind`` is what it may be beside consent."""
    yes, no, why = (remedy.says(header, meaning) for meaning in ("consent", "not consent", f"{NOTHING}: WHY"))
    if kind == "note":
        note = remedy.says(header, kind)
        return f"say{remedy.where} that it holds remarks, {note}, or answers: {yes} (yes: print), {no}, or {why}"
    other = f"{remedy.says(header, kind)}, " if kind != "consent" else ""
    return f"say{remedy.where} what yes means in it: {other}{yes} (print), {no} (do not print), or {why}"


def check_refusals(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> None:
    """Report (LP133) who says in a column of texts, and nowhere else, that they do not want to be printed. ``records`` are
    settled.
    """
    standing = [record for record in records if not _is_held_back(record)]
    for name in TEXTS:
        cells = {str(record.values[name]) for record in standing if name in record.values}
        if not cells or _holds_answers(name, _cells(records, name)):
            continue
        refusing = _refusing(name, cells - table.headings.answered(name).keys())
        for record in standing if refusing else ():
            if (cell := str(record.values.get(name, ""))) in refusing:
                _report_refusal(name, cell, record, table, remedy, report)


def _refusing(name: str, cells: Collection[str]) -> Collection[str]:
    if name == "email":
        cells = {cell for cell in cells if "@" not in cell and cell not in _NOT_LOGGED_IN}
    if name != "country":
        return refusals_among(cells, of_names=name in _NAMES)
    unknown = {cell for cell in cells if len(cell) > _CODE and country_named(cell) is None}
    return {cell for cell in unknown if withholds(cell)} | refusals_among(unknown)


_NAMES: Final = ("name", "organization")
_CODE: Final = 3
"""Letters of a country's code."""


def _report_refusal(name: str, cell: str, record: Record, table: SignatoryTable, remedy: Remedy, report: Report) -> None:
    called = (each for each, column in zip(table.table.headers, table.table.columns, strict=False) if column == name)
    header = next(called, name)
    shown = cell if len(cell) <= _SHOWN_REMARK else f"{cell[:_SHOWN_REMARK]}…"
    yes, no = (remedy.answers(name, cell, answer) for answer in ("yes", "no"))
    hint = f"if so, write no under `consent`, or say{remedy.where} {no}"
    hint += "" if says_no(cell) else f"; if not, {yes}"
    if name == "note":
        message = f"a remark may say that its author does not want to be printed: `{shown}`"
        hint += f"; if you have read all remarks, {remedy.says(header, f'{NOTHING}: WHY')}"
    else:
        message = f"the column `{header}` may say that somebody does not want to be printed: `{shown}`"
    report.error("LP133", record.origin.span(name), message, hint)


def _is_held_back(record: Record) -> bool:
    consent, withdrawn = (answer_of(str(record.values.get(key, ""))) for key in ("consent", "withdrawn"))
    return consent == "no" or withdrawn == "yes"


_SHOWN_REMARK: Final = 80


def _report_unknown(columns: Sequence[_Unread], remedy: Remedy, report: Report) -> None:
    first = columns[0]
    if len(columns) == 1:
        message = f"letterpack cannot tell what the column `{first.header}` means: {first.shown}"
    else:
        message = (
            f"letterpack cannot tell what {len(columns)} columns mean; any may hold names, or say who does not want to be printed"
        )
    options = " ".join(remedy.says(column.header, "…") for column in columns)
    known = "name, title, organization, group, consent, note or nothing"
    hint = f"say{remedy.where} what each is, in place of `…` ({known}): {options}"
    related = tuple([Related(f"`{column.header}`: {column.shown}", column.span) for column in columns if len(columns) > 1])
    report.error("LP132", first.span, message, hint, related=related)
