"""``letterpack addressees``: take over a spreadsheet."""

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

addressees = typer.Typer(help="Import addressees from a spreadsheet or an address book, or list them.", no_args_is_help=True)


@addressees.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="The list: CSV, or a workbook (xlsx, xls, ods).", metavar="FILE")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Bureau=address', 'Party=fields.party'; 'Phone=' leaves the column out; may be repeated.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    row: RowsOption = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    merge: MergeOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import addressees from a spreadsheet or an address book into addressees.csv.

    Shows what it understood and what changes. Rows that are there already are not added again.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.imports import addressee_lines
    from letterpack.render.words import TERMINAL_VOICE

    options = letterpack.ImportOptions(
        header_meanings(column or []), sheet, encoding, rows=text_meanings(row or [], "--row", "nothing")
    )
    result = letterpack.import_addressees(file, campaign, merge=merge, write=not dry_run, options=options)
    say_findings(result.findings, result.sources)
    if result.imported is None:
        raise refused(result.understood)
    path, has_examples = result.path.as_posix(), result.replaces_examples
    for line in addressee_lines(result.imported, path, written=not dry_run, examples=has_examples, voice=TERMINAL_VOICE):
        answer(line)


@addressees.command(name="list")
def list_(
    campaign: Annotated[Path, typer.Argument(help="The campaign's folder.", metavar="CAMPAIGN", parser=folder)] = Path(),
    format: TextOrJson = "text",
) -> None:
    """List the addressees in mailing order: id, kind, who it is, country, language.

    Exit 0: listed; 1: the sources have errors.
    """
    from letterpack.render.imports import addressee_list_json, addressee_list_lines
    from letterpack.render.words import TERMINAL_VOICE

    result = letterpack.list_addressees(campaign)
    say_findings(result.findings, result.sources)
    listed = result.addressees
    for line in addressee_list_json(listed) if format == "json" else addressee_list_lines(listed, TERMINAL_VOICE):
        answer(line)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)
