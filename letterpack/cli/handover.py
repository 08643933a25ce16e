"""``letterpack handover``: the folder that a printing service takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import BuildFolder, folder
from letterpack.cli.progress import progress_bar
from letterpack.cli.terminal import answer, say_findings
from letterpack.render.columns import told_parts
from letterpack.render.words import counted


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
