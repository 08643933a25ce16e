"""Commands that bring in what there is, and list it: `addressees`, `letter` and `signatories`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import TextOrJson, folder
from letterpack.cli.terminal import answer, in_words, plain, say, say_findings
from letterpack.interface import said

CampaignOption = Annotated[Path, typer.Option(help="The campaign's folder.", metavar="DIR", parser=folder)]
SheetOption = Annotated[
    str, typer.Option(help="The sheet of the workbook, instead of the first that is not empty.", metavar="NAME")
]
RowsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--row",
        help="What is unlike the other rows: 'Total=nothing'; a comment or another sheet too. May be repeated.",
        metavar="TEXT=WHAT",
    ),
]
EncodingOption = Annotated[
    str, typer.Option(help="The code page of a CSV file that is not UTF-8, such as cp1251.", metavar="NAME")
]
MergeOption = Annotated[bool, typer.Option("--merge", help="Keep the rows that are there, and add the new ones.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


def header_meanings(given: list[str]) -> dict[str, str]:
    """The headers whose meaning the user has said. Raises ``BadParameter``."""
    columns: dict[str, str] = {}
    for each in given:
        # A reason may hold an equals sign, and so may a header.
        found = re.fullmatch(r"(.*?)=\s*(nothing\s*:.*)", each, re.DOTALL) or re.fullmatch(r"(.*)=(.*)", each, re.DOTALL)
        if found is None:
            raise typer.BadParameter(f"`{each}`: write HEADER=NAME", param_hint="--column")
        columns[found[1]] = found[2]
    return columns


def text_meanings(given: list[str], option: str, example: str) -> dict[str, str]:
    """What cells answer or rows are, as the user has said. Raises ``BadParameter``."""
    pairs = [each.rpartition("=") for each in given]
    for text, sign, what in pairs:
        if not sign:
            raise typer.BadParameter(f"`{text}{what}`: write TEXT={example}", param_hint=option)
    return {text: what for text, _, what in pairs}


def refused(understood: tuple[tuple[str, str], ...]) -> typer.Exit:
    """Say what an import that was refused understood of a table's headers; return what ends the command."""
    from letterpack.render.imports import understood_lines
    from letterpack.render.words import TERMINAL_VOICE

    for line in understood_lines(understood, TERMINAL_VOICE):
        say(line)
    say("\n" + said("nothing was written"))
    return typer.Exit(EXIT_FINDINGS)


addressees = typer.Typer(help="Import addressees from a spreadsheet or an address book, or list them.", no_args_is_help=True)


@addressees.command(name="import")
def import_addressees(
    file: Annotated[Path, typer.Argument(help="The list: CSV, or a workbook (xlsx, xls, ods).", metavar="FILE")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Bureau=address', 'Party=fields.party'; 'Phone=' leaves the column out; may be repeated.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    row: RowsOption = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    merge: MergeOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import addressees from a spreadsheet or an address book into addressees.csv.

    Shows what it understood and what changes. Rows that are there already are not added again.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.imports import addressee_lines
    from letterpack.render.words import TERMINAL_VOICE

    options = letterpack.ImportOptions(
        header_meanings(column or []), sheet, encoding, rows=text_meanings(row or [], "--row", "nothing")
    )
    result = letterpack.import_addressees(file, campaign, merge=merge, write=not dry_run, options=options)
    say_findings(result.findings, result.sources)
    if result.imported is None:
        raise refused(result.understood)
    path, has_examples = result.path.as_posix(), result.replaces_examples
    for line in addressee_lines(result.imported, path, written=not dry_run, examples=has_examples, voice=TERMINAL_VOICE):
        answer(line)


@addressees.command(name="list")
def list_addressees(
    campaign: Annotated[Path, typer.Argument(help="The campaign's folder.", metavar="CAMPAIGN", parser=folder)] = Path(),
    format: TextOrJson = "text",
) -> None:
    """List the addressees in mailing order: id, kind, who it is, country, language.

    Exit 0: listed; 1: the sources have errors.
    """
    from letterpack.render.imports import addressee_list_json, addressee_list_lines
    from letterpack.render.words import TERMINAL_VOICE

    result = letterpack.list_addressees(campaign)
    say_findings(result.findings, result.sources)
    listed = result.addressees
    for line in addressee_list_json(listed) if format == "json" else addressee_list_lines(listed, TERMINAL_VOICE):
        answer(line)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)


letter = typer.Typer(help="Import the letter from a word processor, or export an editable copy.", no_args_is_help=True)


@letter.command(name="import")
def import_letter(
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


signatories = typer.Typer(help="Import signatories from a form or spreadsheet, or count them.", no_args_is_help=True)


@signatories.command(name="import")
def import_signatories(
    form: Annotated[Path, typer.Argument(help="The export: CSV, or a workbook (xlsx, xls, ods).", metavar="FORM")],
    *,
    campaign: CampaignOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Group=organization', 'Anonymous?=not consent', 'News?=nothing: WHY'. May be repeated.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            help="What a cell means that letterpack does not understand: 'Gladly=yes', 'Better not=no', 'We=organization'.",
            metavar="TEXT=ANSWER",
        ),
    ] = None,
    row: RowsOption = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    merge: MergeOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import signatories from a form's export into signatories.csv.

    Shows what it understood and what changes. Possible duplicates are listed and never merged. Withdrawals are respected.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    from letterpack.render.imports import import_lines
    from letterpack.render.words import TERMINAL_VOICE

    options = letterpack.ImportOptions(
        header_meanings(column or []),
        sheet,
        encoding,
        text_meanings(said or [], "--answer", "yes"),
        text_meanings(row or [], "--row", "nothing"),
    )
    result = letterpack.import_signatories(form, campaign, merge=merge, write=not dry_run, options=options)
    say_findings(result.findings, result.sources)
    if result.imported is None:
        raise refused(result.understood)
    path, has_examples = result.path.as_posix(), result.replaces_examples
    for line in import_lines(result.imported, path, written=not dry_run, examples=has_examples, voice=TERMINAL_VOICE):
        answer(line)


@signatories.command(name="list")
def list_signatories(
    campaign: Annotated[
        Path, typer.Argument(help="The folder with signatories.csv.", metavar="CAMPAIGN", parser=folder)
    ] = Path(),
    format: TextOrJson = "text",
) -> None:
    """Count the signatories by country, group and consent.

    Exit 0: counted; 1: there are errors in the rows.
    """
    from letterpack.render.imports import count_json, count_lines
    from letterpack.render.words import TERMINAL_VOICE

    result = letterpack.count_signatories(campaign)
    if not result.ok:
        say_findings(result.findings, result.sources)
    for line in count_json(result.counts) if format == "json" else count_lines(result.counts, TERMINAL_VOICE):
        answer(line)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)
