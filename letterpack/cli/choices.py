"""Arguments and options that several commands take: folders, and rows of a table, of which any that is there can be chosen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, Protocol, TypeAlias, TypeVar

import typer

from letterpack import LetterpackError
from letterpack.render.formats import FORMATS


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


def choice(kind: str, names: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """Return a parser that gives back one of ``names`` and refuses anything else, calling it a ``kind``."""

    def chosen(name: str) -> str:
        known = list(names())
        if name not in known:
            raise typer.BadParameter(f"`{name}` is not a {kind}: choose {' or '.join([f'`{each}`' for each in known])}")
        return name

    return chosen


class _Choosable(Protocol):
    """What is listed, and chosen by its name."""

    @property
    def name(self) -> str: ...


_ChosenT = TypeVar("_ChosenT", bound=_Choosable)


def named(entries: Sequence[_ChosenT], name: str, message: str) -> Sequence[_ChosenT]:
    """Return the one of ``entries`` that is called ``name``, or all of them without one. Raises ``LetterpackError``, which says
    ``message``.
    """
    chosen = [each for each in entries if name in ("", each.name)]
    if not chosen:
        known = ", ".join([each.name for each in entries])
        raise LetterpackError(message, f"choose one of {known}")
    return chosen


def listed(names: Iterable[str]) -> str:
    """Return ``names`` as a sentence has them, in backquotes: what a user types is the same in every language."""
    *most, last = [f"`{name}`" for name in names]
    return f"{', '.join(most)} or {last}" if most else last


EVENTS: Final = "jsonl"
"""The format of a build in which its events are written while it runs."""


def _format_option(formats: Callable[[], Iterable[str]]) -> object:
    return typer.Option(
        "--format",
        help=f"How the result is written: {listed(formats())}.",
        metavar="FORMAT",
        parser=choice("format", formats),
        autocompletion=lambda: list(formats()),
    )


TextOrJson: TypeAlias = Annotated[
    Literal["text", "json"],
    typer.Option("--format", help=f"How the result is written: {listed(('text', 'json'))}.", metavar="FORMAT"),
]
"""How the commands that list something write it."""
FindingsFormat: TypeAlias = Annotated[str, _format_option(lambda: FORMATS)]
"""How the commands that give findings write them."""
BuildFormat: TypeAlias = Annotated[str, _format_option(lambda: (*FORMATS, EVENTS))]
"""How a build writes what came of it."""
