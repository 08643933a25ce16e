"""A form's export, whatever its format, as a table: CSV as it is, a sheet of a workbook as the CSV that it would be saved as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from letterpack.campaign.consents import TEXTS
from letterpack.diagnostics import Report
from letterpack.formats.file_names import is_workbook
from letterpack.formats.tables.headers import fold
from letterpack.formats.tables.sheets import open_sheet
from letterpack.formats.tables.signatories import SHOWN, SignatoryTable, open_signatory_table, signatory_headings
from letterpack.model.columns import NOT_CONSENT, Meaning, Meanings
from letterpack.model.sources import Record
from letterpack.spans import SourceText
from letterpack.values import replace
from letterpack.wording.answers import ANSWERED
from letterpack.wording.commands import pasted
from letterpack.world import World


class Said(Struct, frozen=True):
    """What the user says of a form: what its columns mean, by their headers; what cells answer, by their text; the sheet of a
    workbook; and the code page of a file that is not UTF-8.
    """

    meanings: Meanings
    answers: Mapping[str, str]
    sheet: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class FormExport:
    """A form ready to be read."""

    world: World
    name: str
    sheet: str
    table: SignatoryTable

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


class WithOptions:
    """Columns are explained by options of the command."""

    @property
    def where(self) -> str:
        """The place of options needs no words."""
        return ""

    def says(self, header: str, column: str) -> str:
        """Return the option that says what ``header`` is."""
        return pasted("--column", f"{header}={column}")

    def answers(self, _column: str, cell: str, answer: str, /) -> str:
        """Return the option that says what ``cell`` answers, in whatever column."""
        return pasted("--answer", f"{cell}={answer}")


def open_form(folder: World, name: str, said: Said, report: Report) -> FormExport | None:
    """Return the form ``name`` of ``folder``; None where it cannot be read, and findings say why."""
    sheet, found = "", None
    if is_workbook(name):
        found = open_sheet(folder, name, said.sheet, report)
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
    return FormExport(folder, name, sheet, table)


def _with_answers(table: SignatoryTable, said: Said) -> Meanings:
    """What is said of columns, with what cells answer for each column of answers, and for each of texts by its own name."""
    meanings = {fold(header): meaning for header, meaning in said.meanings.items()}
    for text in TEXTS:
        before = meanings.get(text)
        if before is None or before.column == text:
            meanings[text] = Meaning(text, answers={**(before.answers if before else {}), **said.answers})
    for header, column in zip(table.table.headers, table.table.columns, strict=False):
        kind = column.split(".", 1)[0]
        if kind in (*ANSWERED, NOT_CONSENT):
            before = meanings.get(fold(header), Meaning(kind))
            meanings[fold(header)] = replace(before, answers={**before.answers, **said.answers})
    return meanings
