"""The table of commands, in the order in which a user meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import typer

from letterpack.cli.addressees import addressees
from letterpack.cli.build import build
from letterpack.cli.check import check
from letterpack.cli.choices import choice, listed
from letterpack.cli.diff import diff
from letterpack.cli.envelopes import envelopes
from letterpack.cli.explain import explain
from letterpack.cli.fonts import fonts
from letterpack.cli.forms import forms
from letterpack.cli.handover import handover
from letterpack.cli.helping import give_help
from letterpack.cli.init import init
from letterpack.cli.letter import letter
from letterpack.cli.lsp import lsp
from letterpack.cli.preview import preview
from letterpack.cli.reprint import reprint
from letterpack.cli.schema import schema
from letterpack.cli.seal import seal
from letterpack.cli.signatories import signatories
from letterpack.cli.spoken import SpokenGroup
from letterpack.interface import LANGUAGES, speak

COMMANDS: Final[tuple[Callable[..., None], ...]] = (
    init,
    preview,
    build,
    check,
    diff,
    seal,
    forms,
    envelopes,
    reprint,
    handover,
    explain,
    fonts,
    schema,
    lsp,
)

app = typer.Typer(
    cls=SpokenGroup,
    help="Turn one letter, its addressees and its signatories into finished mail: a PDF packet for each addressee.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        from letterpack import __version__

        typer.echo(f"letterpack {__version__}")
        raise typer.Exit


def _speak(tag: str | None) -> str | None:
    if tag:
        speak(tag)
    return tag


@app.callback()
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


for command in COMMANDS:
    app.command()(command)
app.add_typer(addressees, name="addressees", cls=SpokenGroup)
app.add_typer(letter, name="letter", cls=SpokenGroup)
app.add_typer(signatories, name="signatories", cls=SpokenGroup)
give_help(app)
