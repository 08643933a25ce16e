"""Commands with which a campaign is begun and written: `init`, `preview` and `lsp`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

import letterpack
from letterpack.cli.choices import CampaignFolder, choice, folder, listed
from letterpack.cli.terminal import answer, flush_answers, in_words, is_terminal, plain, say
from letterpack.interface import said

if TYPE_CHECKING:
    from letterpack.preview.server import Preview


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


def preview(
    campaign: CampaignFolder = Path(),
    *,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65_535, help="The port of this machine to use; by default, any free one.", metavar="N", show_default=False
        ),
    ] = 0,
    read_only: Annotated[bool, typer.Option("--read-only", help="For reviewers: sources and packets cannot be changed.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the address, and open no browser.")] = False,
    idle: Annotated[
        int,
        typer.Option(
            min=0, help="End when no page has been in view for this many minutes.", metavar="MINUTES", show_default=False
        ),
    ] = 0,
    editor: Annotated[
        str | None,
        typer.Option(
            "--editor",
            help=f"The editor that the page opens, instead of the first that is installed: {listed(letterpack.editor_names())}.",
            metavar="EDITOR",
            parser=choice("editor", letterpack.editor_names),
            autocompletion=lambda: list(letterpack.editor_names()),
        ),
    ] = None,
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Look for changes every 0.3 seconds: for network disks and containers that report none."),
    ] = False,
) -> None:
    """Show the packets in the browser while you write: pages, findings, changes.

    Only this machine can see the page, and only the browser that opens the printed address, which works once. Ctrl-C ends it.
    Exit 0: ended; 2: could not run.
    """
    found = letterpack.open(campaign)
    try:
        from letterpack.preview.server import Preview, PreviewOptions
    except ModuleNotFoundError as error:
        raise letterpack.LetterpackError(
            f"the page needs `{error.name}`, which is not installed", "install letterpack again: `pip install letterpack`"
        ) from error
    page = Preview(found, PreviewOptions(port, read_only, idle, editor or "", poll))
    try:
        page.run(lambda: _show(page, opens=not no_open))
    except KeyboardInterrupt:
        return


def _show(page: Preview, *, opens: bool) -> None:
    """Print the page's address and open it; print a new one each time somebody presses Enter."""
    import threading

    address = page.address()
    answer(address)
    flush_answers()
    if opens and not letterpack.open_page(address):
        say(said("no browser was found: open the address yourself"))
    if is_terminal(sys.stderr):
        say(said("The preview is running. Ctrl-C ends it; Enter prints a new address, for another browser."))
    if sys.stdin is not None and sys.stdin.isatty():
        threading.Thread(target=_print_more, args=(page,), daemon=True).start()


def _print_more(page: Preview) -> None:
    while sys.stdin.readline():
        answer(page.address())
        flush_answers()


def lsp() -> None:
    """Serve an editor over stdin and stdout: findings while you type, completion, addresses as printed, quick fixes.

    Editors start it; it writes no file and opens no connection. Exit 0: the editor ended it; 2: could not run.
    """
    from letterpack.lsp.server import serve

    serve()
