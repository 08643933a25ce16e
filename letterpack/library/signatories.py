"""``letterpack.import_signatories`` and ``letterpack.count_signatories``: the list of those who sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import LetterpackError
from letterpack.formats.tables.signatories import SIGNATORIES_FILE
from letterpack.intake.signatories import Imported, counting, import_form
from letterpack.intake.signatories.counting import Counts
from letterpack.intake.signatories.form import Said, open_form
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.library.imports import Importing, ImportOptions, listed
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines
from letterpack.starter import is_starter
from letterpack.wording.answers import read_answers
from letterpack.world import World


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
    asked, report = options or ImportOptions(), Report()
    importing = Importing("signatories", form, campaign, asked)
    said = Said(importing.meanings, _answers(asked.answers or {}), asked.sheet, asked.encoding)
    export = open_form(importing.folder, importing.place.name, said, report)
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
    return CountResult(counting.count_signatories(world, report), tuple(report), SourceLookup(world))


def _holds_examples(world: World) -> bool:
    """Whether the campaign's list is the one that ``letterpack init`` writes."""
    return world.exists(SIGNATORIES_FILE) and is_starter(
        SIGNATORIES_FILE, world.read(SIGNATORIES_FILE).decode("utf-8", "replace")
    )


def _answers(given: Mapping[str, str]) -> Mapping[str, str]:
    read = {cell: read_answers({text})[text] for cell, text in given.items()}
    odd = [f"`{cell}={given[cell]}`" for cell, answer in read.items() if not answer or not cell.strip()]
    if odd:
        raise LetterpackError(f"{listed(tuple(odd))} says neither yes nor no", "write TEXT=yes or TEXT=no with --answer")
    understood = {cell: read_answers({cell})[cell] for cell in given}
    turned = [f"`{cell}={given[cell]}`" for cell, said in understood.items() if said in ("yes", "no") and said != read[cell]]
    if turned:
        message = f"{listed(tuple(turned))} would reverse a plain answer, in all columns"
        raise LetterpackError(message, "say what the column means: --column 'Header=not consent', or 'Header=nothing: WHY'")
    return {cell: answer for cell, answer in read.items() if answer}
