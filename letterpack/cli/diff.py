"""``letterpack diff``: what changed between two sets of packets, and for whom."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import listed
from letterpack.cli.terminal import answer, in_words, progress_bar, say, say_findings
from letterpack.render.formats import FOR_THE_HOUSE

if TYPE_CHECKING:
    from letterpack import Comparison

_EXIT_FAILED = 2


def diff(
    old: Annotated[
        str,
        typer.Argument(
            help="The old side: a build folder or address, a manifest, a PDF, a campaign, a git revision of NEW.", metavar="OLD"
        ),
    ],
    new: Annotated[
        str, typer.Argument(help="The new side, named the same way; by default, the campaign in this folder.", metavar="NEW")
    ] = ".",
    *,
    only: Annotated[
        list[str] | None, typer.Option(help="Compare only the packet with this id; may be repeated.", metavar="ID")
    ] = None,
    first: Annotated[
        bool,
        typer.Option("--first", help="A first review: compare OLD (a campaign or a build) with nothing; every packet is new."),
    ] = False,
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Compare the PDFs that exist, also in a revision; build nothing.")
    ] = False,
    format: Annotated[
        Literal["text", "json", "markdown", "junit"],
        typer.Option(
            "--format",
            help=f"How the result is written: {listed(('text', 'json', 'markdown', 'junit'))}.",
            metavar="FORMAT",
        ),
    ] = "text",
    html: Annotated[
        Path | None, typer.Option(help="Also write a report for reviewers, one file that opens in any browser.", metavar="FILE")
    ] = None,
) -> None:
    """Show what changed between two sets of packets, and for whom.

    A campaign, or an old revision of one, is built with today's program, so any difference comes from the sources. Exit 0: the
    same; 1: differences; 2: could not compare.
    """
    sides = [letterpack.Rendered(side) if rendered else side for side in (old, new)]
    is_for_the_house = format in FOR_THE_HOUSE
    # Looked up here: an `except` would load all that compares even where a signal ends the command.
    cannot_build = letterpack.CannotBuildSide
    with ExitStack() as stack:
        with progress_bar() as progress, letterpack.watch(progress):
            try:
                before, after = (letterpack.Nothing(), sides[0]) if first else sides
                result = stack.enter_context(letterpack.diff(before, after, only=only or ()))
            except cannot_build as refused:
                if is_for_the_house:
                    say_findings(refused.findings, refused.sources)
                else:  # What is said of the sources may be private, and so are their lines.
                    say_findings(refused.for_strangers())
                raise
            if html:
                result.write_report(html)
        _print(result.comparison if is_for_the_house else result.for_strangers(), format)
        if html:
            say(in_words(f"report: {html}"))
        if result.failed:
            raise typer.Exit(_EXIT_FAILED)
        if not result.same:
            raise typer.Exit(EXIT_FINDINGS)


def _print(comparison: Comparison, format: str) -> None:
    import sys

    if format == "json":
        from letterpack.render.json import changes_json

        pieces = changes_json(comparison)
    elif format == "markdown":
        from letterpack.render.changes import changes_markdown

        pieces = iter([changes_markdown(comparison)])
    elif format == "junit":
        from letterpack.render.junit import changes_junit

        pieces = changes_junit(comparison)
    else:
        from letterpack.cli.terminal import has_colour
        from letterpack.render.changes import changes_text

        pieces = changes_text(comparison, colour=has_colour(sys.stdout))
    for piece in pieces:
        answer(piece)
