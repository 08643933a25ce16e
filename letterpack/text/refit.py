"""Text layer: the lines of a paragraph that is set again and again with other words at a few places.

What is the same each time, its *fixed* stretches, is searched once. Total fit is a shortest path: the first stretch is walked
once, up to the words that change; for the last one the least demerits from each of its points to the paragraph's end are worked
out once, from the end back. A paragraph is then searched from the first of its own words to a line behind the last of them.

The lines are those of ``break_lines``, all numbers of them. Lengths and demerits are counted in steps, so no sum depends on its
order; where two ways are as good as each other, which of them is first matters, and the whole paragraph is searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.text.breaks import (
    BOX,
    MOST_PT,
    Items,
    LineBreak,
    Point,
    Totals,
    counted,
    end_point,
    first_point,
    last_box,
    moved,
    points_between,
)
from letterpack.text.linebreak import (
    TEX,
    BreakSearch,
    Chain,
    Demerits,
    LineStart,
    break_lines,
    lengths_of,
    limit_of,
    lines_between,
    reach_of,
    start_at,
    start_moved,
)

_REACH: Final = 0.02
"""Of the measure: words that change hang out no farther than this, or the whole paragraph is searched."""
_FITNESSES: Final = range(4)
_ANY_FITNESS: Final = (1, 2)
"""Each class is next to one of these, so that no line behind them costs anything for its own."""


class Fixed(Struct, frozen=True, dict=True):
    """A stretch of items that is the same each time: it begins and ends with a box, and what is around it with a space."""

    items: Items
    justified: bool

    @cached_property
    def own(self) -> Items:
        """The items as they are counted."""
        return counted(self.items)

    @cached_property
    def _points(self) -> tuple[list[Point], Totals]:
        return points_between(self.own, 0, len(self.own.kind), justified=self.justified)

    @property
    def points(self) -> list[Point]:
        """The places where a line may end, counted from the stretch's start."""
        return self._points[0]

    @property
    def totals(self) -> Totals:
        """What the stretch measures."""
        return self._points[1]


class Label(NamedTuple):
    """The best way from a point on to the paragraph's end, for a line before it of one fitness class: its demerits, the index of
    the next point, the class of the line up to there, and whether another way is as good.
    """

    total: float
    following: int = -1
    fitness: int = -1
    tied: bool = False


class ParagraphPart(Struct, frozen=True):
    """A stretch of one paragraph: where its items begin and end, and the fixed stretch that it is, or None."""

    start: int
    stop: int
    fixed: Fixed | None


class _Measured(Struct, frozen=True):
    """A part's points, what it measures, and from which item its points are counted."""

    points: list[Point]
    totals: Totals
    start: int


class Refit:
    """Breaks paragraphs on the same ``measures`` (points; one, or a first line's and the others') that share fixed stretches, of
    which ``first`` begins each and ``last`` ends each where they are given.
    """

    def __init__(
        self,
        measures: Sequence[float],
        first: Fixed | None,
        last: Fixed | None,
        *,
        justified: bool = True,
        demerits: Demerits = TEX,
    ) -> None:
        self.measures, self.justified, self.demerits = measures, justified, demerits
        self._lengths = lengths_of(measures)
        self._first = first
        self._last = last
        self._last_points = [*last.points, end_point(last.own, len(last.own.kind) - 1, last.totals)] if last else []
        reach = max(reach_of([*(first.points if first else ()), *self._last_points]), _REACH * min(measures))
        self._search = BreakSearch(self._lengths, demerits, reach, justified=justified)
        self._begun: dict[float, list[LineStart]] = {}
        self._labels: dict[float, list[dict[int, Label]]] = {}

    def break_lines(self, items: Items, parts: Sequence[ParagraphPart]) -> tuple[LineBreak, ...]:
        """Return what ``break_lines`` does for a paragraph that is made of ``parts``; no two fixed ones stand side by side."""
        return self._broken(items, parts) or break_lines(items, self.measures, justified=self.justified, demerits=self.demerits)

    def _broken(self, items: Items, parts: Sequence[ParagraphPart]) -> tuple[LineBreak, ...] | None:
        """Return the lines; None where only a search of the whole paragraph tells."""
        measured = [self._measured(items, part) for part in parts]
        if not measured[-1].points:
            return None
        reach = reach_of(
            [point for part, each in zip(parts, measured, strict=True) if part.fixed is None for point in each.points]
        )
        if reach > self._search.reach or sum([each.totals.width for each in measured]) > MOST_PT:
            return None
        for tolerance in self.demerits.tolerances:
            found = self._found(items, measured, limit_of(tolerance))
            if found is not None:
                points, tied = found
                return None if tied else lines_between(items, self._lengths, points)
        return None

    def _measured(self, items: Items, part: ParagraphPart) -> _Measured:
        if part.fixed is not None:
            points = self._last_points if part.fixed is self._last else part.fixed.points
            return _Measured(points, part.fixed.totals, part.start)
        # The box before tells how far a line hangs out that ends here, the one behind where the next line starts.
        before = min(part.start, 1)
        own = counted(_cut(items, part.start - before, part.stop + 1))
        if part.stop < len(items.kind):
            points, totals = points_between(own, before, part.stop - part.start + before, justified=self.justified)
            return _Measured(points, totals, part.start - before)
        if BOX not in own.kind[before:]:
            return _Measured([], Totals(), part.start)
        last = last_box(own)
        points, totals = points_between(own, before, last + 1, justified=self.justified)
        return _Measured([*points, end_point(own, last, totals)], totals, part.start - before)

    def _found(self, items: Items, measured: Sequence[_Measured], limit: float) -> tuple[list[Point], bool] | None:
        """Return the points of the best paragraph, and whether another is as good; None where ``limit`` admits none."""
        if self._first is None:
            active, begun = [start_at(first_point(counted(_cut(items, 0, 1))))], 0
        else:
            active, begun = self._after_first(limit), 1
        for index in range(begun, len(measured) - 1):
            active = self._search.walk(measured[index].points, index, self._from(measured, index, active), limit)
        if not active:
            return None
        last = len(measured) - 1
        active = self._from(measured, last, active)
        if self._last is not None:
            return self._joined(measured, active, limit)
        found = self._search.ended(measured[last].points, last, active, limit)
        return None if found is None else (_absolute(found[1], measured), found[1][3])

    @staticmethod
    def _from(measured: Sequence[_Measured], index: int, active: list[LineStart]) -> list[LineStart]:
        """Return the starts behind one part as counted from the start of the next, that of ``index``."""
        return [start_moved(start, measured[index - 1].totals) for start in active] if index else active

    def _after_first(self, limit: float) -> list[LineStart]:
        """Return the starts that are active behind the fixed stretch with which each paragraph begins."""
        found = self._begun.get(limit)
        if found is None:
            assert self._first is not None
            start = start_at(first_point(self._first.own))
            found = self._begun[limit] = self._search.walk(self._first.points, 0, [start], limit)
        return found

    def _joined(self, measured: Sequence[_Measured], active: list[LineStart], limit: float) -> tuple[list[Point], bool] | None:
        """Return what ``_found`` does, by the best of all lines that begin before the last stretch and end in it."""
        labels = self._from_the_end(limit)
        points = self._last_points
        best: tuple[float, Chain, int, int] | None = None
        is_tied = False
        for index, ends in enumerate(self._search.ends(points, active, limit, final=True)):
            for key, (total, before, tied) in ends.items():
                label = labels[index].get(key & 3)
                if label is None:
                    continue
                whole = total + label.total
                if best is None or whole < best[0]:
                    best, is_tied = (whole, before, index, key & 3), tied or label.tied
                elif whole == best[0]:
                    is_tied = True
            if not active:
                break
        if best is None:
            return None
        _, before, index, fitness = best
        found = _absolute(before, measured)
        items, totals = _before(measured, len(measured) - 1)
        while index >= 0:
            found.append(moved(points[index], items, totals))
            _, index, fitness, _ = labels[index][fitness]
        return found, is_tied

    def _from_the_end(self, limit: float) -> list[dict[int, Label]]:
        """Return for each point of the last stretch its labels by the fitness class of the line before, none where the paragraph
        cannot end from there.
        """
        found = self._labels.get(limit)
        if found is not None:
            return found
        points = self._last_points
        labels: list[dict[int, Label]] = [{} for _ in points]
        labels[-1] = dict.fromkeys(_FITNESSES, Label(0.0))
        for index in range(len(points) - 2, -1, -1):
            labels[index] = self._label(index, labels, limit)
        self._labels[limit] = labels
        return labels

    def _label(self, index: int, labels: list[dict[int, Label]], limit: float) -> dict[int, Label]:
        point = self._last_points[index]
        chain: Chain = (point, 0, None, False)
        ways = [(0.0, fitness, chain) for fitness in _ANY_FITNESS]
        active: list[LineStart] = [(point[7], point[8], point[9], point[5], len(self._lengths) - 1, ways)]
        best: dict[int, Label] = {}
        for at, ends in enumerate(self._search.ends(self._last_points[index + 1 :], active, limit, final=True), index + 1):
            for key, (cost, *_) in ends.items():
                fitness = key & 3
                label = labels[at].get(fitness)
                if label is None:
                    continue
                for before in _FITNESSES:
                    total = cost + label.total + (self.demerits.adjacent if abs(fitness - before) > 1 else 0.0)
                    known = best.get(before)
                    if known is None or total < known.total:
                        best[before] = Label(total, at, fitness, label.tied)
                    elif total == known.total:
                        best[before] = known._replace(tied=True)
            if not active:
                break
        return best


def _cut(items: Items, start: int, stop: int) -> Items:
    return Items(*[getattr(items, name)[start:stop] for name in Items.__struct_fields__])


def _before(measured: Sequence[_Measured], index: int) -> tuple[int, Totals]:
    widths, stretches, shrinks = zip(Totals(), *[each.totals for each in measured[:index]], strict=True)
    return measured[index].start, Totals(sum(widths), sum(stretches), sum(shrinks))


def _absolute(chain: Chain | None, measured: Sequence[_Measured]) -> list[Point]:
    """Return the points of a way, the first one first, all counted from the paragraph's start."""
    found: list[Point] = []
    while chain is not None:
        point, part, chain, _ = chain
        found.append(moved(point, *_before(measured, part)))
    return found[::-1]
