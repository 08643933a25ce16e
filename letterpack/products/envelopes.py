"""Envelopes to be printed: a page for each packet, of the size that takes its sheets, with the sender and the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from letterpack.countries.posts import posts
from letterpack.forms import campaign_form
from letterpack.forms.slips import envelope_form
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Fit, Form, Rect
from letterpack.model.manifest import PrintRunRow, ProductRow, printed_sheets
from letterpack.press.slips import begin_slips, page_of
from letterpack.press.standards import Sheet, boxes_for
from letterpack.products import FinishedFile, Piece, Product, ReadPiece, Setting, no_blind_copy
from letterpack.products.slips_read import MOST_FAULTS, closely_read, open_slips, size_faults, slip_faults
from letterpack.readback.product_rows import ToldRow, rows_of_pages
from letterpack.units import pt_to_mm
from letterpack.wording.senders import sender_names

NAME: Final = "envelopes"
FILE: Final = "print/envelopes.pdf"
_TITLE: Final = "Envelopes"


class _EnvelopeMaker:
    def __init__(self, setting: Setting) -> None:
        self._run = begin_slips(setting.create(FILE), setting.campaign, setting.profile, _TITLE)
        self._boxes = boxes_for(setting.profile)
        self._ids: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add the piece's envelope."""
        slip = piece.slips.get(NAME)
        if slip is None:
            return  # Its address does not fit, which is reported, and no batch appears.
        sheet = Sheet(slip.width_pt, slip.height_pt, self._boxes)
        whole = Rect(0.0, 0.0, slip.width_pt, slip.height_pt)
        self._run.add(piece.row.id, page_of([(slip, whole)], sheet), ())
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


class _EnvelopeWitness:
    def __init__(self, finished: FinishedFile) -> None:
        self._campaign, self._form = finished.campaign, campaign_form(finished.campaign)
        self._finished, self._languages = finished, set[str]()
        self._pages, self._found = open_slips(finished, _TITLE)

    def add(self, piece: ReadPiece) -> None:
        """Compare the next page with the envelope of ``piece``."""
        self._languages.add(piece.row.language)
        page = self._pages.take(piece.row.id)
        if page is None:
            return
        settings = self._campaign.settings
        form = _slip(self._campaign, self._form, printed_sheets(piece.row, settings.printing.sides))
        size = (form.paper_width_pt, form.paper_height_pt)
        self._found += size_faults(page, size)
        sender = settings.sender
        names = sender_names(sender, piece.row.language)[:1]
        beside = [*names, *sender.address] if sender.address else [sender.return_address]
        if len(page.slips) != 1:
            self._found.append(f"its page {page.number} has not one envelope")
        for slip in page.slips[:1]:
            self._found += slip_faults(slip, piece, Rect(0.0, 0.0, *size), page.size_pt[1], form.address, [*filter(None, beside)])

    def strange(self) -> Iterator[str]:
        """Yield what is wrong, all packets having been added."""
        yield from [*self._found, *self._pages.strange()][:MOST_FAULTS]

    def closely(self) -> Iterator[str]:
        """Yield what the file holds otherwise value by value, all packets having been added."""
        yield from closely_read(self._finished, _TITLE, self._pages, self._languages)


def _told(file: BinaryIO, row: ProductRow | PrintRunRow) -> Iterator[ToldRow]:
    assert isinstance(row, ProductRow)
    return rows_of_pages(file, row.pieces)


PRODUCT: Final = Product(
    name=NAME,
    title="the file of envelopes",
    file=FILE,
    begin=_EnvelopeMaker,
    takes=no_blind_copy,
    slip=_slip,
    read_back=_EnvelopeWitness,
    told=_told,
)
