"""``letterpack letter``: take over the letter from a word processor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.imports import CampaignOption, DryRunOption
from letterpack.cli.terminal import answer, in_words, plain, say, say_findings
from letterpack.interface import said

letter = typer.Typer(help="Import the letter from a word processor, or export an editable copy.", no_args_is_help=True)


@letter.command(name="import")
def import_(
    document: Annotated[
        Path,
        typer.Argument(
            help="The letter: docx, txt or md; odt, doc, rtf or html if LibreOffice is installed.", metavar="DOCUMENT"
        ),
    ],
    *,
    campaign: CampaignOption = Path(),
    changes: Annotated[
        Literal["accept", "reject"] | None,
        typer.Option(help="Accept or reject all tracked changes of the document.", metavar="accept|reject"),
    ] = None,
    comments: Annotated[
        Literal["drop", "keep"] | None,
        typer.Option(help="Drop or keep its comments; kept ones are never printed.", metavar="drop|keep"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the letter.md that is there.")] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import the letter from a word processor into letter.md.

    Shows what it understood and what cannot be carried over. Tracked changes and comments are never decided without you.
    Exit 0: written; 1: something has to be decided first, or cannot be read, and nothing is written; 2: could not run.
    """
    from letterpack.render.imports import letter_lines
    from letterpack.render.words import TERMINAL_VOICE

    decisions = letterpack.LetterDecisions(changes or "", comments or "")
    result = letterpack.import_letter(document, campaign, decisions=decisions, replace=replace, write=not dry_run)
    say_findings(result.findings, result.sources)
    if result.imported is None:
        say("\n" + said("nothing was written"))
        raise typer.Exit(EXIT_FINDINGS)
    path, examples = result.path.as_posix(), result.replaces_examples
    for line in letter_lines(
        result.imported, path, result.replaced, written=not dry_run, examples=examples, voice=TERMINAL_VOICE
    ):
        answer(line)
    if dry_run:
        answer("")
        for line in result.imported.text.splitlines():
            answer(plain(line))


@letter.command()
def export(
    file: Annotated[
        Path,
        typer.Argument(
            help="The copy to write: a .docx or .txt; an .odt, .rtf or .html if LibreOffice is installed.",
            metavar="FILE",
            show_default=False,
        ),
    ] = Path(),
    *,
    docx: Annotated[bool, typer.Option("--docx", help="Write a copy for Word, letter.docx if no FILE is named.")] = False,
    campaign: CampaignOption = Path(),
    for_: Annotated[
        str, typer.Option("--for", help="The addressee it is filled for; without it, fields stay.", metavar="ID")
    ] = "",
    language: Annotated[str, typer.Option(help="Which of the campaign's letters, by its language.", metavar="TAG")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file that is there.")] = False,
) -> None:
    """Write an editable copy of the letter, for partners and ministries.

    Exit 0: written; 1: the sources have errors; 2: could not run.
    """
    if not file.name:
        if not docx:
            raise letterpack.LetterpackError("no file is named", "name the copy to write, such as letter.docx or letter.txt")
        file = Path("letter.docx")
    result = letterpack.export_letter(campaign, file, addressee=for_, language=language, replace=replace)
    say_findings(result.findings, result.sources)
    if not result.ok:
        say("\n" + said("nothing was written"))
        raise typer.Exit(EXIT_FINDINGS)
    answer(in_words(f"{result.path.as_posix()} is written"))
