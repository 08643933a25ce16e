"""Addresses alone: envelopes to be printed, a page for each packet, of the size that takes its sheets, with the sender; and
labels on sheets of the product code that ``label_sheet`` in letterpack.yaml names, from any label on.
"""

from __future__ import annotations

from typing import Final

from letterpack.countries.posts import posts
from letterpack.forms.slips import envelope_form, label_form
from letterpack.label_sheets import LabelSheet, label_sheet
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form, Rect
from letterpack.model.manifest import ProductRow
from letterpack.press.slips import AddressSlip, begin_slips, page_of
from letterpack.press.standards import Sheet, boxes_for
from letterpack.products import Piece, Product, Setting, fit_for, no_blind_copy
from letterpack.readback.product_rows import rows_of_labels, rows_of_pages
from letterpack.units import pt_to_mm


class _SlipMaker:
    """Makes the ``product`` page by page. An address that does not fit has no slip: that is reported, and no batch appears."""

    product: Product

    def __init__(self, setting: Setting, title: str) -> None:
        self._run = begin_slips(setting.create(self.product.file), setting.campaign, setting.profile, title)
        self._boxes = boxes_for(setting.profile)
        self._ids: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add the piece's slip."""
        slip = piece.slips.get(self.product.name)
        if slip is not None:
            self._ids.append(piece.row.id)
            self._put(slip)

    def _put(self, slip: AddressSlip) -> None:
        raise NotImplementedError

    def finish(self) -> tuple[ProductRow]:
        """Complete the PDF."""
        return (ProductRow(self.product.name, self.product.file, self._run.finish().sha256, tuple(self._ids)),)


class _EnvelopeMaker(_SlipMaker):
    def __init__(self, setting: Setting) -> None:
        self.product = ENVELOPES
        super().__init__(setting, "Envelopes")

    def _put(self, slip: AddressSlip) -> None:
        whole = Rect(0.0, 0.0, slip.width_pt, slip.height_pt)
        self._run.add(self._ids[-1], page_of([(slip, whole)], Sheet(slip.width_pt, slip.height_pt, self._boxes)), ())


class _LabelMaker(_SlipMaker):
    def __init__(self, setting: Setting) -> None:
        self.product = LABELS
        super().__init__(setting, "Labels")
        self._labels = _sheet_of(setting.campaign)
        self._places = tuple(self._labels.places())
        self._next = setting.campaign.settings.label_sheet.start - 1
        self._waiting: list[tuple[AddressSlip, Rect]] = []
        self._sheets = 0
        self._paper = Sheet(self._labels.paper_width_pt, self._labels.paper_height_pt, self._boxes)

    def _put(self, slip: AddressSlip) -> None:
        self._waiting.append((slip, self._places[self._next]))
        self._next += 1
        if self._next == len(self._places):
            self._write()

    def finish(self) -> tuple[ProductRow]:
        """Write the last sheet, and complete the PDF."""
        if self._waiting or not self._sheets:
            self._write()
        return super().finish()

    def _write(self) -> None:
        self._sheets += 1
        self._run.add(f"{self._labels.codes[0]} {self._sheets}", page_of(self._waiting, self._paper), ())
        self._waiting, self._next = [], 0


def _sheet_of(campaign: CampaignRead) -> LabelSheet:
    """Return the sheet that the settings name; by default the usual one of the form's paper."""
    found = label_sheet(campaign.settings.label_sheet.code)
    assert found is not None  # The settings were read with a code that is one.
    return found


def _envelope(campaign: CampaignRead, form: Form, sheets: int) -> Form:
    post, envelope = posts().get(campaign.settings.sender.country), fit_for(form, sheets).envelope
    size = pt_to_mm(envelope.width_pt), pt_to_mm(envelope.height_pt)
    return envelope_form(form, envelope, post.strip(*size).height if post else 0.0)


ENVELOPES: Final = Product(
    name="envelopes",
    title="the file of envelopes",
    file="print/envelopes.pdf",
    begin=_EnvelopeMaker,
    takes=no_blind_copy,
    slip=_envelope,
    told=lambda file, row: rows_of_pages(file, row.pieces),
)
LABELS: Final = Product(
    name="labels",
    title="the file of labels",
    file="print/labels.pdf",
    begin=_LabelMaker,
    takes=no_blind_copy,
    slip=lambda campaign, form, _: label_form(form, _sheet_of(campaign)),
    told=lambda file, row: rows_of_labels(file, row.pieces),
    looks=lambda file, row: rows_of_pages(file, [f"sheet {number}" for number in range(1, len(row.pieces) + 1)]),
)
PRODUCTS: Final = (ENVELOPES, LABELS)
