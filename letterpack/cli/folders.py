"""Folders on the command line. An empty one, such as a shell's variable that is not set, is no folder: not the current one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from letterpack.errors import CampaignNotFound


def folder(typed: str | Path) -> Path:
    """Return the folder that was typed, or a default as it is. Raises ``BadParameter`` where nothing was typed."""
    if not str(typed):
        raise typer.BadParameter("the folder's name is empty")
    return Path(typed)


def require_folder(campaign: Path) -> None:
    """Raise ``CampaignNotFound`` where ``campaign`` is no folder, or one that nobody may look into."""
    if campaign.is_file():
        raise CampaignNotFound(f"`{campaign}` is a file, and a campaign is a folder", f"name the folder: `{campaign.parent}`")
    if not campaign.is_dir():
        raise CampaignNotFound(f"there is no folder `{campaign}`", f"`letterpack init {campaign}` starts a campaign there")
    if not os.access(campaign, os.R_OK | os.X_OK):
        raise CampaignNotFound(f"`{campaign}` cannot be looked into: permission denied", "ask for the right to read the folder")


CampaignFolder: TypeAlias = Annotated[Path, typer.Argument(help="The folder with letter.md and the addressees.", parser=folder)]
BuildFolder: TypeAlias = Annotated[
    Path | None, typer.Option(help="Where the packets are, instead of CAMPAIGN/build.", metavar="DIR", parser=folder)
]
