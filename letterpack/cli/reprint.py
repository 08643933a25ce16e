"""``letterpack reprint``: the pieces that jammed, again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli.folders import BuildFolder, folder
from letterpack.cli.terminal import answer
from letterpack.render.columns import told_parts
from letterpack.render.words import counted


def reprint(
    pieces: Annotated[list[str] | None, typer.Argument(help="The ids of the packets.", metavar="[PIECE]...")] = None,
    *,
    named: Annotated[list[str] | None, typer.Option("--piece", help="The id of a packet; may be repeated.", metavar="ID")] = None,
    first: Annotated[str, typer.Option("--from", help="All from this packet on, in the run's order.", metavar="ID")] = "",
    last: Annotated[str, typer.Option("--to", help="All up to this packet.", metavar="ID")] = "",
    campaign: Annotated[Path, typer.Option(help="The campaign's folder.", parser=folder, metavar="DIR")] = Path(),
    build: BuildFolder = None,
    output: Annotated[Path, typer.Option(help="Where the pages are written.", metavar="FILE")] = Path("reprint.pdf"),
) -> None:
    """Print some packets of the print run again: the same pages, in a PDF that says that it is a reprint.

    Exit 0: written; 2: there is no print run, or no such packet.
    """
    found = letterpack.reprint(campaign, [*(pieces or ()), *(named or ())], first=first, last=last, build=build, path=output)
    answer(told_parts(f"{counted(len(found), 'packet')} to print again · {output.as_posix()}"))
