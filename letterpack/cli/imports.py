"""What the commands that import have in common: their options, and how a refused table is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import folder
from letterpack.cli.terminal import say
from letterpack.interface import said

CampaignOption = Annotated[Path, typer.Option(help="The campaign's folder.", metavar="DIR", parser=folder)]
SheetOption = Annotated[
    str, typer.Option(help="The sheet of the workbook, instead of the first that is not empty.", metavar="NAME")
]
RowsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--row",
        help="What is unlike the other rows: 'Total=nothing'; a comment or another sheet too. May be repeated.",
        metavar="TEXT=WHAT",
    ),
]
EncodingOption = Annotated[
    str, typer.Option(help="The code page of a CSV file that is not UTF-8, such as cp1251.", metavar="NAME")
]
MergeOption = Annotated[bool, typer.Option("--merge", help="Keep the rows that are there, and add the new ones.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


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


def text_meanings(given: list[str], option: str, example: str) -> dict[str, str]:
    """What cells answer or rows are, as the user has said. Raises ``BadParameter``."""
    pairs = [each.rpartition("=") for each in given]
    for text, sign, what in pairs:
        if not sign:
            raise typer.BadParameter(f"`{text}{what}`: write TEXT={example}", param_hint=option)
    return {text: what for text, _, what in pairs}


def refused(understood: tuple[tuple[str, str], ...]) -> typer.Exit:
    """Say what an import that was refused understood of a table's headers; return what ends the command."""
    from letterpack.render.imports import understood_lines
    from letterpack.render.words import TERMINAL_VOICE

    for line in understood_lines(understood, TERMINAL_VOICE):
        say(line)
    say("\n" + said("nothing was written"))
    return typer.Exit(EXIT_FINDINGS)
