"""``letterpack signatories``: take over a form's export, and count."""

from __future__ import annotations

from codecs import lookup
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import folder, require_folder
from letterpack.cli.terminal import answer, counted, plain, say

if TYPE_CHECKING:
    from letterpack.diagnostics import Report
    from letterpack.render.text import Lines

signatories = typer.Typer(help="Take signatories over from a form or spreadsheet, or count them.", no_args_is_help=True)

CampaignOption = Annotated[Path, typer.Option(help="The campaign's folder.", metavar="DIR", parser=folder)]


@signatories.command(name="import")
def import_(
    form: Annotated[Path, typer.Argument(help="The export: CSV, or a workbook (xlsx, xls, ods).", metavar="FORM")],
    campaign: CampaignOption = Path(),
    merge: Annotated[bool, typer.Option("--merge", help="Keep the rows that are there, and add what is new.")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a header means: 'Your group=organization'; '=' and nothing: do not take it. May be repeated.",
            metavar="HEADER=NAME",
        ),
    ] = None,
    sheet: Annotated[
        str, typer.Option(help="The sheet of the workbook, instead of the first that is not empty.", metavar="NAME")
    ] = "",
    encoding: Annotated[str, typer.Option(help="The code page of a CSV file that is not UTF-8, such as cp1251.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come of it, and write nothing.")] = False,
) -> None:
    """Take over the signatories of a form's export into signatories.csv.

    Shows what it understood and what changes. Rows that may be one are named, and never merged; withdrawals are honoured.
    Exit 0: written; 1: a row is not understood, and nothing is written; 2: could not run.
    """
    require_folder(campaign)
    _check_encoding(encoding)
    if not form.is_file():
        raise typer.BadParameter(f"there is no file `{form}`", param_hint="FORM")
    from letterpack.cli.import_table import import_lines
    from letterpack.diagnostics import Report
    from letterpack.disk import Disk
    from letterpack.files import no_more_readable_than
    from letterpack.formats.tables.signatories import SIGNATORIES_FILE
    from letterpack.intake.signatories import import_form
    from letterpack.intake.signatories.form import open_form

    disk, report = Disk(campaign), Report()
    meant = _columns(column or [])
    opened = open_form(Disk(form.parent), form.name, meant, sheet, encoding, report)
    if opened and (strange := opened.without(meant)):
        named = _listed(tuple([f"`{header}`" for header in strange]))
        raise typer.BadParameter(f"the form has no column {named}", param_hint="--column")
    imported = import_form(disk, opened, merge, report) if opened else None
    if report:
        _print(report, opened or form.parent)
    if imported is None:
        say("\nnothing was written")
        raise typer.Exit(EXIT_FINDINGS)
    if not dry_run:
        with no_more_readable_than([form]):
            disk.write(SIGNATORIES_FILE, imported.text.encode("utf-8"))
    for line in import_lines(imported, (campaign / SIGNATORIES_FILE).as_posix(), written=not dry_run):
        answer(plain(line))


@signatories.command(name="list")
def list_(
    campaign: Annotated[Path, typer.Argument(help="The folder with signatories.csv.", parser=folder)] = Path(),
    format: Annotated[Literal["text", "json"], typer.Option(help="How the result is written to stdout.")] = "text",
) -> None:
    """Count the signatories by country, group and consent.

    Exit 0: counted; 1: the rows hold errors.
    """
    require_folder(campaign)
    from letterpack.cli.import_table import count_json, count_lines
    from letterpack.diagnostics import Report
    from letterpack.disk import Disk
    from letterpack.intake.signatories.counting import count_signatories

    disk, report = Disk(campaign), Report()
    counts = count_signatories(disk, report)
    if report.has_errors:
        _print(report, campaign)
    for line in count_json(counts) if format == "json" else map(_plain_lines, count_lines(counts)):
        answer(line)
    if report.has_errors:
        raise typer.Exit(EXIT_FINDINGS)


def _plain_lines(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def _check_encoding(name: str) -> None:
    """Refuse what is no code page that a table can be in. Raises ``BadParameter``."""
    try:
        if name and lookup(name).name in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"):
            raise LookupError
        bytes(range(32, 127)).decode(name or "ascii")
    except UnicodeDecodeError:  # A code page of two bytes, or seven bits.
        return
    except (LookupError, UnicodeError, ValueError) as error:
        raise typer.BadParameter(f"`{name}` is not a code page", param_hint="--encoding") from error


def _columns(given: list[str]) -> dict[str, str]:
    """The headers whose meaning the user has said. Raises ``BadParameter``."""
    from letterpack.formats.tables.signatories import COLUMNS

    columns: dict[str, str] = {}
    for each in given:
        header, sign, name = each.rpartition("=")
        if not sign or not header.strip() or name.strip() not in ("", *COLUMNS):
            raise typer.BadParameter(f"`{each}`: write HEADER=NAME, with one of {_listed(COLUMNS)}", param_hint="--column")
        columns[header.strip()] = name.strip()
    return columns


def _listed(names: tuple[str, ...]) -> str:
    """Return ``names`` as a sentence lists them."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _print(report: Report, sources: Lines | Path) -> None:
    """Say the findings, with excerpts from ``sources`` or from the files of that folder."""
    import sys

    from letterpack.cli.terminal import has_colour
    from letterpack.disk import Disk
    from letterpack.pipeline.sources import SourceLookup
    from letterpack.render.text import render_text

    lines = SourceLookup(Disk(sources)) if isinstance(sources, Path) else sources
    say(render_text(report, lines, colour=has_colour(sys.stderr)).rstrip("\n"))
    say(f"\n{counted(len(report), 'finding')}")
