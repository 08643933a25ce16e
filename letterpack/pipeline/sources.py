"""The text of source files, for messages: the line a finding is about, the place of a character in a block."""

from __future__ import annotations

from itertools import islice
from typing import Final

from letterpack.formats.decode import byte_order_mark
from letterpack.formats.tables.code_pages import SAMPLE_BYTES, likely_pages
from letterpack.spans import SourceText, Span
from letterpack.world import PathOutside, World

_MOST_LINES: Final = 2_000
"""How far behind a block's first line its characters are looked for."""


class SourceLookup:
    """Reads source files again, a line at a time, when a message needs them.

    ``encoding`` is the code page that tables without Unicode are declared to be in, once it is known.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.encoding = ""
        self._texts: dict[str, SourceText | None] = {}

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of ``file``; empty where it cannot be read."""
        text = self.text(file)
        return text.line(number) if text else ""

    def find(self, span: Span, char: str) -> Span:
        """Return the first place of ``char`` in or after ``span``, or ``span`` where there is none."""
        text = self.text(span.file)
        if text is None or not span.line:
            return span
        for number in islice(range(span.line, len(text.line_starts)), _MOST_LINES):
            column = text.line(number).find(char, max(0, span.column - 1) if number == span.line else 0)
            if column >= 0:
                return Span(span.file, number, column + 1)
        return span

    def text(self, file: str) -> SourceText | None:
        """Return ``file`` decoded, or None where it cannot be read."""
        if file not in self._texts:
            self._texts[file] = self._read(file)
        return self._texts[file]

    def _read(self, file: str) -> SourceText | None:
        try:
            data = self._world.read(file)
        except (OSError, PathOutside):
            return None
        mark, encoding = byte_order_mark(data)
        return SourceText(file, data[len(mark) :].decode(encoding, errors="replace") if mark else self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode(self.encoding or _likely_page(data) or "utf-8", errors="replace")


def _likely_page(data: bytes) -> str:
    """Return the code page that a table is probably in, so that an excerpt can be read."""
    lines = data[: data.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or SAMPLE_BYTES].splitlines(keepends=True)
    return next(iter(likely_pages(b"".join([line for line in lines if not line.isascii()]))), "")
