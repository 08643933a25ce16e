"""A list of the campaign as a table whose cells can be changed one by one, whatever file it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from letterpack.errors import LetterpackError


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the 1-based ``line`` that it begins on, its ``cells``, and the line and column of each, (0, 0) for one that is not
    there. ``fixed`` are the indices of cells that hold more than a table can: they are changed in the text.
    """

    line: int
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    fixed: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's column names, as it has them, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put ``text`` in the place of a cell; an empty text deletes it. Indices are 0-based, and lines end with a line feed."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row before the row ``at``, or at the end; in a file of several lists, to the list of the row above."""

    at: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """Delete a row."""

    row: int


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Add a column after the last one."""

    name: str


GridEdit: TypeAlias = SetCell | AddRow | DeleteRow | AddColumn


class CannotEdit(LetterpackError):
    """A cell cannot be changed without losing something: change it in the text."""
