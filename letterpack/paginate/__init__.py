"""Stages 5 and 6 of 7: a galley on a form becomes pages, and these the pages of a packet.

Decides where pages end, over the whole letter at once, its notes and its list of signatories included: the breaks of least
total cost (after Plass, "Optimal pagination techniques", 1981). Then the pages' order, and what each carries beside the letter:
running head, foot, marks. What is printed still names its strips by reference, so that packets of equal shape share all of this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import chain
from typing import Final

from letterpack.model import roles
from letterpack.model.form import Form, Rect
from letterpack.model.galley import Columns, Frame, Galley, GalleyBlock
from letterpack.model.packet import CARRIER, FURNITURE, HEAD, LETTER, PacketPage
from letterpack.model.page import PageLayout, Parts, PlacedStrip, framed
from letterpack.paginate.columns import ColumnLayout, place_lead, place_rows
from letterpack.paginate.fitting import PageBreaker, text_height
from letterpack.paginate.flow import Item, OutOfFlow, height_of, that_fit

_ROWS: Final[deque[tuple[Columns, GalleyBlock]]] = deque(maxlen=1)
"""The rows of the last list, in all its settings, as one block: the packets of a letter all have the same."""


def _rows_of(columns: Columns) -> GalleyBlock:
    for known, block in tuple(_ROWS):
        if known is columns:
            return block
    block = GalleyBlock(tuple(chain.from_iterable([each.rows for each in (columns, *columns.others)])), own=False, shape=())
    _ROWS.append((columns, block))
    return block


def parts_of(galley: Galley) -> Parts:
    """Return the blocks of ``galley`` in reading order."""
    frames = tuple([frame.block for frame in galley.frames])
    columns = galley.signatories
    tail: tuple[GalleyBlock, ...] = () if galley.note_rule is None else (galley.note_rule,)
    if columns is not None:
        tail = (*tail, columns.lead, _rows_of(columns))
    blocks = (*frames, *galley.flow, *tail)
    flow = range(len(frames), len(frames) + len(galley.flow))
    return Parts(blocks, galley.frames, flow, columns, len(blocks) - 1, None if galley.note_rule is None else flow.stop)


def paginate(galley: Galley, parts: Parts, form: Form) -> tuple[PageLayout, ...]:
    """Return the letter's pages: a function of the galley's shapes, never of its words."""
    breaker = PageBreaker(galley, parts, form)
    found = breaker.best()
    pages = _PageFiller(galley, parts, form, breaker)
    for page in found.pages:
        pages.add_text(page)
    if found.signatories is not None:
        pages.add_list(found.signatories, text_height(found.pages[-1]))
    pages.end()
    return tuple([PageLayout(tuple(placed), index + 1) for index, placed in enumerate(pages.made)])


def may_gain(galley: Galley, parts: Parts, form: Form) -> bool:
    """Whether it is worth setting the galley's own blocks in fewer lines, too: the letter runs over by so little that this may
    save a page.
    """
    return PageBreaker(galley, parts, form).may_gain()


class _PageFiller:
    """Pages as they fill. A page's notes are placed when the next one begins, behind all else that is read on it."""

    def __init__(self, galley: Galley, parts: Parts, form: Form, breaker: PageBreaker) -> None:
        self.galley, self.parts, self.form, self.breaker = galley, parts, form, breaker
        self.rule_pt = breaker.rule_pt
        self.made: list[list[PlacedStrip]] = []
        self.notes: list[OutOfFlow] = []
        self.left_pt = 0.0

    def area(self) -> Rect:
        """Return where the text of the last page stands."""
        if len(self.made) > 1:
            return self.form.following
        first, top = self.form.first, self.galley.body_top_pt
        return Rect(first.x_pt, top, first.width_pt, first.bottom_pt - self.galley.first_foot_pt - top)

    def begin(self) -> None:
        """Begin a page."""
        self._place_notes()
        self.made.append([] if self.made else framed(self.parts.frames))
        self.left_pt = self.area().height_pt

    def add_text(self, page: list[Item]) -> None:
        """Add a page of text."""
        self.begin()
        area, placed = self.area(), self.made[-1]
        y = area.y_pt
        for index, item in enumerate(page):
            y += item.space_pt if index else item.top_pt
            if not index and item.again is not None:
                placed.append(PlacedStrip(item.again.ref, area.x_pt, y))
                y += item.again.height_pt
            placed.append(PlacedStrip(item.ref, area.x_pt, y))
            y += item.height_pt
            self.notes.extend(item.notes)
        self.left_pt = area.bottom_pt - y

    def add_list(self, found: ColumnLayout, text_pt: float) -> None:
        """Add the list of signatories, below the text, ``text_pt`` high, where it begins there."""
        columns = self.parts.columns
        assert columns is not None
        top = text_pt + columns.lead.strips[0].space_pt
        for index in range(len(found.pages)):
            if not index and not found.begins_below:
                self.end()
            if index or not found.begins_below:
                self.begin()
                top = 0.0
            area, placed = self.area(), self.made[-1]
            y = area.y_pt + top
            y = place_lead(self.parts, columns, placed, area.x_pt, y, again=index > 0)
            rows = self.breaker.rows[found.setting]
            placed.extend(place_rows(self.parts, rows, found, index, area.x_pt, y))

    def end(self) -> None:
        """End the last page, and place the notes that are left: on pages of their own where there are more than fit."""
        self._place_notes()
        while self.notes:
            self.begin()
            self._place_notes()

    def _place_notes(self) -> None:
        """Place the notes at the foot of the last page; those that do not fit are left for the next."""
        if not self.notes:
            return
        area, placed = self.area(), self.made[-1]
        fit = max(that_fit(self.notes, self.left_pt, self.rule_pt), int(self.left_pt >= area.height_pt))
        here, self.notes = self.notes[:fit], self.notes[fit:]
        self.left_pt = 0.0
        if not here:
            return
        y = area.bottom_pt - height_of(here, self.rule_pt)
        assert self.parts.note_rule is not None
        placed.append(PlacedStrip((self.parts.note_rule, 0), area.x_pt, y))
        y += self.rule_pt
        for note in here:
            y += note.space_pt
            placed.append(PlacedStrip(note.ref, area.x_pt, y))
            y += note.height_pt


def assemble(
    layout: tuple[PageLayout, ...],
    head: Frame,
    carrier: tuple[Frame, ...],
    furniture: Callable[[int | None, int], tuple[Frame, ...]],
    annex: int | None = None,
) -> tuple[PacketPage, ...]:
    """Return the packet's pages: the carrier if it has frames, then the letter's.

    ``furniture`` gives the foot and marks of a letter's page by its number and the number of the letter's pages, or those of a
    carrier for None. Pages that begin with part ``annex`` of the letter, or a later one, are its annex.
    """
    count = len(layout)
    pages: list[PacketPage] = []
    if carrier:
        pages.append(_page([(CARRIER, placed) for placed in framed(carrier)], "carrier", furniture(None, count)))
    for page in layout:
        placed = [(HEAD, place) for place in framed((head,))] if page.number != 1 else []
        placed.extend((LETTER, place) for place in page.placed)
        is_annex = annex is not None and bool(page.placed) and page.placed[0].ref[0] >= annex
        pages.append(_page(placed, "annex" if is_annex else "letter", furniture(page.number, count)))
    return tuple(pages)


def _page(placed: list[tuple[int, PlacedStrip]], part: str, furniture: tuple[Frame, ...]) -> PacketPage:
    around = [(FURNITURE, place) for place in framed(furniture)]
    # What says that a letter is a draft is read before it.
    first = sum([len(frame.block.strips) for frame in furniture if frame.name == roles.DRAFT])
    return PacketPage((*around[:first], *placed, *around[first:]), part, tuple([frame.block for frame in furniture]))
