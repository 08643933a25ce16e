"""A file's objects: found by its cross-reference stream, parsed once for all files that hold the same bytes.

This reads what the press writes: one cross-reference stream over the whole file (ISO 32000-1, 7.5.8). A file that somebody has
saved anew goes through ``foreign``, which is pypdf and reads anything.
"""

from __future__ import annotations

import os
from array import array as array_of
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import BinaryIO, Final, Generic, Protocol, TypeVar

from letterpack.patterns import late
from letterpack.readback.values import Malformed, PdfName, Ref, Stream, Value, parse

IN_USE: Final = 1
IN_STREAM: Final = 2
"""Types of rows (ISO 32000-1, table 18)."""
_FIELDS: Final = 3
"""Of a row of a cross-reference stream (7.5.8.2)."""
_MOST_WIDTH: Final = 8
_START: Final = late(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT: Final = late(rb"\s*(\d+)\s+0\s+obj\b")
_STREAM: Final = late(rb"\s*stream\r?\n")
_STREAM_STOPS: Final = (b"\nendstream", b"\r\nendstream", b"endstream")
_TAIL_BYTES: Final = 2_048
_GENERATION: Final = 1_024
_MOST_STEPS: Final = 8
"""References that lead to references; a file of ours has none."""

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


class Objects(Protocol):
    """The objects of one file."""

    @property
    def trailer(self) -> dict[str, Value]:
        """The trailer's entries."""
        ...

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself if it is no reference, None if it is missing."""
        ...


class FileBytes(Protocol):
    """What a reader of a file asks of its bytes: ``bytes`` have it, and so has a ``LongFile``."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, part: slice, /) -> bytes:
        """Return those of a slice."""
        ...


class LongFile:
    """The bytes of ``file``, which may be longer than memory: read when they are asked for, as slices."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._size)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))


class XrefRows:
    """The rows of a cross-reference stream, read as they are asked for. Raises ``Malformed`` if there are too few bytes."""

    def __init__(self, table: Stream) -> None:
        widths, size = table.values.get("W"), table.values.get("Size")
        if not isinstance(widths, list) or not isinstance(size, int) or "Index" in table.values:
            raise Malformed("its cross-reference stream cannot be read")
        numbers = [each if isinstance(each, int) else -1 for each in widths]
        if len(numbers) != _FIELDS or numbers[0] != 1 or not all(0 <= each <= _MOST_WIDTH for each in numbers):
            raise Malformed("its cross-reference stream cannot be read")
        self._second, self._width = 1 + numbers[1], sum(numbers)
        self._data, self.size = table.data(), size
        if len(self._data) < self._width * size:
            raise Malformed("its cross-reference stream is cut off")

    def __getitem__(self, number: int) -> tuple[int, int, int]:
        """Return kind, place and index of object ``number``: a kind, an offset or an object stream's number, an index in it."""
        at, data = number * self._width, self._data
        place = int.from_bytes(data[at + 1 : at + self._second], "big")
        return data[at], place, int.from_bytes(data[at + self._second : at + self._width], "big")


class OwnObjects:
    """The objects of a file with one cross-reference stream. Raises ``Malformed`` if it is another or damaged."""

    def __init__(self, data: FileBytes, memory: Memory[Value] | None = None) -> None:
        self._data = data
        self._memory = Memory[Value]() if memory is None else memory
        start = _START.search(data[max(0, len(data) - _TAIL_BYTES) :])
        if start is None or data[:5] != b"%PDF-":
            raise Malformed("it does not end as a PDF ends")
        self.table_at = int(start[1])
        table = parsed(data[self.table_at :])
        if not isinstance(table, Stream) or table.values.get("Type") != "XRef" or "Prev" in table.values:
            raise Malformed("it has no single cross-reference stream")
        self.trailer = table.values
        self.rows = XrefRows(table)
        self._known: dict[int, Value] = {}
        self._held: dict[int, tuple[list[int], list[Value]]] = {}

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself if it is no reference, None if it is missing."""
        steps = 0
        while isinstance(value, Ref):
            steps += 1
            if steps > _MOST_STEPS or not 0 < value.number < self.rows.size:
                return None
            value = self._object(value.number)
        return value

    def forget(self) -> None:
        """Hold no object any more: each is read again when it is asked for."""
        self._known.clear()
        self._held.clear()

    def count(self) -> int:
        """Return how many objects there are, but the table and what only holds others."""
        holders, found = set[int](), 0
        for kind, place, _ in map(self.rows.__getitem__, range(self.rows.size)):
            found += bool(kind) and place != self.table_at
            if kind == IN_STREAM:
                holders.add(place)
        return found - len(holders)

    def header(self) -> bytes:
        """Return what stands before the first object."""
        return self._data[: min(self._offsets, default=0)]

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes from each object that stands by itself to where the next one begins; behind the last is the end."""
        return (self._data[start:stop] for start, stop in pairwise((*self._offsets, len(self._data))))

    @cached_property
    def _offsets(self) -> Sequence[int]:
        """Where objects begin that stand by themselves, in the order of the file."""
        rows = map(self.rows.__getitem__, range(self.rows.size))
        places = array_of("Q", (place for kind, place, _ in rows if kind == IN_USE))
        # Mostly they stand in the order of their numbers. Sorting would hold each of a million as an object.
        return places if all(one <= other for one, other in pairwise(places)) else sorted(places)

    def _object(self, number: int) -> Value:
        if number in self._known:
            return self._known[number]
        kind, place, index = self.rows[number]
        found: Value = None
        if kind == IN_USE:
            found = self._numbered(number, place, index)
        elif kind == IN_STREAM:
            found = self._in_stream(number, place, index)
        self._known[number] = found
        return found

    def _numbered(self, number: int, offset: int, generation: int) -> Value:
        if generation:
            raise Malformed(f"object {number} is of another generation")
        after = bisect_right(self._offsets, offset)
        raw = self._data[offset : self._offsets[after] if after < len(self._offsets) else len(self._data)]
        head = _OBJECT.match(raw)
        if head is None or int(head[1]) != number:
            raise Malformed(f"object {number} is not where the table says")
        found = self._memory.get(raw)
        return self._memory.put(raw, parsed(raw)) if found is None else found

    def _in_stream(self, number: int, place: int, index: int) -> Value:
        """Return object ``number``, at ``index`` in the object stream ``place`` (7.5.7)."""
        held = self._held.get(place)
        if held is None:
            kind, offset, generation = self.rows[place] if 0 < place < self.rows.size else (0, 0, 0)
            holder = self._numbered(place, offset, generation) if kind == IN_USE else None
            if not isinstance(holder, Stream):
                raise Malformed("the cross-reference table names an object stream that is not there")
            key = (holder.raw, str(holder.values))
            values = self._memory.get(key)
            if values is None:
                values = self._memory.put(key, list(_values_in(holder)))
            assert isinstance(values, list)
            held = self._held[place] = (_index_of(holder)[::2], values)
        numbers, parts = held
        if index >= len(numbers) or numbers[index] != number:
            raise Malformed(f"object {number} is not where the table says")
        return parts[index]


def _index_of(holder: Stream) -> list[int]:
    """Return the number and the place of each object that an object stream holds."""
    count, first = holder.values.get("N"), holder.values.get("First")
    if not isinstance(count, int) or not isinstance(first, int):
        raise Malformed("an object stream does not say what it holds")
    index = [int(part) for part in holder.data()[:first].split()]
    if len(index) < 2 * count:
        raise Malformed("an object stream is cut off")
    return index[: 2 * count]


def _values_in(holder: Stream) -> Iterator[Value]:
    """Yield the objects in an object stream. Raises ``Malformed`` if anything stands between them, which no reader shows."""
    index, data, first = _index_of(holder), holder.data(), holder.values["First"]
    assert isinstance(first, int)
    starts = [first + place for place in index[1::2]]
    for start, stop in pairwise((*starts, len(data))):
        value, end = parse(data, start)
        if data[end:stop].strip():
            raise Malformed("something stands between its objects")
        yield value


def parsed(raw: bytes) -> Value:
    """Return the indirect object that ``raw`` begins with. Raises ``Malformed``."""
    head = _OBJECT.match(raw)
    if head is None:
        raise Malformed("an object is not where the table says")
    value, at = parse(raw, head.end())
    begin = _STREAM.match(raw, at)
    if begin is None:
        return value
    if not isinstance(value, dict):
        raise Malformed("a stream has no dictionary")
    size = value.get("Length")
    if not isinstance(size, int) or not raw.startswith(_STREAM_STOPS, begin.end() + size):
        raise Malformed("a stream is cut off")
    return Stream(value, raw[begin.end() : begin.end() + size])


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
    return str(found) if isinstance(found, PdfName) else ""


def number(objects: Objects, value: Value) -> float:
    """Return the number that ``value`` is or refers to; 0 for anything else."""
    found = objects.get(value)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
