"""``letterpack.import_addressees``: the list of those whom the letter is written to."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.campaign.mailing import CSV_FILE
from letterpack.diagnostics import Diagnostic, Report
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.intake.addressees import AddresseesImported, import_table
from letterpack.library.campaign import AnyCampaign
from letterpack.library.failing import told_plainly
from letterpack.library.imports import Importing, ImportOptions
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines


@dataclass(frozen=True, slots=True)
class AddresseesResult:
    """What an import understood and changes; ``imported`` is None where a row is not understood. ``path`` is the list."""

    imported: AddresseesImported | None
    path: Path
    findings: tuple[Diagnostic, ...]
    sources: Lines

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
    """Take over the rows of a spreadsheet or an address book's export, CSV or a workbook, into the campaign's addressees.csv.

    ``merge`` keeps the rows that are there; without ``write``, nothing is written. Raises ``LetterpackError``.
    """
    asked, report = options or ImportOptions(), Report()
    importing = Importing("addressees", file, campaign, asked)
    folder, found = importing.folder, importing.campaign
    table = open_addressee_table(folder, importing.place.name, asked.encoding, report, importing.meanings, sheet=asked.sheet)
    importing.refuse(table.without(importing.meant) if table else ())
    imported = import_table(found.world, folder, table, importing.meanings, report, merge=merge) if table else None
    if imported is not None and write:
        importing.write(CSV_FILE, imported)
    sources = SourceLookup(folder)
    sources.encoding = asked.encoding
    return AddresseesResult(imported, found.path / CSV_FILE, tuple(report), sources)
