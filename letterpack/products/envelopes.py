"""Envelopes to be printed: a page for each packet, of the size that takes its sheets, with the sender and the address."""

from __future__ import annotations

from typing import Final

from letterpack.countries.posts import posts
from letterpack.forms.slips import envelope_form
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Fit, Form, Rect
from letterpack.model.manifest import ProductRow
from letterpack.press.slips import begin_slips, page_of
from letterpack.press.standards import Sheet, boxes_for
from letterpack.products import Piece, Product, Setting, no_blind_copy
from letterpack.readback.product_rows import rows_of_pages
from letterpack.units import pt_to_mm

NAME: Final = "envelopes"
FILE: Final = "print/envelopes.pdf"


class _EnvelopeMaker:
    def __init__(self, setting: Setting) -> None:
        self._run = begin_slips(setting.create(FILE), setting.campaign, setting.profile, "Envelopes")
        self._boxes = boxes_for(setting.profile)
        self._ids: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add the piece's envelope."""
        slip = piece.slips.get(NAME)
        if slip is None:
            return  # Its address does not fit, which is reported, and no batch appears.
        whole = Rect(0.0, 0.0, slip.width_pt, slip.height_pt)
        self._run.add(piece.row.id, page_of([(slip, whole)], Sheet(slip.width_pt, slip.height_pt, self._boxes)), ())
        self._ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        """Complete the PDF."""
        return (ProductRow(NAME, FILE, self._run.finish().sha256, tuple(self._ids)),)


def fit_for(form: Form, sheets: int) -> Fit:
    """Return how so many sheets go into the smallest of the form's envelopes that takes them, or into the one that takes most."""
    taking = [fit for fit in form.fits if fit.envelope.max_sheets >= sheets]
    if not taking:
        return max(form.fits, key=lambda fit: fit.envelope.max_sheets)
    return min(taking, key=lambda fit: fit.envelope.width_pt * fit.envelope.height_pt)


def _slip(campaign: CampaignRead, form: Form, sheets: int) -> Form:
    post, envelope = posts().get(campaign.settings.sender.country), fit_for(form, sheets).envelope
    size = pt_to_mm(envelope.width_pt), pt_to_mm(envelope.height_pt)
    return envelope_form(form, envelope, post.strip(*size).height if post else 0.0)


PRODUCT: Final = Product(
    name=NAME,
    title="the file of envelopes",
    file=FILE,
    begin=_EnvelopeMaker,
    takes=no_blind_copy,
    slip=_slip,
    told=lambda file, row: rows_of_pages(file, row.pieces),
)
