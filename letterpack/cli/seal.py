"""``letterpack seal``: freeze what reviewers approved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli.folders import BuildFolder, CampaignFolder
from letterpack.cli.terminal import answer, plain
from letterpack.render.words import counted


def seal(
    campaign: CampaignFolder = Path(),
    *,
    by: Annotated[str, typer.Option(help="Who approved the packets.", metavar="NAME")],
    on: Annotated[datetime, typer.Option(help="The day of the approval.", formats=["%Y-%m-%d"], metavar="DATE")],
    build: BuildFolder = None,
    note: Annotated[str, typer.Option(help="A remark to keep with the seal.", metavar="TEXT")] = "",
    reviewed: Annotated[
        Path | None, typer.Option(help="The marks exported from a `letterpack diff` report; all must be set.", metavar="FILE")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier seal, and say what differs.")] = False,
) -> None:
    """Freeze the approved packets: write their digests, and those of the sources, to seal.json.

    From then on `letterpack check` fails when anything differs from them. Exit 0: sealed; 2: not a batch that can be sealed.
    """
    result = letterpack.seal(campaign, by=by, on=on.date(), build=build, note=note, replace=replace, reviewed=reviewed)
    for change in result.changes:
        answer(plain(change))
    sealed = result.seal
    said = f"{counted(len(sealed.packets), 'packet')} sealed · {sealed.by}, {sealed.on} · {(campaign / 'seal.json').as_posix()}"
    answer(plain(said))
