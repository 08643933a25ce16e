"""``letterpack explain``: what a code means and what to do about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

import letterpack
from letterpack.cli.terminal import answer, is_terminal

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
