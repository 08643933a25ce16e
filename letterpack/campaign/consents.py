"""Stage 2 of 7: who agrees, as all columns of a list of signatories say it together: ``consent`` and ``withdrawn`` of each row.

Several columns may say it, one of them the other way round (`Anonymous?`). Whoever says no in any of them has said no; what is
not understood is an error, once for each thing that is said, and never a yes. A column that nobody reads may say it too: it is
passed over in silence only if its cells cannot say so (e-mail addresses, links, telephone numbers, times of answers, numbers),
or if its name says that it is about something else and no cell is an answer. Of every other one the user says what it means.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.campaign.texts import clean_or_report
from letterpack.countries import country_named
from letterpack.diagnostics import Related, Report
from letterpack.formats.tables.headers import UNREAD_PREFIX, fold
from letterpack.formats.tables.signatories import SignatoryTable
from letterpack.model.columns import NOT_CONSENT, NOTHING
from letterpack.model.sources import Record, SourceValue
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.wording.answers import ANSWERED, answer_of, is_answer, read_answers, refusals_among, says_no, withholds
from letterpack.wording.commands import pasted

ColumnVerdict: TypeAlias = Literal["answers", "unknown", "aside"]

CONSENT, WITHDRAWN = ANSWERED
TEXTS: Final = ("name", "title", "organization", "country", "group", "email", "note")
"""Columns whose cells are texts. The user may say that one of them answers no: its row is as if withdrawn, since nobody else was
asked.
"""
_KINDS: Final = (CONSENT, WITHDRAWN, NOT_CONSENT)
_OPPOSITE: Final = {"yes": "no", "no": "yes", "organization": "organization"}
_SHOWN_LINES: Final = 5
_SHOWN_CELLS: Final = 3
_SHOWN_LENGTH: Final = 30
_LONGEST_SHOWN: Final = 80


class Remedy(Struct, frozen=True):
    """How the user says what a list means: by options of the import, or in ``letterpack.yaml``."""

    by_options: bool = False

    @property
    def where(self) -> str:
        """Where to say it, as words of a hint between spaces; options need none."""
        return "" if self.by_options else " in letterpack.yaml, under `import: signatories:`,"

    @property
    def unclear(self) -> tuple[str, str]:
        """The code and the hint for answers that are not understood, with TEXT for what one says."""
        if self.by_options:
            hint = (
                "write a date such as 2026-10-25, yes, no, or nothing; or say what it answers: --answer 'TEXT=yes', "
                "--answer 'TEXT=no', or --answer 'TEXT=organization' to print the organization alone"
            )
            return "LP187", hint
        return "LP181", "write a date such as 2019-10-25, yes, no, organization (print that alone), or nothing"

    def says(self, header: str, column: str) -> str:
        """Return what to write so that the column ``header`` is ``column``."""
        if self.by_options:
            return pasted("--column", f"{header}={column}")
        name, _, reason = column.partition(": ")
        return f"`{_quoted(header)}: {f'{{{name}: {reason}}}' if reason else name}`"

    def answers(self, column: str, cell: str, answer: str, /) -> str:
        """Return what to write so that ``cell`` of ``column`` answers ``answer``: yes, it may be printed, or no."""
        if self.by_options:
            return pasted("--answer", f"{cell}={answer}")
        return f"`{column}: {{{column}: {{{_quoted(cell)}: {answer}}}}}`"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class Settled(Struct, frozen=True):
    """The rows with ``consent`` and ``withdrawn`` as the contract has them. ``done`` counts each ``(column, what)``."""

    records: tuple[Record, ...]
    done: Mapping[tuple[str, str], int]


def settle(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> Settled:
    """Return ``records`` of ``table`` with all that its columns say of consent in the contract's two."""
    columns = tuple(_answer_columns(table, records, remedy, report))
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
            cell, answer = column.cells[index], column.says(index)
            if (column.answers[cell] or column.is_box_to_object) and answer != cell:
                turned = " the other way round" if column.kind == NOT_CONSENT else ""
                read = f"`{cell}` read" if cell else "empty, read"
                what = f"{read}{turned} as {answer}" if answer in _OPPOSITE else "written as an ISO date"
                done[CONSENT if turned else column.kind, what] += 1
    return Settled(tuple(settled), done)


def _kind(column: str) -> str:
    return column.split(".", 1)[0]


class _Column(Struct, frozen=True):
    """A column of answers: its cells as typed, and what each says, None if that is not understood."""

    kind: str
    cells: tuple[str, ...]
    answers: Mapping[str, str | None]

    @property
    def is_plain(self) -> bool:
        """Whether all cells are as the contract has them, so that there is nothing to settle."""
        return self.kind != NOT_CONSENT and all(cell == answer for cell, answer in self.answers.items())

    @property
    def is_box_to_object(self) -> bool:
        """Whether it is a box for those who do not agree, ticked by some or by nobody: whoever leaves it empty agrees."""
        return self.kind == NOT_CONSENT and "no" not in self.answers.values()

    def says(self, index: int) -> str:
        """Return what the cell in row ``index`` says of its kind, an objection turned round; as typed, if not understood."""
        cell = self.cells[index]
        answer = self.answers[cell]
        if self.is_box_to_object and not cell:
            return "yes"
        return cell if answer is None else _OPPOSITE.get(answer, answer) if self.kind == NOT_CONSENT else answer

    def is_odd(self, cell: str) -> bool:
        """Whether the answer ``cell`` cannot be used: not understood, or a date on which somebody did *not* agree."""
        answer = self.answers[cell]
        cannot_be_turned = self.kind == NOT_CONSENT and answer not in _OPPOSITE
        of_withdrawn = self.kind == WITHDRAWN and answer == "organization"
        return bool(cell) and (answer is None or cannot_be_turned or of_withdrawn)


def _answer_columns(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> Iterator[_Column]:
    for name, header in zip(table.table.columns, table.table.headers, strict=False):
        if _kind(name) not in _KINDS:
            continue
        cells = tuple([_cell(record, name, report) for record in records])
        meaning = table.headings.meant.get(fold(header))
        column = _Column(_kind(name), cells, read_answers(set(cells), meaning.answers if meaning else None))
        odd: dict[str, list[int]] = {cell: [] for cell in column.answers if column.is_odd(cell)}
        for index, cell in enumerate(cells):
            if cell in odd:
                odd[cell].append(records[index].origin.line)
        for cell, lines in odd.items():
            named = ", ".join(map(str, lines[:_SHOWN_LINES])) + (" …" if len(lines) > _SHOWN_LINES else "")
            where = f", in {len(lines)} rows: {named}" if len(lines) > 1 else ""
            said = _shortened(cell)
            code, hint = remedy.unclear
            message = f"`{said}` in the column `{header}` is not understood{where}"
            first = records[cells.index(cell)].origin.span(name)
            report.error(code, first, message, hint.replace("TEXT", said))
        yield column


def _cell(record: Record, name: str, report: Report) -> str:
    typed = str(record.values.get(name, ""))
    return " ".join(clean_or_report(typed, record.origin, (name,), report).split()) if typed else ""


def _shortened(text: str, length: int = _LONGEST_SHOWN) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def _consent(columns: Sequence[_Column], index: int) -> str:
    """What the row ``index`` says: no if any column does, the organization alone if any does; yes or a date if all do that ask
    for it; else nothing. A cell that is not understood stays as it is: the finding stops the build.
    """
    asked = [column.says(index) for column in columns if column.kind == CONSENT]
    turned = [column.says(index) for column in columns if column.kind == NOT_CONSENT]
    said = {answer_of(each): each for each in (*turned, *asked)}
    for answer in ("no", "unclear", "organization"):
        if answer in said:
            return said[answer] if answer == "unclear" else answer
    if asked:
        return "" if not all(asked) else next((each for each in asked if each != "yes"), "yes")
    return "yes" if any(turned) else ""


def _withdrawn(columns: Sequence[_Column], index: int) -> str:
    said = [column.says(index) for column in columns if column.kind == WITHDRAWN]
    return next((each for each in said if answer_of(each) == "yes"), next(filter(None, said), ""))


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
        first = refusals_among(set(self.cells)) | set(filter(withholds, self.cells))
        counts = sorted(Counter(self.cells).most_common(), key=lambda counted: counted[0] not in first)
        said = [
            f"`{_shortened(cell, _SHOWN_LENGTH)}`" + (f" {count} times" if count > 1 else "")
            for cell, count in counts[:_SHOWN_CELLS]
        ]
        return ", ".join(said) + (" …" if len(counts) > _SHOWN_CELLS else "")


def check_unread(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> tuple[Record, ...]:
    """Return ``records`` without the cells of unread columns, and report those that somebody has to say the meaning of."""
    unknown: list[_Unread] = []
    for column in _unread(table, records):
        verdict = _verdict(table, column, len(records))
        if verdict == "answers":
            # A remark, if its cells are sentences of which one refuses.
            about = "consent" if any(map(is_answer, column.cells)) else "note"
            message = f"the column `{column.header}` is not read, and may say who does not want to be printed: {column.shown}"
            hint = _answers_hint(column.header, table.headings.touched(column.header) or about, remedy)
            report.error("LP131", column.span, message, hint)
        elif verdict == "unknown" and not column.is_named_nothing:
            unknown.append(column)
    if unknown:
        _report_unknown(unknown, remedy, report)
    # Columns that are read as something else by their headers may hold answers too.
    for index, (name, header) in enumerate(zip(table.table.columns, table.table.headers, strict=False)):
        cells = _cells(records, name)
        if _holds_answers(name, cells) and fold(header) not in table.headings.meant:
            column = _Unread(header, table.table.header.cell(index), cells, is_named_nothing=False)
            message = f"the column `{header}` is taken for `{name}`, but may say who does not want to be printed: {column.shown}"
            report.error("LP131", column.span, message, _answers_hint(header, name, remedy))
    if not any(name.startswith(UNREAD_PREFIX) for name in table.table.columns):
        return tuple(records)
    return tuple([Record(_read(record), record.origin) for record in records])


def _read(record: Record) -> dict[str, SourceValue]:
    return {name: value for name, value in record.values.items() if not name.startswith(UNREAD_PREFIX)}


def _cells(records: Sequence[Record], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(str(record.values.get(name, "")).split()) for record in records)))


def _unread(table: SignatoryTable, records: Sequence[Record]) -> Iterator[_Unread]:
    for index, (name, header) in enumerate(zip(table.table.columns, table.table.headers, strict=False)):
        if name.startswith(UNREAD_PREFIX):
            meaning = table.headings.meant.get(fold(header))
            is_nothing = meaning is not None and meaning.column == NOTHING
            yield _Unread(header, table.table.header.cell(index), _cells(records, name), is_nothing)


_NAMES: Final = ("name", "organization")
_NOT_LOGGED_IN: Final = {"anonymous"}
"""What Microsoft Forms writes for everybody who has not logged in."""
_NOT_CODED: Final = ("title", "note")
"""Texts that have words; groups may be called A and B."""
_MANY: Final = 0.25
"""The share of cells that are answers under which a column of texts is one: some remarks are `no` too."""
_FEW: Final = 8
"""So many different cells may all be answers; if there are more, answers come several times."""


def _holds_answers(name: str, cells: Sequence[str]) -> bool:
    """Whether ``cells`` of a column of texts are answers, by and large, or at least not what the column's name says."""
    different = set(cells)
    if name not in TEXTS or not cells:
        return False
    if name == "country":  # Codes of countries are no answers: `NO` is Norway.
        return any(_is_mark(cell) or _is_day(cell) or _is_number(cell) for cell in different)
    if name == "email" and different != _NOT_LOGGED_IN and not any("@" in cell for cell in different):
        return not all(map(_NOTHING.issuperset, different))
    if len(different) > max(_FEW, len(cells) * (1 - _MANY)):
        return False
    if name not in _NAMES and (any(map(_is_mark, cells)) or all(map(_is_figure, cells))):
        return True
    answers = read_answers(set(cells))
    share = 1.0 if name in _NAMES else _MANY
    found = [cell for cell in cells if answers[cell] in ("yes", "no") or (name in _NOT_CODED and _is_code(cell))]
    return len(cells) > share and len(found) >= len(cells) * share


def _is_code(cell: str) -> bool:
    return _is_letter(cell) or _is_day(cell) or _is_figure(cell)


def _is_figure(cell: str) -> bool:
    """Whether ``cell`` is a figure that may stand for an answer, and no telephone number."""
    return _is_number(cell) and not _is_contact(cell)


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
    if all(map(_is_number, different)):
        return _of_numbers(column.cells, rows, is_aside=is_aside)
    if any(map(_is_mark, different)) or any(map(is_answer, different)):
        return "answers"
    are_times = len(column.cells) == rows and all(_DAY.fullmatch(cell) and _TIME.fullmatch(cell) for cell in column.cells)
    harmless = are_times or all(map(_is_contact, different))
    return "aside" if harmless or (is_aside and _is_what_it_says(table, column, rows)) else "unknown"


_CODES: Final = 2
"""So many different numbers may be codes for yes and no, such as 10 and 20."""
_LONGEST_CODE: Final = 2
"""Digits."""
_FEWEST_RUNNING: Final = 3
"""Rows: two may be answered with 1 and 2."""


def _of_numbers(cells: Sequence[str], rows: int, *, is_aside: bool) -> ColumnVerdict:
    """What a column of numbers may say: ticks and codes of answers have one digit, of whatever script, or two values."""
    if any("%" in cell for cell in cells):
        return "unknown"
    if all(map(_WHOLE.fullmatch, cells)):
        digits = [unicodedata.digit(cell.lstrip("+-")[0]) for cell in cells]
        are_running = len(cells) == rows >= _FEWEST_RUNNING and digits == list(range(digits[0], digits[0] + rows))
        return "aside" if is_aside and are_running else "answers"
    if len(set(cells)) <= _CODES and not is_aside and all(len(cell.strip("+-")) <= _LONGEST_CODE for cell in cells):
        return "unknown"
    return "aside"


def _is_what_it_says(table: SignatoryTable, column: _Unread, rows: int) -> bool:
    """Whether all cells are what the header says: numbers, links or times if it speaks of those, else names of places."""
    if table.headings.names_places(column.header):
        return not any(withholds(cell) or _is_day(cell) or _is_letter(cell) for cell in column.cells)
    days = [cell for cell in column.cells if _is_day(cell)]
    # A day that only some have may be the one on which they agreed.
    return all(_SIGNED.search(cell) or _NOTHING.issuperset(cell) for cell in column.cells) and len(days) in (0, rows)


def _answers_hint(header: str, kind: str, remedy: Remedy) -> str:
    """Return how to say what a column of answers means; ``kind`` is what it may be beside consent."""
    yes, no, why = (remedy.says(header, meaning) for meaning in ("consent", "not consent", f"{NOTHING}: WHY"))
    if kind == "note":
        note = remedy.says(header, kind)
        return f"say{remedy.where} that it holds remarks, {note}, or answers: {yes} (yes: print), {no}, or {why}"
    other = f"{remedy.says(header, kind)}, " if kind != "consent" else ""
    return f"say{remedy.where} what yes means in it: {other}{yes} (print), {no} (do not print), or {why}"


def _report_unknown(columns: Sequence[_Unread], remedy: Remedy, report: Report) -> None:
    first = columns[0]
    message = f"letterpack cannot tell what the column `{first.header}` means: {first.shown}"
    if len(columns) > 1:
        message = (
            f"letterpack cannot tell what {len(columns)} columns mean; any may hold names, or say who does not want to be printed"
        )
    options = " ".join(remedy.says(column.header, "…") for column in columns)
    known = "`name`, `title`, `organization`, `group`, `consent`, `note` or `nothing`"
    hint = f"say{remedy.where} what each is, in place of `…` ({known}): {options}"
    related = tuple([Related(f"`{column.header}`: {column.shown}", column.span) for column in columns if len(columns) > 1])
    report.error("LP132", first.span, message, hint, related=related)


def check_refusals(table: SignatoryTable, records: Sequence[Record], remedy: Remedy, report: Report) -> None:
    """Report (LP133) who says in a column of texts, and nowhere else, that they do not want to be printed. ``records`` are
    settled.
    """
    standing = [record for record in records if not refuses(record)]
    for name in TEXTS:
        cells = {str(record.values[name]) for record in standing if name in record.values}
        if not cells or _holds_answers(name, _cells(records, name)):
            continue
        refusing = _refusing(name, cells - table.headings.answered(name).keys())
        for record in standing if refusing else ():
            if (cell := str(record.values.get(name, ""))) in refusing:
                _report_refusal(name, cell, record, table, remedy, report)


def refuses(record: Record) -> bool:
    """Whether ``record``, which is settled, says that its signatory is not to be printed."""
    consent, withdrawn = (answer_of(str(record.values.get(key, ""))) for key in ANSWERED)
    return consent == "no" or withdrawn == "yes"


_LONGEST_COUNTRY_CODE: Final = 3


def _refusing(name: str, cells: Collection[str]) -> Collection[str]:
    if name == "email":
        cells = {cell for cell in cells if "@" not in cell and cell not in _NOT_LOGGED_IN}
    if name != "country":
        return refusals_among(cells, of_names=name in _NAMES)
    unknown = {cell for cell in cells if len(cell) > _LONGEST_COUNTRY_CODE and country_named(cell) is None}
    return {cell for cell in unknown if withholds(cell)} | refusals_among(unknown)


def _report_refusal(name: str, cell: str, record: Record, table: SignatoryTable, remedy: Remedy, report: Report) -> None:
    called = (each for each, column in zip(table.table.headers, table.table.columns, strict=False) if column == name)
    yes, no = (remedy.answers(name, cell, answer) for answer in ("yes", "no"))
    hint = f"if so, write no under `consent`, or say{remedy.where} {no}"
    hint += "" if says_no(cell) else f"; if not, {yes}"
    if name == "note":
        message = f"a remark may say that its author does not want to be printed: `{_shortened(cell)}`"
        hint += f"; if you have read all remarks, {remedy.says(next(called, name), f'{NOTHING}: WHY')}"
    else:
        message = f"the column `{next(called, name)}` may say that somebody does not want to be printed: `{_shortened(cell)}`"
    report.error("LP133", record.origin.span(name), message, hint)


_NUMBER: Final = late(r"[+-]?\d{1,3}(?:[ ,.'\u00a0\u202f]?\d{3})*(?:[.,]\d+)?%?|\d+(?:[.,]\d+)?%?")
_CONTACT: Final = late(
    r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:https?://|www\.)\S+|@[\w.]+|\+?[\d\s()./-]{6,}(?:(?:x|ext\.?)\s*\d+)?"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?:\d{1,3}\.){3}\d{1,3}|(?=\S*\d)[A-Za-z0-9_-]{8,}"
)
_DAY: Final = late(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[.]?(?:[T, ]+\d{1,2}[:.]\d{2}.*)?")
_DAY_IN_WORDS: Final = late(r"\d{1,2}\W+[^\W\d]+\W+(?:\d{4})|[^\W\d]+\W+\d{1,2}\W+\d{4}|\d{4}年\d{1,2}月\d{1,2}日")
_TIME: Final = late(r".*\d[:.]\d{2}\b.*", re.DOTALL)
_WHOLE: Final = late(r"[+-]?(\d)(?:[.,]0+)?")
_SIGNED: Final = late(r"[\d@/]|\w\.\w")
"""What telephone numbers, links, names of accounts and times have, and a sentence has not."""
_NOTHING: Final = frozenset("-‐‑‒–—―−./\\_ ,;:·'\"()[]")
"""What people write into a cell that they have nothing for."""


def _is_number(cell: str) -> bool:
    """Whether ``cell`` is a number, a share or an amount."""
    return bool(_NUMBER.fullmatch(cell))


def _is_mark(cell: str) -> bool:
    """Whether ``cell`` is a tick or another sign, and no dash for nothing."""
    return bool(cell) and not any(map(str.isalnum, cell)) and not _NOTHING.issuperset(cell)


def _is_letter(cell: str) -> bool:
    """Whether ``cell`` is one letter, which stands for something."""
    bare = cell.strip(". ")
    return len(bare) == 1 and bare.isalpha() and unicodedata.category(bare) != "Lo"


def _is_day(cell: str) -> bool:
    """Whether ``cell`` is a day, in figures or words, with or without a time."""
    return bool(_DAY.fullmatch(cell) or _DAY_IN_WORDS.fullmatch(cell))


def _is_contact(cell: str) -> bool:
    """Whether ``cell`` is an address or a number by which somebody or something is reached or known."""
    return bool(_CONTACT.fullmatch(cell)) and not _DAY.fullmatch(cell)
