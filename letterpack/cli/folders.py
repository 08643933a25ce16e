"""Folders on the command line. An empty one, such as an unset shell variable, does not mean the current one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer


def folder(typed: str | Path) -> Path:
    """Return the folder that was typed, or a default as it is. Raises ``BadParameter`` where nothing was typed."""
    if not str(typed):
        raise typer.BadParameter("the folder's name is empty")
    return Path(typed)


def place(typed: str) -> str:
    """Return the folder that was typed, or an address with a scheme, as it is. Raises ``BadParameter`` where nothing was typed.

    It stays a text: of an address, a path would keep one of its two slashes.
    """
    folder(typed)
    return typed


CampaignFolder: TypeAlias = Annotated[
    Path, typer.Argument(help="The folder with letter.md and the addressees.", metavar="CAMPAIGN", parser=folder)
]
BuildFolder: TypeAlias = Annotated[
    str | None, typer.Option(help="Where the packets are, instead of CAMPAIGN/build.", metavar="DIR", parser=place)
]


def in_campaign(build: str, campaign: Path) -> str:
    """Return the path of the build folder called ``build`` in ``campaign``; where it is elsewhere, its name alone."""
    path, root = Path(os.path.realpath(build)), os.path.realpath(campaign)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else Path(build).name


def typed(campaign: Path) -> str:
    """Return the campaign's folder as it was named; empty where that is the current one, which commands take by themselves."""
    return "" if campaign == Path() else str(campaign)


def in_repository(campaign: Path) -> str:
    """Return the campaign's path from the current folder, which in CI is the repository's root; empty where it is not below.

    An absolute path would tell of the machine and of its user.
    """
    path = Path(os.path.relpath(os.path.realpath(campaign)))
    return "" if path.is_absolute() or path.parts[:1] == ("..",) or path == Path() else path.as_posix()
