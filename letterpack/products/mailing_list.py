"""The mailing list: a row for each piece of mail, as CSV, for the print room and the post."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Final

from letterpack.countries.posts import PostedLetter, postage_class
from letterpack.formats.tables.formulas import defused
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form
from letterpack.model.manifest import ProductRow, printed_sheets
from letterpack.products import Piece, Product, Setting, no_blind_copy
from letterpack.products.envelopes import fit_for
from letterpack.readback.product_rows import rows_of_csv
from letterpack.units import pt_to_mm

NAME: Final = "mailing-list"
FILE: Final = "mailing-list.csv"
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


def row_of(piece: Piece, campaign: CampaignRead, form: Form) -> tuple[str | float, ...]:
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

    def _row(self, cells: tuple[str | float, ...]) -> None:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([defused(each) if isinstance(each, str) else each for each in cells])
        self._write(out.getvalue().encode("utf-8"))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)


PRODUCT: Final = Product(
    name=NAME,
    title="the mailing list",
    file=FILE,
    begin=_ListMaker,
    takes=no_blind_copy,
    told=lambda file, _: rows_of_csv(file),
)
