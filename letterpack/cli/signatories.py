"""``letterpack signatories``: take over a form's export, and count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import TextOrJson
from letterpack.cli.folders import folder
from letterpack.cli.imports import (
    CampaignOption,
    DryRunOption,
    EncodingOption,
    MergeOption,
    RowsOption,
    SheetOption,
    header_meanings,
    refused,
    text_meanings,
)
from letterpack.cli.terminal import answer, say_findings

signatories = typer.Typer(help="Import signatories from a form or spreadsheet, or count them.", no_args_is_help=True)


@signatories.command(name="import")
def import_(
    form: Annotated[Path, typer.Argument(help="The export: CSV, or a workbook (xlsx, xls, ods).", metavar="FORM")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Group=organization', 'Anonymous?=not consent', 'News?=nothing: WHY'. May be repeated.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            help="What a cell means that letterpack does not understand: 'Gladly=yes', 'Better not=no', 'We=organization'.",
            metavar="TEXT=ANSWER",
        ),
    ] = None,
    row: RowsOption = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    merge: MergeOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import signatories from a form's export into signatories.csv.

    Shows what it understood and what changes. Possible duplicates are listed and never merged. Withdrawals are respected.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.imports import import_lines
    from letterpack.render.words import TERMINAL_VOICE

    options = letterpack.ImportOptions(
        header_meanings(column or []),
        sheet,
        encoding,
        text_meanings(said or [], "--answer", "yes"),
        text_meanings(row or [], "--row", "nothing"),
    )
    result = letterpack.import_signatories(form, campaign, merge=merge, write=not dry_run, options=options)
    say_findings(result.findings, result.sources)
    if result.imported is None:
        raise refused(result.understood)
    path, has_examples = result.path.as_posix(), result.replaces_examples
    for line in import_lines(result.imported, path, written=not dry_run, examples=has_examples, voice=TERMINAL_VOICE):
        answer(line)


@signatories.command(name="list")
def list_(
    campaign: Annotated[
        Path, typer.Argument(help="The folder with signatories.csv.", metavar="CAMPAIGN", parser=folder)
    ] = Path(),
    format: TextOrJson = "text",
) -> None:
    """Count the signatories by country, group and consent.

    Exit 0: counted; 1: there are errors in the rows.
    """
    from letterpack.render.imports import count_json, count_lines
    from letterpack.render.words import TERMINAL_VOICE

    result = letterpack.count_signatories(campaign)
    if not result.ok:
        say_findings(result.findings, result.sources)
    for line in count_json(result.counts) if format == "json" else count_lines(result.counts, TERMINAL_VOICE):
        answer(line)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)
