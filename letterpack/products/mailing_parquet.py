"""The mailing list as Parquet: the same rows, with texts and numbers, for programs."""

from __future__ import annotations

import hashlib
from typing import Final

from letterpack.formats.parquet import can_read_parquet
from letterpack.formats.parquet.written import ParquetColumn, ParquetWriter
from letterpack.model.manifest import ProductRow
from letterpack.products import FinishedFile, Piece, Product, Setting, no_blind_copy
from letterpack.products.mailing_list import HEADERS, ListWitness, as_number_or_text, row_of
from letterpack.readback.product_rows import NotTold, rows_of_parquet

NAME: Final = "mailing-list-parquet"
FILE: Final = "mailing-list.parquet"
_NUMBERS: Final[dict[str, type]] = {"pages": int, "sheets": int, "weight_g": float, "with_envelope_g": float}


class _ParquetMaker:
    def __init__(self, setting: Setting) -> None:
        self._campaign, self._form, self._file = setting.campaign, setting.form, setting.create(FILE)
        self._digest = hashlib.sha256()
        self._ids: list[str] = []
        self._rows = ParquetWriter(self._write, [ParquetColumn(name, _NUMBERS.get(name, str)) for name in HEADERS], "letterpack")

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


def _opened(finished: FinishedFile) -> ListWitness:
    """Open the finished list. Raises ``NotTold`` where nothing is installed that reads it."""
    if not can_read_parquet():
        raise NotTold("what reads Parquet is not installed")
    return ListWitness(rows_of_parquet(finished.file), finished.campaign, as_number_or_text)


PRODUCT: Final = Product(
    name=NAME,
    title="the mailing list as Parquet",
    file=FILE,
    begin=_ParquetMaker,
    takes=no_blind_copy,
    read_back=_opened,
    told=lambda file, _: rows_of_parquet(file),
)
