"""The mailing list: a row for each piece of mail, for the print room and the post, as CSV and as a workbook (XLSX), whose texts
no spreadsheet takes for numbers, dates or formulas.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import BinaryIO, Final, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from letterpack.countries.posts import PostedLetter, postage_class
from letterpack.formats.tables.formulas import defused
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form
from letterpack.model.manifest import ProductRow, printed_sheets
from letterpack.products import Piece, Product, Setting, fit_for, no_blind_copy
from letterpack.readback.product_rows import rows_of_csv, rows_of_workbook
from letterpack.units import pt_to_mm

_CSV: Final = "mailing-list.csv"
_XLSX: Final = "mailing-list.xlsx"
_ADDRESS_LINES: Final = 9
"""As many as a list of addressees has columns for."""
_MM2_IN_M2: Final = 1_000_000
_ENVELOPE_GSM: Final = 80
"""What a square meter of an envelope weighs: the paper that makers name for DL to C5."""
_ENVELOPE_AREA: Final = 2.3
"""The paper of an envelope, flaps and seams too, by the area of its front: a DL of 80 g/m2 weighs 4.5 g."""
_SHEET_MM_PER_GSM: Final = 0.105 / 80
"""How thick paper is: uncoated paper of 80 g/m2 is 0.105 mm (volume 1.3)."""
HEADERS: Final = (
    "id", "addressee", "kind", "name", "title", "organization",
    *[f"address{number}" for number in range(1, _ADDRESS_LINES + 1)],
    "country", "language", "pages", "sheets", "weight_g", "envelope", "with_envelope_g", "postage", "file", "sha256",
)  # fmt: skip
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


def _row_of(piece: Piece, campaign: CampaignRead, form: Form) -> tuple[str | float, ...]:
    """Return a piece's row. Address lines beyond the columns share the last one. The weight is that of the sheets, by the paper
    that the settings name; empty if they name none, as are then what it weighs in its envelope and the class of postage.
    """
    row, address, names = piece.row, piece.address, dict(piece.address.names)
    lines = [*address.lines[: _ADDRESS_LINES - 1], ", ".join(address.lines[_ADDRESS_LINES - 1 :])]
    lines += [""] * (_ADDRESS_LINES - len(lines))
    gsm = campaign.settings.paper.weight_gsm
    sheets = printed_sheets(row, campaign.settings.printing.sides)
    fit = fit_for(form, sheets)
    envelope, is_taken = fit.envelope, sheets <= fit.envelope.max_sheets
    weight_g = sheets * gsm * _area_m2(form.paper_width_pt, form.paper_height_pt)
    posted: tuple[str | float, str] = ("", "")
    if gsm and is_taken:
        long, short = sorted((pt_to_mm(envelope.width_pt), pt_to_mm(envelope.height_pt)), reverse=True)
        thickness_mm = (sheets * (len(fit.folds_y_pt) + 1) * gsm + 2 * _ENVELOPE_GSM) * _SHEET_MM_PER_GSM
        cover_g = _area_m2(envelope.width_pt, envelope.height_pt) * _ENVELOPE_AREA * _ENVELOPE_GSM
        letter = PostedLetter(long, short, thickness_mm, weight_g + cover_g)
        posted = round(letter.weight_g, 1), postage_class(letter, campaign.settings.sender.country, address.country)
    named = [names.get("name", names.get("honorific", "")), names.get("title", ""), names.get("organization", "")]
    taken = (envelope.name or envelope.size) if is_taken else ""
    about = (address.country, row.language, row.pages, sheets, round(weight_g, 1) if gsm else "", taken)
    return (row.id, row.addressee, row.kind, *named, *lines, *about, *posted, row.file, row.sha256)


def _area_m2(width_pt: float, height_pt: float) -> float:
    return pt_to_mm(width_pt) * pt_to_mm(height_pt) / _MM2_IN_M2


class _ListMaker:
    def __init__(self, setting: Setting) -> None:
        self._campaign, self._form, self._file = setting.campaign, setting.form, setting.create(_CSV)
        self._digest = hashlib.sha256()
        self._ids: list[str] = []
        self._write("\ufeff".encode())  # Without it, Excel reads UTF-8 as the machine's code page.
        self._row(HEADERS)

    def add(self, piece: Piece) -> None:
        """Write the piece's row."""
        self._row(_row_of(piece, self._campaign, self._form))
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Return the row in the manifest."""
        return (ProductRow("mailing-list", _CSV, self._digest.hexdigest(), tuple(self._ids)),)

    def _row(self, cells: tuple[str | float, ...]) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([defused(each) if isinstance(each, str) else each for each in cells])
        self._write(out.getvalue().encode("utf-8"))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)


class _Hashed(io.RawIOBase):
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
        self._out = _Hashed(setting.create(_XLSX))
        self._zip = ZipFile(cast(BinaryIO, self._out), "w", ZIP_DEFLATED)
        for name, text in _PARTS.items():
            self._zip.writestr(_member(name), _HEAD + text)
        self._part = self._zip.open(_member(_SHEET_PART), "w", force_zip64=True)
        self._ids: list[str] = []
        self._part.write(f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
        self._row(HEADERS)

    def add(self, piece: Piece) -> None:
        """Write the piece's row."""
        self._row(_row_of(piece, self._campaign, self._form))
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Complete the workbook."""
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()
        self._zip.close()
        return (ProductRow("mailing-list-xlsx", _XLSX, self._out.digest.hexdigest(), tuple(self._ids)),)

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


PRODUCTS: Final = (
    Product(
        name="mailing-list",
        title="the mailing list",
        file=_CSV,
        begin=_ListMaker,
        takes=no_blind_copy,
        told=lambda file, _: rows_of_csv(file),
    ),
    Product(
        name="mailing-list-xlsx",
        title="the mailing list as a workbook",
        file=_XLSX,
        begin=_WorkbookMaker,
        takes=no_blind_copy,
        told=lambda file, _: rows_of_workbook(file),
    ),
)
