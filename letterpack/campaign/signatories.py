"""Stage 2 of 7: rows of ``signatories.csv`` become the ``Signatory`` values that are printed.

Who has withdrawn or refused consent is held back here, with a note, so that no later stage can print them. Whether two rows
are one organisation, or consent is older than the letter, is for ``check``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.campaign.consents import Unclear, settle
from letterpack.campaign.countries import country_hint
from letterpack.campaign.texts import clean_or_report, is_visible
from letterpack.campaign.unread import check_refusals, check_unread
from letterpack.countries import LONGEST_CODE, UNIONS, country_code, country_named
from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import report_misnamed, workbook_named
from letterpack.formats.tables.same_findings import one_for_all
from letterpack.formats.tables.sheets import SheetTable, workbook_of
from letterpack.formats.tables.signatories import COLUMNS, SHOWN, SIGNATORIES_FILE, SignatoryTable, open_signatories
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.limits import MOST_SIGNATORIES
from letterpack.model.campaign import Input, Settings, Signatory
from letterpack.model.columns import asks_for_consent
from letterpack.model.sources import Record
from letterpack.spans import Span
from letterpack.wording.answers import answer_of
from letterpack.wording.commands import pasted
from letterpack.world import World


class SignatoriesRead(Struct, frozen=True):
    """The signatories: those who are ``printed``, those ``held_back``, in the file's order, and the files read."""

    printed: tuple[Signatory, ...] = ()
    held_back: tuple[Signatory, ...] = ()
    inputs: tuple[Input, ...] = ()


def read_signatories(world: World, settings: Settings, report: Report) -> SignatoriesRead:
    """Return the campaign's signatories; none where there is no file. Findings are LP112, LP180 … LP185."""
    found = Report()
    read = _read(world, settings, found)
    report.extend(one_for_all(found))
    return read


def _read(world: World, settings: Settings, report: Report) -> SignatoriesRead:
    if not is_there(world, SIGNATORIES_FILE) and not workbook_of(world, SIGNATORIES_FILE):
        _report_elsewhere(world, report)
    opening = Report()
    table = open_signatories(world, settings.encoding, opening, settings.imports.get("signatories"))
    report.extend(opening)
    if table is None:
        return SignatoriesRead()
    if not {"name", "organization"}.intersection(table.columns):
        if not opening.has_errors:
            hint = "call it `name` or `organization` in the first row; separate the columns with commas, semicolons or tabs"
            report.error(
                "LP185", Span(table.input.path, table.table.header.line), "no column contains names or organizations", hint
            )
        return SignatoriesRead(inputs=(table.input,))
    asked = asks_for_consent(table.columns)
    required = settings.consent == "required"
    if required and not asked:
        hint = "add a column `consent` with a date, yes or no in each row"
        report.error("LP182", Span(table.input.path), "consent is required, and the table has no column for it", hint)
        required = False
    records = check_unread(table, signatory_records(table, world, report), _InSettings(), report)
    printed: list[Signatory] = []
    held_back: list[Signatory] = []
    settled = settle(table, records, UNCLEAR, report).records
    check_refusals(table, settled, _InSettings(), report)
    for record in settled:
        signatory = _signatory(record, report)
        (printed if _is_printed(signatory, report, asked=asked, required=required) else held_back).append(signatory)
    if table.sheet:
        _report_unseen(table, table.sheet, printed, report)
    return SignatoriesRead(tuple(printed), tuple(held_back), (table.input,))


def _report_unseen(table: SignatoryTable, sheet: SheetTable, printed: Sequence[Signatory], report: Report) -> None:
    """Report what the workbook does not show of those who are ``printed``."""
    lines = {each.origin.span().line for each in printed}
    sheet.report_unseen(table.table, SHOWN, lines, report)


UNCLEAR: Final = Unclear("LP181", "write a date such as 2019-10-25, yes, no, or nothing")
"""How a build says that an answer is not understood."""


class _InSettings:
    """Columns are explained in ``letterpack.yaml``."""

    @property
    def where(self) -> str:
        """In which file, under which key."""
        return " in letterpack.yaml, under `import: signatories:`,"

    def says(self, header: str, column: str) -> str:
        """Return the line that says what ``header`` is."""
        name, _, reason = column.partition(": ")
        value = f"{{{name}: {reason}}}" if reason else name
        return f"`{json.dumps(header, ensure_ascii=False)}: {value}`"

    def answers(self, column: str, cell: str, answer: str, /) -> str:
        """Return the line that says what a cell of ``column`` answers."""
        return f"`{column}: {{{column}: {{{json.dumps(cell, ensure_ascii=False)}: {answer}}}}}`"


def signatory_records(table: SignatoryTable, world: World, report: Report) -> list[Record]:
    """Return the rows of ``table``; none, and LP113, where there are more than are read."""
    rows: list[Record] = []
    for record in table.rows(world, report):
        if len(rows) >= MOST_SIGNATORIES:
            message = f"the table has more than {MOST_SIGNATORIES:,} signatories"
            hint = "say in the letter how many signed, and print those who speak for them"
            report.error("LP113", record.origin.span(), message, hint)
            return []
        rows.append(record)
    return rows


def _report_elsewhere(world: World, report: Report) -> None:
    """Report (LP112) the signatories that stand in a file which is not read: nobody would have signed."""
    report_misnamed(world, SIGNATORIES_FILE, report)
    workbook = workbook_named(world, SIGNATORIES_FILE)
    if workbook:
        message = f"`{workbook}` is not read: signatories belong in `{SIGNATORIES_FILE}` or `signatories.xlsx`"
        hint = f"import them with `{pasted('letterpack', 'signatories', 'import', workbook)}`"
        report.error("LP112", Span(workbook), message, hint)


_NONE: Final = dict.fromkeys(COLUMNS, "")


def _signatory(record: Record, report: Report) -> Signatory:
    values = dict(_NONE)
    for name, value in record.values.items():
        values[name] = _text(name, str(value), record, report)
    signatory = Signatory(**values, origin=record.origin)
    if not any(is_visible(str(record.values.get(key, ""))) for key in ("name", "organization")):
        hint = "fill in `name` or `organization`, or delete the row"
        report.error("LP180", record.origin.span(), "the row names neither a person nor an organization", hint)
    return signatory


def _text(name: str, cell: str, record: Record, report: Report) -> str:
    """Return ``cell`` as it is printed: clean, its line breaks spaces, a country's code in its usual form."""
    text = clean_or_report(cell, record.origin, (name,), report)
    if "\n" in text:
        text = " ".join(line.strip() for line in text.split("\n") if line.strip())
    if name == "language":
        return _language(text, record, report)
    return _country(text, record, report) if name == "country" and len(text) <= LONGEST_CODE else text


def _language(text: str, record: Record, report: Report) -> str:
    """Return ``text`` as a BCP 47 tag; empty, with LP171, where it is none."""
    tag = canonical_tag(text) if text else ""
    if tag is None:
        hint = tag_hint(text, "write en, ru, kk, pt-BR … (BCP 47)")
        report.error("LP171", record.origin.span("language"), f"`{text}` is not a language tag", hint)
    return tag or ""


def _country(text: str, record: Record, report: Report) -> str:
    """Return ``text`` as an alpha-2 code; as it is, with LP184, where it is as short as a code and none."""
    code = _code(text)
    if text and code is None and text.upper() not in UNIONS and country_named(text) is None:
        hint = country_hint(text) if report.lists("LP184") else ""
        report.error("LP184", record.origin.span("country"), f"`{text}` is not a country's code or name", hint)
    return code or text


@lru_cache(maxsize=1024)
def _code(text: str) -> str | None:
    return country_code(text)


def _is_printed(signatory: Signatory, report: Report, *, asked: bool, required: bool) -> bool:
    """Whether the row is printed: never where it may say no. Where all are ``asked``, one who has not answered may have
    refused.
    """
    withdrawn, consent = answer_of(signatory.withdrawn), answer_of(signatory.consent)
    if withdrawn == "yes":
        _hold_back(signatory, "withdrawn", "has withdrawn", report)
    elif consent == "no":
        _hold_back(signatory, "consent", "has not consented", report)
    elif required and not consent:
        message = f"{_called(signatory)} has not answered about consent, which is required"
        hint = "write the date of consent, yes or no"
        report.error("LP182", signatory.origin.span("consent"), message, hint)
    elif asked and not consent:
        _hold_back(signatory, "consent", "has not answered about consent", report)
    return withdrawn in ("", "no") and (consent == "yes" or (not consent and not asked))


def _hold_back(signatory: Signatory, column: str, why: str, report: Report) -> None:
    report.note("LP183", signatory.origin.span(column), f"{_called(signatory)} {why} and is not printed")


def _called(signatory: Signatory) -> str:
    name = signatory.organization or signatory.name
    return f"`{name}`" if name else "the signatory"
