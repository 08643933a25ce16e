"""The table of commands, the help of each, and the program that they make together."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Annotated, Final

import typer
from typer.models import CommandInfo

from letterpack.cli.choices import choice, listed
from letterpack.cli.spoken import SpokenCommand, SpokenGroup
from letterpack.interface import LANGUAGES, speak

EXAMPLES: Final = {
    "": "letterpack init spring-appeal",
    "build": "letterpack build spring-appeal --print-run",
    "check": "letterpack check spring-appeal --strict",
    "diff": "letterpack diff HEAD~1 --html changes.html",
    "seal": 'letterpack seal --by "Ada Doe" --on 2026-10-30',
    "preview": "letterpack preview spring-appeal",
    "init": "letterpack init spring-appeal",
    "explain": "letterpack explain LP151",
    "fonts": "letterpack fonts spring-appeal",
    "forms": "letterpack forms din5008b",
    "envelopes": "letterpack envelopes",
    "reprint": "letterpack reprint minister-of-information",
    "handover": "letterpack handover pingen",
    "schema": "letterpack schema letterpack",
    "lsp": "letterpack lsp",
    "addressees": "letterpack addressees import members.xlsx",
    "addressees import": "letterpack addressees import members.xlsx",
    "addressees list": "letterpack addressees list spring-appeal",
    "letter": "letterpack letter import appeal.docx",
    "letter import": "letterpack letter import appeal.docx",
    "letter export": "letterpack letter export appeal.docx",
    "signatories": "letterpack signatories import form.csv",
    "signatories import": "letterpack signatories import form.csv --merge",
    "signatories list": "letterpack signatories list spring-appeal",
}
"""By the words of the command or group. None is longer than the narrowest help's line, after its label in any language."""

PANELS: Final = {
    "Write": ("init", "letter", "addressees", "signatories", "preview"),
    "Make and check": ("build", "check", "diff", "seal"),
    "Print and mail": ("forms", "envelopes", "reprint", "handover"),
    "Look up": ("explain", "fonts", "schema", "lsp"),
}
"""The headings under which the help lists commands and groups, in the order in which a user needs them."""


def give_help(app: typer.Typer) -> None:
    """Give every command of ``app``, those of its groups too, the help that its docstring says, and its example."""
    for words, command in commands(app):
        command.cls = SpokenCommand
        said = inspect.cleandoc(command.help or (command.callback.__doc__ if command.callback else "") or "")
        paragraphs = re.split(r"\s+(?=Exit 0:)|\n\n", said)
        command.help = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        command.epilog = _example(words)
    panels = {word: panel for panel, words in PANELS.items() for word in words}
    for command in app.registered_commands:
        command.rich_help_panel = panels.get(str(command.name or getattr(command.callback, "__name__", "")))
    for group in app.registered_groups:
        group.rich_help_panel = panels.get(str(group.name or ""))
        group.epilog = _example(str(group.name or ""))
    app.info.epilog = _example("")


def _example(words: str) -> str:
    # A test asks for one of every command and group; what was just added runs without.
    return f"Example: {EXAMPLES[words]}" if words in EXAMPLES else ""


def commands(app: typer.Typer, before: str = "") -> Iterator[tuple[str, CommandInfo]]:
    """Yield the commands of ``app`` with the words that call each."""
    for command in app.registered_commands:
        yield f"{before}{command.name or getattr(command.callback, '__name__', '')}", command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from commands(group.typer_instance, f"{before}{group.name} ")


COMMANDS: Final = {
    "init": "writing",
    "preview": "writing",
    "build": "build",
    "check": "check",
    "diff": "diff",
    "seal": "seal",
    "forms": "show",
    "envelopes": "show",
    "reprint": "printing",
    "handover": "printing",
    "explain": "show",
    "fonts": "show",
    "schema": "show",
    "lsp": "writing",
    "addressees": "imports",
    "letter": "imports",
    "signatories": "imports",
}
"""Each by its module, in which it is a function of its name, or a group of commands; in the order in which a user meets them."""


def _print_version(*, wanted: bool) -> None:
    if wanted:
        from letterpack import __version__

        typer.echo(f"letterpack {__version__}")
        raise typer.Exit


def _speak(tag: str | None) -> str | None:
    if tag:
        speak(tag)
    return tag


def letterpack(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            parser=choice("language", lambda: LANGUAGES),
            callback=_speak,
            is_eager=True,
            show_default=False,
            help=f"The language of help and messages, instead of the system's: {listed(LANGUAGES)}.",
            metavar="TAG",
            autocompletion=lambda: list(LANGUAGES),
        ),
    ] = None,
) -> None:
    """Turn one letter, its addressees and its signatories into finished mail: a PDF packet for each addressee."""


def app_for(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the program, with no other command than the one that ``arguments`` ask for: the rest need not be loaded.

    It has all of them where the first argument is none, as in ``--help`` or where one is misspelled.
    """
    names = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
    app = typer.Typer(
        cls=SpokenGroup,
        help="Turn one letter, its addressees and its signatories into finished mail: a PDF packet for each addressee.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(letterpack)
    for name in names:
        command = getattr(import_module(f"letterpack.cli.{COMMANDS[name]}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, cls=SpokenGroup)
        else:
            app.command()(command)
    give_help(app)
    return app
