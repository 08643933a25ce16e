"""The mailing list as a workbook (XLSX): the same rows, with texts that no spreadsheet takes for numbers, dates or formulas."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from functools import partial
from io import RawIOBase
from itertools import repeat
from typing import BinaryIO, Final, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from letterpack.model.manifest import ProductRow
from letterpack.patterns import late
from letterpack.products import FinishedFile, Piece, Product, Setting, no_blind_copy
from letterpack.products.mailing_list import HEADERS, NUMBERS, ListWitness, as_number_or_text, row_of
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
_MOST_PART_BYTES: Final = 1 << 16
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

    def _row(self, cells: tuple[str | int | float, ...]) -> None:
        self._part.write(f"<row>{''.join(map(_cell, cells))}</row>".encode())


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _NO_CLOCK)
    member.compress_type = ZIP_DEFLATED
    return member


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else "<c/>"
    return f"<c><v>{value}</v></c>"


def _opened(finished: FinishedFile) -> ListWitness:
    faults = list(_parts_strange(finished.file))
    finished.file.seek(0)
    close = partial(_otherwise_written, finished.file)
    return ListWitness(rows_of_workbook(finished.file), finished.campaign, as_number_or_text, close, faults)


def _parts_strange(file: BinaryIO) -> Iterator[str]:
    """Yield that the workbook has other parts than its one sheet needs: another sheet, notes, a macro."""
    try:
        with ZipFile(file) as archive:
            names, said = archive.namelist(), {name: archive.open(name).read(_MOST_PART_BYTES) for name in {*_PARTS}}
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        yield "its parts cannot be read"
        return
    if sorted(names) != sorted((*_PARTS, _SHEET_PART)) or any(
        said[name] != (_HEAD + text).encode() for name, text in _PARTS.items()
    ):
        yield "it has other parts than a workbook of one sheet"


def _otherwise_written(file: BinaryIO) -> Iterator[str]:
    """Yield that the workbook's sheet, or its archive, is written otherwise than letterpack writes it. The sheet was read before,
    and is as small as that allows.
    """
    # A build reads no archive back, and need not load what does.
    from letterpack.readback.exact.archives import is_plain_archive

    with ZipFile(file) as archive:
        if not is_plain_archive(file, archive, _member(_SHEET_PART)):
            yield "its archive is written otherwise"
        rows = archive.read(_SHEET_PART).decode("utf-8", "replace")
    begin, end = f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>', "</sheetData></worksheet>"
    if not (rows.startswith(begin) and rows.endswith(end)):
        yield "its sheet is written otherwise"
        return
    at, stop = len(begin), len(rows) - len(end)
    is_first = True
    while at < stop:
        found = _ROW.match(rows, at, stop)
        cells = _CELL.findall(found[0]) if found else []
        if found is None or len(cells) != len(HEADERS) or not all(map(_is_number, HEADERS, cells, repeat(is_first))):
            yield "its sheet is written otherwise"
            return
        at, is_first = found.end(), False


_TEXT: Final = r"(?:[^<>&]|&(?:amp|lt|gt);)+"
_VALUE: Final = rf'<c/>|<c t="inlineStr"><is><t xml:space="preserve">{_TEXT}</t></is></c>|<c><v>[^<>&]+</v></c>'
_ROW: Final = late(rf"<row>(?:{_VALUE})++</row>")
_CELL: Final = late(r"<c/>|<c t|<c><v>([^<]+)")


def _is_number(header: str, value: str, is_first: bool) -> bool:  # noqa: FBT001  It is mapped over three lists.
    """Whether ``value`` is a number as the column of this ``header`` has them; empty where the cell is none."""
    kind = None if is_first else NUMBERS.get(header)
    try:
        return not value or (kind is not None and str(kind(value)) == value)
    except ValueError:
        return False


PRODUCT: Final = Product(
    name=NAME,
    title="the mailing list as a workbook",
    file=FILE,
    begin=_WorkbookMaker,
    takes=no_blind_copy,
    read_back=_opened,
    told=lambda file, _: rows_of_workbook(file),
)
