"""Sources as read: plain values that still know where they stand, not yet checked against what a campaign may say.

Whatever the format, a value is text, a list or a mapping. Text is what the author typed: no reader turns ``NO`` into a
truth value or ``010000`` into a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from letterpack.spans import Origin, Span

SourceValue: TypeAlias = "str | list[SourceValue] | dict[str, SourceValue]"
"""A value without its place; an ``Origin`` finds the place when a finding needs it."""


class TextNode(Struct, frozen=True):
    """A scalar. ``text`` is what was typed, after the format's own quotes and escapes; empty where nothing stood.

    ``block_line`` is the file's line (1-based) on which the text of a block scalar (``|``) begins, else 0.
    """

    text: str
    span: Span
    block_line: int = 0


class ListNode(Struct, frozen=True):
    """A sequence."""

    items: tuple[Node, ...]
    span: Span


class Entry(Struct, frozen=True):
    """A key of a mapping with its value."""

    key: TextNode
    value: Node


class MapNode(Struct, frozen=True):
    """A mapping in the order of the source; its keys are all different."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, or None where the mapping has no such key."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> TextNode | None:
        """Return the node of ``key`` itself, or None."""
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


Node: TypeAlias = TextNode | ListNode | MapNode


def plain(node: Node) -> SourceValue:
    """Return ``node`` without places: texts, lists and dicts."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {entry.key.text: plain(entry.value) for entry in node.entries}


class Places(Origin, Protocol):
    """An ``Origin`` that also knows where the keys stand."""

    def key(self, *path: str | int) -> Span:
        """Return the place of the key (or item) at ``path`` itself, for a finding about the name and not the value."""
        ...


class RowPlaces(Places, Protocol):
    """The places of one row of a streamed file: its first line (1-based), its offset in bytes, and its text as it stands."""

    @property
    def line(self) -> int:
        """The 1-based line the row begins on."""
        ...

    @property
    def offset_bytes(self) -> int:
        """Where it begins in the file."""
        ...

    @property
    def raw(self) -> str:
        """Its text, line ends and all."""
        ...


class NodeOrigin(Struct, frozen=True):
    """The places of a node and everything below it."""

    node: Node

    def span(self, *path: str | int) -> Span:
        """Return the place of the value at ``path``, or of the nearest value around it."""
        node = self.node
        for step in path:
            below = _below(node, step)
            if below is None:
                return _line_of(node, step) if isinstance(node, TextNode) else node.span
            node = below
        return node.span

    def key(self, *path: str | int) -> Span:
        """Return the place of the key (or item) at ``path`` itself."""
        holder = self.node
        for step in path[:-1]:
            holder = _below(holder, step) or holder
        key = holder.key(str(path[-1])) if path and isinstance(holder, MapNode) else None
        return key.span if key else self.span(*path)


class Record(Struct, frozen=True):
    """One row of a streamed file, whatever its format."""

    values: Mapping[str, SourceValue]
    origin: RowPlaces


class PlacesBelow(Struct, frozen=True):
    """The places of a value inside a record: ``path`` leads to it from the record that ``outer`` knows."""

    outer: Places
    path: tuple[str | int, ...]

    def span(self, *path: str | int) -> Span:
        """Return the place of the value at ``path`` below this one."""
        return self.outer.span(*self.path, *path)

    def key(self, *path: str | int) -> Span:
        """Return the place of the key at ``path`` below this one."""
        return self.outer.key(*self.path, *path)


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MapNode):
        return node.get(str(step))
    if isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def _line_of(node: TextNode, step: str | int) -> Span:
    """The place of line ``step`` (0-based) of a block scalar; of the whole text where it is not one."""
    if not node.block_line or not isinstance(step, int):
        return node.span
    lines = node.text.split("\n")
    if not 0 <= step < len(lines):
        return node.span
    return Span(node.span.file, node.block_line + step, 0)
