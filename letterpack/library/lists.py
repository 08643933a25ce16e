"""``letterpack.import_addressees``, ``import_signatories`` and the lists that they write."""

from __future__ import annotations

from codecs import lookup
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Protocol

from letterpack.campaign import read_campaign
from letterpack.campaign.imports import MEANINGS, meaning_of
from letterpack.campaign.mailing import CSV_FILE, YAML_FILE
from letterpack.campaign.settings import FILE as SETTINGS_FILE
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than, read_regular
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.formats.tables.headers import fold
from letterpack.formats.tables.signatories import SIGNATORIES_FILE
from letterpack.intake import SettingsKept
from letterpack.intake.addressees import AddresseesImported, import_table, wanted_fields
from letterpack.intake.signatories import Counts, Imported, import_form
from letterpack.intake.signatories import count_signatories as counted
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.library.campaign import AnyCampaign, Campaign, opened, told_plainly
from letterpack.model.campaign import Addressee, everybody
from letterpack.model.columns import ROWS, Meaning, Meanings
from letterpack.model.listed import ListedAddressee
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines
from letterpack.starter import is_starter
from letterpack.wording.answers import read_answers
from letterpack.world import World


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a table.

    ``columns`` says what its headers mean: a column of the campaign's list, ``not consent``, ``nothing: WHY``, or an empty text
    to leave one out; ``sheet`` which sheet of a workbook, ``encoding`` which code page a CSV file is in that is not UTF-8;
    ``answers`` what cells answer that are not understood, by their text: ``yes``, ``no`` (do not print, whatever the column asks)
    or ``organization``; ``rows`` what is unlike the others, by its text: ``nothing``, ``signatory`` or ``addressee``. What
    letterpack.yaml says under ``import`` holds too.
    """

    columns: Mapping[str, str] | None = None
    sheet: str = ""
    encoding: str = ""
    answers: Mapping[str, str] | None = None
    rows: Mapping[str, str] | None = None


class ListMade(Protocol):
    """A list as an import makes it: its text, and what letterpack.yaml keeps for the next export."""

    @property
    def text(self) -> str:
        """The whole list."""
        ...

    @property
    def remembered(self) -> SettingsKept | None:
        """The lines for letterpack.yaml, and its text with them."""
        ...


class Importing:
    """The import of the table ``place`` into the list ``name`` of ``campaign``. ``said`` is what the options say, and
    letterpack.yaml of all else.
    """

    def __init__(self, name: str, table: str | PathLike[str], campaign: AnyCampaign, options: ImportOptions) -> None:
        """Raise ``LetterpackError`` where there is no such file, code page or column."""
        self.campaign: Campaign = opened(campaign)
        self.place = Path(table)
        if not self.place.is_file():
            raise LetterpackError(
                f"there is no file `{self.place}`", "name a spreadsheet, or the export of a form or an address book"
            )
        _check_encoding(options.encoding)
        self.meant = _meanings_of(name, options.columns or {})
        world = self.campaign.world
        imports = read_settings(world, Report())[0].imports if world.exists(SETTINGS_FILE) else {}
        rows: Meanings = {**imports.get(ROWS, {}), **_meanings_of(ROWS, options.rows or {})}
        known = imports.get(name, {})
        said = {fold(header) for header in self.meant}
        meanings: Meanings = {
            **{header: meaning for header, meaning in known.items() if fold(header) not in said},
            **self.meant,
        }
        self.said = Said(meanings, _answers(options.answers or {}), options.sheet, options.encoding, rows)

    @property
    def folder(self) -> Disk:
        """Where the table is."""
        return Disk(self.place.parent)

    def refuse(self, strange: tuple[str, ...]) -> None:
        """Raise ``LetterpackError`` where options name headers that the table has not: ``strange``."""
        if strange:
            named = listed(tuple([f"`{header}`" for header in strange]))
            raise LetterpackError(f"the table has no column {named}", "name a header as the table has it, with --column")

    def write(self, file: str, made: ListMade) -> None:
        """Write the list into the campaign's ``file``, no more readable than the table, and what is kept for the next export."""
        disk = Disk(self.campaign.path)
        with no_more_readable_than([self.place]):
            disk.write(file, (made.text.encode("utf-8"),))
            if made.remembered and made.remembered.text:
                disk.write(SETTINGS_FILE, (made.remembered.text.encode("utf-8"),))


def listed(names: tuple[str, ...]) -> str:
    """Return ``names`` as a sentence lists them."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _check_encoding(name: str) -> None:
    """Refuse a name that is not a code page for tables. Raises ``LetterpackError``."""
    try:
        if name and lookup(name).name in ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"):
            raise LookupError
        bytes(range(32, 127)).decode(name or "ascii")
    except UnicodeDecodeError:  # A code page of two bytes, or seven bits.
        return
    except (LookupError, UnicodeError, ValueError) as error:
        raise LetterpackError(f"`{name}` is not a code page", "name one such as cp1251 with --encoding") from error


def _meanings_of(name: str, columns: Mapping[str, str]) -> Meanings:
    """Return what options say of the columns of the list ``name``. Raises ``LetterpackError``."""
    found: dict[str, Meaning] = {}
    for header, text in columns.items():
        meaning = meaning_of(name, text)
        if not header.strip() or meaning is None:
            names = listed(tuple(MEANINGS[name]))
            if name == ROWS:
                raise LetterpackError(f"`{header}={text}` says nothing known of a row", f"write TEXT=WHAT, with one of {names}")
            raise LetterpackError(f"`{header}={text}` names no column", f"write HEADER=NAME, with one of {names}")
        found[header.strip()] = meaning
    return found


@dataclass(frozen=True, slots=True)
class AddresseesResult:
    """What an import understood and changes; ``imported`` is None where a row is not understood. ``path`` is the list, and
    ``understood`` are the headers, each with the column it is taken for. ``replaces_examples`` where the addressees of
    ``letterpack init`` go.
    """

    imported: AddresseesImported | None
    path: Path
    findings: tuple[Diagnostic, ...]
    sources: Lines
    understood: tuple[tuple[str, str], ...] = ()
    replaces_examples: bool = False

    @property
    def ok(self) -> bool:
        """Whether every row was understood."""
        return self.imported is not None


@told_plainly
def import_addressees(
    file: str | PathLike[str],
    campaign: AnyCampaign,
    *,
    merge: bool = False,
    write: bool = True,
    options: ImportOptions | None = None,
) -> AddresseesResult:
    """Import the rows of a spreadsheet or an address book's export (CSV or a workbook) into the campaign's addressees.csv.

    ``merge`` keeps the rows that are there; without ``write``, nothing is written. Raises ``LetterpackError``.
    """
    asked, report = options or ImportOptions(), Report()
    importing = Importing("addressees", file, campaign, asked)
    folder, found = importing.folder, importing.campaign
    name, meanings, rows = importing.place.name, importing.said.meanings, importing.said.of_rows("addressee")
    first = open_addressee_table(folder, name, asked.encoding, Report(), meanings, rows)
    if first is not None:
        meanings = {**first.unread_fields(wanted_fields(found.world, first.table.headers)), **meanings}
    table = open_addressee_table(folder, name, asked.encoding, report, meanings, rows)
    importing.refuse(table.without(importing.meant) if table else ())
    imported = import_table(found.world, folder, table, importing.said, report, merge=merge) if table else None
    has_examples = _has_examples(found.path)
    if imported is not None and write:
        importing.write(CSV_FILE, imported)
        if has_examples:
            (found.path / YAML_FILE).unlink()
    sources = SourceLookup(folder)
    sources.encoding = asked.encoding
    understood = tuple(zip(table.table.headers, table.table.columns, strict=False)) if table else ()
    return AddresseesResult(imported, found.path / CSV_FILE, tuple(report), sources, understood, has_examples)


def _has_examples(folder: Path) -> bool:
    """Whether the campaign's addressees are those that ``letterpack init`` writes, which no letter goes to."""
    place = folder / YAML_FILE
    return place.is_file() and is_starter(YAML_FILE, read_regular(place).decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class AddresseeList:
    """A campaign's ``addressees`` in mailing order, and what is wrong with the sources."""

    addressees: tuple[ListedAddressee, ...]
    findings: tuple[Diagnostic, ...]
    sources: Lines

    @property
    def ok(self) -> bool:
        """Whether the sources have no error."""
        return not any(found.severity == "error" for found in self.findings)


@told_plainly
def list_addressees(campaign: AnyCampaign) -> AddresseeList:
    """Return a campaign's addressees; none if the campaign cannot be read. Raises ``CampaignNotFound``."""
    world, report = opened(campaign).world, Report()
    read = read_campaign(world, report)
    found = tuple(map(_listed, everybody(read.mailing))) if read else ()
    return AddresseeList(found, tuple(report), SourceLookup(world))


def _listed(addressee: Addressee) -> ListedAddressee:
    called = ", ".join(filter(None, (addressee.name, addressee.title, addressee.organization)))
    return ListedAddressee(addressee.id, addressee.kind, called, addressee.country, addressee.language)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import understood and changes: ``imported`` is None where a row is not understood. ``path`` is the campaign's
    list; ``understood`` are the form's headers, each with the column it is taken for. ``replaces_examples`` where the signatories
    of ``letterpack init`` go.
    """

    imported: Imported | None
    path: Path
    findings: tuple[Diagnostic, ...]
    sources: Lines
    understood: tuple[tuple[str, str], ...] = ()
    replaces_examples: bool = False

    @property
    def ok(self) -> bool:
        """Whether every row was understood."""
        return self.imported is not None


@dataclass(frozen=True, slots=True)
class CountResult:
    """How many signatories there are. If rows have errors, some may be missing."""

    counts: Counts
    findings: tuple[Diagnostic, ...]
    sources: Lines

    @property
    def ok(self) -> bool:
        """Whether the rows hold no error."""
        return not any(found.severity == "error" for found in self.findings)


@told_plainly
def import_signatories(
    form: str | PathLike[str],
    campaign: AnyCampaign,
    *,
    merge: bool = False,
    write: bool = True,
    options: ImportOptions | None = None,
) -> ImportResult:
    """Import the rows of a form's export (CSV or a workbook) into the campaign's signatories.csv.

    ``merge`` keeps the rows that are there; without ``write``, nothing is written. Raises ``LetterpackError``.
    """
    report = Report()
    importing = Importing("signatories", form, campaign, options or ImportOptions())
    export = open_form(importing.folder, importing.place.name, importing.said, report)
    importing.refuse(export.without(importing.meant) if export else ())
    world = importing.campaign.world
    has_examples = not merge and _holds_examples(world)
    imported = import_form(world, export, report, merge=merge, is_starter=_holds_examples) if export else None
    if imported is not None and write:
        importing.write(SIGNATORIES_FILE, imported)
    sources: Lines = export or SourceLookup(importing.folder)
    understood = export.headers if export else ()
    return ImportResult(imported, importing.campaign.path / SIGNATORIES_FILE, tuple(report), sources, understood, has_examples)


@told_plainly
def count_signatories(campaign: AnyCampaign) -> CountResult:
    """Count the signatories by country, group and consent."""
    world, report = opened(campaign).world, Report()
    return CountResult(counted(world, report), tuple(report), SourceLookup(world))


def _holds_examples(world: World) -> bool:
    """Whether the campaign's list is the one that ``letterpack init`` writes."""
    return world.exists(SIGNATORIES_FILE) and is_starter(
        SIGNATORIES_FILE, world.read(SIGNATORIES_FILE).decode("utf-8", "replace")
    )


def _answers(given: Mapping[str, str]) -> Mapping[str, str]:
    read = {cell: read_answers({text})[text] for cell, text in given.items()}
    odd = [f"`{cell}={given[cell]}`" for cell, answer in read.items() if not answer or not cell.strip()]
    if odd:
        raise LetterpackError(
            f"{listed(tuple(odd))} says neither yes nor no", "write TEXT=yes, TEXT=no or TEXT=organization with --answer"
        )
    understood = {cell: read_answers({cell})[cell] for cell in given}
    turned = [f"`{cell}={given[cell]}`" for cell, said in understood.items() if said in ("yes", "no") and said != read[cell]]
    if turned:
        message = f"{listed(tuple(turned))} would reverse a plain answer, in all columns"
        raise LetterpackError(message, "say what the column means: --column 'Header=not consent', or 'Header=nothing: WHY'")
    return {cell: answer for cell, answer in read.items() if answer}
