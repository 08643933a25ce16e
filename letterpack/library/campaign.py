"""A campaign that is open: where it is, and the world that it is read from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from letterpack.disk import Disk
from letterpack.errors import CampaignNotFound
from letterpack.wording.commands import pasted
from letterpack.world import World


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that you use more than once, from any thread. Its files are read each time a function needs them.

    ``path`` is its folder. ``world`` is what is read in it: a program that holds changes of its own lays them over the disk.
    """

    path: Path
    world: World

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Campaign:
        """Return the campaign in the folder ``path``. Raises ``CampaignNotFound``."""
        folder = Path(path)
        _require(folder)
        return cls(folder, Disk(folder))


AnyCampaign: TypeAlias = "str | PathLike[str] | Campaign"


def opened(campaign: AnyCampaign) -> Campaign:
    """Return ``campaign``, opened where it is a path. Raises ``CampaignNotFound``."""
    return campaign if isinstance(campaign, Campaign) else Campaign.open(campaign)


def _require(folder: Path) -> None:
    if folder.is_file():
        raise CampaignNotFound(f"`{folder}` is a file, and a campaign is a folder", f"name the folder: `{folder.parent}`")
    if not folder.is_dir():
        raise CampaignNotFound(
            f"there is no folder `{folder}`", f"`{pasted('letterpack', 'init', str(folder))}` starts a campaign there"
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise CampaignNotFound(f"`{folder}` cannot be opened: permission denied", "ask for the right to read the folder")
