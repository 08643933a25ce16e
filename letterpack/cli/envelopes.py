"""``letterpack envelopes``: the envelopes that letters travel in, their windows, and how sure the numbers are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli.choices import TextOrJson, named
from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer


def envelopes(
    name: Annotated[str, typer.Argument(help="The envelope to explain.", metavar="[NAME]")] = "",
    *,
    campaign: Annotated[Path, typer.Option(help="The campaign's folder.", parser=folder, metavar="DIR")] = Path(),
    format: TextOrJson = "text",
) -> None:
    """List the envelopes, or explain one: its size and windows, where the numbers come from, which forms are made for it.

    Exit 0: shown; 2: there is no such envelope.
    """
    from letterpack.render.forms import envelope_json, envelope_lines, envelope_table
    from letterpack.render.words import TERMINAL_VOICE

    chosen = named(letterpack.list_envelopes(campaign), name, f"there is no envelope `{name}`")
    if format == "json":
        answer(envelope_json(chosen))
        return
    for line in envelope_lines(chosen[0], TERMINAL_VOICE) if name else envelope_table(chosen, TERMINAL_VOICE):
        answer(line)
