"""What stands around the contents that are each file's own, byte for byte: for files that have all else in common.

One such file was taken apart: where its objects lie, what its table says. Another that has the same bytes around its own
contents, and in its table what follows from their lengths, is laid out alike: nothing of it is parsed, and nothing left out.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from letterpack.patterns import late
from letterpack.readback.objects import STREAM_END, STREAM_ENDS, TABLE, Behind, end_of_file
from letterpack.readback.stems import Stem
from letterpack.readback.values import Name, Stream

_OWN: Final = late(rb"(\d{1,9}) 0 obj\n<<(/Filter/FlateDecode)?/Length (\d{1,9})>>stream\n")
_PACKED: Final = Name("FlateDecode")
_LENGTH: Final = late(rb"\d{1,9} 0 obj\n<<[^<>]*/Length (\d{1,9})>>stream\n")
_END: Final = b"\nendobj\n"


class Surroundings:
    """What files have behind their ``stem`` around the contents of the objects ``own``, and around the ``whole`` objects that are
    each file's own: of its fonts, of what it says of itself.
    """

    __slots__ = ("_before", "_generation", "_head", "_middle", "_pieces", "_rows", "_stem", "_whole", "_width")

    def __init__(self, stem: Stem, behind: Behind, own: AbstractSet[int], whole: AbstractSet[int] = frozenset()) -> None:
        """Take apart what a file has ``behind`` the stem. Whether that is as letterpack writes it, ``contents`` says of that
        file.
        """
        table = TABLE.match(behind.table)
        self._stem, self._whole = stem, whole
        self._pieces = tuple([(number, None if number in own | whole else raw) for number, raw in behind.objects.items()])
        self._head = self._middle = self._generation = b""
        self._width = self._before = 0
        self._rows = (b"", b"")
        if table is None:
            return
        self._head, self._middle = behind.table[: table.start(5)], behind.table[table.end(6) : table.end()]
        self._width, self._before = int(table[2]), stem.first - 1
        rows, length = behind.table[table.end() :], int(table[7]) // int(table[1])
        self._generation = bytes(max(0, length - 1 - self._width))
        self._rows = rows[:length], rows[stem.first * length : (stem.last + 1) * length]

    def contents(self, data: bytes) -> dict[int, bytes] | None:
        """Return what the objects hold that are the own ones of the file ``data``, which begins with the stem, the whole ones as
        they stand there; None where anything around them is otherwise. Raises ``Malformed`` where one cannot be unpacked.
        """
        found: dict[int, bytes] = {}
        offsets: list[int] = []
        start = at = len(self._stem.data)
        for number, raw in self._pieces:
            offsets.append(at)
            if raw is not None:
                if not data.startswith(raw, at):
                    return None
                at += len(raw)
                continue
            if number in self._whole:
                end = _end_of_object(data, at)
                if not data.startswith(b"%d 0 obj\n" % number, at) or end is None:
                    return None
                found[number], at = data[at:end], end
                continue
            head = _OWN.match(data, at)
            if head is None or int(head[1]) != number:
                return None
            end = head.end() + int(head[3])
            ends = next((each for each in STREAM_ENDS if data.startswith(each, end)), None)
            if ends is None:
                return None
            content = data[head.end() : end]
            found[number] = Stream({"Filter": _PACKED}, content).data() if head[2] else content
            at = end + len(ends)
        offsets.append(at)
        return found if data[at:] == self._table(offsets, memoryview(data)[start:at]) else None

    def _table(self, offsets: list[int], behind: memoryview) -> bytes | None:
        """Return the table, and what follows it, of a file with objects at these ``offsets``, whose last is the table's own; None
        where it cannot say them.
        """
        if offsets[-1] >> 8 * self._width:
            return None
        digest = self._stem.digest()
        digest.update(behind)
        named = digest.hexdigest()[:32].encode("ascii")
        rows = [b"\x01%b%b" % (offset.to_bytes(self._width, "big"), self._generation) for offset in offsets]
        free, stem = self._rows
        return b"".join(
            (
                self._head, named, b"><", named, self._middle, free, *rows[: self._before], stem, *rows[self._before :],
                STREAM_END, end_of_file(offsets[-1]),
            )
        )  # fmt: skip


def _end_of_object(data: bytes, start: int) -> int | None:
    """Return where the object ends that begins at ``start``; None where it has no end."""
    head = _LENGTH.match(data, start)
    if head is None:
        end = data.find(_END, start)
        return None if end < 0 else end + len(_END)
    end = head.end() + int(head[1])
    ends = next((each for each in STREAM_ENDS if data.startswith(each, end)), None)
    return None if ends is None else end + len(ends)
