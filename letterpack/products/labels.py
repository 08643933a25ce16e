"""Labels: the addresses on sheets of the product code that ``label_sheet`` in letterpack.yaml names, from any label on."""

from __future__ import annotations

from typing import Final

from letterpack.forms.slips import label_form
from letterpack.label_sheets import LabelSheet, label_sheet
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Rect
from letterpack.model.manifest import ProductRow
from letterpack.press.slips import AddressSlip, begin_slips, page_of
from letterpack.press.standards import Sheet, boxes_for
from letterpack.products import Piece, Product, Setting, no_blind_copy
from letterpack.readback.product_rows import rows_of_labels, rows_of_pages

NAME: Final = "labels"
FILE: Final = "print/labels.pdf"


class _LabelMaker:
    def __init__(self, setting: Setting) -> None:
        self._run = begin_slips(setting.create(FILE), setting.campaign, setting.profile, "Labels")
        self._labels = _sheet_of(setting.campaign)
        self._places = tuple(self._labels.places())
        self._next = setting.campaign.settings.label_sheet.start - 1
        self._waiting: list[tuple[AddressSlip, Rect]] = []
        self._sheets = 0
        self._paper = Sheet(self._labels.paper_width_pt, self._labels.paper_height_pt, boxes_for(setting.profile))
        self._ids: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add the piece's label; a sheet that is full is written."""
        slip = piece.slips.get(NAME)
        if slip is None:
            return  # Its address does not fit, which is reported, and no batch appears.
        self._waiting.append((slip, self._places[self._next]))
        self._ids.append(piece.row.id)
        self._next += 1
        if self._next == len(self._places):
            self._write()

    def finish(self) -> tuple[ProductRow]:
        """Write the last sheet, and complete the PDF."""
        if self._waiting or not self._sheets:
            self._write()
        return (ProductRow(NAME, FILE, self._run.finish().sha256, tuple(self._ids)),)

    def _write(self) -> None:
        self._sheets += 1
        self._run.add(f"{self._labels.codes[0]} {self._sheets}", page_of(self._waiting, self._paper), ())
        self._waiting, self._next = [], 0


def _sheet_of(campaign: CampaignRead) -> LabelSheet:
    """Return the sheet that the settings name; by default the usual one of the form's paper."""
    found = label_sheet(campaign.settings.label_sheet.code)
    assert found is not None  # The settings were read with a code that is one.
    return found


PRODUCT: Final = Product(
    name=NAME,
    title="the file of labels",
    file=FILE,
    begin=_LabelMaker,
    takes=no_blind_copy,
    slip=lambda campaign, form, _: label_form(form, _sheet_of(campaign)),
    told=lambda file, row: rows_of_labels(file, row.pieces),
    looks=lambda file, row: rows_of_pages(file, [f"sheet {number}" for number in range(1, len(row.pieces) + 1)]),
)
