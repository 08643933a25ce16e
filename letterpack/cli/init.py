"""``letterpack init``: a campaign that builds at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, in_words, plain, say
from letterpack.interface import said

_OR_ELSE: Final = (
    "or bring what you have: `letterpack letter import`, `addressees import` and `signatories import` replace the examples"
)


def init(
    campaign: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make the campaign in.", parser=folder)] = Path(),
) -> None:
    """Start a campaign: a letter, its addressees, its signatories and its settings, for you to edit.

    Asks nothing, and touches nothing that exists. Exit 0: made; 2: a file is already there.
    """
    from datetime import date

    from letterpack.starter import next_command, start_campaign

    for path in start_campaign(campaign, date.today()):
        answer(plain(path.as_posix()))
    say(in_words(f"next: {next_command(campaign)}"))
    say(said(_OR_ELSE))
