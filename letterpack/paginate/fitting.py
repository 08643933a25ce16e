"""A letter as short as it may be (part of stage 5 of 7): one that runs over by a few lines is tightened before it takes a page.

Ways to set what flows, from the best on: as it is; some paragraphs in a line less each, the last first, so that lines still
back up; then less space between blocks too. The first way that saves a page is taken; where none does, the first of all, or one
that fills a page which that leaves half empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.model.form import Form
from letterpack.model.galley import WORTH_TIGHTENING, Galley
from letterpack.model.page import Parts
from letterpack.paginate.columns import ColumnLayout, RowHeights, cost_of, spread
from letterpack.paginate.flow import HOLE_COST, PAGE_COST, Item, OutOfFlow, Tail, break_pages, height_of, stack, that_fit
from letterpack.values import replace

_MOST_TIGHT: Final = 3
"""Paragraphs set in a line less before spaces shrink: a letter is tightened for as many lines, not for more."""
_POOR: Final = 0.4
"""Of a page: names that fill less of one of their own may find room elsewhere, set closer."""
_CLOSER_COST: Final = 1_500.0
"""Of each setting of the list that is closer than the one before."""
_TIGHTER_COST: Final = 500.0
"""Of each way that is tighter than the one before: it must fill a hole to be worth that."""
_STEPS: Final = 4
"""In which spaces shrink to their least."""


class Broken(Struct, frozen=True):
    """A letter on pages: the items of each, how the list of signatories goes on from the last of them, what all that costs."""

    pages: list[list[Item]]
    signatories: ColumnLayout | None
    cost: float = 0.0

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.pages) + (len(self.signatories.pages) - self.signatories.begins_below if self.signatories else 0)


class PageBreaker:
    """Breaks the pages of one galley, in one way or another."""

    def __init__(self, galley: Galley, parts: Parts, form: Form) -> None:
        self.galley, self.parts = galley, parts
        self.blocks = [(index, parts.blocks[index]) for index in parts.flow]
        self.first_pt = form.first.bottom_pt - galley.first_foot_pt - galley.body_top_pt
        self.following_pt = form.following.height_pt
        self.rule_pt = parts.blocks[parts.note_rule].strips[0].height_pt if parts.note_rule is not None else 0.0
        self.rows = [RowHeights(each.rows, is_level=each.is_level) for each in parts.settings]

    def best(self) -> Broken:
        """Return the pages of the best way."""
        found = self.in_best_setting()
        if found.page_count == 1:
            return found
        may_save = self._over(found) <= self._room_to_gain()
        if not (may_save or self._is_uneven(found)):
            return found
        best = found
        for number, (tight, spaces) in enumerate(self._ways(), 1):
            way = self.in_best_setting(tight, spaces)
            if way.page_count < found.page_count:
                return way
            best = min(best, replace(way, cost=way.cost + _TIGHTER_COST * number), key=lambda each: each.cost)
            if not (may_save or self._is_uneven(best)):
                break
        return best

    def may_gain(self) -> bool:
        """Whether the letter may take a page less once its own blocks are set in fewer lines, too."""
        untried = [
            block.strips[block.flowing - 1].height_pt
            for _, block in self.blocks
            if block.own and block.flowing >= WORTH_TIGHTENING
        ]
        if self.galley.tightened or not untried:
            return False
        found = self.in_best_setting()
        return found.page_count > 1 and self._over(found) <= self._room_to_gain(untried)

    def in_best_setting(self, tight: frozenset[int] = frozenset(), spaces: float = 1.0) -> Broken:
        """Return what ``broken`` does in the first of the list's settings, or where that leaves few names or much white on a
        page, in that one of them that costs least.
        """
        found = self.broken(tight, spaces)
        if not self._is_poor(found):
            return found
        ways = [self.broken(tight, spaces, setting) for setting in range(1, len(self.rows))]
        return min((found, *ways), key=lambda way: way.cost)

    def _is_poor(self, found: Broken) -> bool:
        listed = found.signatories
        if listed is None or found.page_count == 1:
            return False
        spills = len(listed.pages) > listed.begins_below and listed.last_pt < self.following_pt * _POOR
        return spills or self._has_hole(found)

    def _is_uneven(self, found: Broken) -> bool:
        """Whether a page of the letter is far from full, or its last one has hardly a name."""
        return self._has_hole(found) or (found.signatories is not None and found.signatories.ends_low)

    def _has_hole(self, found: Broken) -> bool:
        return found.cost - found.page_count * PAGE_COST > HOLE_COST / 2

    def broken(self, tight: frozenset[int] = frozenset(), spaces: float = 1.0, setting: int = 0) -> Broken:
        """Return the pages of one way: the blocks that are set ``tight``, the share of themselves that spaces keep, the setting
        of the list.
        """
        fitting = self.galley.fitting
        items = stack(self.blocks, grid_pt=fitting.grid_pt, tight=tight, spaces=spaces)
        tail = self._tail(setting) if self.rows else None
        pages, cost = break_pages(items, self.first_pt, self.following_pt, rule_pt=self.rule_pt, few_pt=fitting.few_pt, tail=tail)
        if not self.rows:
            return Broken(pages, None, cost)
        height, foot = text_height(pages[-1]), height_of(self._last_notes(pages), self.rule_pt)
        found = self._spread(height, foot, setting, is_first=len(pages) == 1)
        return Broken(pages, found, cost + _CLOSER_COST * setting)

    def _tail(self, setting: int) -> Tail:
        def cost(height: float, foot: float, *, is_first: bool) -> float:
            found = self._spread(height, foot, setting, is_first=is_first)
            page = self.first_pt if is_first else self.following_pt
            return cost_of(found, height + foot, page, self.galley.fitting.few_pt)

        return cost

    def _spread(self, height: float, foot: float, setting: int, *, is_first: bool) -> ColumnLayout:
        room = (self.first_pt if is_first else self.following_pt) - height - foot
        columns, few = self.parts.settings[setting], self.galley.fitting.few_pt
        return replace(spread(columns, self.rows[setting], room, self.following_pt, few), setting=setting)

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
            return found.signatories.last_pt - max(0.0, empty)
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
