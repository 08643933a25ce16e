"""Stage 1 of 7: what libyaml says of broken YAML, in the author's words, with a remedy."""

from __future__ import annotations

import re
from typing import Final

import yaml

from letterpack.diagnostics import Related, Report
from letterpack.spans import SourceText, Span

_WORDS: Final = (
    (r"mapping values are not allowed", "a second `:` on this line cannot be read", 'quote the value: "Minister: Information"'),
    (r"cannot start any token.*", "a value cannot begin with `{char}`", "quote the value"),
    (
        r"could not find expected ':'",
        "this line is neither a key with its value nor part of a list",
        "write `key: value`, or quote the text if it runs over two lines",
    ),
    (
        r"did not find expected '-' indicator",
        "this line does not fit the list above it",
        "begin it with `- `, with as many spaces before it as the items above",
    ),
    (
        r"did not find expected key",
        "this line does not fit the lines above it",
        "give it as many spaces as the keys above, and close every quote",
    ),
    (r"found unexpected end of stream", "a quote is opened and never closed", "close it, or take it out"),
    (
        r"did not find expected ',' or '[\]}]'",
        "a list or mapping in brackets is not closed, or lacks a comma",
        "separate its items by commas and close it, or quote the value if the bracket belongs to it",
    ),
    (r"unknown escape character", "an escape in double quotes is not known", "use single quotes, or double the backslash"),
    (r"block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
)
_OTHER_HINT: Final = "quote values that contain `:`, `#`, quotes or brackets, and indent with spaces"


def report_syntax(error: yaml.YAMLError, source: SourceText, line_offset: int, report: Report) -> None:
    """Add LP103 (LP106 where libyaml refuses the depth) for ``error`` at its place in ``source``.

    ``source`` begins after ``line_offset`` lines of its file.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        report.error("LP103", Span(source.file), "the YAML cannot be read", _OTHER_HINT)
        return
    problem = str(getattr(error, "problem", "") or "")
    span = Span(source.file, mark.line + 1 + line_offset, mark.column + 1)
    if "maximum" in problem or "nesting" in problem:
        report.error("LP106", span, "nested too deeply", "a campaign needs six levels at most")
        return
    message, hint = _words(problem, source.line(mark.line + 1), mark.column)
    report.error("LP103", span, message, hint, related=_context(error, source, line_offset, mark.line))


def _words(problem: str, line: str, column_index: int) -> tuple[str, str]:
    char = line[column_index : column_index + 1]
    if char == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab is used where only spaces may indent", "indent with spaces"
    for pattern, message, hint in _WORDS:
        if re.search(pattern, problem):
            return message.replace("{char}", char), hint
    return f"the YAML cannot be read: {problem or 'its form is broken'}", _OTHER_HINT


def _context(error: yaml.YAMLError, source: SourceText, line_offset: int, line_index: int) -> tuple[Related, ...]:
    """Where the list, mapping or quote began, if that is another line."""
    mark = getattr(error, "context_mark", None)
    if mark is None or mark.line == line_index:
        return ()
    return (Related("it began here", Span(source.file, mark.line + 1 + line_offset, mark.column + 1)),)
