"""Labels: the addresses on sheets of the product code that ``label_sheet`` in letterpack.yaml names, from any label on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from letterpack.forms import campaign_form
from letterpack.forms.slips import label_form
from letterpack.label_sheets import LabelSheet, label_sheet
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form, Rect
from letterpack.model.manifest import PrintRunRow, ProductRow
from letterpack.press.slips import AddressSlip, begin_slips, page_of
from letterpack.press.standards import Sheet, boxes_for
from letterpack.products import FinishedFile, Piece, Product, ReadPiece, Setting, no_blind_copy
from letterpack.products.slips_read import MOST_FAULTS, closely_read, open_slips, size_faults, slip_faults
from letterpack.readback.product_rows import ToldRow, rows_of_labels, rows_of_pages

if TYPE_CHECKING:
    # A build reads no PDF back, and need not load what does.
    from letterpack.readback.whitelist.slips import SlipPage

NAME: Final = "labels"
FILE: Final = "print/labels.pdf"
_TITLE: Final = "Labels"


class _LabelMaker:
    def __init__(self, setting: Setting) -> None:
        self._run = begin_slips(setting.create(FILE), setting.campaign, setting.profile, _TITLE)
        self._sheet = _sheet_of(setting.campaign)
        self._places = tuple(self._sheet.places())
        self._next = setting.campaign.settings.label_sheet.start - 1
        self._waiting: list[tuple[AddressSlip, Rect]] = []
        self._sheets = 0
        self._boxes = boxes_for(setting.profile)
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
        sheet = Sheet(self._sheet.paper_width_pt, self._sheet.paper_height_pt, self._boxes)
        self._sheets += 1
        self._run.add(f"{self._sheet.codes[0]} {self._sheets}", page_of(self._waiting, sheet), ())
        self._waiting, self._next = [], 0


def _sheet_of(campaign: CampaignRead) -> LabelSheet:
    """Return the sheet that the settings name; by default the usual one of the form's paper."""
    settings = campaign.settings
    found = label_sheet(settings.label_sheet.code)
    assert found is not None  # The settings were read with a code that is one.
    return found


def _slip(campaign: CampaignRead, form: Form, _sheets: int) -> Form:
    return label_form(form, _sheet_of(campaign))


class _LabelWitness:
    def __init__(self, finished: FinishedFile) -> None:
        self._sheet = _sheet_of(finished.campaign)
        self._form = label_form(campaign_form(finished.campaign), self._sheet)
        self._places = tuple(self._sheet.places())
        self._start = self._next = finished.campaign.settings.label_sheet.start - 1
        self._finished, self._languages = finished, set[str]()
        self._pages, self._found = open_slips(finished, _TITLE)
        self._page: SlipPage | None = None
        self._sheets = 0

    def add(self, piece: ReadPiece) -> None:
        """Compare the next label with that of ``piece``."""
        self._languages.add(piece.row.language)
        if self._page is None:
            self._turn()
        page, index = self._page, self._next - self._start
        if page is None:
            return
        if index < len(page.slips):
            slip, place = page.slips[index], self._places[self._next]
            self._found += slip_faults(slip, piece, place, page.size_pt[1], self._form.address)
        else:
            self._found.append(f"the label of `{piece.row.id}` is missing")
        self._next += 1
        if self._next == len(self._places):
            self._full(page)
            self._page, self._start, self._next = None, 0, 0

    def strange(self) -> Iterator[str]:
        """Yield what is wrong, all packets having been added."""
        if self._page is not None:
            self._full(self._page)
        elif not self._sheets:
            self._turn()
        yield from [*self._found, *self._pages.strange()][:MOST_FAULTS]

    def closely(self) -> Iterator[str]:
        """Yield what the file holds otherwise value by value, all packets having been added."""
        yield from closely_read(self._finished, _TITLE, self._pages, self._languages)

    def _turn(self) -> None:
        """Go on to the next sheet."""
        self._sheets += 1
        self._page = self._pages.take(f"{self._sheet.codes[0]} {self._sheets}")
        if self._page is not None:
            self._found += size_faults(self._page, (self._sheet.paper_width_pt, self._sheet.paper_height_pt))

    def _full(self, page: SlipPage) -> None:
        if len(page.slips) > self._next - self._start:
            self._found.append(f"its page {page.number} has more labels than packets")


def _told(file: BinaryIO, row: ProductRow | PrintRunRow) -> Iterator[ToldRow]:
    assert isinstance(row, ProductRow)
    return rows_of_labels(file, row.pieces)


def _looks(file: BinaryIO, row: ProductRow | PrintRunRow) -> Iterator[ToldRow]:
    assert isinstance(row, ProductRow)
    return rows_of_pages(file, [f"sheet {number}" for number in range(1, len(row.pieces) + 1)])


PRODUCT: Final = Product(
    name=NAME,
    title="the file of labels",
    file=FILE,
    begin=_LabelMaker,
    takes=no_blind_copy,
    slip=_slip,
    read_back=_LabelWitness,
    told=_told,
    looks=_looks,
)
