"""The mailing list as a workbook (XLSX): the same rows, with texts that no spreadsheet takes for numbers, dates or formulas."""

from __future__ import annotations

import hashlib
from io import RawIOBase
from typing import BinaryIO, Final, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from letterpack.model.manifest import ProductRow
from letterpack.products import Piece, Product, Setting, no_blind_copy
from letterpack.products.mailing_list import HEADERS, row_of
from letterpack.readback.product_rows import rows_of_workbook

NAME: Final = "mailing-list-xlsx"
FILE: Final = "mailing-list.xlsx"
_NO_CLOCK: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that ZIP knows: the same rows give the same bytes."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_PART: Final = "xl/worksheets/sheet1.xml"
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Pieces" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


class _Hashed(RawIOBase):
    """A file that is written once, from the beginning to the end, and whose digest is kept."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self.digest, self._at = file, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(cast(bytes, data))
        if not self._file.closed:  # A batch was given up: the archive writes its end when it is forgotten.
            self._file.write(view)
        self.digest.update(view)
        self._at += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        return self._at


class _WorkbookMaker:
    def __init__(self, setting: Setting) -> None:
        self._campaign, self._form = setting.campaign, setting.form
        self._out = _Hashed(setting.create(FILE))
        self._zip = ZipFile(cast(BinaryIO, self._out), "w", ZIP_DEFLATED)
        for name, text in _PARTS.items():
            self._zip.writestr(_member(name), _HEAD + text)
        self._part = self._zip.open(_member(_SHEET_PART), "w", force_zip64=True)
        self._ids: list[str] = []
        self._part.write(f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
        self._row(HEADERS)

    def add(self, piece: Piece) -> None:
        """Write the piece's row."""
        self._row(row_of(piece, self._campaign, self._form))
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Complete the workbook."""
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()
        self._zip.close()
        return (ProductRow(NAME, FILE, self._out.digest.hexdigest(), tuple(self._ids)),)

    def _row(self, cells: tuple[str | float, ...]) -> None:
        self._part.write(f"<row>{''.join(map(_cell, cells))}</row>".encode())


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _NO_CLOCK)
    member.compress_type = ZIP_DEFLATED
    return member


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else "<c/>"
    return f"<c><v>{value}</v></c>"


PRODUCT: Final = Product(
    name=NAME,
    title="the mailing list as a workbook",
    file=FILE,
    begin=_WorkbookMaker,
    takes=no_blind_copy,
    told=lambda file, _: rows_of_workbook(file),
)
