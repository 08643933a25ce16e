"""The mailing list as Parquet: the same rows, with texts and numbers, for programs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, Final

from letterpack.formats.parquet import can_read_parquet
from letterpack.formats.parquet.written import ParquetColumn, ParquetWriter
from letterpack.model.manifest import ProductRow
from letterpack.products import FinishedFile, Piece, Product, Setting, no_blind_copy
from letterpack.products.mailing_list import HEADERS, NUMBERS, ListWitness, as_number_or_text, row_of
from letterpack.readback.product_rows import NotTold, rows_of_parquet

NAME: Final = "mailing-list-parquet"
FILE: Final = "mailing-list.parquet"
_PART_BYTES: Final = 1 << 16


class _ParquetMaker:
    def __init__(self, setting: Setting) -> None:
        self._campaign, self._form, self._file = setting.campaign, setting.form, setting.create(FILE)
        self._digest = hashlib.sha256()
        self._ids: list[str] = []
        self._rows = _writer(self._write)

    def add(self, piece: Piece) -> None:
        """Write the piece's row."""
        self._rows.add(row_of(piece, self._campaign, self._form))
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Complete the file."""
        self._rows.finish()
        return (ProductRow(NAME, FILE, self._digest.hexdigest(), tuple(self._ids)),)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)


def _writer(write: Callable[[bytes], object]) -> ParquetWriter:
    return ParquetWriter(write, [ParquetColumn(name, NUMBERS.get(name, str)) for name in HEADERS], "letterpack")


def _opened(finished: FinishedFile) -> ListWitness:
    """Open the finished list. Raises ``NotTold`` where nothing is installed that reads it."""
    if not can_read_parquet():
        raise NotTold("what reads Parquet is not installed")
    return ListWitness(
        rows_of_parquet(finished.file), finished.campaign, as_number_or_text, partial(_otherwise_written, finished.file)
    )


def _otherwise_written(file: BinaryIO) -> Iterator[str]:
    """Yield that the file's bytes are others than those of its rows. Raises ``NotTold``."""
    file.seek(0)
    digest = hashlib.sha256()
    writer = _writer(digest.update)
    for row in rows_of_parquet(file):
        writer.add(tuple([NUMBERS.get(name, str)(cell) if (cell := row.cells.get(name, "")) else "" for name in HEADERS]))
    writer.finish()
    file.seek(0)
    there = hashlib.sha256()
    while part := file.read(_PART_BYTES):
        there.update(part)
    if there.digest() != digest.digest():
        yield "its rows are written otherwise"


PRODUCT: Final = Product(
    name=NAME,
    title="the mailing list as Parquet",
    file=FILE,
    begin=_ParquetMaker,
    takes=no_blind_copy,
    read_back=_opened,
    told=lambda file, _: rows_of_parquet(file),
)
