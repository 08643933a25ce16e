"""``letterpack addressees``: take over a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import folder
from letterpack.cli.signatories import header_meanings, print_findings
from letterpack.cli.terminal import answer, plain, say

addressees = typer.Typer(help="Import addressees from a spreadsheet or an address book.", no_args_is_help=True)


@addressees.callback()
def _addressees() -> None:
    """Import addressees from a spreadsheet or an address book."""


@addressees.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="The list: CSV, or a workbook (xlsx, xls, ods).", metavar="FILE")],
    *,
    campaign: Annotated[Path, typer.Option(help="The campaign's folder.", metavar="DIR", parser=folder)] = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Bureau=address', 'Party=fields.party'; 'Phone=' leaves the column out. Repeatable.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    sheet: Annotated[
        str, typer.Option(help="The sheet of the workbook, instead of the first that is not empty.", metavar="NAME")
    ] = "",
    encoding: Annotated[str, typer.Option(help="The code page of a CSV file that is not UTF-8, such as cp1251.")] = "",
    merge: Annotated[bool, typer.Option("--merge", help="Keep the rows that are there, and add the new ones.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
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
