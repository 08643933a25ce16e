"""Help and usage errors whose lines each keep what is isolated in them, and end at no space that forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text
from typer._click import Command, Context, HelpFormatter  # typer hands these over; it brings its own copy of click.
from typer._click.exceptions import ClickException
from typer.core import TyperCommand, TyperGroup

from letterpack.interface import ENGLISH, said, spoken
from letterpack.render.columns import KEPT, LineIsolates

_STANDING: Final = {0x0020: "\ufdd0", 0x00A0: "\ufdd1", 0x202F: "\ufdd2"}
"""What stands for a space at which no line ends while rich breaks a text at any: a cell wide and no space, of what Unicode keeps
for use within a program (23.7, noncharacters).
"""
_SPACES: Final = {ord(standing): space for space, standing in _STANDING.items()}


class IsolatingConsole(Console):
    """A console that ends isolates with each line of a text, and begins them again in the next. rich itself wraps a text as if it
    were one line, and at any space.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield the parts of the lines that show ``renderable``."""
        if not isinstance(renderable, str | Text):
            yield from super().render(renderable, options)
            return
        isolates = LineIsolates()
        for segment in super().render(_kept(renderable), options):
            yield segment._replace(text=isolates(segment.text.translate(_SPACES)))
        if rest := isolates.rest():
            yield Segment(rest)


def _kept(renderable: str | Text) -> str | Text:
    if isinstance(renderable, Text):
        text = renderable.copy()
        text.plain = _stood_for(text.plain)
        return text
    return _stood_for(renderable)


def _stood_for(text: str) -> str:
    return KEPT.sub(lambda space: space[0].translate(_STANDING), text)


_WORDS: Final = (
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "ERRORS_PANEL_TITLE",
    "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
    "RICH_HELP",
)
"""What typer says of its own, by its names for it."""
_ENGLISH: Final[dict[str, str]] = {}
"""The same, as it was before anything was put in its place."""


class SpokenCommand(TyperCommand):
    """A command whose help is in the language that is spoken."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help."""
        _speak(self, ctx)
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Context) -> str:
        """Return the line that says how the command is called."""
        return _spoken_usage(super().get_usage(ctx))


class SpokenGroup(TyperGroup):
    """A group of commands whose help and usage errors are in the language that is spoken."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help."""
        _speak(self, ctx)
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Context) -> str:
        """Return the line that says how the group is called."""
        return _spoken_usage(super().get_usage(ctx))

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401  As typer has it.
        """Run the command that was asked for; typer prints what it refuses."""
        try:
            return super().invoke(ctx)
        except ClickException as refused:
            raise _spoken_refusal(refused) from None
        except EOFError as error:  # typer would take it for the end of what somebody types, and exit as if there were findings.
            from letterpack import SystemFailed

            raise SystemFailed.of_cut_code(error) or RuntimeError(str(error)) from error

    def make_context(self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any) -> Context:  # noqa: ANN401
        """Read the arguments before the command."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except ClickException as refused:
            raise _spoken_refusal(refused) from None


def _spoken_usage(usage: str) -> str:
    return usage.replace("Usage:", said("Usage:"), 1)


def _spoken_refusal(refused: ClickException) -> ClickException:
    """Return ``refused``, saying what it says in the language that is spoken, and nothing that acts: it quotes what was typed."""
    from letterpack.cli.terminal import in_words

    _speak_of_typer()
    message = refused.format_message().replace("is not a valid int range.", "is not a whole number.")
    refused.format_message = partial(str, in_words(message))  # type: ignore[method-assign]
    return refused


def _speak(command: Command, ctx: Context) -> None:
    """Put the help of ``command``, of its parameters and of what it groups in the language that is spoken."""
    _speak_of_typer()
    if spoken() == ENGLISH:
        return
    for each in (command, *getattr(command, "commands", {}).values()):
        each.help = _paragraphs((each.help or "").split("\n\n"))
        word, _, command_line = (each.epilog or "").partition(" ")
        if command_line:
            each.epilog = f"{said(word)} {command_line}"
        panel = getattr(each, "rich_help_panel", None)
        if panel:
            each.rich_help_panel = said(panel)
    for parameter in command.get_params(ctx):
        if getattr(parameter, "help", None):
            parameter.help = said(parameter.help)  # type: ignore[attr-defined]


def _paragraphs(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(said(each) for each in paragraphs)


def _speak_of_typer() -> None:
    from typer import rich_utils

    from letterpack.cli.spoken import IsolatingConsole

    rich_utils.Console = IsolatingConsole  # type: ignore[attr-defined]
    if spoken() == ENGLISH and not _ENGLISH:
        return  # Nothing was ever put in its place.
    if not _ENGLISH:
        _ENGLISH.update({name: getattr(rich_utils, name) for name in _WORDS})
    for name, english in _ENGLISH.items():
        setattr(rich_utils, name, said(english))
