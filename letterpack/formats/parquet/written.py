"""A Parquet file, written row by row: the same rows give the same bytes, whatever is installed.

pyarrow writes its own version into every file, and its bytes change with its releases; what is needed here is little. Pages are
PLAIN and packed as gzip, every value may be missing, and there are no statistics (parquet.thrift of Apache Parquet 2.11).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from msgspec import Struct

ParquetCell: TypeAlias = "str | int | float"

_MAGIC: Final = b"PAR1"
_GROUP_ROWS: Final = 10_000
"""Of a row group, which is held in memory until it is written: some megabytes."""
_VERSION: Final = 1
_INT64, _DOUBLE, _BYTE_ARRAY = 2, 5, 6
_OPTIONAL: Final = 1
_UTF8: Final = 0
_PLAIN, _RLE = 0, 3
_GZIP: Final = 2
_GZIP_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""RFC 1952: no name, no time, written on an unknown system."""

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_SHORT_LIST: Final = 15
_SEVEN_BITS: Final = 0x7F


class ParquetColumn(Struct, frozen=True):
    """A column: its name, and what it holds, ``str``, ``int`` or ``float``."""

    name: str
    kind: type


class ParquetWriter:
    """Writes rows by ``write``. An empty text is a missing value."""

    def __init__(self, write: Callable[[bytes], object], columns: Sequence[ParquetColumn], created_by: str) -> None:
        self._write, self._columns, self._created_by = write, columns, created_by
        self._waiting: list[tuple[ParquetCell, ...]] = []
        self._groups: list[bytes] = []
        self._at = self._rows = 0
        self._put(_MAGIC)

    def add(self, row: tuple[ParquetCell, ...]) -> None:
        """Add a row, which has a value for each column."""
        self._waiting.append(row)
        if len(self._waiting) == _GROUP_ROWS:
            self._write_group()

    def finish(self) -> None:
        """Write what waits, and the footer."""
        if self._waiting:
            self._write_group()
        schema = [_struct((4, _BINARY, _text("schema")), (5, _I32, _whole(len(self._columns))))]
        schema += map(_element, self._columns)
        footer = _struct(
            (1, _I32, _whole(_VERSION)),
            (2, _LIST, _list(_STRUCT, schema)),
            (3, _I64, _whole(self._rows)),
            (4, _LIST, _list(_STRUCT, self._groups)),
            (6, _BINARY, _text(self._created_by)),
        )
        self._put(footer + struct.pack("<I", len(footer)) + _MAGIC)

    def _write_group(self) -> None:
        chunks, sizes = [], 0
        for column, cells in zip(self._columns, zip(*self._waiting, strict=True), strict=True):
            page, start = _page(cells, column.kind), self._at
            packed = _gzip(page)
            head = _page_head(len(page), len(packed), len(cells))
            self._put(head + packed)
            size = len(head) + len(page)
            chunks.append(_chunk(column, len(cells), size, start, self._at - start))
            sizes += size
        rows = len(self._waiting)
        self._groups.append(_struct((1, _LIST, _list(_STRUCT, chunks)), (2, _I64, _whole(sizes)), (3, _I64, _whole(rows))))
        self._rows += rows
        self._waiting.clear()

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._at += len(data)


def _element(column: ParquetColumn) -> bytes:
    """Return what the schema says of ``column``."""
    fields = [(1, _I32, _whole(_physical(column))), (3, _I32, _whole(_OPTIONAL)), (4, _BINARY, _text(column.name))]
    if column.kind is str:
        fields.append((6, _I32, _whole(_UTF8)))
    return _struct(*fields)


def _physical(column: ParquetColumn) -> int:
    return {str: _BYTE_ARRAY, int: _INT64, float: _DOUBLE}[column.kind]


def _page(cells: Sequence[ParquetCell], kind: type) -> bytes:
    """Return which of ``cells`` are there, and those that are."""
    runs = [(len(list(same)), is_there) for is_there, same in groupby(cells, key=lambda cell: cell != "")]
    levels = b"".join([_varint(length << 1) + bytes([is_there]) for length, is_there in runs])
    there = [cell for cell in cells if cell != ""]
    if kind is str:
        texts = [str(cell).encode("utf-8") for cell in there]
        values = b"".join([part for text in texts for part in (struct.pack("<I", len(text)), text)])
    else:
        values = struct.pack(f"<{len(there)}{'q' if kind is int else 'd'}", *there)
    return struct.pack("<I", len(levels)) + levels + values


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    return _GZIP_HEAD + packed + struct.pack("<II", zlib.crc32(data), len(data))


def _page_head(size: int, packed_size: int, count: int) -> bytes:
    about = _struct((1, _I32, _whole(count)), (2, _I32, _whole(_PLAIN)), (3, _I32, _whole(_RLE)), (4, _I32, _whole(_RLE)))
    return _struct((1, _I32, _whole(0)), (2, _I32, _whole(size)), (3, _I32, _whole(packed_size)), (5, _STRUCT, about))


def _chunk(column: ParquetColumn, count: int, size: int, start: int, packed_size: int) -> bytes:
    about = _struct(
        (1, _I32, _whole(_physical(column))),
        (2, _LIST, _list(_I32, [_whole(_PLAIN), _whole(_RLE)])),
        (3, _LIST, _list(_BINARY, [_text(column.name)])),
        (4, _I32, _whole(_GZIP)),
        (5, _I64, _whole(count)),
        (6, _I64, _whole(size)),
        (7, _I64, _whole(packed_size)),
        (9, _I64, _whole(start)),
    )
    return _struct((2, _I64, _whole(start)), (3, _STRUCT, about))


# Thrift's compact protocol.
def _struct(*fields: tuple[int, int, bytes]) -> bytes:
    """Return a struct of ``fields``: their numbers, in order, at most 15 apart, their types and values."""
    data, before = b"", 0
    for number, kind, value in fields:
        data += bytes([number - before << 4 | kind]) + value
        before = number
    return data + b"\0"


def _list(kind: int, items: Iterable[bytes]) -> bytes:
    found = list(items)
    head = bytes([len(found) << 4 | kind]) if len(found) < _SHORT_LIST else bytes([0xF0 | kind]) + _varint(len(found))
    return head + b"".join(found)


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return _varint(len(data)) + data


def _whole(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    data = b""
    while number > _SEVEN_BITS:
        data += bytes([number & _SEVEN_BITS | _SEVEN_BITS + 1])
        number >>= 7
    return data + bytes([number])
