"""Stems: what many files begin with, byte for byte, and what follows from it alone; a step of readback that parses no object."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final, TypeVar, cast

from letterpack.readback.values import Malformed

if TYPE_CHECKING:
    from letterpack.readback.molds import Mold

IN_USE: Final = 1
IN_STREAM: Final = 2
"""Types of rows (ISO 32000-1, table 18)."""
_FIELDS: Final = 3
"""Of a row of a cross-reference stream (7.5.8.2)."""
_MOST_WIDTH: Final = 8
_MISSING: Final = object()

T = TypeVar("T")


class XrefRows:
    """The rows of a cross-reference stream, read as they are asked for. Raises ``Malformed`` where there are too few bytes."""

    __slots__ = ("_data", "_second", "_third", "_width", "size")

    def __init__(self, data: bytes, widths: list[int], size: int) -> None:
        if len(widths) != _FIELDS or widths[0] != 1 or not all(0 <= each <= _MOST_WIDTH for each in widths):
            raise Malformed("its cross-reference stream cannot be read")
        self._second = 1 + widths[1]
        self._third = self._width = self._second + widths[2]
        self._data, self.size = data, size
        if len(data) < self._width * size:
            raise Malformed("its cross-reference stream is cut off")

    def __getitem__(self, number: int) -> tuple[int, int, int]:
        """Return kind, place and index of object ``number``: a kind, an offset or an object stream's number, an index in it."""
        at, data = number * self._width, self._data
        place = int.from_bytes(data[at + 1 : at + self._second], "big")
        return data[at], place, int.from_bytes(data[at + self._second : at + self._third], "big")

    def place(self, number: int) -> int:
        """Return the offset of object ``number``; -1 where it does not stand by itself."""
        at = number * self._width
        return int.from_bytes(self._data[at + 1 : at + self._second], "big") if self._data[at] == IN_USE else -1

    def part(self, first: int, last: int) -> bytes:
        """Return the bytes of the rows ``first`` to ``last``."""
        return self._data[first * self._width : (last + 1) * self._width]

    def shared(self) -> tuple[int, int, int] | None:
        """Return the first and the last number of the objects that stand before object 1, and where that begins; None where the
        file is not written so.
        """
        end = self.place(1) if self.size > 1 else -1
        if end < 0:
            return None
        first, last = 1, self.size - 1
        while first < self.size and self.place(first) >= end:
            first += 1
        while last > first and self.place(last) >= end:
            last -= 1
        return (first, last, end) if first <= last else None

    def stay_before(self, first: int, last: int, end: int) -> bool:
        """Whether the objects ``first`` to ``last`` all stand before ``end``, those in object streams in one of them."""
        for number in range(first, last + 1):
            kind, place, _ = self[number]
            if not (kind == IN_USE and place < end) and not (kind == IN_STREAM and first <= place <= last):
                return False
        return True


class Stem:
    """What a file begins with, up to object 1: the objects ``first`` to ``last``, and what was worked out from them alone.

    ``molds`` are those of the files that begin so, by the number of pages in them that others have made.
    """

    __slots__ = ("_digest", "_memo", "data", "first", "last", "molds")

    def __init__(self, data: bytes, first: int, last: int) -> None:
        self.data, self.first, self.last = data, first, last
        self.molds: dict[int, list[Mold]] = {}
        self._digest = hashlib.sha256(data)
        self._memo: dict[Hashable, object] = {}

    def digest(self) -> hashlib._Hash:
        """Return a digest of its bytes, to be gone on with."""
        return self._digest.copy()

    def knows(self, key: Hashable) -> bool:
        """Whether something is remembered under ``key``."""
        return key in self._memo

    def once(self, key: Hashable, compute: Callable[[], tuple[T, bool]]) -> T:
        """Return what is remembered under ``key``, else what ``compute`` returns: a value, and whether it follows from the stem
        and ``key`` alone and so is remembered.
        """
        found = self._memo.get(key, _MISSING)
        if found is _MISSING:
            found, is_shared = compute()
            if is_shared:
                self._memo[key] = found
        return cast(T, found)
