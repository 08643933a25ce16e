"""A file's objects: found by its cross-reference stream, parsed once for all files that hold the same bytes.

This reads what the press writes: one cross-reference stream over the whole file (ISO 32000-1, 7.5.8). A file that somebody has
saved anew goes through ``foreign_objects``, which is pypdf and reads anything. What a file has in common with others stands in
its ``Stem``: what follows from that alone is worked out once for all of them.
"""

from __future__ import annotations

import hashlib
import re
from array import array as array_of
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from itertools import chain, pairwise
from typing import Final, Generic, Protocol, TypeVar, cast

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.long_files import FileBytes
from letterpack.readback.object_streams import StreamObjects
from letterpack.readback.stems import IN_STREAM, IN_USE, Stem, XrefRows
from letterpack.readback.values import Malformed, Name, Ref, Stream, Value, parse

_START: Final = late(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT: Final = late(rb"\s*(\d+)\s+0\s+obj\b")
_STREAM: Final = late(rb"\s*stream\r?\n")
_TAIL_BYTES: Final = 2_048
_PIECE_BYTES: Final = 1 << 20
_GENERATION: Final = 1_024
TABLE: Final = late(
    rb"\d+ 0 obj\n<</Type/XRef/Size (\d+)/W\[1 (\d) 1\]/Root (\d+) 0 R(?:/Info (\d+) 0 R)?"
    rb"/ID\[<([0-9a-f]{32})><([0-9a-f]{32})>\]/Length (\d+)>>stream\n"
)
_PLAIN: Final = late(rb"\d+ 0 obj\n<<(/Filter/FlateDecode)?/Length (\d+)>>stream\n")
"""As letterpack writes the content of one packet: it needs no other look."""
_END: Final = b"\nendobj\n"
STREAM_END: Final = b"\nendstream" + _END
STREAM_ENDS: Final = (STREAM_END, b"\r" + STREAM_END)
_STREAM_STOPS: Final = (b"\nendstream", b"\r\nendstream", b"endstream")
_HEAD: Final = late(rb"\d+ 0 obj\n")
_STRINGS: Final = late(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_MOST_STEPS: Final = 8
"""References that lead to references; a file of ours has none."""
_MOST_STEMS_ALIKE: Final = 4
"""With one table and other bytes."""

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


class Behind(Struct, frozen=True):
    """What stands behind a file's stem: the bytes of each object, in the order of their numbers, and last of all its table."""

    objects: Mapping[int, bytes]
    table: bytes


class ObjectMemories(Struct, frozen=True):
    """What is remembered over many files: objects by their raw bytes, what object streams hold, stems by their tables."""

    objects: Memory[Value]
    held: Memory[StreamObjects]
    stems: Memory[list[Stem]]


class Objects(Protocol):
    """The objects of one file."""

    @property
    def trailer(self) -> dict[str, Value]:
        """The trailer's entries."""
        ...

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        ...

    def is_shared(self, value: Value) -> bool:
        """Whether ``value`` is no reference, or leads to an object that other files have as it is."""
        ...

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what ``compute`` does; what follows from ``key`` and the file's stem is worked out once for all files."""
        ...

    def knows(self, key: Hashable) -> bool:
        """Whether what ``once`` gives for ``key`` is remembered, and so follows from the stem."""
        ...


class OwnObjects:
    """The objects of a file with one cross-reference stream. Raises ``Malformed`` where it is another or damaged."""

    def __init__(self, data: FileBytes, memories: ObjectMemories) -> None:
        self._data = data
        self._memories = memories
        start = _START.search(data[max(0, len(data) - _TAIL_BYTES) :])
        if start is None or not data.startswith(b"%PDF-"):
            raise Malformed("it does not end as a PDF ends")
        self._table_at = int(start[1])
        written = data[self._table_at :]
        table = _plain_table(written) or parsed(written)
        if not isinstance(table, Stream) or table.values.get("Type") != "XRef" or "Prev" in table.values:
            raise Malformed("it has no single cross-reference stream")
        self.trailer = table.values
        self.rows = _rows(table)
        self._held: dict[int, StreamObjects] = {}
        self._known: dict[int, Value] = {}
        self._behind: list[int] = []
        self._read_for: dict[Hashable, frozenset[int]] = {}
        self._found: dict[Hashable, object] = {}
        self.stem = self._stem()

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        steps = 0
        while isinstance(value, Ref):
            steps += 1
            if not self._is_in_stem(value.number):
                self._behind.append(value.number)
            if steps > _MOST_STEPS or not 0 < value.number < self.rows.size:
                return None
            value = self._object(value.number)
        return value

    def written(self, ref: Ref) -> bytes | None:
        """Return the bytes of an object in an object stream, and what stands behind it there; None of any other object."""
        kind, place, index = self.rows[ref.number] if 0 < ref.number < self.rows.size else (0, 0, 0)
        return self._holding(ref.number, place, index).written(index) if kind == IN_STREAM else None

    def plain(self, ref: Ref) -> Stream | None:
        """Return a stream that says how it is packed and how long it is, and nothing else; it is not held for that. None of any
        other object. Raises ``Malformed``.
        """
        kind, place, generation = self.rows[ref.number] if 0 < ref.number < self.rows.size else (0, 0, 0)
        raw = b"" if kind != IN_USE or generation else self._raw(place)
        if not raw.startswith(b"%d 0 obj\n<<" % ref.number) or _PLAIN.match(raw) is None:
            return None
        return cast(Stream, parsed(raw))

    def is_shared(self, value: Value) -> bool:
        """Whether ``value`` is no reference, or leads to an object of the file's stem."""
        return not isinstance(value, Ref) or self._is_in_stem(value.number)

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what ``compute`` does; what follows from ``key`` and the file's stem is worked out once for all files, what else
        of the file it looks at once for this one.
        """
        if self.stem is None:
            return compute()
        if key in self._found:
            self._behind.extend(self._read_for[key])  # Whatever asks for it looks at that, too.
            return cast(T, self._found[key])
        return self.stem.once(key, lambda: self._watched(key, compute))

    def knows(self, key: Hashable) -> bool:
        """Whether what ``once`` gives for ``key`` is remembered, and so follows from the stem."""
        return self.stem is not None and self.stem.knows(key)

    def follows_without(self, key: Hashable, numbers: AbstractSet[int]) -> bool:
        """Whether what ``once`` gave for ``key`` follows from the stem, and from objects behind it of which none is of these
        ``numbers``.
        """
        found = self._read_for.get(key)
        return self.knows(key) or (found is not None and found.isdisjoint(numbers))

    def behind(self) -> Behind | None:
        """Return what stands behind the stem; None where that is not one object after the other, in their numbers' order."""
        if self.stem is None:
            return None
        numbers = list(self._numbers_behind())
        offsets = [self.rows.place(number) for number in numbers]
        if offsets[0] != len(self.stem.data) or offsets != sorted(offsets):
            return None
        offsets.append(len(self._data))
        found = {number: self._data[offsets[at] : offsets[at + 1]] for at, number in enumerate(numbers)}
        table = found.pop(numbers[-1])
        if offsets[-2] != self._table_at or not is_whole(self._without_end(table)):
            return None
        if not self.is_named_by_digest() or not all(raw.endswith(_END) for raw in found.values()):
            return None
        return Behind(found, table)

    def lead_to(self, numbers: Iterable[int], others: AbstractSet[int]) -> bool:
        """Whether one of the objects with these ``numbers`` names one of ``others``."""
        waiting: list[Value] = [self.get(Ref(number, 0)) for number in numbers]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Ref) and each.number in others:
                return True
            values = each.values if isinstance(each, Stream) else each
            waiting.extend(values.values() if isinstance(values, dict) else values if isinstance(values, list) else ())
        return False

    def header(self) -> bytes:
        """Return what stands before the first object."""
        return self._data[: min([*self._own, *self._stem_offsets()[:1]], default=0)]

    def are_whole(self) -> bool:
        """Whether the file is one object after the other, each as letterpack writes one, and nothing stands between them."""
        stem = self.once("whole", lambda: all(map(is_whole, self._pieces(self._stem_offsets()))))
        # The end stands behind the last piece alone. They may be more than memory holds, so each is let go.
        last = len(self._own) - 1
        pieces = enumerate(self._pieces((*self._own, len(self._data))))
        return stem and all(is_whole(self._without_end(piece) if at == last else piece) for at, piece in pieces)

    def holds_no_more(self) -> bool:
        """Whether each object stream holds the objects that the table names, and nothing else."""
        if self.stem is None or any(self.rows[number][0] == IN_STREAM for number in self._numbers_behind()):
            return self._hold_no_more(range(self.rows.size))
        return self.once("holds no more", partial(self._hold_no_more, range(self.stem.first, self.stem.last + 1)))

    def _hold_no_more(self, numbers: Iterable[int]) -> bool:
        named = Counter([place for kind, place, _ in map(self.rows.__getitem__, numbers) if kind == IN_STREAM])
        return all(self._holds(place, count) for place, count in named.items())

    def _holds(self, place: int, count: int) -> bool:
        """Whether the object stream of the number ``place`` holds ``count`` objects and nothing else; it is not held for that."""
        holder = self._known.get(place)
        if holder is None and 0 < place < self.rows.size and self.rows[place][0] == IN_USE:
            holder = self._numbered(place, *self.rows[place][1:])
        if not isinstance(holder, Stream) or holder.values.get("N") != count:
            return False
        return (self._held.get(place) or StreamObjects(holder)).are_full()

    def _pieces(self, offsets: Sequence[int]) -> Iterator[bytes]:
        return (self._data[start:stop] for start, stop in pairwise(offsets))

    def _numbers_behind(self) -> Iterable[int]:
        """Return the numbers of the objects behind the stem; of a file without one, all."""
        stem = self.stem
        return range(1, self.rows.size) if stem is None else chain(range(1, stem.first), range(stem.last + 1, self.rows.size))

    @property
    def standing(self) -> frozenset[int]:
        """The numbers of the objects that are there, but of the table and of what only holds others."""
        stem = self.stem
        shared = self.once("standing", partial(self._standing, range(stem.first, stem.last + 1))) if stem else frozenset()
        return shared | self._standing(self._numbers_behind())

    def _standing(self, numbers: Iterable[int]) -> frozenset[int]:
        rows = [(number, *self.rows[number]) for number in numbers]
        holders = {place for _, kind, place, _ in rows if kind == IN_STREAM}
        there = [number for number, kind, place, _ in rows if kind and place != self._table_at and number not in holders]
        return frozenset([number for number in there if self.get(Ref(number, 0)) is not None])

    def count(self) -> int:
        """Return how many objects there are, but the table and what only holds others."""
        holders, found = set[int](), 0
        for kind, place, _ in map(self.rows.__getitem__, range(self.rows.size)):
            found += bool(kind) and place != self._table_at
            if kind == IN_STREAM:
                holders.add(place)
        return found - len(holders)

    def beside(self, seen: bytearray) -> Iterator[int]:
        """Yield the numbers of the objects that are not ``seen``, a byte for each, nor the table, nor what only holds others."""
        rows, holders = range(self.rows.size), bytearray(self.rows.size)
        for kind, place, _ in map(self.rows.__getitem__, rows):
            if kind == IN_STREAM:
                holders[place] = 1
        for number in rows:
            kind, place, _ = self.rows[number]
            if kind and not seen[number] and not holders[number] and not (kind == IN_USE and place == self._table_at):
                yield number

    def is_named_by_digest(self) -> bool:
        """Whether the file's identifier is the digest of all that stands before its table."""
        stem = self.stem
        digest = hashlib.sha256() if stem is None else stem.digest()
        for at in range(len(stem.data) if stem else 0, self._table_at, _PIECE_BYTES):
            digest.update(self._data[at : min(at + _PIECE_BYTES, self._table_at)])
        return self.trailer.get("ID") == [digest.digest()[:16]] * 2

    def forget(self) -> None:
        """Hold no object any more: each is read again when it is asked for."""
        self._known.clear()
        self._held.clear()
        self._found.clear()

    def _stem_offsets(self) -> list[int]:
        """Return where the stem's objects begin, sorted, and where the stem ends; nothing of a file without one."""
        return self.stem.once("offsets", lambda: (self._shared_offsets(), True)) if self.stem is not None else []

    def _without_end(self, table: bytes) -> bytes:
        """Return the last object of the file without what stands behind it; as it is where that is anything else."""
        return table.removesuffix(end_of_file(self._table_at))

    def _watched(self, key: Hashable, compute: Callable[[], T]) -> tuple[T, bool]:
        """Return what ``compute`` does, and whether it looked at nothing but the stem."""
        before = len(self._behind)
        value = compute()
        self._read_for[key] = frozenset(self._behind[before:])
        is_shared = len(self._behind) == before
        if not is_shared:
            self._found[key] = value
        return value, is_shared

    def _is_in_stem(self, number: int) -> bool:
        return self.stem is not None and self.stem.first <= number <= self.stem.last

    def _stem(self) -> Stem | None:
        """Return the stem that the file begins with, made where it is new; None where the file is not written so."""
        bounds = self.rows.shared()
        if bounds is None:
            return None
        first, last, end = bounds
        root = self.trailer.get("Root")
        if not isinstance(root, Ref) or not first <= root.number <= last:
            return None
        key = (end, first, root, self.rows.part(first, last))
        known = self._memories.stems.get(key) or []
        for stem in known:
            if self._data.startswith(stem.data):
                return stem
        if not self.rows.stay_before(first, last, end):
            return None
        stem = Stem(self._data[:end], first, last)
        self._memories.stems.put(key, [*known, stem][-_MOST_STEMS_ALIKE:])
        return stem

    @cached_property
    def _own(self) -> Sequence[int]:
        """Return where the objects outside the stem begin, sorted; of a file without one, all."""
        rows = map(self.rows.__getitem__, self._numbers_behind())
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
        raw = self._raw(offset)
        head = _OBJECT.match(raw)
        if head is None or int(head[1]) != number:
            raise Malformed(f"object {number} is not where the table says")
        found = self._memories.objects.get(raw)
        return self._memories.objects.put(raw, parsed(raw)) if found is None else found

    def _raw(self, offset: int) -> bytes:
        """Return the bytes from ``offset`` to where the next object begins."""
        offsets: Sequence[int] = self._own
        if self.stem is not None and offset < len(self.stem.data):
            offsets = self._stem_offsets()
        after = bisect_right(offsets, offset)
        return self._data[offset : offsets[after] if after < len(offsets) else len(self._data)]

    def _shared_offsets(self) -> list[int]:
        assert self.stem is not None
        rows = [self.rows[number] for number in range(self.stem.first, self.stem.last + 1)]
        return sorted([*[place for kind, place, _ in rows if kind == IN_USE], len(self.stem.data)])

    def _in_stream(self, number: int, place: int, index: int) -> Value:
        return self._holding(number, place, index).value(index)

    def _holding(self, number: int, place: int, index: int) -> StreamObjects:
        """Return what the object stream ``place`` holds, where object ``number`` is at ``index`` in it."""
        held = self._held.get(place)
        if held is None:
            if not 0 < place < self.rows.size or self.rows[place][0] != IN_USE:
                raise Malformed("the cross-reference table names an object stream that is not there")
            holder = self._numbered(place, *self.rows[place][1:])
            if not isinstance(holder, Stream):
                raise Malformed(f"object {place} is not an object stream")
            held = self._memories.held.get(holder) or self._memories.held.put(holder, StreamObjects(holder))
            self._held[place] = held
        if index >= len(held.numbers) or held.numbers[index] != number:
            raise Malformed(f"object {number} is not where the table says")
        return held


def parsed(raw: bytes) -> Value:
    """Return the indirect object that ``raw`` begins with. Raises ``Malformed``."""
    plain = _PLAIN.match(raw)
    if plain is not None and raw.startswith(_STREAM_STOPS, end := plain.end() + (length := int(plain[2]))):
        values: dict[str, Value] = {"Filter": Name("FlateDecode"), "Length": length} if plain[1] else {"Length": length}
        return Stream(values, raw[plain.end() : end])
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


def is_whole(raw: bytes) -> bool:
    """Whether ``raw`` is an indirect object as letterpack writes one, from its number to its end, and nothing else."""
    plain = _PLAIN.match(raw) or TABLE.match(raw)
    if plain is not None:
        return raw[plain.end() + int(plain.groups()[-1]) :] in STREAM_ENDS
    head = _HEAD.match(raw)
    if head is None:
        return False
    value, at = parse(raw, head.end())
    begin = _STREAM.match(raw, at) if isinstance(value, dict) else None
    said = raw[head.end() : at]
    # A string may hold the sign that begins a comment.
    if b"%" in said and b"%" in _STRINGS.sub(b"", said):
        return False
    if begin is None or not isinstance(value, dict):
        return raw[at:] == _END
    length = value.get("Length")
    return isinstance(length, int) and raw[begin.end() + length :] in STREAM_ENDS


def end_of_file(table_at: int) -> bytes:
    """Return what stands behind the table of a file."""
    return b"startxref\n%d\n%%%%EOF\n" % table_at


def _plain_table(data: bytes) -> Stream | None:
    """Return the cross-reference stream that ``data`` begins with, where it says what those of packets say and nothing else."""
    found = TABLE.match(data)
    if found is None:
        return None
    size, width, root, info, first, second, length = found.groups()
    end = found.end() + int(length)
    if not data.startswith((b"\nendstream\nendobj\n", b"\r\nendstream\nendobj\n"), end):
        return None
    values: dict[str, Value] = {
        "Type": Name("XRef"),
        "Size": int(size),
        "W": [1, int(width), 1],
        "Root": Ref(int(root), 0),
        "ID": [bytes.fromhex(first.decode("ascii")), bytes.fromhex(second.decode("ascii"))],
        "Length": int(length),
    }
    if info:
        values["Info"] = Ref(int(info), 0)
    return Stream(values, data[found.end() : end])


def _rows(table: Stream) -> XrefRows:
    widths, size = table.values.get("W"), table.values.get("Size")
    if not isinstance(widths, list) or not isinstance(size, int) or "Index" in table.values:
        raise Malformed("its cross-reference stream cannot be read")
    return XrefRows(table.data(), [each if isinstance(each, int) else -1 for each in widths], size)


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
