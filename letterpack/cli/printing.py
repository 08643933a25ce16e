"""Commands for what was built: `reprint`, the pieces that jammed, and `handover`, the folder that a printing service takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import BuildFolder, folder
from letterpack.cli.terminal import answer, progress_bar, say_findings
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


def handover(
    provider: Annotated[str, typer.Argument(help="The printing service, such as `pingen`.", metavar="PROVIDER")],
    *,
    campaign: Annotated[Path, typer.Option(help="The campaign's folder.", parser=folder, metavar="DIR")] = Path(),
    build: BuildFolder = None,
    output: Annotated[Path | None, typer.Option(help="The new folder, instead of handover-PROVIDER.", metavar="DIR")] = None,
) -> None:
    """Write the folder that a printing service takes: each packet's PDF, and beside it the data that the service takes.

    Nothing is written if `letterpack check --for PROVIDER` finds an error. Exit 0: written; 1: the check finds errors;
    2: a draft, no build, no such service, or a folder that is there already.
    """
    with progress_bar() as progress, letterpack.watch(progress):
        result = letterpack.hand_over(campaign, provider, build=build, path=output)
    if not result.ok:
        say_findings(result.check.findings, result.check.sources)
        answer(told_parts("nothing was written · the check finds errors"))
        raise typer.Exit(EXIT_FINDINGS)
    out = f"{(output or Path(f'handover-{provider}')).as_posix()}/"
    blind = [f"{counted(len(result.blind), 'blind copy', 'blind copies')} apart"] if result.blind else []
    answer(told_parts(" · ".join([counted(len(result.packets), "packet"), *blind, out])))
