"""Stage 1 of 7: the numbers that a numbered list prints."""

from __future__ import annotations

from itertools import pairwise

from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.places import Body


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
