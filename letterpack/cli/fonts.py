"""``letterpack fonts``: what packets are set in, script by script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, say


def fonts(
    campaign: Annotated[Path, typer.Argument(help="The folder whose letterpack.yaml may choose fonts.", parser=folder)] = Path(),
    format: Annotated[Literal["text", "json"], typer.Option(help="How the table is written to stdout.")] = "text",
) -> None:
    """Show which font sets which script, where it is, and its digest.

    The bundled family, the campaign's own choice and the fonts of this machine, in the order in which packets use them. Exit 0:
    shown; 1: a font that the campaign chooses cannot be used.
    """
    from letterpack.diagnostics import Report
    from letterpack.disk import Disk
    from letterpack.pipeline.font_table import font_table
    from letterpack.pipeline.sources import SourceLookup
    from letterpack.render.font_table import font_table_json, font_table_text
    from letterpack.render.text import render_text

    world, report = Disk(campaign), Report()
    rows = font_table(world, report)
    if format == "json":
        answer(font_table_json(rows, report))
    else:
        for line in font_table_text(rows):
            answer(line)
        if tuple(report):
            say(render_text(tuple(report), SourceLookup(world)).rstrip("\n"))
    if report.has_errors:
        raise typer.Exit(EXIT_FINDINGS)
