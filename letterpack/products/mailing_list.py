"""The mailing list: a row for each piece of mail, as CSV, for the print room and the post."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Final

from letterpack.formats.tables.formulas import defused
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form
from letterpack.model.manifest import ProductRow, printed_sheets
from letterpack.products import Piece, Product, Setting, no_blind_copy
from letterpack.products.envelopes import envelope_for
from letterpack.units import pt_to_mm

NAME: Final = "mailing-list"
FILE: Final = "mailing-list.csv"
_ADDRESS_LINES: Final = 9
"""As many as a list of addressees has columns for."""
_MM2_IN_M2: Final = 1_000_000
HEADERS: Final = (
    "id",
    "addressee",
    "kind",
    "name",
    "title",
    "organization",
    *[f"address{number}" for number in range(1, _ADDRESS_LINES + 1)],
    "country",
    "language",
    "pages",
    "sheets",
    "weight_g",
    "envelope",
    "file",
    "sha256",
)


def row_of(piece: Piece, campaign: CampaignRead, form: Form) -> tuple[str | int | float, ...]:
    """Return a piece's row. Address lines beyond the columns share the last one. The weight is that of the sheets, by the paper
    that the settings name; empty where they name none.
    """
    row, address, names = piece.row, piece.address, dict(piece.address.names)
    lines = [*address.lines[: _ADDRESS_LINES - 1], ", ".join(address.lines[_ADDRESS_LINES - 1 :])]
    lines += [""] * (_ADDRESS_LINES - len(lines))
    gsm = campaign.settings.paper.weight_gsm
    area_m2 = pt_to_mm(form.paper_width_pt) * pt_to_mm(form.paper_height_pt) / _MM2_IN_M2
    sheets = printed_sheets(row, campaign.settings.printing.sides)
    weight = round(sheets * gsm * area_m2, 1) if gsm else ""
    envelope = envelope_for(form, sheets)
    named = [names.get(key, "") for key in ("name", "title", "organization")]
    taken = envelope.name or envelope.size
    about = (address.country, row.language, row.pages, sheets, weight, taken if sheets <= envelope.max_sheets else "")
    return (row.id, row.addressee, row.kind, *named, *lines, *about, row.file, row.sha256)


class _ListMaker:
    def __init__(self, setting: Setting) -> None:
        self._campaign, self._form, self._file = setting.campaign, setting.form, setting.create(FILE)
        self._digest = hashlib.sha256()
        self._ids: list[str] = []
        self._write("\ufeff".encode())  # Without it, Excel reads UTF-8 as the machine's code page.
        self._row(HEADERS)

    def add(self, piece: Piece) -> None:
        """Write the piece's row."""
        self._row(row_of(piece, self._campaign, self._form))
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Return the row in the manifest."""
        return (ProductRow(NAME, FILE, self._digest.hexdigest(), tuple(self._ids)),)

    def _row(self, cells: tuple[str | int | float, ...]) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([defused(cell) if isinstance(cell, str) else cell for cell in cells])
        self._write(out.getvalue().encode("utf-8"))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)


PRODUCT: Final = Product(name=NAME, title="the mailing list", file=FILE, begin=_ListMaker, takes=no_blind_copy)
