"""What a form's file holds, key by key, in millimetres from the page's top-left corner; how its sheet goes into an envelope,
and where the envelope's windows then lie over page 1. This module is where millimetres end.

The folded sheet lies in the envelope with page 1's first panel to the front, and slides as far as the envelope is larger than it.
Outer sizes are taken for it, which overstate the play by a millimetre or two: that is the safe side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Struct

from letterpack.datafiles import FileTable, Words
from letterpack.model.form import AddressField, Envelope, EnvelopeWindow, Fit, Form, Marks, Rect, Window
from letterpack.units import mm_to_pt, pt_to_mm

_MOST_MM: Final = 2000.0
Size = Annotated[float, msgspec.Meta(gt=0.0, le=_MOST_MM)]
"""A length that something must have."""
Length = Annotated[float, msgspec.Meta(ge=0.0, le=_MOST_MM)]
"""A distance, which may be none."""
_GOES_IN_PT: Final = 0.3
"""Makers round inches to tenths of a millimetre."""


class FoldedSheet(Struct, frozen=True):
    """A sheet of paper, and the folds that its marks show."""

    width_pt: float
    height_pt: float
    folds_y_pt: tuple[float, ...]

    def folded_height_pt(self, folds: tuple[float, ...]) -> float:
        """Return the height of the sheet when it is folded at ``folds``: that of its tallest panel."""
        return max(lower - upper for upper, lower in pairwise((0.0, *folds, self.height_pt)))

    def above_first_panel_pt(self, folds: tuple[float, ...]) -> float:
        """Return how far the folded sheet rises above page 1: a first panel lower than the others ends where they end."""
        return self.folded_height_pt(folds) - (*folds, self.height_pt)[0]


def fitted(sheet: FoldedSheet, envelope: Envelope) -> Fit | None:
    """Return how ``sheet`` goes into ``envelope``: with the fewest folds, flat, folded in half, or at its marks; None where it
    does not.
    """
    for folds in ((), (sheet.height_pt / 2,), sheet.folds_y_pt):
        goes_in = sheet.width_pt <= envelope.width_pt + _GOES_IN_PT
        if goes_in and sheet.folded_height_pt(folds) <= envelope.height_pt + _GOES_IN_PT:
            return Fit(envelope, folds)
    return None


def window_over(opening: EnvelopeWindow, fit: Fit, sheet: FoldedSheet) -> Window:
    """Return ``opening``, a window of the envelope of ``fit``, as it lies over page 1 with the sheet in the envelope's top-left
    corner.
    """
    place = opening.place
    area = Rect(place.x_pt, place.y_pt - sheet.above_first_panel_pt(fit.folds_y_pt), place.width_pt, place.height_pt)
    slack_x = fit.envelope.width_pt - sheet.width_pt
    slack_y = fit.envelope.height_pt - sheet.folded_height_pt(fit.folds_y_pt)
    return Window(area, max(0.0, slack_x), max(0.0, slack_y), opening.clear_pt, fit.envelope.name)


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
    """A window of an envelope that has no file of its own, as it lies over page 1 with the sheet in the envelope's top-left
    corner, how far the sheet can slide, and the white that the post wants around what shows.
    """

    source: Words
    area: Area
    slack_x: Length
    slack_y: Length
    clear: Length

    def on_the_envelope(self, above_mm: float) -> EnvelopeWindow:
        """Return the window on its envelope, whose top edge is ``above_mm`` higher than the sheet's lies."""
        area = self.area
        place = Rect(mm_to_pt(area.x), mm_to_pt(area.y + above_mm), mm_to_pt(area.width), mm_to_pt(area.height))
        return EnvelopeWindow(place, mm_to_pt(self.clear))


class MarkLines(FileTable, frozen=True):
    """The marks at the left edge; ``punch`` and its length come together or not at all."""

    source: Words
    folds: list[Size]
    x: Length
    fold_length: Size
    punch: Size | None = None
    punch_length: Size | None = None


class Covers(FileTable, frozen=True):
    """The envelopes that the form is made for, by their names: an address shows in the windows of all of them."""

    source: Words
    fits: Annotated[list[Words], msgspec.Meta(min_length=1)]


class Cover(FileTable, frozen=True):
    """An envelope that has no file of its own. ``confidence`` is how far the numbers of its windows can be trusted."""

    source: Words
    name: Words
    width: Size
    height: Size
    max_sheets: Annotated[int, msgspec.Meta(ge=1)]
    confidence: Literal["high", "medium", "low"] = "high"


class KeepOut(Area, frozen=True):
    """A place on page 1 that nothing of the letter may print on, such as a franking zone."""

    source: Words


class FormFile(FileTable, frozen=True):
    """A form's file. It names ``envelopes``, or describes the one ``envelope`` that it is for, with its windows over page 1.

    ``posts`` are the countries (ISO 3166) whose posts' rules hold.
    """

    title: Words
    paper: Paper
    pages: PagePlaces
    address: AddressPlaces
    marks: MarkLines
    envelopes: Covers | None = None
    posts: list[Words] = msgspec.field(default_factory=list)
    envelope: Cover | None = None
    window: Opening | None = None
    return_window: Opening | None = None
    keep_out: dict[str, KeepOut] = msgspec.field(default_factory=dict)

    def form(self, name: str, fits: Sequence[Fit]) -> Form:
        """Return the form in points, for sheets that travel as ``fits`` says."""
        paper, pages, marks = self.paper, self.pages, self.marks
        height_pt = mm_to_pt(paper.height)
        return Form(
            name=name,
            title=self.title,
            paper_width_pt=mm_to_pt(paper.width),
            paper_height_pt=height_pt,
            first=_text_area(pages.first, paper),
            following=_text_area(pages.following, paper),
            letterhead=pages.letterhead.rect,
            information=pages.information.rect,
            head_y_pt=mm_to_pt(pages.head_baseline),
            foot_y_pt=mm_to_pt(pages.foot_baseline),
            address=self._address(fits),
            marks=Marks(
                folds_y_pt=tuple(map(mm_to_pt, marks.folds)),
                punch_y_pt=mm_to_pt(marks.punch) if marks.punch else None,
                x_pt=mm_to_pt(marks.x),
                fold_length_pt=mm_to_pt(marks.fold_length),
                punch_length_pt=mm_to_pt(marks.punch_length or 0.0),
            ),
            fits=tuple(fits),
            posts=tuple(self.posts),
            return_windows=tuple(self._windows(fits, "return_window")),
            keep_outs=tuple((key, each.rect) for key, each in self.keep_out.items()),
        )

    @property
    def sheet(self) -> FoldedSheet:
        """The sheet, and where it is folded where an envelope asks for it."""
        return FoldedSheet(mm_to_pt(self.paper.width), mm_to_pt(self.paper.height), tuple(map(mm_to_pt, self.marks.folds)))

    def fit(self, cover: Cover) -> Fit:
        """Return how the sheet goes into the envelope that the file describes: folded at its marks."""
        sheet = self.sheet
        above_mm = pt_to_mm(sheet.above_first_panel_pt(sheet.folds_y_pt))
        envelope = Envelope(
            name="",
            size=cover.name,
            width_pt=mm_to_pt(cover.width),
            height_pt=mm_to_pt(cover.height),
            max_sheets=cover.max_sheets,
            window=self.window.on_the_envelope(above_mm) if self.window else None,
            return_window=self.return_window.on_the_envelope(above_mm) if self.return_window else None,
            confidence=cover.confidence,
        )
        return Fit(envelope, sheet.folds_y_pt)

    def _windows(self, fits: Sequence[Fit], key: str) -> Iterator[Window]:
        for fit in fits:
            opening: EnvelopeWindow | None = getattr(fit.envelope, key)
            if opening:
                yield window_over(opening, fit, self.sheet)

    def _address(self, fits: Sequence[Fit]) -> AddressField:
        table, windows = self.address, tuple(self._windows(fits, "window"))
        recipient = table.recipient.rect
        safe = windows[0].safe if windows else recipient
        for window in windows[1:]:
            safe = safe.common(window.safe)
        return AddressField(
            recipient=recipient,
            return_line=table.return_line.rect,
            safe=safe,
            text_x_pt=mm_to_pt(table.text_x),
            leading_pt=mm_to_pt(table.line),
            windows=windows,
        )


def _text_area(margins: Margins, paper: Paper) -> Rect:
    left, top = mm_to_pt(margins.left), mm_to_pt(margins.top)
    right, bottom = mm_to_pt(paper.width - margins.right), mm_to_pt(paper.height - margins.bottom)
    return Rect(left, top, right - left, bottom - top)
