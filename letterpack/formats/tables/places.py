"""Stage 1 of 7: where a cell stands in its file, found by reading its row's text again, only when a finding asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from letterpack.model.columns import NAME_PARTS, NOT_CONSENT
from letterpack.patterns import late
from letterpack.spans import Span

_BREAK = late(r"\r\n|\r|\n")
_ELSEWHERE: Final = {"name": NAME_PARTS, "consent": (NOT_CONSENT,)}
"""Columns that a value comes from where none has its name."""


class RowOrigin(Struct, frozen=True):
    """A row of a table: ``line`` is the 1-based line it begins on, ``offset_bytes`` its place in the file, ``raw`` its text.

    ``columns`` are the table's canonical column names in order, empty for those that are not read.
    """

    file: str
    line: int
    offset_bytes: int
    raw: str
    delimiter: str
    columns: tuple[str, ...]

    def span(self, *path: str | int) -> Span:
        """Return the place of a cell: a column's name, then a line's index in it. Without such a cell, that of the row."""
        for name, line_index in _readings(path):
            if name in self.columns:
                return self.cell(self.columns.index(name), line_index)
        return Span(self.file, self.line)

    def key(self, *path: str | int) -> Span:
        """Return the place of the cell at ``path``: a row has no keys of its own."""
        return self.span(*path)

    def cell(self, index: int, line_index: int = 0) -> Span:
        """Return the place of cell ``index`` (0-based), or of line ``line_index`` inside it."""
        bounds = _bounds(self.raw, self.delimiter)
        if index >= len(bounds):
            return Span(self.file, self.line)
        return self._place(*_line_within(self.raw, *bounds[index], line_index))

    def _place(self, start: int, end: int) -> Span:
        line, line_start = self.line, 0
        for found in _BREAK.finditer(self.raw, 0, start):
            line, line_start = line + 1, found.end()
        stop = _BREAK.search(self.raw, start, max(start, end))
        return Span(self.file, line, start - line_start + 1, max(1, (stop.start() if stop else end) - start))


@lru_cache(maxsize=4)
def _bounds(raw: str, delimiter: str) -> tuple[tuple[int, int], ...]:
    """Return the bounds of all cells of a row: findings ask for one cell of it after the other."""
    return tuple(cell_bounds(raw, delimiter))


def cell_bounds(raw: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield start and end (0-based offsets in ``raw``) of each cell's content, quotes left out.

    A cell whose quote is never closed ends with ``raw``.
    """
    position = 0
    while True:
        found = _cell_pattern(delimiter).match(raw, position)
        if found is None:
            yield position, len(raw)
            return
        yield found.span(1) if found[1] is not None else found.span(2)
        if found[3] != delimiter:
            return
        position = found.end()


def open_quote(raw: str, delimiter: str) -> int:
    """Return the offset in ``raw`` of the first quoted cell that is not closed as it should be, else 0."""
    position = 0
    while (found := _cell_pattern(delimiter).match(raw, position)) is not None and found[3] == delimiter:
        position = found.end()
    return position


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*+)"|(?!")([^{mark}\r\n]*))({mark}|\r\n|\r|\n|\Z)')


def _readings(path: tuple[str | int, ...]) -> Iterator[tuple[str, int]]:
    """The columns that may hold the value at ``path``, likeliest first, each with the line in its cell."""
    if not path:
        return
    name, rest = str(path[0]), path[1:]
    if name == "fields" and rest:
        yield f"fields.{rest[0]}", 0
    if rest and isinstance(rest[0], str):
        yield rest[0], rest[-1] if isinstance(rest[-1], int) else 0
    index = rest[-1] if rest and isinstance(rest[-1], int) else 0
    yield name, index
    yield from ((other, 0) for other in _ELSEWHERE.get(name, ()))
    if name in ("address", "addresses"):
        yield f"address{index + 1}", 0
        yield "address1", 0


def _line_within(raw: str, start: int, end: int, line_index: int) -> tuple[int, int]:
    """Narrow a cell's bounds to one line of its content, where it has that many."""
    for _ in range(line_index):
        found = _BREAK.search(raw, start, end)
        if found is None:
            break
        start = found.end()
    found = _BREAK.search(raw, start, end)
    return start, found.start() if found else end
