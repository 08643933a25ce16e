"""``letterpack forms``: the sheets that letters are set on, what shows of them in which envelope, and a sheet to try it with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli.choices import TextOrJson, named
from letterpack.cli.folders import folder
from letterpack.cli.terminal import answer, in_words

_PROOF = "proof"


def forms(
    name: Annotated[str, typer.Argument(help="The form to draw and explain; or `proof`.", metavar="[NAME|proof]")] = "",
    of: Annotated[
        str, typer.Argument(help="The form to print a proof of; the campaign's by default.", metavar="[NAME]", show_default=False)
    ] = "",
    *,
    campaign: Annotated[Path, typer.Option(help="The campaign's folder.", parser=folder, metavar="DIR")] = Path(),
    envelope: Annotated[
        list[str] | None, typer.Option(help="Print the proof for this envelope; may be repeated.", metavar="NAME")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where the proof is written; `proof-NAME.pdf` by default.", metavar="FILE")
    ] = None,
    format: TextOrJson = "text",
) -> None:
    """List the forms; draw and explain one; or print the sheet to hold against the real envelope.

    `letterpack forms proof uk` writes a PDF of the form at full size: rulers, folds, and what each window shows with the sheet
    pushed to either corner. Exit 0: shown or written; 2: there is no such form, or the file could not be written.
    """
    from letterpack.render.forms import form_json, form_lines, form_table
    from letterpack.render.words import TERMINAL_VOICE

    if name == _PROOF:
        path = letterpack.save_form_proof(campaign, form=of, envelopes=tuple(envelope or ()), path=output)
        answer(in_words(f"{path.as_posix()} is written"))
        return
    chosen = named(letterpack.list_forms(campaign), name, f"there is no form `{name}`")
    if format == "json":
        answer(form_json(chosen))
        return
    if name:
        lines = form_lines(chosen[0], letterpack.list_envelopes(campaign), TERMINAL_VOICE)
    else:
        lines = form_table(chosen, TERMINAL_VOICE)
    for line in lines:
        answer(line)
