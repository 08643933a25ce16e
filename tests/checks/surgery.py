"""Files of ours opened, changed, and written again as the press writes them: one table, no object but in its place.

What is changed so cannot be told by how a file is laid out, only by what it says.
"""

from __future__ import annotations

import hashlib
import random
import re
import struct
import zlib
from dataclasses import dataclass, field

from letterpack.readback.objects import OwnObjects
from letterpack.readback.values import PdfName, Ref, Stream, Value, parse


@dataclass(slots=True)
class Opened:
    """A file's objects as source, by number: dictionaries as they stand, streams unpacked; and the numbers of what is in it."""

    head: bytes
    root: int
    info: int
    bodies: dict[int, bytes] = field(default_factory=dict)
    streams: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def numbers(self, pattern: bytes) -> list[int]:
        """Return the numbers of the objects whose dictionary holds ``pattern``."""
        held = {**self.bodies, **{number: entries for number, (entries, _) in self.streams.items()}}
        return sorted([number for number, body in held.items() if re.search(pattern, body)])

    def page(self, index: int) -> int:
        """Return the number of a page."""
        (tree,) = self.numbers(rb"/Type/Pages")
        kids = re.search(rb"/Kids\[([^\]]*)\]", self.bodies[tree])
        assert kids is not None
        return int(kids[1].split()[3 * index])

    def contents(self, index: int) -> list[int]:
        """Return the numbers of a page's content streams."""
        found = re.search(rb"/Contents\[([^\]]*)\]", self.bodies[self.page(index)])
        assert found is not None
        return [int(number) for number in found[1].split()[::3]]

    def put(self, body: bytes) -> int:
        """Add a dictionary, and return its number."""
        number = max((*self.bodies, *self.streams)) + 1
        self.bodies[number] = body
        return number

    def put_stream(self, entries: bytes, data: bytes) -> int:
        """Add a stream with ``entries`` in its dictionary, and return its number."""
        number = max((*self.bodies, *self.streams)) + 1
        self.streams[number] = (entries, data)
        return number

    def change(self, number: int, old: bytes, new: bytes) -> None:
        """Put ``new`` in place of ``old`` in a dictionary, or in a stream's data."""
        if number in self.streams:
            entries, data = self.streams[number]
            assert old in data, old
            self.streams[number] = (entries, data.replace(old, new, 1))
        else:
            assert old in self.bodies[number], old
            self.bodies[number] = self.bodies[number].replace(old, new, 1)

    def entry(self, number: int, entry: bytes) -> None:
        """Add an entry to a dictionary."""
        if number in self.streams:
            entries, data = self.streams[number]
            self.streams[number] = (entries + entry, data)
        else:
            self.bodies[number] = self.bodies[number].removesuffix(b">>") + entry + b">>"


def opened(data: bytes) -> Opened:
    """Return the objects of a packet."""
    objects = OwnObjects(data)
    root, info = objects.trailer["Root"], objects.trailer.get("Info")
    assert isinstance(root, Ref)
    found = Opened(data[: data.index(b"\n", 10) + 1], root.number, info.number if isinstance(info, Ref) else 0)
    held: dict[int, bytes] = {}
    for number in range(1, objects.rows.size - 1):
        kind, place, _ = objects.rows[number]
        if kind != 1:
            continue
        stream = objects.get(Ref(number, 0))
        raw = data[place : data.index(b"endobj", place)]
        if not isinstance(stream, Stream):
            found.bodies[number] = raw[raw.index(b"obj\n") + 4 :].strip()
        elif stream.values.get("Type") == "ObjStm":
            held.update(_held(stream))
        else:
            (entries,) = re.findall(rb"\A\d+ 0 obj\s*<<(.*?)>>\s*stream\r?\n", raw, re.DOTALL)
            is_plain = stream.values.get("Filter") in (None, "FlateDecode")
            for dropped in (rb"/Length\s+\d+", rb"/Filter\s*/FlateDecode" if is_plain else rb"/(?!)"):
                entries = re.sub(dropped, b"", entries)
            found.streams[number] = (entries, stream.data() if is_plain else stream.raw)
    found.bodies.update(held)
    return found


def _held(stream: Stream) -> dict[int, bytes]:
    data, count, first = stream.data(), stream.values["N"], stream.values["First"]
    assert isinstance(count, int) and isinstance(first, int)
    index = [int(part) for part in data[:first].split()]
    ends = [*index[3::2], len(data) - first]
    return {index[2 * each]: data[first + index[2 * each + 1] : first + ends[each]].strip() for each in range(count)}


def written(file: Opened) -> bytes:
    """Return the file as the press would write it: dictionaries in object streams, a packed stream for each content."""
    out, rows = [file.head], {0: struct.pack(">BIH", 0, 0, 65535)}
    at = len(file.head)
    numbers = sorted(file.bodies)
    holder = max((*file.bodies, *file.streams)) + 1
    parts: list[tuple[int, bytes]] = []
    for number, (entries, data) in file.streams.items():
        is_packed = b"/Filter" in entries
        packed = data if is_packed else zlib.compress(data)
        filtered = b"" if is_packed else b"/Filter/FlateDecode"
        parts.append((number, b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, filtered, len(packed), packed)))
    offsets, held = [], b""
    for index, number in enumerate(numbers):
        held += b"\n" if index else b""
        offsets.append(b"%d %d" % (number, len(held)))
        held += file.bodies[number]
        rows[number] = struct.pack(">BIH", 2, holder, index)
    head = b" ".join(offsets) + b"\n"
    packed = zlib.compress(head + held)
    parts.append(
        (
            holder,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (len(numbers), len(head), len(packed), packed),
        )
    )
    for number, body in parts:
        rows[number] = struct.pack(">BIH", 1, at, 0)
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(out[-1])
    table = b"".join([rows.get(number, rows[0]) for number in range(holder + 1)]) + struct.pack(">BIH", 1, at, 0)
    digest = hashlib.sha256(b"".join(out)).hexdigest()[:32].encode("ascii")
    named = b"/Info %d 0 R" % file.info if file.info else b""
    out.append(
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R%s/ID[<%s><%s>]/Length %d>>stream\n"
        b"%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (holder + 1, holder + 2, file.root, named, digest, digest, len(table), table, at)
    )
    return b"".join(out)


def source(value: Value) -> bytes:
    """Return a value as PDF source."""
    if isinstance(value, dict):
        return b"<<%s>>" % b"".join([b"/%s %s" % (key.encode(), source(each)) for key, each in value.items()])
    if isinstance(value, list):
        return b"[%s]" % b" ".join(map(source, value))
    if isinstance(value, bytes):
        return b"<%s>" % value.hex().encode()
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null").encode()
    return (f"/{value}" if isinstance(value, PdfName) else str(value)).encode()


def another(value: Value, numbers: list[int], chance: random.Random) -> Value:
    """Return a value that is nearly the one given."""
    if isinstance(value, list) and value:
        at = chance.randrange(len(value))
        return [another(each, numbers, chance) if at == index else each for index, each in enumerate(value)]
    if isinstance(value, Ref):
        return Ref(chance.choice([each for each in numbers if each != value.number]), 0)
    if isinstance(value, bytes):
        return value + (b"\0x" if value.startswith(b"\xfe\xff") else b"x")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value + (1 if isinstance(value, int) else 0.5)
    return PdfName(f"{value}x") if isinstance(value, PdfName) else PdfName("Zz")


def changed(file: Opened, chance: random.Random) -> str:
    """Change one entry of a dictionary, whichever; return which."""
    number = chance.choice([each for each, body in file.bodies.items() if body.startswith(b"<<")])
    entries, _ = parse(file.bodies[number])
    assert isinstance(entries, dict)
    key = chance.choice(list(entries))
    kind = chance.choice(["out", "other", "more"])
    left = {each: value for each, value in entries.items() if each != key}
    made = {
        "out": left,
        "other": {**left, key: another(entries[key], list(file.bodies), chance)},
        "more": {**entries, "Zz": 1},
    }[kind]
    file.bodies[number] = source(made)
    return f"{file.bodies[number]!r}: {key} {kind}"
