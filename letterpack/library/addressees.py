"""``letterpack.import_addressees``: the list of those whom the letter is written to."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.campaign.mailing import CSV_FILE
from letterpack.campaign.settings import FILE as SETTINGS_FILE
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.intake.addressees import AddresseesImported, import_table
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.signatories import ImportOptions, check_encoding, meanings_of, unsaid
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
    found, place, asked = opened(campaign), Path(file), options or ImportOptions()
    if not place.is_file():
        raise LetterpackError(f"there is no file `{place}`", "name a spreadsheet or the export of an address book")
    check_encoding(asked.encoding)
    report, meant, folder = Report(), meanings_of("addressees", asked.columns or {}), Disk(place.parent)
    known = read_settings(found.world, Report())[0].imports.get("addressees", {})
    said = {**unsaid(known, meant), **meant}
    table = open_addressee_table(folder, place.name, asked.encoding, report, said, sheet=asked.sheet)
    if table and (strange := table.without(meant)):
        named = " or ".join(f"`{header}`" for header in strange)
        raise LetterpackError(f"the table has no column {named}", "name a header as the table has it, with --column")
    imported = import_table(found.world, folder, table, said, report, merge=merge) if table else None
    if imported is not None and write:
        with no_more_readable_than([place]):
            Disk(found.path).write(CSV_FILE, (imported.text.encode("utf-8"),))
        if imported.remembered and imported.remembered.text:
            Disk(found.path).write(SETTINGS_FILE, (imported.remembered.text.encode("utf-8"),))
    sources = SourceLookup(folder)
    sources.encoding = asked.encoding
    return AddresseesResult(imported, found.path / CSV_FILE, tuple(report), sources)
