"""Cells that a spreadsheet would run: written with an apostrophe in front, as spreadsheets mark a text, and read without it.

A name of a form may be ``=cmd|' /C calc'!A0``. It is kept, since nothing is lost, and whoever opens our table sees it instead of
running it. What is written reads back as the same text, one that began with an apostrophe too. Signs: OWASP, "CSV Injection";
their full-width forms act in East Asian versions of Excel. A cell may also begin behind a semicolon or tab, where a spreadsheet
takes those for the ends of cells.
"""

from __future__ import annotations

from typing import Final

from letterpack.patterns import late

_SIGNS: Final = "=+\\-@\t\r＝＋－＠"
_RUNS: Final = late(rf"(^|[;\t])(?='*[{_SIGNS}][^;\t]*\w)")
_MARKED: Final = late(rf"(^|[;\t])'(?='*[{_SIGNS}][^;\t]*\w)")


def defused(text: str) -> str:
    """Return ``text`` as a cell holds it that no spreadsheet runs; a sign alone, such as ``-``, runs nothing and stays."""
    return _RUNS.sub(r"\1'", text)


def restored(cell: str) -> str:
    """Return the text that ``defused`` made ``cell`` of."""
    return _MARKED.sub(r"\1", cell) if "'" in cell else cell
