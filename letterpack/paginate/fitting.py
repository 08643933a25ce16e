"""A letter as short as it may be (part of stage 5 of 7): one that runs over by a few lines is tightened before it takes a page.

Ways to set what flows, from the best on: as it is; some paragraphs in a line less each, the last first, so that lines still
back up; then less space between blocks too. The first way that saves a page is taken, and the first of all where none does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from letterpack.model.form import Form
from letterpack.model.galley import WORTH_TIGHTENING, Galley
from letterpack.model.page import Parts
from letterpack.paginate.columns import ColumnLayout, RowHeights, cost_of, spread
from letterpack.paginate.flow import Item, OutOfFlow, Tail, break_pages, height_of, stack, that_fit

_MOST_TIGHT: Final = 3
"""Paragraphs set in a line less before spaces shrink: a letter is tightened for as many lines, not for more."""
_STEPS: Final = 4
"""In which spaces shrink to their least."""


class Broken(NamedTuple):
    """A letter on pages: the items of each, and how the list of signatories goes on from the last of them."""

    pages: list[list[Item]]
    signatories: ColumnLayout | None

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.pages) + (len(self.signatories.pages) - self.signatories.begins_below if self.signatories else 0)


class PageBreaker:
    """Breaks the pages of one galley, in one way or another."""

    def __init__(self, galley: Galley, parts: Parts, form: Form) -> None:
        self.galley, self.parts = galley, parts
        self.blocks = [(index, parts.blocks[index]) for index in parts.flow]
        self.first_pt = form.first.bottom_pt - galley.body_top_pt
        self.following_pt = form.following.height_pt
        self.rule_pt = parts.blocks[parts.note_rule].strips[0].height_pt if parts.note_rule is not None else 0.0
        self.rows = RowHeights(parts.columns.rows) if parts.columns is not None else None

    def best(self) -> Broken:
        """Return the pages of the best way."""
        found = self.broken()
        if found.page_count == 1 or self._over(found) > self._room_to_gain():
            return found
        ways = (self.broken(tight, spaces) for tight, spaces in self._ways())
        return next((way for way in ways if way.page_count < found.page_count), found)

    def may_gain(self) -> bool:
        """Whether the letter may take a page less once its own blocks are set in fewer lines, too."""
        untried = [
            block.strips[block.flowing - 1].height_pt
            for _, block in self.blocks
            if block.own and block.flowing >= WORTH_TIGHTENING
        ]
        if self.galley.tightened or not untried:
            return False
        found = self.broken()
        return found.page_count > 1 and self._over(found) <= self._room_to_gain(untried)

    def broken(self, tight: frozenset[int] = frozenset(), spaces: float = 1.0) -> Broken:
        """Return the pages of one way: the blocks that are set ``tight``, the share of themselves that spaces keep."""
        fitting = self.galley.fitting
        items = stack(self.blocks, grid_pt=fitting.grid_pt, tight=tight, spaces=spaces)
        pages = break_pages(
            items,
            self.first_pt,
            self.following_pt,
            rule_pt=self.rule_pt,
            few_pt=fitting.few_pt,
            tail=self._tail() if self.rows else None,
        )
        if self.rows is None:
            return Broken(pages, None)
        height, foot = text_height(pages[-1]), height_of(self._last_notes(pages), self.rule_pt)
        return Broken(pages, self._spread(height, foot, is_first=len(pages) == 1))

    def _tail(self) -> Tail:
        def cost(height: float, foot: float, *, is_first: bool) -> float:
            return cost_of(self._spread(height, foot, is_first=is_first), height, self.galley.fitting.few_pt)

        return cost

    def _spread(self, height: float, foot: float, *, is_first: bool) -> ColumnLayout:
        assert self.parts.columns is not None
        assert self.rows is not None
        room = (self.first_pt if is_first else self.following_pt) - height - foot
        return spread(self.parts.columns, self.rows, room, self.following_pt, self.galley.fitting.few_pt)

    def _last_notes(self, pages: list[list[Item]]) -> list[OutOfFlow]:
        """Return the notes that the last page of what flows has to hold."""
        notes: list[OutOfFlow] = []
        for index, page in enumerate(pages):
            notes.extend([note for item in page for note in item.notes])
            if notes and page is not pages[-1]:
                room = (self.following_pt if index else self.first_pt) - text_height(page)
                notes = notes[that_fit(notes, room, self.rule_pt) :]
        return notes

    def _over(self, found: Broken) -> float:
        """Return by how much the letter runs over, less what its other pages leave empty."""
        empty = sum(
            [(self.following_pt if index else self.first_pt) - text_height(page) for index, page in enumerate(found.pages[:-1])]
        )
        if found.signatories is not None and len(found.signatories.pages) > found.signatories.begins_below:
            return found.signatories.last_pt
        return text_height(found.pages[-1]) - max(0.0, empty)

    def _room_to_gain(self, untried: Sequence[float] = ()) -> float:
        spaces = sum([item.space_pt for item in stack(self.blocks)])
        return spaces * (1 - self.galley.fitting.least_space) + sum(sorted([*self._savings().values(), *untried])[-_MOST_TIGHT:])

    def _savings(self) -> dict[int, float]:
        """Return how much lower each block becomes that has a tighter setting."""
        return {
            index: sum([strip.height_pt for strip in block.strips[: block.flowing]])
            - sum([strip.height_pt for strip in block.strips[len(block.strips) - block.tight :]])
            for index, block in self.blocks
            if block.tight
        }

    def _ways(self) -> Iterator[tuple[frozenset[int], float]]:
        last = sorted(self._savings(), reverse=True)[:_MOST_TIGHT]
        for count in range(1, len(last) + 1):
            yield frozenset(last[:count]), 1.0
        for step in range(1, _STEPS + 1):
            yield frozenset(last), 1 - (1 - self.galley.fitting.least_space) * step / _STEPS


def text_height(page: list[Item]) -> float:
    """Return how high the text of a page is."""
    return page[0].on_top_pt + sum([item.height_pt + item.space_pt for item in page[1:]]) if page else 0.0
