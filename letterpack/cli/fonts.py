"""``letterpack fonts``: what packets are set in, script by script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import TextOrJson
from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, say_findings


def fonts(
    campaign: Annotated[
        Path, typer.Argument(help="The folder whose letterpack.yaml may choose fonts.", metavar="CAMPAIGN", parser=folder)
    ] = Path(),
    format: TextOrJson = "text",
) -> None:
    """Show which font sets which script, where it is, and its digest.

    The bundled family, the campaign's own choice and the fonts of this machine, in the order in which packets use them. Exit 0:
    shown; 1: a font that the campaign chooses cannot be used.
    """
    from letterpack.render.forms import font_table_json, font_table_text
    from letterpack.render.words import TERMINAL_VOICE

    table = letterpack.font_table(campaign)
    if format == "json":
        answer(font_table_json(table.scripts, table.findings))
    else:
        for line in font_table_text(table.scripts, TERMINAL_VOICE):
            answer(line)
        say_findings(table.findings, table.sources)
    if not table.ok:
        raise typer.Exit(EXIT_FINDINGS)
