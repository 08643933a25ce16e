"""Text layer: where the lines of a paragraph end.

Decides the breaks of one paragraph as a whole, so that the sum of its lines' faults (their demerits) is the least there
is: Knuth and Plass, "Breaking paragraphs into lines", Software: Practice and Experience 11 (1981), with the refinements
of TeX. The caller turns text into items and lines into operators; nothing here knows a font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.text.breaks import (
    BOX,
    FORCE,
    SLACK,
    Items,
    LineBreak,
    Point,
    Totals,
    counted,
    end_point,
    first_point,
    in_steps,
    last_box,
    line_between,
    points_between,
)

_DECENT: Final = 0.5
_VERY_LOOSE: Final = 3
"""A line's fitness: tight is 0, decent within this ratio 1, loose 2 (TeX: The Program, 817)."""

_OF_REST: Final = 0.14
_OVERFULL: Final = 1e13
UNBOUNDED: Final = float("inf")
"""The tolerance of the last pass, which every paragraph passes."""
_TO_STEPS: Final = 1.5 * 2.0**32
"""Added to a line's demerits and taken off again, it leaves whole steps of 2^-20: sums up to 2^31 are then exact in any order."""


class Demerits(Struct, frozen=True):
    """What counts as a fault, and how much; the defaults are TeX's but for hyphens.

    ``tolerances`` are the badness a line may have in the first and the later passes. ``emergency`` is the stretch, as a
    share of the measure, that each line gets when none of them succeeds. ``rag_pt`` is the stretch of a ragged line's end.
    ``loose`` is the cost of a justified line with more stretch than its glue has.
    Where lines are ``balanced``, the last one counts as the others do.
    A last line shorter than ``last_line_min_pt`` costs ``short_last_line``, as does one behind a hyphen that is shorter than
    a seventh of its measure: it would hold hardly more than the rest of a word.
    """

    line: float = 10.0
    double_hyphen: float = 40_000.0
    final_hyphen: float = 5_000.0
    adjacent: float = 10_000.0
    loose: float = 20_000.0
    short_last_line: float = 100_000.0
    last_line_min_pt: float = 33.0
    tolerances: tuple[float, ...] = (200.0, 4_000.0)
    emergency: float = 0.1
    rag_pt: float = 40.0
    balanced: bool = False


TEX: Final = Demerits()


Chain: TypeAlias = "tuple[Point, int, Chain | None, bool]"
"""A way to a point: the point, the part of the paragraph that it is counted in, the way to the end of the line before, and
whether another way was as good somewhere."""

Way: TypeAlias = tuple[float, int, Chain]
"""The best way to end a line in one fitness class at a point: the demerits of all lines so far, the class, the way."""

LineStart: TypeAlias = tuple[float, float, float, bool, int, Sequence[Way]]
"""Where a line may start: width, stretch and shrink before it, whether the line before ends in a hyphen, the line's index (the
last measure repeats), and the ways to come here."""

Ends: TypeAlias = dict[int, tuple[float, Chain, bool]]
"""Of the lines that can end at a point, by the next line's index times 4 and the fitness class: the least demerits of all so far,
the way that has them, and whether another has them too."""


def break_lines(
    items: Items, measures: Sequence[float], *, justified: bool = True, demerits: Demerits = TEX, barred: int | None = None
) -> tuple[LineBreak, ...]:
    """Return the lines of a paragraph, those of least total demerits.

    ``measures`` are the lines' lengths in points; the last repeats. No line ends at the item ``barred``.
    A forced break and the paragraph's end leave their line
    at its natural width. Where ``justified`` is false nothing stretches or shrinks, and the lines are as even as can be.
    Never fails: what is too long for its line is flagged ``overfull``. Costs time linear in the number of items.
    """
    if BOX not in items.kind:
        return ()
    own = counted(items)
    last = last_box(own)
    first = first_point(own)
    points, totals = points_between(own, 0, last + 1, justified=justified)
    if barred is not None:
        points = [point for point in points if point[0] != barred]
    points.append(end_point(own, last, totals))
    lengths = lengths_of(measures)
    search = BreakSearch(lengths, demerits, reach_of([first, *points]), justified=justified)
    for tolerance in (*demerits.tolerances, UNBOUNDED):
        if found := search.ended(points, 0, [start_at(first)], limit_of(tolerance)):
            return lines_between(items, lengths, points_of(found[1]))
    return ()


def lengths_of(measures: Iterable[float]) -> list[float]:
    """Return the lengths of lines (points) as they are counted."""
    return in_steps([measure + SLACK for measure in measures])


def limit_of(tolerance: float) -> float:
    """Return the largest ratio of a ``tolerance``: a badness is 100 |ratio|^3 (TeX, section 108)."""
    return UNBOUNDED if tolerance == UNBOUNDED else (tolerance / 100) ** (1 / 3)


def reach_of(points: Iterable[Point]) -> float:
    """Return how far (points) a line of these can hang out at most."""
    return max([0.0, *[point[1] - point[2] for point in points]])


def points_of(chain: Chain | None) -> list[Point]:
    """Return the points of a way, the first one first."""
    found: list[Point] = []
    while chain is not None:
        point, _, chain, _ = chain
        found.append(point)
    return found[::-1]


def lines_between(items: Items, lengths: Sequence[float], points: Iterable[Point]) -> tuple[LineBreak, ...]:
    """Return the lines that end at ``points``, the first of which is where the first line starts."""
    last = len(lengths) - 1
    return tuple(
        [line_between(items, before, at, lengths[min(index, last)]) for index, (before, at) in enumerate(pairwise(points))]
    )


def start_at(first: Point) -> LineStart:
    """Return the start of a paragraph's first line."""
    return (first[7], first[8], first[9], False, 0, ((0.0, 1, (first, 0, None, False)),))


def start_moved(start: LineStart, by: Totals) -> LineStart:
    """Return ``start`` as counted from a place that is ``by`` farther on."""
    width, stretch, shrink, flagged, line, ways = start
    return (width - by.width, stretch - by.stretch, shrink - by.shrink, flagged, line, ways)


class BreakSearch:
    """The dynamic programme: walks the points once and keeps, for each that can end a line, the best ways to come to it.

    What a line costs depends on the lines before it in three things alone: how many there are, since measures differ; whether the
    last one ends in a hyphen, which its point says; and its fitness, since neighbours far apart cost. So one way for each count
    and fitness will do, and of those none that is dearer than the best by more than ``adjacent``: whatever follows costs both of
    them the same but for that. Sums from the paragraph's start (``Point``) make the width of any line a subtraction.

    ``measures`` are in points, as counted. ``reach`` is how far a line can hang out at most.
    """

    def __init__(self, measures: Sequence[float], demerits: Demerits, reach: float, *, justified: bool) -> None:
        self.measures = measures
        self.demerits = demerits
        self.reach = reach
        self.rag = 0.0 if justified else demerits.rag_pt
        self.loose = demerits.loose if justified else 0.0

    def ended(self, points: Sequence[Point], part: int, starts: Iterable[LineStart], limit: float) -> tuple[float, Chain] | None:
        """Return the least demerits, and the way that has them, of a paragraph whose last points these are; None where there is
        none.
        """
        active = self.walk(points[:-1], part, starts, limit)
        ends = next(self.ends(points[-1:], active, limit, final=True))
        if not ends:
            return None
        total, before, tied = min(ends.values(), key=itemgetter(0))
        tied = tied or len([each for each in ends.values() if each[0] == total]) > 1
        return total, (points[-1], part, before, tied)

    def walk(self, points: Sequence[Point], part: int, starts: Iterable[LineStart], limit: float) -> list[LineStart]:
        """Return the starts that are active behind ``points``, none of which ends the paragraph; none where no line can end."""
        active = list(starts)
        for point, ends in zip(points, self.ends(points, active, limit), strict=False):
            if ends:
                active.extend(self._starts(point, part, ends))
            elif not active:
                break
        return active

    def ends(  # noqa: C901 - see below
        self, points: Sequence[Point], active: list[LineStart], limit: float, *, final: bool = False
    ) -> Iterator[Ends]:
        """Yield for each of ``points`` the best lines that end there; the last of them ends the paragraph where it is ``final``.

        From ``active`` go the starts whose lines cannot end farther on; whoever takes what is yielded may add some.
        One long function, and the next: the inner loop, run some 500 times a paragraph, where a call costs as much as the work.
        """
        measures, last_measure, adjacent = self.measures, len(self.measures) - 1, self.demerits.adjacent
        rag, reach, weighed = self.rag, self.reach, self._weighed
        last = points[-1] if final and points else None
        for point in points:
            _, bare, end, stretch_at, shrink_at, _, penalty, *_ = point
            ends: Ends = {}
            gone: list[LineStart] = []
            for start in active:
                width, stretch, shrink, _, line, ways = start
                measure = measures[line]
                room = measure - (end - width)
                give = shrink_at - shrink
                if room > 0.0:
                    if penalty > FORCE and room > limit * (stretch_at - stretch + rag):
                        continue
                elif room + give < 0.0:
                    # Later points are farther still, unless what hangs out there makes up for it.
                    if bare - width - give > measure + reach:
                        gone.append(start)
                    if limit != UNBOUNDED:
                        continue
                cost, fit = weighed(start, point, room, limit, final=point is last)
                key = (line + 1 if line < last_measure else line) * 4 + fit
                for total, fitness, chain in ways:
                    least = total + cost if -1 <= fit - fitness <= 1 else total + cost + adjacent
                    best = ends.get(key)
                    if best is None or least < best[0]:
                        ends[key] = (least, chain, chain[3])
                    elif least == best[0]:
                        ends[key] = (best[0], best[1], True)
            if penalty <= FORCE:
                active.clear()
            elif gone:
                active[:] = [start for start in active if start not in gone]
            yield ends

    def _weighed(  # noqa: C901, PLR0912 - see above
        self, start: LineStart, point: Point, room: float, limit: float, *, final: bool
    ) -> tuple[float, int]:
        """Return the demerits of a line that lacks ``room`` points, but for how it differs from the line before, and its fitness
        class.
        """
        rules, penalty = self.demerits, point[6]
        forced = penalty <= FORCE
        ratio = badness = overfull = 0.0
        if room >= 0.0:
            if not forced or (final and rules.balanced):
                give = point[3] - start[1] + self.rag
                if limit == UNBOUNDED:
                    give += rules.emergency * self.measures[start[4]]
                ratio = room / give if give else 0.0
                badness = 100.0 * ratio * ratio * ratio
        else:
            give = point[4] - start[2]
            if room + give >= 0.0:
                ratio = room / give
                badness = -100.0 * ratio * ratio * ratio
            else:
                overfull = _OVERFULL * (1.0 - room / self.measures[start[4]]) ** 2
        cost = rules.line + badness
        cost *= cost
        if penalty > 0.0:
            cost += penalty * penalty
        elif not forced:
            cost -= penalty * penalty
        fit = 1 if -_DECENT <= ratio <= _DECENT else 0 if ratio < 0.0 else 2 if ratio <= 1.0 else _VERY_LOOSE
        if fit == _VERY_LOOSE:
            cost += self.loose
        if start[3]:
            if point[5]:
                cost += rules.double_hyphen
            elif final:
                cost += rules.final_hyphen
        least = max(rules.last_line_min_pt, start[3] * _OF_REST * self.measures[start[4]])
        if final and point[1] - start[0] < least:
            cost += rules.short_last_line
        return (cost + _TO_STEPS) - _TO_STEPS + overfull, fit

    def _starts(self, point: Point, part: int, ends: Ends) -> list[LineStart]:
        """Return the starts behind ``point``, with those of the ways to it that no other can always replace."""
        *_, flagged, _, width, stretch, shrink, _ = point
        lines: dict[int, list[Way]] = {}
        for key, (total, before, tied) in ends.items():
            lines.setdefault(key >> 2, []).append((total, key & 3, (point, part, before, tied)))
        starts: list[LineStart] = []
        for line, ways in lines.items():
            most = min(ways)[0] + self.demerits.adjacent
            kept = [way for way in ways if way[0] <= most] if len(ways) > 1 else ways
            starts.append((width, stretch, shrink, flagged, line, kept))
        return starts
