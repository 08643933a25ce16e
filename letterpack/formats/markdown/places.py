"""Stage 1 of 7: from offsets in what the Markdown parser hands on back to lines and columns of the file.

The parser tells lines for blocks only, and strips indents and the marks of quotes and lists from a paragraph's lines; but each
line of its text is still the end of a line of the file, so its column is found again there.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from msgspec import Struct

from letterpack.spans import Span


class Body(Struct, frozen=True):
    """A letter's body: ``lines`` without their ends, the first being line ``first_line`` (1-based) of ``file``."""

    file: str
    lines: tuple[str, ...]
    first_line: int

    def line_span(self, index: int) -> Span:
        """Return the place of what stands on line ``index`` (0-based, of the body)."""
        text = self.lines[index] if index < len(self.lines) else ""
        column = len(text) - len(text.lstrip())
        return Span(self.file, self.first_line + index, column + 1, max(1, len(text.strip())))

    def search(self, index: int, text: str) -> Span:
        """Return the place of ``text`` on line ``index`` (0-based), or of the line where it is not there."""
        found = self.lines[index].find(text) if index < len(self.lines) else -1
        return Span(self.file, self.first_line + index, found + 1, max(1, len(text))) if found >= 0 else self.line_span(index)


@dataclass(frozen=True, slots=True)
class InlinePlaces:
    """The places of one paragraph's, heading's or cell's text, ``content``, whose first line is line ``line_index`` of ``body``.

    A cell begins at ``column`` (0-based) of its line; any other text ends with its line.
    """

    body: Body
    content: str
    line_index: int
    column: int | None = None
    _starts: tuple[int, ...] = field(init=False, repr=False)
    """Where each line begins in ``content``."""
    _columns: tuple[int, ...] = field(init=False, repr=False)
    """Where it would begin in the line of the file (0-based), were its white space there."""

    def __post_init__(self) -> None:
        lines = self.content.split("\n")
        object.__setattr__(self, "_starts", tuple(accumulate((len(line) + 1 for line in lines), initial=0)))
        object.__setattr__(self, "_columns", tuple([self._column(index, line) for index, line in enumerate(lines)]))

    def _column(self, index: int, line: str) -> int:
        at = self.line_index + index
        source = self.body.lines[at] if at < len(self.body.lines) else ""
        begins = source.rfind(line.strip()) if self.column is None else self.column
        return max(0, begins) - (len(line) - len(line.lstrip()))

    def span(self, start: int, length: int) -> Span:
        """Return the place of ``length`` characters from offset ``start``, cut at the end of its line."""
        index = min(bisect_right(self._starts, start), len(self._columns)) - 1
        line_start, line_end = self._starts[index], self._starts[index + 1] - 1
        column = self._columns[index] + start - line_start
        line = self.body.first_line + self.line_index + index
        return Span(self.body.file, line, column + 1, max(1, min(length, line_end - start)))

    def whole(self) -> Span:
        """Return the place of the text's first line."""
        return self.span(0, len(self.content))
