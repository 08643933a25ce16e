"""``letterpack init``: a campaign that builds at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, plain, say


def init(
    campaign: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The folder to make the campaign in.", parser=folder)
    ] = Path(),
) -> None:
    """Start a campaign: a letter, its addressees and its signatories, for you to edit.

    Nothing that exists is touched. Exit 0: made; 2: a file is already there.
    """
    from datetime import date

    from letterpack.starter import start_campaign

    for path in start_campaign(campaign, date.today()):
        answer(plain(path.as_posix()))
    say(plain(f"next: letterpack build{'' if campaign == Path() else f' {campaign}'}"))
