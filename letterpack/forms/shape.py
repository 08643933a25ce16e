"""What a form's file holds, key by key, in millimetres from the page's top-left corner. This module is where millimetres end."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from letterpack.datafiles import FileTable, Words
from letterpack.model.form import AddressField, Envelope, Form, Marks, Rect, Window
from letterpack.units import mm_to_pt

_MOST_MM: Final = 2000.0
Size = Annotated[float, msgspec.Meta(gt=0.0, le=_MOST_MM)]
"""A length that something must have."""
Length = Annotated[float, msgspec.Meta(ge=0.0, le=_MOST_MM)]
"""A distance, which may be none."""


class Area(FileTable, frozen=True):
    """A rectangle."""

    x: Length
    y: Length
    width: Size
    height: Size

    @property
    def rect(self) -> Rect:
        """The rectangle in points."""
        return Rect(mm_to_pt(self.x), mm_to_pt(self.y), mm_to_pt(self.width), mm_to_pt(self.height))


class Paper(FileTable, frozen=True):
    """The sheet."""

    source: Words
    width: Size
    height: Size


class Margins(FileTable, frozen=True):
    """What stays free around a page's text."""

    left: Length
    top: Length
    right: Length
    bottom: Length


class PagePlaces(FileTable, frozen=True):
    """Where things stand on the pages."""

    source: Words
    letterhead: Area
    information: Area
    head_baseline: Size
    foot_baseline: Size
    first: Margins
    following: Margins


class AddressPlaces(FileTable, frozen=True):
    """Where the addressee stands on page 1: ``line`` is the distance of baselines, ``text_x`` where every line begins."""

    source: Words
    recipient: Area
    return_line: Area
    text_x: Length
    line: Size


class Opening(FileTable, frozen=True):
    """A window as it lies over page 1 with the sheet in the envelope's top-left corner, how far the sheet can slide, and the
    white that the post wants around what shows.
    """

    source: Words
    area: Area
    slack_x: Length
    slack_y: Length
    clear: Length

    @property
    def window(self) -> Window:
        """The window in points."""
        return Window(self.area.rect, mm_to_pt(self.slack_x), mm_to_pt(self.slack_y), mm_to_pt(self.clear))


class MarkLines(FileTable, frozen=True):
    """The marks at the left edge; ``punch`` and its length come together or not at all."""

    source: Words
    folds: list[Size]
    x: Length
    fold_length: Size
    punch: Size | None = None
    punch_length: Size | None = None


class Cover(FileTable, frozen=True):
    """The envelope."""

    source: Words
    name: Words
    width: Size
    height: Size
    max_sheets: Annotated[int, msgspec.Meta(ge=1)]


class KeepOut(FileTable, frozen=True):
    """A place on page 1 that nothing of the letter may print on, such as a franking zone."""

    source: Words
    x: Length
    y: Length
    width: Size
    height: Size

    @property
    def rect(self) -> Rect:
        """The place in points."""
        return Area(self.x, self.y, self.width, self.height).rect


class FormFile(FileTable, frozen=True):
    """A form's file."""

    title: Words
    paper: Paper
    pages: PagePlaces
    address: AddressPlaces
    marks: MarkLines
    envelope: Cover
    window: Opening | None = None
    return_window: Opening | None = None
    keep_out: dict[str, KeepOut] = msgspec.field(default_factory=dict)

    def form(self, name: str) -> Form:
        """Return the form in points."""
        paper, pages, marks, cover = self.paper, self.pages, self.marks, self.envelope
        return Form(
            name=name,
            title=self.title,
            paper_width_pt=mm_to_pt(paper.width),
            paper_height_pt=mm_to_pt(paper.height),
            first=_text_area(pages.first, paper),
            following=_text_area(pages.following, paper),
            letterhead=pages.letterhead.rect,
            information=pages.information.rect,
            head_y_pt=mm_to_pt(pages.head_baseline),
            foot_y_pt=mm_to_pt(pages.foot_baseline),
            address=self._address(),
            marks=Marks(
                folds_y_pt=tuple(map(mm_to_pt, marks.folds)),
                punch_y_pt=mm_to_pt(marks.punch) if marks.punch else None,
                x_pt=mm_to_pt(marks.x),
                fold_length_pt=mm_to_pt(marks.fold_length),
                punch_length_pt=mm_to_pt(marks.punch_length or 0.0),
            ),
            envelope=Envelope(cover.name, mm_to_pt(cover.width), mm_to_pt(cover.height), cover.max_sheets),
            return_window=self.return_window.window if self.return_window else None,
            keep_outs=tuple((key, each.rect) for key, each in self.keep_out.items()),
        )

    def _address(self) -> AddressField:
        table, window = self.address, self.window.window if self.window else None
        recipient = table.recipient.rect
        return AddressField(
            recipient=recipient,
            return_line=table.return_line.rect,
            safe=window.safe if window else recipient,
            text_x_pt=mm_to_pt(table.text_x),
            leading_pt=mm_to_pt(table.line),
            window=window,
        )


def _text_area(margins: Margins, paper: Paper) -> Rect:
    left, top = mm_to_pt(margins.left), mm_to_pt(margins.top)
    right, bottom = mm_to_pt(paper.width - margins.right), mm_to_pt(paper.height - margins.bottom)
    return Rect(left, top, right - left, bottom - top)
