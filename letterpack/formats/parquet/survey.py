"""How large a Parquet file's pages are, found in its footer and in their heads before a library unpacks one of them.

Footer and heads may lie as well, and a page of a few bytes may stand for a billion values: ``text`` counts what comes out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.formats.decode import Refused
from letterpack.formats.parquet.thrift import STRUCT, CutOff, ThriftReader
from letterpack.limits import (
    LEAST_PARQUET_UNPACKED_BYTES,
    MEGABYTE,
    MOST_COLUMNS,
    MOST_PARQUET_FOLD,
    MOST_PARQUET_FOOTER_BYTES,
    MOST_PARQUET_PAGE_BYTES,
    MOST_PARQUET_PAGES,
    MOST_PARQUET_ROWS,
)

_MAGIC: Final = b"PAR1"
_ENCRYPTED: Final = b"PARE"
_TAIL_BYTES: Final = 8
"""How long the footer is, and the magic."""
_HEAD_BYTES: Final = 1 << 16
"""More than the head of a page has: with the least and the greatest of its values, some hundred."""
_FIRST_LOOK: Final = 256
# Numbers of fields, by parquet.thrift of Apache Parquet 2.11.
_SCHEMA, _ROWS, _GROUPS, _ENCRYPTION = 2, 3, 4, 8
_CHUNKS: Final = 1
_FILE, _ABOUT, _CHUNK_KEY, _HIDDEN = 1, 3, 8, 9
_PACKED, _DATA_AT, _DICTIONARY_AT = 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED = 2, 3


class _Chunk(Struct, frozen=True):
    """Where the pages of a column of a row group stand."""

    start: int
    packed_bytes: int


def most_unpacked(size_bytes: int) -> int:
    """Return how much a file of this size may unpack to."""
    return max(LEAST_PARQUET_UNPACKED_BYTES, MOST_PARQUET_FOLD * size_bytes)


def survey(stream: BinaryIO) -> int:
    """Return the size of the Parquet file ``stream``. Raises ``Refused`` where it is none, or more than is read; ``OSError``."""
    size = stream.seek(0, io.SEEK_END)
    chunks = list(_chunks(_footer(stream, size)))
    if sum([each.packed_bytes for each in chunks]) > size:
        raise Refused("is damaged: columns of it overlap")
    left_bytes, left_pages = most_unpacked(size), MOST_PARQUET_PAGES
    for chunk in chunks:
        for unpacked_bytes in _pages(stream, chunk, size):
            left_bytes, left_pages = left_bytes - unpacked_bytes, left_pages - 1
            if left_bytes < 0:
                raise Refused(f"unpacks to more than {most_unpacked(size) // MEGABYTE:,} MB")
            if left_pages < 0:
                raise Refused(f"has more than {MOST_PARQUET_PAGES:,} pages")
    return size


def _footer(stream: BinaryIO, size: int) -> bytes:
    stream.seek(0)
    begins = stream.read(len(_MAGIC))
    stream.seek(max(0, size - _TAIL_BYTES))
    tail = stream.read(_TAIL_BYTES)
    if begins == _ENCRYPTED or tail.endswith(_ENCRYPTED):
        raise Refused("is encrypted")
    if begins != _MAGIC:
        raise Refused("is not a Parquet file")
    length = int.from_bytes(tail[:4], "little")
    if size < len(_MAGIC) + _TAIL_BYTES or not tail.endswith(_MAGIC) or length > size - len(_MAGIC) - _TAIL_BYTES:
        raise Refused("is damaged: its end is missing")
    if length > MOST_PARQUET_FOOTER_BYTES:
        raise Refused(f"has a footer of more than {MOST_PARQUET_FOOTER_BYTES // MEGABYTE} MB")
    stream.seek(size - _TAIL_BYTES - length)
    return stream.read(length)


def _chunks(footer: bytes) -> Iterator[_Chunk]:
    """Yield what the footer says of each column of each row group."""
    reader = ThriftReader(footer)
    for field, kind in reader.fields():
        if field == _SCHEMA:
            columns = -1
            for below in reader.items():
                reader.skip(below)
                columns += 1
            if columns > MOST_COLUMNS:
                raise Refused(f"has {columns:,} columns, but at most {MOST_COLUMNS:,} are read")
        elif field == _ROWS:
            rows = reader.integer()
            if rows > MOST_PARQUET_ROWS:
                raise Refused(f"has {rows:,} rows, but at most {MOST_PARQUET_ROWS:,} are read")
        elif field == _GROUPS:
            for _ in reader.items():
                yield from _group(reader)
        elif field == _ENCRYPTION:
            raise Refused("is encrypted")
        else:
            reader.skip(kind)


def _group(reader: ThriftReader) -> Iterator[_Chunk]:
    for field, kind in reader.fields():
        if field != _CHUNKS:
            reader.skip(kind)
            continue
        for _ in reader.items():
            yield _chunk(reader)


def _chunk(reader: ThriftReader) -> _Chunk:
    found: dict[int, int] = {}
    for field, kind in reader.fields():
        if field == _FILE:
            raise Refused("keeps columns in other files")
        if field in (_CHUNK_KEY, _HIDDEN):
            raise Refused("is encrypted")
        if field == _ABOUT and kind == STRUCT:
            for below, below_kind in reader.fields():
                if below in (_PACKED, _DATA_AT, _DICTIONARY_AT):
                    found[below] = reader.integer()
                else:
                    reader.skip(below_kind)
        else:
            reader.skip(kind)
    if _PACKED not in found or _DATA_AT not in found:
        raise Refused("is damaged: its footer does not say where a column is")
    begins = [at for at in (found[_DATA_AT], found.get(_DICTIONARY_AT, 0)) if at > 0]
    if not begins or found[_PACKED] < 0:
        raise Refused("is damaged: its footer does not say where a column is")
    return _Chunk(min(begins), found[_PACKED])


def _pages(stream: BinaryIO, chunk: _Chunk, size: int) -> Iterator[int]:
    """Yield how many bytes each page of ``chunk`` unpacks to, as its head has it."""
    at, end = chunk.start, chunk.start + chunk.packed_bytes
    if end > size:
        raise Refused("is damaged: a column of it is cut off")
    while at < end:
        length, packed_bytes, unpacked_bytes = _page_head(stream, at)
        if packed_bytes < 0 or unpacked_bytes < 0 or at + length + packed_bytes > end:
            raise Refused("is damaged: a page of it is cut off")
        if unpacked_bytes > MOST_PARQUET_PAGE_BYTES:
            raise Refused(f"has a page of more than {MOST_PARQUET_PAGE_BYTES // MEGABYTE} MB")
        yield unpacked_bytes
        at += length + packed_bytes


def _page_head(stream: BinaryIO, at: int) -> tuple[int, int, int]:
    """Return how long the head at ``at`` is, and how long its page is, packed and unpacked."""
    try:
        return _read_head(stream, at, _FIRST_LOOK)
    except CutOff:
        return _read_head(stream, at, _HEAD_BYTES)


def _read_head(stream: BinaryIO, at: int, look: int) -> tuple[int, int, int]:
    stream.seek(at)
    reader = ThriftReader(stream.read(look))
    sizes = {_PAGE_UNPACKED: -1, _PAGE_PACKED: -1}
    for field, kind in reader.fields():
        if field in sizes:
            sizes[field] = reader.integer()
        else:
            reader.skip(kind)
    return reader.at, sizes[_PAGE_PACKED], sizes[_PAGE_UNPACKED]
