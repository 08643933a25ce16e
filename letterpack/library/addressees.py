"""``letterpack.import_addressees``: the list of those whom the letter is written to."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.campaign import read_campaign
from letterpack.campaign.mailing import CSV_FILE, YAML_FILE
from letterpack.diagnostics import Diagnostic, Report
from letterpack.files import read_regular
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.intake.addressees import AddresseesImported, import_table, wanted_fields
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.library.imports import Importing, ImportOptions
from letterpack.model.campaign import Addressee, everybody
from letterpack.model.listed import ListedAddressee
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines
from letterpack.starter import is_starter


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
    name, meanings = importing.place.name, importing.meanings
    first = open_addressee_table(folder, name, asked.encoding, Report(), meanings, sheet=asked.sheet)
    if first is not None:
        meanings = {**first.unread_fields(wanted_fields(found.world, first.table.headers)), **meanings}
    table = open_addressee_table(folder, name, asked.encoding, report, meanings, sheet=asked.sheet)
    importing.refuse(table.without(importing.meant) if table else ())
    imported = import_table(found.world, folder, table, importing.meanings, report, merge=merge) if table else None
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
