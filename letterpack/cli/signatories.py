"""``letterpack signatories``: take over a form's export, and count."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, plain, say
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack import AddresseesResult, CountResult, ImportResult

signatories = typer.Typer(help="Import signatories from a form or spreadsheet, or count them.", no_args_is_help=True)

CampaignOption = Annotated[Path, typer.Option(help="The campaign's folder.", metavar="DIR", parser=folder)]


@signatories.command(name="import")
def import_(
    form: Annotated[Path, typer.Argument(help="The export: CSV, or a workbook (xlsx, xls, ods).", metavar="FORM")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Your group=organization', 'Anonymous?=not consent', 'News?=nothing: WHY'. Repeatable.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option("--answer", help="What a cell answers that is not understood: 'Gladly=yes'.", metavar="TEXT=ANSWER"),
    ] = None,
    sheet: Annotated[
        str, typer.Option(help="The sheet of the workbook, instead of the first that is not empty.", metavar="NAME")
    ] = "",
    encoding: Annotated[str, typer.Option(help="The code page of a CSV file that is not UTF-8, such as cp1251.")] = "",
    merge: Annotated[bool, typer.Option("--merge", help="Keep the rows that are there, and add the new ones.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Import signatories from a form's export into signatories.csv.

    Shows what it understood and what changes. Possible duplicates are listed and never merged. Withdrawals are respected.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.import_table import import_lines

    options = letterpack.ImportOptions(header_meanings(column or []), sheet, encoding, _answers(said or []))
    result = letterpack.import_signatories(form, campaign, merge=merge, write=not dry_run, options=options)
    print_findings(result)
    if result.imported is None:
        say("\nnothing was written")
        raise typer.Exit(EXIT_FINDINGS)
    for line in import_lines(result.imported, result.path.as_posix(), written=not dry_run):
        answer(plain(line))


@signatories.command(name="list")
def list_(
    campaign: Annotated[Path, typer.Argument(help="The folder with signatories.csv.", parser=folder)] = Path(),
    format: Annotated[Literal["text", "json"], typer.Option(help="How the result is written to stdout.")] = "text",
) -> None:
    """Count the signatories by country, group and consent.

    Exit 0: counted; 1: the rows hold errors.
    """
    from letterpack.render.import_table import count_json, count_lines

    result = letterpack.count_signatories(campaign)
    if not result.ok:
        print_findings(result)
    for line in count_json(result.counts) if format == "json" else map(_plain_lines, count_lines(result.counts)):
        answer(line)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)


def _plain_lines(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def header_meanings(given: list[str]) -> dict[str, str]:
    """The headers whose meaning the user has said. Raises ``BadParameter``."""
    columns: dict[str, str] = {}
    for each in given:
        # A reason may hold an equals sign, and so may a header.
        found = re.fullmatch(r"(.*?)=\s*(nothing\s*:.*)", each, re.DOTALL) or re.fullmatch(r"(.*)=(.*)", each, re.DOTALL)
        if found is None:
            raise typer.BadParameter(f"`{each}`: write HEADER=NAME", param_hint="--column")
        columns[found[1]] = found[2]
    return columns


def _answers(given: list[str]) -> dict[str, str]:
    """What cells answer, as the user has said. Raises ``BadParameter``."""
    pairs = [each.rpartition("=") for each in given]
    for cell, sign, answer_ in pairs:
        if not sign:
            raise typer.BadParameter(f"`{cell}{answer_}`: write TEXT=yes or TEXT=no", param_hint="--answer")
    return {cell: answer_ for cell, _, answer_ in pairs}


def print_findings(result: AddresseesResult | ImportResult | CountResult) -> None:
    """Say the findings, with excerpts, where there are any."""
    import sys

    from letterpack.cli.terminal import has_colour
    from letterpack.render.text import render_text

    if result.findings:
        say(render_text(result.findings, result.sources, colour=has_colour(sys.stderr)).rstrip("\n"))
        say(f"\n{counted(len(result.findings), 'finding')}")
