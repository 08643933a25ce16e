"""Options whose values are rows of a table: whatever is in it when the command runs can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Final, Literal, Protocol, TypeAlias, TypeVar

import typer

from letterpack import LetterpackError
from letterpack.render.formats import FORMATS


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
