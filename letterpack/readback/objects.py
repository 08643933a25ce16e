"""A file's objects: found by its cross-reference stream, parsed once for all files that hold the same bytes.

This reads what the press writes: one cross-reference stream over the whole file (ISO 32000-1, 7.5.8). A file that somebody has
saved anew goes through ``foreign_objects``, which is pypdf and reads anything.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from typing import Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from letterpack.readback.values import Malformed, Name, Ref, Stream, Value, parse

_START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT: Final = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_STREAM: Final = re.compile(rb"\s*stream\r?\n")
_TAIL_BYTES: Final = 2_048
_GENERATION: Final = 4_096
_NO_SUCH_STREAM: Final = "the cross-reference table names an object stream that is not there"
_MOST_STEPS: Final = 8
"""References that lead to references; a file of ours has none."""
_FIELDS: Final = 3
"""Of a row of a cross-reference stream (7.5.8.2)."""

_IN_USE: Final = 1
_IN_STREAM: Final = 2
"""Types of rows (ISO 32000-1, table 18)."""
_ROW: Final = struct.Struct(">BIH")

T = TypeVar("T")


class Memory(Generic[T]):
    """Remembers values by key in two generations: what is asked for again stays, what was one file's own goes."""

    def __init__(self, size: int = _GENERATION) -> None:
        self._new: dict[object, T] = {}
        self._old: dict[object, T] = {}
        self._size = size

    def get(self, key: object) -> T | None:
        """Return what ``key`` stands for, or None."""
        found = self._new.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: object, value: T) -> T:
        """Remember ``value`` and return it."""
        if len(self._new) >= self._size:
            self._old, self._new = self._new, {}
        self._new[key] = value
        return value


StreamObjects: TypeAlias = list[tuple[int, Value]]
"""What an object stream holds: number and value of each object."""


class ObjectMemories(NamedTuple):
    """What is remembered over many files: objects by their raw bytes, and what object streams hold."""

    objects: Memory[Value]
    held: Memory[StreamObjects]


class Objects(Protocol):
    """The objects of one file."""

    @property
    def trailer(self) -> dict[str, Value]:
        """The trailer's entries."""
        ...

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        ...


class OwnObjects:
    """The objects of a file with one cross-reference stream. Raises ``Malformed`` where it is another or damaged.

    ``direct_reads`` counts what was read outside object streams.
    """

    def __init__(self, data: bytes, memories: ObjectMemories) -> None:
        self._data = data
        self._memories = memories
        start = _START.search(data, max(0, len(data) - _TAIL_BYTES))
        if start is None or not data.startswith(b"%PDF-"):
            raise Malformed("it does not end as a PDF ends")
        table = self._at(int(start[1]), len(data))
        if not isinstance(table, Stream) or table.values.get("Type") != "XRef" or "Prev" in table.values:
            raise Malformed("it has no single cross-reference stream")
        self.trailer = table.values
        self._rows = _rows(table)
        self._offsets = sorted(row[1] for row in self._rows if row[0] == _IN_USE)
        self._held: dict[int, StreamObjects] = {}
        self.direct_reads = 0

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        steps = 0
        while isinstance(value, Ref):
            steps += 1
            if steps > _MOST_STEPS or not 0 < value.number < len(self._rows):
                return None
            kind, place, index = self._rows[value.number]
            if kind == _IN_USE:
                self.direct_reads += 1
                value = self._numbered(value.number, place)
            elif kind == _IN_STREAM:
                value = self._in_stream(value.number, place, index)
            else:
                return None
        return value

    def held_key(self) -> object:
        """Return what tells files apart that hold other objects in object streams, or the same ones under other numbers."""
        rows = tuple([(number, *row) for number, row in enumerate(self._rows) if row[0] == _IN_STREAM])
        if any(row[2] >= len(self._rows) for row in rows):
            raise Malformed(_NO_SUCH_STREAM)
        return rows, tuple([self._numbered(place, self._rows[place][1]) for place in sorted({row[2] for row in rows})])

    def _numbered(self, number: int, offset: int) -> Value:
        after = bisect_right(self._offsets, offset)
        end = self._offsets[after] if after < len(self._offsets) else len(self._data)
        head = _OBJECT.match(self._data, offset)
        if head is None or int(head[1]) != number:
            raise Malformed(f"object {number} is not where the table says")
        return self._at(offset, end)

    def _at(self, offset: int, end: int) -> Value:
        raw = self._data[offset:end]
        found = self._memories.objects.get(raw)
        return self._memories.objects.put(raw, _parsed(raw)) if found is None else found

    def _in_stream(self, number: int, place: int, index: int) -> Value:
        held = self._held.get(place)
        if held is None:
            if place >= len(self._rows):
                raise Malformed(_NO_SUCH_STREAM)
            holder = self._numbered(place, self._rows[place][1])
            if not isinstance(holder, Stream):
                raise Malformed(f"object {place} is not an object stream")
            held = self._memories.held.get(holder)
            if held is None:
                held = self._memories.held.put(holder, _unpacked(holder))
            self._held[place] = held
        if index >= len(held) or held[index][0] != number:
            raise Malformed(f"object {number} is not where the table says")
        return held[index][1]


def _parsed(raw: bytes) -> Value:
    """Return the indirect object that ``raw`` begins with."""
    head = _OBJECT.match(raw)
    if head is None:
        raise Malformed("an object is not where the table says")
    value, at = parse(raw, head.end())
    begin = _STREAM.match(raw, at)
    if begin is None:
        return value
    if not isinstance(value, dict):
        raise Malformed("a stream has no dictionary")
    length = value.get("Length")
    if not isinstance(length, int) or not raw.startswith((b"\nendstream", b"\r\nendstream", b"endstream"), begin.end() + length):
        raise Malformed("a stream is cut off")
    return Stream(value, raw[begin.end() : begin.end() + length])


def _unpacked(holder: Stream) -> StreamObjects:
    """Return number and value of each object of an object stream (7.5.7), as pairs."""
    count, first = holder.values.get("N"), holder.values.get("First")
    if not isinstance(count, int) or not isinstance(first, int):
        raise Malformed("an object stream does not say what it holds")
    data = holder.data()
    index = [int(part) for part in data[:first].split()]
    if len(index) < 2 * count:
        raise Malformed("an object stream is cut off")
    return [(index[2 * each], parse(data, first + index[2 * each + 1])[0]) for each in range(count)]


def _rows(table: Stream) -> list[tuple[int, int, int]]:
    widths, size = table.values.get("W"), table.values.get("Size")
    if not isinstance(widths, list) or len(widths) != _FIELDS or not isinstance(size, int) or "Index" in table.values:
        raise Malformed("its cross-reference stream cannot be read")
    if widths == [1, 4, 2] and len(table.data()) == 7 * size:
        return list(_ROW.iter_unpack(table.data()))
    first, second, third = [width if isinstance(width, int) else 0 for width in widths]
    data, width = table.data(), first + second + third
    if len(data) < width * size:
        raise Malformed("its cross-reference stream is cut off")
    return [
        (
            int.from_bytes(data[at : at + first], "big"),
            int.from_bytes(data[at + first : at + first + second], "big"),
            int.from_bytes(data[at + first + second : at + width], "big"),
        )
        for at in range(0, width * size, width)
    ]


def dictionary(objects: Objects, value: Value) -> dict[str, Value]:
    """Return the dictionary that ``value`` is or refers to (a stream's own too); an empty one for anything else."""
    found = objects.get(value)
    if isinstance(found, Stream):
        return found.values
    return found if isinstance(found, dict) else {}


def array(objects: Objects, value: Value) -> list[Value]:
    """Return the array that ``value`` is or refers to; what is none as its one item, and nothing as an empty one."""
    found = objects.get(value)
    if isinstance(found, list):
        return found
    return [] if found is None else [value]


def name(objects: Objects, value: Value) -> str:
    """Return the name that ``value`` is or refers to; empty for anything else."""
    found = objects.get(value)
    return str(found) if isinstance(found, Name) else ""


def number(objects: Objects, value: Value) -> float:
    """Return the number that ``value`` is or refers to; 0 for anything else."""
    found = objects.get(value)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
