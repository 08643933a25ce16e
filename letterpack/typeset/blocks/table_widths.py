"""How wide the columns of a table are (part of stage 4 of 7).

They are as wide as their text where all fit. Where they do not, those that ask for no more than an even share have it; each other
keeps its longest word and shares what is left in proportion to what it lacks (CSS 2.2, 17.5.2.2). From there, width moves from
column to column as long as that makes the table lower.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import permutations
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.text.breaks import BOX, FORBID, FORCE, GLUE, PENALTY, Items

_FILLED: Final = 0.93
"""Of the width of a cell of several lines: how much of it ragged lines fill."""
_PART: Final = 0.2
"""What a line that is only begun counts beside whole ones, so that there is a way down between two counts."""
_STEPS: Final = (1 / 8, 1 / 16, 1 / 32, 1 / 64)
"""Of the room: how much moves at a time."""
_MOST_ROUNDS: Final = 2
_FEW_CELLS: Final = 80
"""So many are set on lines for every width that is tried."""
_HAIR_PT: Final = 0.01


class Extent(Struct, frozen=True):
    """How wide a text must be, so that no word is broken, and how wide it is on one line; ``words`` are what cannot be broken,
    each the white before it, its width, and whether a line must begin with it.
    """

    least_pt: float
    natural_pt: float
    words: tuple[tuple[float, float, bool], ...] = ()

    def line_count(self, width_pt: float) -> int:
        """Return on how many lines of ``width_pt`` the text stands."""
        count, x = 1, -1.0
        for white, width, begins in self.words:
            if x >= 0.0 and (begins or x + white + width > width_pt + _HAIR_PT):
                count, x = count + 1, width
            else:
                x = width if x < 0.0 else x + white + width
        return count

    def guess(self, width_pt: float) -> float:
        """Return about how many lines that is, and a little less the more room the last of them has."""
        if self.natural_pt <= width_pt:
            return 1.0
        lines = self.natural_pt / (width_pt * _FILLED)
        return math.ceil(lines) + _PART * lines


_CellRows: TypeAlias = Sequence[Sequence[Extent]]
_Cost: TypeAlias = Callable[[_CellRows, list[float]], float]


def extent_of(items: Items) -> Extent:
    """Return the width of the widest of what cannot be broken, and of the widest line between forced breaks."""
    words = tuple(_words(items))
    natural = line = 0.0
    for white, width, begins in words:
        line = width if begins else line + white + width
        natural = max(natural, line)
    return Extent(max([width for _, width, _ in words], default=0.0), natural, words)


def _words(items: Items) -> Iterator[tuple[float, float, bool]]:
    white = word = 0.0
    begins, is_open = True, False
    previous = GLUE
    for kind, width, penalty in zip(items.kind, items.width, items.penalty, strict=True):
        # As lines are broken: white behind what forbids a break, as between a number and its unit, is within a word.
        breaks = (kind == GLUE and previous == BOX) or (kind == PENALTY and penalty < FORBID)
        previous = kind
        if breaks and is_open:
            yield white, word, begins
            white, word, begins, is_open = 0.0, 0.0, False, False
        if kind == PENALTY:
            begins = begins or penalty <= FORCE
        elif is_open or kind != GLUE:
            word, is_open = word + width, True
        else:
            white += width
    if is_open:
        yield white, word, begins


def widths_of(rows: _CellRows, room_pt: float) -> list[float]:
    """Return the widths of columns in ``room_pt``, so that ``rows`` of cells are as low as they can be."""
    columns = [
        Extent(max(cell.least_pt for cell in each), max(cell.natural_pt for cell in each)) for each in zip(*rows, strict=True)
    ]
    start = shared_widths(columns, room_pt)
    if sum([each.natural_pt for each in columns]) <= room_pt or sum([each.least_pt for each in columns]) >= room_pt:
        return start
    least = [each.least_pt for each in columns]
    moved = _moved(rows, start, least, room_pt, _guess)
    best = min((start, moved), key=partial(_height, rows))
    return _moved(rows, best, least, room_pt, _height) if len(rows) * len(columns) <= _FEW_CELLS else best


def _moved(rows: _CellRows, widths: list[float], least: list[float], room_pt: float, cost: _Cost) -> list[float]:
    """Return the widths that moving some from column to column leads to while that makes the rows' ``cost`` less."""
    best = cost(rows, widths)
    for step in [step for step in _STEPS for _ in range(_MOST_ROUNDS)]:
        for giving, taking in permutations(range(len(widths)), 2):
            by = min(step * room_pt, widths[giving] - least[giving])
            tried = [width + by * ((index == taking) - (index == giving)) for index, width in enumerate(widths)]
            if by > 0.0 and (total := cost(rows, tried)) < best:
                best, widths = total, tried
    return widths


def _guess(rows: _CellRows, widths: list[float]) -> float:
    return sum([max(map(Extent.guess, row, widths)) for row in rows])


def _height(rows: _CellRows, widths: list[float]) -> float:
    """Return on how many lines the rows stand, and a little for each line of each cell."""
    counts = [list(map(Extent.line_count, row, widths)) for row in rows]
    return sum(map(max, counts)) + _PART / len(widths) * sum(map(sum, counts)) / len(rows)


def shared_widths(extents: list[Extent], room_pt: float) -> list[float]:
    """Return the widths of columns in ``room_pt``: what each wants where that fits, else its least and a fair share."""
    natural = [each.natural_pt for each in extents]
    least = [each.least_pt for each in extents]
    if sum(natural) <= room_pt:
        return natural
    if sum(least) >= room_pt:
        return [room_pt * each / sum(least) for each in least]
    settled: dict[int, float] = {}
    for index in sorted(range(len(extents)), key=natural.__getitem__):
        left = room_pt - sum(settled.values())
        others = sum([each for other, each in enumerate(least) if other != index and other not in settled])
        if natural[index] > min(left / (len(extents) - len(settled)), left - others):
            break
        settled[index] = natural[index]
    wide = [index for index in range(len(extents)) if index not in settled]
    left = room_pt - sum(settled.values()) - sum([least[index] for index in wide])
    share = left / sum([natural[index] - least[index] for index in wide])
    return [settled.get(index, low + share * (natural[index] - low)) for index, low in enumerate(least)]
