"""Stage 1 of 7: from offsets in what the Markdown parser hands on back to lines and columns of the file.

The parser tells lines for blocks only, and strips indents and the marks of quotes and lists from a paragraph's lines; but each
line of its text is still the end of a line of the file, so its column is found again there.
"""

from __future__ import annotations

from dataclasses import dataclass

from letterpack.spans import Span


@dataclass(frozen=True, slots=True)
class Body:
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

    def span(self, start: int, length: int) -> Span:
        """Return the place of ``length`` characters from offset ``start``, cut at the end of its line."""
        line_start = self.content.rfind("\n", 0, start) + 1
        line_end = self.content.find("\n", start)
        line = self.content[line_start : line_end if line_end >= 0 else len(self.content)]
        index = self.line_index + self.content.count("\n", 0, start)
        source = self.body.lines[index] if index < len(self.body.lines) else ""
        begins = source.rfind(line.strip()) if self.column is None else self.column
        column = max(0, begins) + start - line_start - (len(line) - len(line.lstrip()))
        return Span(self.body.file, self.body.first_line + index, column + 1, max(1, min(length, line_start + len(line) - start)))

    def whole(self) -> Span:
        """Return the place of the text's first line."""
        return self.span(0, len(self.content))
