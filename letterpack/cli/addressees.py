"""``letterpack addressees``: take over a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.imports import (
    CampaignOption,
    DryRunOption,
    EncodingOption,
    MergeOption,
    SheetOption,
    header_meanings,
    print_findings,
)
from letterpack.cli.terminal import answer, plain, say

addressees = typer.Typer(help="Import addressees from a spreadsheet or an address book.", no_args_is_help=True)


@addressees.callback()
def _addressees() -> None:
    """Import addressees from a spreadsheet or an address book."""


@addressees.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="The list: CSV, or a workbook (xlsx, xls, ods).", metavar="FILE")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Bureau=address', 'Party=fields.party'; 'Phone=' leaves the column out. Repeatable.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    merge: MergeOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import addressees from a spreadsheet or an address book into addressees.csv.

    Shows what it understood and what changes. Rows that are there already are not added again.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.import_table import addressee_lines

    options = letterpack.ImportOptions(header_meanings(column or []), sheet, encoding)
    result = letterpack.import_addressees(file, campaign, merge=merge, write=not dry_run, options=options)
    print_findings(result)
    if result.imported is None:
        say("\nnothing was written")
        raise typer.Exit(EXIT_FINDINGS)
    for line in addressee_lines(result.imported, result.path.as_posix(), written=not dry_run):
        answer(plain(line))
