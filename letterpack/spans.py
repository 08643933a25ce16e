"""Places in source files: what every finding points at.

Lines and columns are 1-based and count code points, as editors do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Protocol

from msgspec import Struct

from letterpack.patterns import late

_YAML_LINE_END: Final = late("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line of YAML (1.1, 5.4)."""
_LINE_END: Final = late("\r\n|[\r\n]")
"""What ends one of Markdown (CommonMark, 2.1), of a table, and in an editor."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source file.

    ``file`` is relative to the campaign, with forward slashes. ``column`` 0 means the whole line and ``line`` 0 the whole
    file. ``length`` is in code points and at least 1 where there is a column; a span that runs over several
    lines is cut at the end of its first.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class Origin(Protocol):
    """Where a record came from: finds the place of one of its values when a finding needs it.

    A path is a field's name, then indexes or names below it: ``("addresses", 1, 0)``. An unknown path gives the
    nearest enclosing place.
    """

    def span(self, *path: str | int) -> Span:
        """Return the place of the value at ``path``."""
        ...


class SourceText(Struct, frozen=True, dict=True):
    """A decoded source file that can turn an offset into a place and show a line of itself.

    ``file`` is relative to the campaign; ``text`` keeps its line ends as they were.
    """

    file: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets (code points) at which the lines begin."""
        starts = [0]
        for line_end in line_end_of(self.file).finditer(self.text):
            starts.append(line_end.end())
        if starts[-1] < len(self.text):
            starts.append(len(self.text))
        if (self.text and not self.text.endswith(("\n", "\r"))) or not self.text:
            starts.append(len(self.text) + 1)
        return tuple(starts)

    def span(self, start: int, end: int) -> Span:
        """Return the place of the characters ``start`` to ``end`` (0-based offsets, end excluded)."""
        index = min(bisect_right(self.line_starts, start), max(len(self.line_starts) - 1, 1)) - 1
        first = self.line_starts[index]
        stop = self.line_starts[index + 1] if index + 1 < len(self.line_starts) else len(self.text)
        return Span(self.file, index + 1, start - first + 1, max(1, min(end, stop) - start))

    def line(self, number: int) -> str:
        """Return line ``number`` (1-based) without its end; empty where there is none."""
        if not 1 <= number < len(self.line_starts):
            return ""
        return _line_between(self.text, self.line_starts[number - 1], self.line_starts[number])


def line_end_of(file: str) -> re.Pattern[str]:
    """Return what ends a line of ``file``."""
    return _YAML_LINE_END if file.endswith((".yaml", ".yml")) else _LINE_END


@lru_cache(maxsize=2)
def _line_between(text: str, start: int, end: int) -> str:
    """Return a line without its end. Whoever reads a file asks for one line as often as it has values."""
    return text[start:end].rstrip("\r\n")
