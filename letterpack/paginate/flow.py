"""Where pages end in what flows (part of stage 5 of 7): the least total cost over all pages.

A note stands on the page of the line that calls it. Only one that is too long for any page goes on at the foot of the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, Protocol

from msgspec import Struct

from letterpack.model.galley import FORBIDDEN, GalleyBlock, Strip
from letterpack.model.page import StripRef

PAGE_COST: Final = 50_000.0
"""Of each page more than needed."""
SHORT_COST: Final = 20_000.0
"""Of a page with hardly anything on it."""
_EMPTY_COST: Final = 2_000.0
"""Of a page that is not the last, left wholly empty; grows with the square of the empty share."""
HOLE_COST: Final = 8_000.0
"""Of a page that is not the last and is just not ``FULL``: an eye sees that something is missing. It grows with the hole."""
FULL: Final = 0.82
_HOLE_GROWS: Final = 1.5
_WORST_HOLE: Final = 30_000.0
"""Less than a page, which would leave more of them."""
_FEW_LINES_PT: Final = 60.0
_SLACK_PT: Final = 0.01
_LEAST_OF_NOTE: Final = 2
"""Lines of a note that is too long for a page, on the page of its call."""


class OutOfFlow(Struct, frozen=True):
    """A strip that stands at the foot of a page, or again at its head."""

    ref: StripRef
    height_pt: float
    space_pt: float = 0.0


class Item(Struct, frozen=True):
    """A strip on the stack: which, how high, the space above it, the cost of a break before it.

    Where it begins a page, ``again`` stands above it in place of its space, and ``top_pt`` above that. ``notes`` go with it to
    the foot of its page.
    """

    ref: StripRef
    height_pt: float
    space_pt: float
    penalty: float
    top_pt: float = 0.0
    again: OutOfFlow | None = None
    notes: tuple[OutOfFlow, ...] = ()

    @property
    def on_top_pt(self) -> float:
        """How high it is with all that stands above it where it begins a page."""
        return self.height_pt + self.top_pt + (self.again.height_pt if self.again else 0.0)


class Tail(Protocol):
    """The cost of what comes behind the flow: from the height of the text on its last page, that of the notes there, and
    whether it is the first page.
    """

    def __call__(self, height: float, foot: float, *, is_first: bool) -> float:
        """Return the cost, on the scale of ``PAGE_COST``."""


def stack(
    blocks: list[tuple[int, GalleyBlock]], *, grid_pt: float = 0.0, tight: frozenset[int] = frozenset(), spaces: float = 1.0
) -> list[Item]:
    """Return the strips that flow of ``blocks`` (each with its index) in order, with the spaces and penalties that hold between
    neighbours.

    Of the blocks ``tight`` it is the lines of their tighter setting; ``spaces`` is the share of themselves that spaces keep.
    """
    items: list[Item] = []
    keeps, override = False, None
    for block_index, block in blocks:
        first = len(block.strips) - block.tight if block_index in tight else 0
        count = block.tight if block_index in tight else block.flowing
        strips = block.strips[first : first + count]
        tops = _tops(block, strips, grid_pt)
        for strip_index, (strip, inner) in enumerate(zip(strips, tops, strict=True), first):
            space = strip.space_pt if override is None else override
            penalty = FORBIDDEN if keeps else strip.penalty
            top = inner if strip_index > first else space % grid_pt if grid_pt else 0.0
            again = _aside(block_index, block, strip.again) if strip.again is not None else None
            notes = tuple([_aside(block_index, block, at) for start, end in strip.notes for at in range(start, end)])
            items.append(Item((block_index, strip_index), strip.height_pt, space * spaces, penalty, top, again, notes))
            keeps, override = strip.keeps_next, strip.next_space_pt
    return items


def _tops(block: GalleyBlock, strips: Sequence[Strip], grid_pt: float) -> list[float]:
    """Return the white that each of ``strips`` but the first has above it at the head of a page, so that what follows the block
    is on the grid, as it is where no page ends within the block.
    """
    feet = list(accumulate([strip.height_pt + strip.space_pt for strip in strips]))
    if not grid_pt or not feet or _off(feet[-1] - strips[0].space_pt, grid_pt):
        return [0.0] * len(strips)
    again = [0.0 if strip.again is None else block.strips[block.flowing + strip.again].height_pt for strip in strips]
    tops = zip(feet, strips, again, strict=True)
    return [_off(feet[-1] - foot + strip.height_pt + above, grid_pt) for foot, strip, above in tops]


def _off(height_pt: float, grid_pt: float) -> float:
    lacking = -height_pt % grid_pt
    return 0.0 if min(lacking, grid_pt - lacking) < _SLACK_PT else lacking


def _aside(block_index: int, block: GalleyBlock, at: int) -> OutOfFlow:
    strip = block.strips[block.flowing + at]
    return OutOfFlow((block_index, block.flowing + at), strip.height_pt, strip.space_pt)


def hole_cost(empty: float) -> float:
    """Return the cost of a page of which so great a share is ``empty``."""
    share = empty / (1 - FULL)
    return min(_WORST_HOLE, HOLE_COST * share**_HOLE_GROWS) if share > 1.0 else 0.0


def height_of(notes: Sequence[OutOfFlow], rule_pt: float) -> float:
    """Return how high the foot of a page with ``notes`` is, with what parts it from the text."""
    return rule_pt + sum([note.height_pt + note.space_pt for note in notes]) if notes else 0.0


def that_fit(notes: Sequence[OutOfFlow], room_pt: float, rule_pt: float) -> int:
    """Return how many of ``notes`` fit at the foot of a page that has ``room_pt`` left."""
    height = rule_pt
    for count, note in enumerate(notes):
        height += note.height_pt + note.space_pt
        if height > room_pt + _SLACK_PT:
            return count
    return len(notes)


def break_pages(
    items: list[Item],
    first_pt: float,
    following_pt: float,
    *,
    rule_pt: float = 0.0,
    few_pt: float = _FEW_LINES_PT,
    tail: Tail | None = None,
) -> tuple[list[list[Item]], float]:
    """Return ``items`` on pages of ``first_pt`` and then ``following_pt`` height, and what that costs. An item higher than a page
    gets one alone.

    ``rule_pt`` parts notes from the text; a page lower than ``few_pt`` is a short one.
    """
    search = _Search(items, first_pt, following_pt, rule_pt, few_pt, tail)
    search.run()
    pages: list[list[Item]] = []
    end = len(items)
    while end:
        pages.append(items[search.before[end] : end])
        end = search.before[end]
    return pages[::-1] or [[]], search.best[-1]


class _Search:
    """The dynamic programme: for each number of items, the best pages that hold them and the notes they leave for the next.

    What a page costs depends on where it begins and ends, and on notes that the page before had no room for. Those are none but
    where a note is too long for any page, so that ways to one place that differ in them are not kept apart: the cheapest counts.
    To end each page where it is full would leave headings and pairs of lines to chance; here one may end early for a later one.
    """

    def __init__(
        self, items: list[Item], first_pt: float, following_pt: float, rule_pt: float, few_pt: float, tail: Tail | None
    ) -> None:
        self.items, self.first, self.following = items, first_pt, following_pt
        self.rule, self.few, self.tail = rule_pt, few_pt, tail
        self.best: list[float] = [0.0] + [float("inf")] * len(items)
        self.before = [0] * (len(items) + 1)
        self.carried: list[tuple[OutOfFlow, ...]] = [()] * (len(items) + 1)

    def run(self) -> None:
        for start in range(len(self.items)):
            if self.best[start] < float("inf"):
                self._pages_from(start)

    def _pages_from(self, start: int) -> None:
        """Try every page that begins with item ``start``."""
        room = self.following if start else self.first
        notes = list(self.carried[start])
        height, foot, is_long = 0.0, height_of(notes, self.rule), bool(notes)
        least = self.best[start] + PAGE_COST  # Whatever else a page costs makes it dearer.
        for end in range(start + 1, len(self.items) + 1):
            item = self.items[end - 1]
            alone = end - 1 == start
            height += item.on_top_pt if alone else item.height_pt + item.space_pt
            if item.notes:
                notes.extend(item.notes)
                foot = height_of(notes, self.rule)
                is_long = is_long or item.height_pt + height_of(item.notes, self.rule) > self.following
            left: tuple[OutOfFlow, ...] = ()
            if height + foot > room + _SLACK_PT:
                fit = that_fit(notes, room - height, self.rule)
                if not alone and (height > room + _SLACK_PT or not is_long or fit < _LEAST_OF_NOTE):
                    break
                left = tuple(notes[fit:])
            if least < self.best[end]:
                self._try(start, end, height, foot, room, left)

    def _try(self, start: int, end: int, height: float, foot: float, room: float, left: tuple[OutOfFlow, ...]) -> None:
        cost = self.best[start] + self._cost(start, end, height, foot, room)
        if left and end == len(self.items):
            cost += PAGE_COST * math.ceil(height_of(left, self.rule) / self.following)
        if cost < self.best[end]:
            self.best[end], self.before[end], self.carried[end] = cost, start, left

    def _cost(self, start: int, end: int, height: float, foot: float, room: float) -> float:
        short = SHORT_COST if height + foot < self.few else 0.0
        if end == len(self.items):
            return PAGE_COST + (self.tail(height, foot, is_first=start == 0) if self.tail else short)
        empty = max(0.0, room - height - foot) / room
        return PAGE_COST + self.items[end].penalty + _EMPTY_COST * empty * empty + hole_cost(empty) + short
