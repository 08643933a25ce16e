"""Thrift's compact protocol, in which Parquet writes its footer and the heads of its pages (thrift-compact-protocol.md), read
field by field: what nobody asks for is passed over and costs no memory, however much of it there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.formats.decode import Refused

STRUCT: Final = 12
_TRUE, _FALSE, _BYTE = 1, 2, 3
_INTEGERS: Final = (4, 5, 6)
_DOUBLE, _BINARY, _LIST, _SET, _MAP = 7, 8, 9, 10, 11
_SIZES: Final = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}
_HOLDERS: Final = (_LIST, _SET, _MAP, STRUCT)
_SHORT: Final = 15
"""A list of so many items, or more, says how many behind its head."""
_MOST_LEVELS: Final = 16
_MORE_FOLLOW: Final = 0x80
_MOST_VARINT_BITS: Final = 63


class CutOff(Refused):
    """The bytes end within a value."""

    def __init__(self) -> None:
        super().__init__("is damaged: its footer is cut off")


class ThriftReader:
    """Reads values from ``data``; ``at`` is where the next one begins. Raises ``Refused`` for what is none."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def fields(self) -> Iterator[tuple[int, int]]:
        """Yield number and type of each field of a struct; whoever asks reads or skips its value before the next."""
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.integer()
            yield number, head & 0x0F

    def items(self) -> Iterator[int]:
        """Yield the type of each item of a list, likewise."""
        head = self.byte()
        count = head >> 4 if head >> 4 < _SHORT else self._varint()
        for _ in range(count):
            yield head & 0x0F

    def integer(self) -> int:
        """Return a whole number."""
        packed = self._varint()
        return (packed >> 1) ^ -(packed & 1)

    def skip(self, kind: int, level: int = 0) -> None:
        """Pass over a value of the type ``kind``."""
        if level > _MOST_LEVELS:
            raise Refused("is damaged: its footer is nested too deeply")
        if kind in _INTEGERS:
            self._varint()
        elif kind in _SIZES:
            self._pass(_SIZES[kind])
        elif kind == _BINARY:
            self._pass(self._varint())
        elif kind in _HOLDERS:
            for below in self._below(kind):
                self.skip(below, level + 1)
        else:
            raise Refused("is damaged: its footer cannot be read")

    def _below(self, kind: int) -> Iterator[int]:
        """Yield the types of what stands in a value of the type ``kind``."""
        if kind == STRUCT:
            yield from (below for _, below in self.fields())
            return
        # Elsewhere than in a struct, whose fields' types say it, a truth value is a byte.
        for below in self._pairs() if kind == _MAP else self.items():
            yield _BYTE if below in (_TRUE, _FALSE) else below

    def _pairs(self) -> Iterator[int]:
        count = self._varint()
        kinds = self.byte() if count else 0
        for _ in range(count):
            yield from (kinds >> 4, kinds & 0x0F)

    def byte(self) -> int:
        """Return the next byte."""
        if self.at >= len(self.data):
            raise CutOff
        self.at += 1
        return self.data[self.at - 1]

    def _pass(self, size: int) -> None:
        self.at += size
        if self.at > len(self.data):
            raise CutOff

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < _MORE_FOLLOW:
                return value
            shift += 7
            if shift > _MOST_VARINT_BITS:
                raise Refused("is damaged: its footer cannot be read")
