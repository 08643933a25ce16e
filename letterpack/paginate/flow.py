"""Where pages end in what flows (part of stage 5 of 7): the least total cost over all pages."""

from __future__ import annotations

from typing import Final, NamedTuple

from letterpack.model.galley import FORBIDDEN, Block
from letterpack.model.page import Ref

_PAGE_COST: Final = 50_000.0
"""Of each page more than needed."""
_EMPTY_COST: Final = 2_000.0
"""Of a page that is not the last, left wholly empty; grows with the square of the empty share."""
_SHORT_LAST_COST: Final = 20_000.0
"""Of a last page with fewer than four lines."""
_FEW_LINES_PT: Final = 60.0


class Item(NamedTuple):
    """A strip on the stack: which, how high, the space above it unless it begins a page, the cost of a break before it."""

    ref: Ref
    height_pt: float
    space_pt: float
    penalty: float


def stack(blocks: list[tuple[int, Block]]) -> list[Item]:
    """Return the strips of ``blocks`` (each with its index) in order, with the spaces and penalties that hold between
    neighbours.
    """
    items: list[Item] = []
    keeps, override = False, None
    for block_index, block in blocks:
        for strip_index, strip in enumerate(block.strips):
            space = strip.space_pt if override is None else override
            penalty = FORBIDDEN if keeps else strip.penalty
            items.append(Item((block_index, strip_index), strip.height_pt, space, penalty))
            keeps, override = strip.keeps_next, strip.next_space_pt
    return items


def break_pages(items: list[Item], first_pt: float, following_pt: float) -> list[list[Item]]:
    """Return ``items`` on pages of ``first_pt`` and then ``following_pt`` height. An item higher than a page gets one alone."""
    count = len(items)
    best: list[float] = [0.0] + [float("inf")] * count
    before = [0] * (count + 1)
    for start in range(count):
        if best[start] == float("inf"):
            continue
        room = first_pt if start == 0 else following_pt
        height = 0.0
        for end in range(start + 1, count + 1):
            item = items[end - 1]
            height += item.height_pt + (item.space_pt if end - 1 > start else 0.0)
            if height > room + 0.01 and end - 1 > start:
                break
            cost = best[start] + _cost(items, end, height, room)
            if cost < best[end]:
                best[end], before[end] = cost, start
    pages: list[list[Item]] = []
    end = count
    while end:
        pages.append(items[before[end] : end])
        end = before[end]
    return pages[::-1] or [[]]


def _cost(items: list[Item], end: int, height: float, room: float) -> float:
    if end == len(items):
        return _PAGE_COST + (_SHORT_LAST_COST if height < _FEW_LINES_PT else 0.0)
    empty = max(0.0, room - height) / room
    return _PAGE_COST + items[end].penalty + _EMPTY_COST * empty * empty
