"""Stage 1 of 7: the tokens of a table become its rows of cells; the numbers that a numbered list prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.places import Body, InlinePlaces
from letterpack.model.letter import Ranged, Runs, Table

_RANGED: Final[dict[str, Ranged]] = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


def table(tokens: Sequence[Token], body: Body, runs: Callable[[Token, InlinePlaces], Runs], report: Report) -> Table:
    """Return the table of ``tokens``, those between its first and its last; ``runs`` reads the text of a cell.

    Finding: a row with more cells than the head has, whose last ones Markdown would drop (LP168).
    """
    lines = list(_rows(tokens))
    head, *rows = [tuple([runs(cell, places) for cell, places in _placed(line, cells, body)]) for line, cells in lines]
    for line, _ in lines:
        _report_excess(line, len(head), body, report)
    columns = tuple([_RANGED.get(str(token.attrs.get("style", "")), "start") for token in tokens if token.type == "th_open"])
    first = tokens[0].map or [0]
    return Table(columns, head, tuple(rows), body.line_span(first[0]))


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield the opening token of each row with the tokens of its cells' texts."""
    starts = [index for index, token in enumerate(tokens) if token.type == "tr_open"]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield tokens[start], [token for token in tokens[start:end] if token.type == "inline"]


def _placed(line: Token, cells: list[Token], body: Body) -> Iterator[tuple[Token, InlinePlaces]]:
    """Yield each cell's token with the places of its text, looked for behind the cell before."""
    index = line.map[0] if line.map else 0
    column = 0
    for cell in cells:
        found = body.lines[index].find(cell.content, column)
        column = found if found >= 0 else column
        yield cell, InlinePlaces(body, cell.content, index, column)
        column += len(cell.content)


def _report_excess(line: Token, columns: int, body: Body, report: Report) -> None:
    cells: list[str] = line.meta.get("cells", [])
    if len(cells) > columns:
        place = body.search(line.map[0] if line.map else 0, cells[columns])
        message = f"the row has {len(cells)} cells, and the table's head {columns}"
        hint = r"add a column to the head, or write `\|` where a bar is meant as text"
        report.error("LP168", place, message, hint)


def printed_numbers(items: list[Token], body: Body, report: Report) -> list[str]:
    """Return a label's number for each of ``items``, the opening tokens of one list.

    Numbers that rise are printed as typed. One number repeated (``1.`` before every item) is Markdown's way to let a list count
    itself; anything else is counted too, and what changes by it is a finding (LP148).
    """
    numbers = [int(item.info) for item in items]
    if all(before < after for before, after in pairwise(numbers)):
        return [item.info for item in items]
    counted = [str(numbers[0] + index) for index in range(len(numbers))]
    if len(set(numbers)) > 1:
        for item, number in zip(items, counted, strict=True):
            if int(item.info) != int(number):
                _report(item, number, body, report)
    return counted


def _report(item: Token, number: str, body: Body, report: Report) -> None:
    message = f"item `{item.info}` is printed as `{number}`, because the numbers in its list do not increase"
    report.warning("LP148", body.line_span(item.map[0] if item.map else 0), message, "number the items in order")
