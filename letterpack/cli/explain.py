"""``letterpack explain``: what a code means and what to do about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from letterpack.cli.terminal import answer, is_terminal
from letterpack.errors import LetterpackError

if TYPE_CHECKING:
    from letterpack.codes import Code


def explain(
    code: Annotated[
        str, typer.Argument(metavar="[CODE]", help="A finding's code, such as LP101; all are listed without it.")
    ] = "",
) -> None:
    """Explain a finding: what it means, why it matters, an example, the remedy.

    Exit 0: explained; 2: there is no such code.
    """
    from letterpack.codes import every_code, find_code

    if not code:
        for each in every_code():
            answer(f"{each.code}  {each.severity:<7}  {each.title}")
        return
    found = find_code(code if code[:1].isalpha() else f"LP{code}")
    if found is None:
        raise _unknown(code, [each.code for each in every_code()])
    _print_page(found)


def _unknown(code: str, known: list[str]) -> LetterpackError:
    from difflib import get_close_matches

    typed = code.strip().upper()
    # The first digits say the family, so of codes that are equally near the one that begins alike is meant.
    near = [each for each in known if each[:4] == typed[:4]] or known
    nearest = get_close_matches(typed, near, n=1, cutoff=0.75)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    return LetterpackError(f"there is no code `{code}`", f"{hint}`letterpack explain` lists all codes")


def _print_page(code: Code) -> None:
    page = f"# {code.code}: {code.title}\n\n{code.severity}\n\n{code.page}"
    if not is_terminal(sys.stdout):
        answer(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))
