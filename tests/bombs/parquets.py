"""Hostile Parquet files, as a build meets them in ``addressees.parquet``: large ones, broken ones, and liars."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pyarrow as pa
from pyarrow import parquet

from letterpack.formats.parquet import written
from letterpack.formats.parquet.written import ParquetColumn, ParquetWriter

ROW = {"title": "Minister", "address": "1 Sample Street\nSampleton"}
NOBODY = "values of one program's own kind"


def packed(columns: Mapping[str, Any], **options: Any) -> bytes:
    """A file as pyarrow writes it."""
    out = io.BytesIO()
    parquet.write_table(pa.table(dict(columns)), out, **options)
    return out.getvalue()


def of(values: Any, kind: Any = None, **options: Any) -> bytes:
    """A list with an addressee for each of ``values``, which stand in the column ``fields.x``."""
    cells = pa.array(values, kind) if isinstance(values, list) else values
    return packed(
        {
            "id": [f"a-{row}" for row in range(len(cells))],
            **{key: [text] * len(cells) for key, text in ROW.items()},
            "fields.x": cells,
        },
        **options,
    )


def plain(**lies: Callable[..., bytes]) -> bytes:
    """A small file of our own writer, of which parts may say what is not so."""
    out = io.BytesIO()
    with ExitStack() as told:
        for name, lie in lies.items():
            told.enter_context(patch.object(written, name, lie))
        writer = ParquetWriter(out.write, [ParquetColumn(key, str) for key in ROW], "tests")
        writer.add(tuple(ROW.values()))
        writer.finish()
    return out.getvalue()


def page_of(size: int) -> bytes:
    """A file with pages that say of themselves that they unpack to so much."""
    said = written._page_head
    return plain(_page_head=lambda _, packed_size, count: said(size, packed_size, count))


def chunk_at(start: int = 4, packed_size: int = 50, **more: Any) -> bytes:
    """A file whose footer says of each column that it stands there."""
    said = written._chunk
    return plain(_chunk=lambda column, count, size, _start, _size: said(column, count, size, start, packed_size))


def with_footer(footer: bytes) -> bytes:
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def footer_with(*fields: tuple[int, int, bytes]) -> bytes:
    return with_footer(written._struct(*fields))


def with_chunk(*fields: tuple[int, int, bytes]) -> bytes:
    """A file of one column, about which the footer says this."""
    group = written._struct((1, 9, written._list(12, [written._struct(*fields)])))
    return footer_with((4, 9, written._list(12, [group])))


def repeated(rows: int, text: str) -> bytes:
    """A text that stands in a dictionary once, and in the rows as often as asked for."""
    column = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()).take(pa.array([0] * rows)), pa.array([text]))
    return packed({"title": column}, compression="zstd", row_group_size=rows)


def not_utf8() -> bytes:
    texts = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(struct.pack("<3i", 0, 1, 3)), pa.py_buffer(b"a\xff\xfe")])
    return of(texts)


SOUND: Mapping[str, Callable[[], bytes]] = {
    "our own": plain,
    "texts": lambda: of(["a", None]),
    "a dictionary": lambda: of(pa.array(["a", "b"]).dictionary_encode()),
    "large texts, views": lambda: of(["a"], pa.large_string()),
    "numbers": lambda: of([12, None], pa.int64()),
    "numbers with blanks, as pandas writes them": lambda: of([12.0, float("nan")]),
    "true and false": lambda: of([True, False]),
    "dates": lambda: of([date(2026, 1, 2)]),
    "nothing": lambda: of([None], pa.null()),
    "other columns of any kind": lambda: packed({**{key: [text] for key, text in ROW.items()}, "at": [datetime(2026, 1, 2, tzinfo=UTC)], "list": [["a"]]}),
    "many row groups": lambda: of(["a"] * 300, row_group_size=1),
    "gzip": lambda: of(["a"], compression="gzip"),
    "brotli, pages of the second kind": lambda: of(["a"], compression="brotli", data_page_version="2.0"),
}  # fmt: skip
"""Files that are taken."""

OF_OTHER_KINDS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "dates with a time": ("dates with a time", lambda: of([datetime(2026, 1, 2, tzinfo=UTC)])),
    "times": ("times of day", lambda: of([time(1)])),
    "durations": ("durations", lambda: of([timedelta(1)])),
    "decimals": ("decimal numbers", lambda: of([Decimal("1.50")])),
    "bytes": ("bytes", lambda: of([b"a"])),
    "bytes of one length": ("bytes", lambda: of([b"a"], pa.binary(1))),
    "a list": ("lists, or several values in one", lambda: of([["a"]])),
    "several values": ("lists, or several values in one", lambda: of([{"a": "b"}])),
    "an extension": (NOBODY, lambda: of(pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16)], pa.binary(16))))),
    "half numbers": (NOBODY, lambda: of(pa.array([1.0]).cast(pa.float16()))),
}  # fmt: skip
"""Columns that the letter needs and nobody can print: what they hold."""

REFUSED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("is not a Parquet file", lambda: b""),
    "magic alone": ("its end is missing", lambda: b"PAR1"),
    "another file": ("is not a Parquet file", lambda: b"id,title\n"),
    "cut off": ("its end is missing", lambda: plain()[:-9]),
    "begun elsewhere": ("is damaged", lambda: b"PAR1" + plain()[90:]),
    "encrypted": ("is encrypted", lambda: plain()[:-4] + b"PARE"),
    "encrypted, with a footer that is not": ("is encrypted", lambda: footer_with((8, 12, b"\0"))),
    "an encrypted column": ("is encrypted", lambda: with_chunk((8, 12, b"\0"))),
    "columns elsewhere": ("keeps columns in other files", lambda: with_chunk((1, 8, written._text("/etc/passwd")))),
    "columns nowhere": ("does not say where a column is", lambda: with_chunk((3, 12, b"\0"))),
    "a footer longer than the file": ("its end is missing", lambda: plain()[:-8] + b"\xff\xff\xff\x7fPAR1"),
    "a large footer": ("has a footer of more than 4 MB", lambda: with_footer(bytes(5_000_000))),
    "a deep footer": ("nested too deeply", lambda: with_footer(b"\x5c" + b"\x1c" * 100_000)),
    "a footer of noise": ("is damaged", lambda: with_footer(b"\xff" * 1000)),
    "a list that never ends": ("is damaged", lambda: footer_with((7, 9, b"\xfc" + b"\xff" * 8 + b"\x7f"))),
    "many columns": ("has 1,200 columns", lambda: packed({f"c{index}": ["a"] for index in range(1200)})),
    "rows that are not there": ("rows, but at most", lambda: footer_with((3, 6, written._whole(1 << 40)))),
    "a page of two gigabytes": ("has a page of more than 64 MB", lambda: page_of((1 << 31) - 1)),
    "a page of less than nothing": ("is cut off", lambda: page_of(-5)),
    "a page that says too little": ("cannot be read", lambda: page_of(10)),
    "a page that says too much": ("cannot be read", lambda: page_of(20_000_000)),
    "pages that are large together": ("unpacks to more than 64 MB", lambda: of(["a" * 20_000_000] * 4, compression="zstd", use_dictionary=False, write_statistics=False, row_group_size=1)),
    "columns that overlap": ("columns of it overlap", lambda: chunk_at(4, 300)),
    "a column beyond the end": ("is cut off", lambda: chunk_at(100_000)),
    "many rows of one word": ("unpacks to more than 64 MB", lambda: repeated(1_000_000, "a" * 200)),
    "rows of one long text": ("is damaged, or asks for more memory", lambda: repeated(2_000, "a" * 2_000_000)),
    "no text": ("has bytes in column `fields.x` that are not UTF-8 text", not_utf8),
}  # fmt: skip
"""Files that are not taken: what is said of them, and how they are made."""
