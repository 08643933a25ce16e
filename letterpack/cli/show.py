"""Commands that look something up: `explain`, `fonts`, `forms`, `envelopes` and `schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import TextOrJson, folder, named
from letterpack.cli.terminal import answer, in_words, is_terminal, say_findings

if TYPE_CHECKING:
    from letterpack import Code


def explain(
    code: Annotated[
        str, typer.Argument(metavar="[CODE]", help="A finding's code, such as LP101; without one, all are listed.")
    ] = "",
) -> None:
    """Explain a finding: what it means, why it matters, an example, the remedy.

    Exit 0: explained; 2: there is no such code.
    """
    if code:
        _print_page(letterpack.explain(code))
        return
    from letterpack.render.words import TERMINAL_VOICE, code_lines

    for line in code_lines([(each.code, each.severity, each.title) for each in letterpack.every_code()], TERMINAL_VOICE):
        answer(line)


def _print_page(code: Code) -> None:
    page = f"# {code.code}: {code.title}\n\n{code.severity}\n\n{code.page}"
    if not is_terminal(sys.stdout):
        answer(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


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


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A schema's name; without one, all are listed.")] = "",
) -> None:
    """Print a JSON Schema of a file that letterpack reads or writes.

    Exit 0: printed; 2: there is no such schema.
    """
    if name:
        answer(letterpack.schema(name).rstrip("\n"))
        return
    for each in letterpack.schema_names():
        answer(each)
