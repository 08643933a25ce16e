"""``letterpack diff``: what changed between two sets of packets, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.progress import progress_bar
from letterpack.cli.terminal import answer, plain, say
from letterpack.errors import CannotCompare

if TYPE_CHECKING:
    from letterpack.cli.sides import CannotBuildSide, OneSide
    from letterpack.model.change import Comparison

_EXIT_FAILED = 2


def diff(
    old: Annotated[
        str, typer.Argument(help="What was: a build folder, a manifest, a PDF, a campaign, or a git revision of NEW.")
    ],
    new: Annotated[str, typer.Argument(help="What is: the same, by default the campaign in this folder.")] = ".",
    only: Annotated[
        list[str] | None, typer.Option(help="Compare only the packet with this id; may be repeated.", metavar="ID")
    ] = None,
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Compare PDFs as they are, those in a revision too; build nothing.")
    ] = False,
    format: Annotated[
        Literal["text", "json", "markdown", "junit"], typer.Option(help="How the result is written to stdout.")
    ] = "text",
    html: Annotated[
        Path | None, typer.Option(help="Also write a report for reviewers, one file that opens in any browser.", metavar="FILE")
    ] = None,
) -> None:
    """Say what changed between two sets of packets, and for whom.

    A campaign, or an old revision of one, is built with today's program, so that what differs is the sources'. Exit 0: the
    same; 1: differences; 2: could not compare.
    """
    from letterpack.cli.sides import CannotBuildSide, SideFinder
    from letterpack.pipeline.compare import compare_batches
    from letterpack.review.sources import compare_sources

    with progress_bar() as progress, SideFinder(rendered, progress) as finder:
        try:
            sides = finder.find(old, new), finder.find(new, old)
        except CannotBuildSide as refused:
            _say_findings(refused)
            raise
        _refuse_inside(html, sides)
        before, after = sides[0].sources, sides[1].sources
        sources = compare_sources(before, after) if before and after else None
        names = after.campaign.settings.names if after else ()
        comparison = compare_batches(sides[0].batch, sides[1].batch, sources, tuple(only or ()), names, progress)
        if html:
            from letterpack.files import no_more_readable_than, sources_of
            from letterpack.pipeline.compare.report import write_report

            with no_more_readable_than([source for name in (old, new) for source in sources_of(Path(name))]):
                write_report(html, comparison, sides[0].batch, sides[1].batch)
    _print(comparison, format)
    if html:
        say(plain(f"report: {html}"))
    if comparison.failed:
        raise typer.Exit(_EXIT_FAILED)
    if not comparison.same:
        raise typer.Exit(EXIT_FINDINGS)


def _refuse_inside(html: Path | None, sides: tuple[OneSide, OneSide]) -> None:
    """Raise where the report would be put among packets: a build folder holds what the program owns and nothing else."""
    if html is None:
        return
    for side in sides:
        if side.folder and html.resolve().is_relative_to(side.folder.resolve()):
            raise typer.BadParameter(f"`{html}` is inside the build folder `{side.folder}`", param_hint="--html")
    if not html.resolve().parent.is_dir():
        raise CannotCompare(f"there is no folder `{html.parent}` for the report", "make it, or name another file with --html")


def _say_findings(refused: CannotBuildSide) -> None:
    import sys

    from letterpack.cli.terminal import has_colour
    from letterpack.render.text import render_text

    say(render_text(refused.findings, refused.sources, colour=has_colour(sys.stderr)).rstrip("\n"))


def _print(comparison: Comparison, format: str) -> None:
    import sys

    if format == "json":
        from letterpack.render.changes_json import changes_json

        pieces = changes_json(comparison)
    elif format == "markdown":
        from letterpack.render.changes_markdown import changes_markdown

        pieces = iter([changes_markdown(comparison)])
    elif format == "junit":
        from letterpack.render.changes_junit import changes_junit

        pieces = iter([changes_junit(comparison)])
    else:
        from letterpack.cli.terminal import has_colour
        from letterpack.render.changes_text import changes_text

        pieces = changes_text(comparison, colour=has_colour(sys.stdout))
    for piece in pieces:
        answer(piece)
