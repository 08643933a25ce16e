"""Stage 2 of 7: rows of ``signatories.csv`` become the ``Signatory`` values that are printed.

Who has withdrawn or refused consent is held back here, with a note, so that no later stage can print them. Whether two rows
are one organisation, or consent is older than the letter, is for ``check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from letterpack.campaign.consents import Remedy, check_refusals, check_unread, refuses, settle
from letterpack.campaign.countries import country_hint
from letterpack.campaign.odd_rows import RowsSaid, text_of
from letterpack.campaign.texts import clean_or_report, is_visible
from letterpack.countries import LONGEST_CODE, UNIONS, country_code, country_named
from letterpack.diagnostics import Related, Report
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import report_misnamed, workbook_named
from letterpack.formats.tables.same_findings import one_for_all
from letterpack.formats.tables.sheets import workbook_of
from letterpack.formats.tables.signatories import COLUMNS, SHOWN, SIGNATORIES_FILE, SignatoryTable, open_signatories
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.limits import MOST_SIGNATORIES
from letterpack.model.campaign import Input, Settings, Signatory
from letterpack.model.columns import ROWS, asks_for_consent
from letterpack.model.sources import Record
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.wording.answers import answer_of, fold_answer
from letterpack.wording.commands import pasted
from letterpack.world import World


class SignatoriesRead(Struct, frozen=True):
    """The signatories: those who are ``printed``, those ``held_back``, in the file's order, those of which the organization alone
    is printed, as they stand there, and the files read.
    """

    printed: tuple[Signatory, ...] = ()
    held_back: tuple[Signatory, ...] = ()
    unnamed: tuple[Signatory, ...] = ()
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
    said = RowsSaid(settings.imports.get(ROWS, {}), "signatory")
    table = open_signatories(world, settings.encoding, opening, settings.imports.get("signatories"), said)
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
    rows = said.without_nothing(signatory_records(table, world, report))
    settled = settle(table, check_unread(table, rows, Remedy(), report), Remedy(), report).records
    check_refusals(table, settled, Remedy(), report)
    refused = dict(refused_elsewhere(settled, said, report))
    printed: list[Signatory] = []
    held_back: list[Signatory] = []
    unnamed: list[Signatory] = []
    passed: set[int] = set()
    for index, record in enumerate(settled):
        signatory = _signatory(record, report)
        if index in refused:
            _report_refused(signatory, settled[refused[index]].origin.span(), report)
            signatory = replace(signatory, consent="no")
        elif _is_printed(signatory, report, asked=asked, required=required):
            printed.append(_as_agreed(signatory, report))
            unnamed += [signatory] if signatory.name and not printed[-1].name else []
            continue
        held_back.append(signatory)
        passed.add(index)
    said.report_odd(rows, report, passed)
    if table.sheet:
        table.sheet.report_unseen(table.table, SHOWN, {each.origin.span().line for each in printed}, report)
    return SignatoriesRead(tuple(printed), tuple(held_back), tuple(unnamed), (table.input,))


def _as_agreed(signatory: Signatory, report: Report) -> Signatory:
    """Return ``signatory`` without the person, if only the organization may be printed."""
    if answer_of(signatory.consent) != "organization":
        return signatory
    if not signatory.organization:
        message = f"{_called(signatory)} agrees that the organization alone is printed, and the row names none"
        report.error("LP181", signatory.origin.span("consent"), message, "write its organization, or no")
    return replace(signatory, name="", title="")


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
    report_nameless(record, report)
    return Signatory(**values, origin=record.origin)


def report_nameless(record: Record, report: Report) -> None:
    """Report (LP180) a row that names nobody."""
    if not any(is_visible(str(record.values.get(key, ""))) for key in ("name", "organization")):
        hint = "fill in `name` or `organization`, or delete the row"
        report.error("LP180", record.origin.span(), "the row names neither a person nor an organization", hint)


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
    return withdrawn in ("", "no") and (consent in ("yes", "organization") or (not consent and not asked))


def _hold_back(signatory: Signatory, column: str, why: str, report: Report) -> None:
    report.note("LP183", signatory.origin.span(column), f"{_called(signatory)} {why} and is not printed")


def _report_refused(signatory: Signatory, refused: Span, report: Report) -> None:
    message = f"{_called(signatory)} is not printed: in line {refused.line} the same signatory refuses or has withdrawn"
    report.note("LP183", signatory.origin.span(), message, related=(Related("refused here", refused),))


def refused_elsewhere(
    rows: Sequence[Record], said: RowsSaid, report: Report, others: Sequence[Record] = ()
) -> Iterator[tuple[int, int]]:
    """Yield those of ``rows``, which are settled, that do not refuse and whose signatory refuses in another of them or of the
    ``others`` behind them, and that one: one no holds for all. A row that may be somebody else's is an error (LP208) unless it is
    said to be a signatory.
    """
    records = (*rows, *others)
    refusing: dict[tuple[str, str], list[int]] = {}
    for index, record in enumerate(records):
        if refuses(record):
            for key in _identities(record):
                refusing.setdefault(key, []).append(index)
    for index, record in enumerate(rows if refusing else ()):
        if refuses(record) or said.of(text_of(record)):
            continue
        near = [at for key in _identities(record) for at in refusing.get(key, ())[:_MOST_ALIKE]]
        judged = {_likeness(record, records[at]): at for at in reversed(near)}
        if "one" in judged:
            yield index, judged["one"]
        elif "perhaps" in judged:
            who, text = records[judged["perhaps"]], text_of(record)
            where = who.origin.span()
            message = f"`{text}` may be `{text_of(who)}`, who refuses or has withdrawn in line {where.line}"
            hint = f"if so, write no under `consent`, or delete the row; if not, {said.remedy(text, said.kind)}"
            report.error("LP208", record.origin.span(), message, hint, related=(Related("refused here", where),))


_MOST_ALIKE: Final = 20


def _identities(record: Record) -> list[tuple[str, str]]:
    """Return the keys of which two rows of one signatory share one."""
    return [(key, text) for key in ("name", "organization", "email") if (text := _folded(record, key))]


def _folded(record: Record, key: str) -> str:
    return fold_answer(str(record.values.get(key, "")))


def _likeness(one: Record, refusing: Record) -> Literal["one", "perhaps", "two"]:
    """Whether two rows are of one signatory."""
    (name, other), (organization, others), (mail, its), (country, there), titles = (
        (_folded(one, key), _folded(refusing, key)) for key in ("name", "organization", "email", "country", "title")
    )
    is_of_mail = bool(mail) and mail == its
    apart = [bool(a and b and a != b) for a, b in ((organization, others), (mail, its), (country, there), titles)]
    if name and name == other:
        is_one = is_of_mail or not any(apart) or (organization == others != "" and sum(apart) == 1)
        return "one" if is_one else "perhaps" if sum(apart) == 1 else "two"
    if name and other:
        are_alike = not set(name.split()).isdisjoint(other.split())
        return "two" if not is_of_mail else "one" if are_alike else "perhaps"
    is_of_organization = bool(organization) and organization == others and (is_of_mail or not apart[2])
    if is_of_organization and (is_of_mail or name == other):
        return "one"
    return "perhaps" if is_of_organization or is_of_mail else "two"


def _called(signatory: Signatory) -> str:
    name = signatory.organization or signatory.name
    return f"`{name}`" if name else "the signatory"
