"""The table of commands, in the order in which a user meets them, and the program that they make together."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Final

import typer

from letterpack.cli.choices import choice, listed
from letterpack.cli.helping import give_help
from letterpack.cli.spoken import SpokenGroup
from letterpack.interface import LANGUAGES, speak

COMMANDS: Final = (
    "init",
    "preview",
    "build",
    "check",
    "diff",
    "seal",
    "forms",
    "envelopes",
    "reprint",
    "handover",
    "explain",
    "fonts",
    "schema",
    "lsp",
    "addressees",
    "letter",
    "signatories",
)
"""Each is in a module of its name, as a function of its name, or as a group of commands."""


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


def app_for(arguments: list[str]) -> typer.Typer:
    """Return the program, with no other command than the one that ``arguments`` ask for: the rest need not be loaded.

    It has all of them where the first argument is none, as in ``--help`` or where one is misspelled.
    """
    return app_with(arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS)


def app_with(names: Iterable[str]) -> typer.Typer:
    """Return the program with the commands that are called ``names``."""
    app = typer.Typer(
        cls=SpokenGroup,
        help="Turn one letter, its addressees and its signatories into finished mail: a PDF packet for each addressee.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(letterpack)
    for name in names:
        command = getattr(import_module(f"letterpack.cli.{name}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, cls=SpokenGroup)
        else:
            app.command()(command)
    give_help(app)
    return app
