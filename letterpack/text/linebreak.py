"""Text layer: where the lines of a paragraph end.

Decides the breaks of one paragraph as a whole, so that the sum of its lines' faults (their demerits) is the least there
is: Knuth and Plass, "Breaking paragraphs into lines", Software: Practice and Experience 11 (1981), with the refinements
of TeX. The caller turns text into items and lines into operators; nothing here knows a font.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

BOX: Final = 0
GLUE: Final = 1
PENALTY: Final = 2

FORBID: Final = 10_000.0
"""A penalty from which on no line may end there."""
FORCE: Final = -10_000.0
"""A penalty up to which a line must end there."""
HYPHEN_PENALTY: Final = 200.0
"""What callers give a hyphenation point: 50 hyphenated 27 of 67 lines of the letter at 240 pt, 200 far fewer."""

_DECENT: Final = 0.5
_VERY_LOOSE: Final = 3
"""A line's fitness: tight is 0, decent within this ratio 1, loose 2 (TeX: The Program, 817)."""

_OVERFULL: Final = 1e13
_SLACK: Final = 1e-6
_UNBOUNDED: Final = float("inf")


class LineItem(NamedTuple):
    """A box, a glue or a penalty (``kind``) of a paragraph, with what ``Items`` says of it."""

    kind: int
    width: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0
    penalty: float = 0.0
    flagged: bool = False
    protrude_left: float = 0.0
    protrude_right: float = 0.0


@dataclass(frozen=True, slots=True)
class Items:
    """A paragraph as parallel sequences; index i is a box, a glue or a penalty.

    ``width``, ``stretch`` and ``shrink`` are in points; those of a box say how far its letters give with the line's glue. A
    penalty's width is added when a line ends there (a hyphen).
    ``flagged`` marks hyphens. ``protrude_left`` and ``protrude_right`` say how far (points) a box may hang over the edge at
    the start and the end of a line; a hyphen's protrusion stands at its penalty. Widths are not negative, and a glue does
    not shrink below zero.
    """

    kind: Sequence[int]
    width: Sequence[float]
    stretch: Sequence[float]
    shrink: Sequence[float]
    penalty: Sequence[float]
    flagged: Sequence[bool]
    protrude_left: Sequence[float]
    protrude_right: Sequence[float]

    @classmethod
    def of(cls, items: Sequence[LineItem]) -> Items:
        """Return the paragraph of ``items``."""
        return cls(*zip(*items, strict=True)) if items else cls(*[()] * len(LineItem._fields))


@dataclass(frozen=True, slots=True)
class Demerits:
    """What counts as a fault, and how much; the defaults are TeX's but for hyphens.

    ``tolerances`` are the badness a line may have in the first and the later passes. ``emergency`` is the stretch, as a
    share of the measure, that each line gets when none of them succeeds. ``rag_pt`` is the stretch of a ragged line's end.
    ``loose`` is the cost of a justified line with more stretch than its glue has.
    A last line shorter than ``last_line_min_pt`` costs ``short_last_line``.
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


TEX: Final = Demerits()


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line: the items ``start`` to ``end`` (end excluded), and how its glue is set.

    A glue or box of the line is as wide as ``width + ratio * stretch`` where ratio is positive, else
    ``width + ratio * shrink``.
    ``width`` is the line's natural width in points, its hyphen and hanging parts included; ``hang_left`` and ``hang_right``
    are those parts. ``hyphenated``: it ends in the flagged penalty ``items[end]``. ``overfull``: something in it is too
    long and cannot be broken.
    """

    start: int
    end: int
    ratio: float
    width: float
    hyphenated: bool = False
    overfull: bool = False
    hang_left: float = 0.0
    hang_right: float = 0.0


_Point: TypeAlias = tuple[int, float, float, float, float, bool, float, float, float, float, int]
"""A place where a line may end: item, width up to it, the same with the hyphen and less what hangs, stretch and shrink
up to it, flagged, penalty; then for the next line's start: width (with what hangs), stretch, shrink, item."""

_Breakpoint: TypeAlias = tuple[float, float, float, float, int, int, bool, int]
"""A way to end a line at a point: width, stretch and shrink at the next line's start, total demerits, next line's index, fitness,
flagged, index in the trail."""

_Trail: TypeAlias = list[tuple[int, int]]
"""For each node its point's index and the trail index of the node before it."""


def break_lines(
    items: Items, measures: Sequence[float], *, justified: bool = True, demerits: Demerits = TEX
) -> tuple[LineBreak, ...]:
    """Return the lines of a paragraph, those of least total demerits.

    ``measures`` are the lines' lengths in points; the last repeats. A forced break and the paragraph's end leave their line
    at its natural width. Where ``justified`` is false nothing stretches or shrinks, and the lines are as even as can be.
    Never fails: what is too long for its line is flagged ``overfull``. Costs time linear in the number of items.
    """
    if BOX not in items.kind:
        return ()
    points = _points(items, justified=justified)
    lengths = [measure + _SLACK for measure in measures]
    search = _Search(points, lengths, demerits, justified=justified)
    for tolerance in demerits.tolerances:
        if found := search.run(tolerance):
            break
    else:
        found = search.run(_UNBOUNDED)
    return tuple(
        _line(items, points[before], points[at], lengths[min(index, len(lengths) - 1)])
        for index, (before, at) in enumerate(pairwise(found))
    )


def _points(items: Items, *, justified: bool) -> list[_Point]:
    """Return the start of the paragraph, every place where a line may end, and the end of the last box."""
    kinds, widths, penalties = items.kind, items.width, items.penalty
    last = len(kinds) - 1
    while kinds[last] != BOX:
        last -= 1
    hang = items.protrude_left[0] if kinds[0] == BOX else 0.0
    points: list[_Point] = [(0, 0.0, 0.0, 0.0, 0.0, False, 0.0, hang, 0.0, 0.0, 0)]
    width = stretch = shrink = 0.0
    previous = GLUE
    for index in range(last + 1):
        kind = kinds[index]
        if kind == PENALTY:
            if penalties[index] < FORBID:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
        else:
            if kind == GLUE and previous == BOX:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
            width += widths[index]
            if justified:
                stretch += items.stretch[index]
                shrink += items.shrink[index]
        previous = kind
    end = width - items.protrude_right[last]
    points.append((last + 1, width, end, stretch, shrink, False, FORCE, 0.0, 0.0, 0.0, last + 1))
    return points


def _point(items: Items, at: int, width: float, stretch: float, shrink: float, *, justified: bool) -> _Point:
    """Return the break at item ``at``, with what a line that starts behind it leaves out. A box comes behind it somewhere."""
    kinds, widths = items.kind, items.width
    is_penalty = kinds[at] == PENALTY
    hyphen = widths[at] if is_penalty else 0.0
    end = width + hyphen - _hang_right(items, at)
    start, after, stretch_after, shrink_after = at, width, stretch, shrink
    while kinds[start] != BOX and (start == at or items.penalty[start] > FORCE):
        if kinds[start] == GLUE:
            after += widths[start]
            if justified:
                stretch_after += items.stretch[start]
                shrink_after += items.shrink[start]
        start += 1
    if kinds[start] == BOX:
        after += items.protrude_left[start]
    penalty = items.penalty[at] if is_penalty else 0.0
    flagged = is_penalty and bool(items.flagged[at])
    return (at, width, end, stretch, shrink, flagged, penalty, after, stretch_after, shrink_after, start)


def _hang_right(items: Items, at: int) -> float:
    """Return how far a line that ends at ``at`` may hang out: its hyphen, else its last box."""
    if at < len(items.kind) and items.kind[at] == PENALTY and items.width[at] > 0:
        return items.protrude_right[at]
    return items.protrude_right[at - 1] if at and items.kind[at - 1] == BOX else 0.0


class _Search:
    """The dynamic programme: walks the points once and keeps, for each that can end a line, the best ways to come to it."""

    def __init__(self, points: list[_Point], measures: Sequence[float], demerits: Demerits, *, justified: bool) -> None:
        self.points = points
        self.measures = measures
        self.demerits = demerits
        self.rag = 0.0 if justified else demerits.rag_pt
        self.loose = demerits.loose if justified else 0.0
        self.reach = max(0.0, max(point[1] - point[2] for point in points))

    def run(self, tolerance: float) -> list[int]:
        """Return the indexes of the points of the best paragraph, its start first; empty where ``tolerance`` admits none."""
        trail: _Trail = [(0, -1)]
        _, _, _, _, _, _, _, width, stretch, shrink, _ = self.points[0]
        active: list[_Breakpoint] = [(width, stretch, shrink, 0.0, 0, 1, False, 0)]
        # A badness is 100 |ratio|^3 (TeX, section 108), so a tolerance is a largest ratio.
        limit = _UNBOUNDED if tolerance == _UNBOUNDED else (tolerance / 100) ** (1 / 3)
        for index in range(1, len(self.points)):
            active = self._step(index, active, limit, trail)
            if not active:
                return []
        at = min(active, key=_total)[7]
        chain = []
        while at >= 0:
            point, at = trail[at]
            chain.append(point)
        return chain[::-1]

    def _step(self, index: int, active: list[_Breakpoint], limit: float, trail: _Trail) -> list[_Breakpoint]:  # noqa: C901, PLR0912, PLR0915 - see below
        """Return the nodes that are active behind point ``index``.

        One long function: it is the inner loop, run some 500 times a paragraph, where a call costs as much as the work.
        """
        _, bare, end, stretch_at, shrink_at, flagged, penalty, *_ = self.points[index]
        measures, last_measure, rules, reach = self.measures, len(self.measures) - 1, self.demerits, self.reach
        rag, loose = self.rag, self.loose
        forced = penalty <= FORCE
        final = index == len(self.points) - 1
        bounded = limit != _UNBOUNDED
        kept = active
        best: dict[int, tuple[float, _Breakpoint]] = {}
        for node in active:
            width, stretch, shrink, total, line, fitness, hyphen_before, _ = node
            measure = measures[line]
            room = measure - end + width
            if room >= 0.0:
                if forced:
                    ratio = badness = 0.0
                else:
                    give = stretch_at - stretch + rag
                    if not bounded:
                        give += rules.emergency * measure
                    if room > limit * give:
                        continue
                    ratio = room / give if give else 0.0
                    badness = 100.0 * ratio * ratio * ratio
            else:
                give = shrink_at - shrink
                if room + give >= 0.0:
                    ratio = room / give
                    badness = -100.0 * ratio * ratio * ratio
                else:
                    # Later points are farther still, unless what hangs out there makes up for it.
                    if bare - width - give > measure + reach:
                        if kept is active:
                            kept = list(active)
                        kept.remove(node)
                    if bounded:
                        continue
                    ratio, badness = 0.0, 0.0
                    total += _OVERFULL * (1.0 - room / measure) ** 2
            cost = rules.line + badness
            cost *= cost
            if penalty > 0.0:
                cost += penalty * penalty
            elif not forced:
                cost -= penalty * penalty
            fit = 1 if -_DECENT <= ratio <= _DECENT else 0 if ratio < 0.0 else 2 if ratio <= 1.0 else _VERY_LOOSE
            if fit == _VERY_LOOSE:
                cost += loose
            if not -1 <= fit - fitness <= 1:
                cost += rules.adjacent
            if hyphen_before:
                if flagged:
                    cost += rules.double_hyphen
                elif final:
                    cost += rules.final_hyphen
            if final and bare - width < rules.last_line_min_pt:
                cost += rules.short_last_line
            cost += total
            following = line + 1 if line < last_measure else line
            key = following * 4 + fit
            if key not in best or cost < best[key][0]:
                best[key] = (cost, node)
        if forced:
            kept = []
        if not best:
            return kept
        return kept + self._nodes(index, best, trail)

    def _nodes(self, index: int, best: dict[int, tuple[float, _Breakpoint]], trail: _Trail) -> list[_Breakpoint]:
        """Return a node for each of ``best`` that no other can always replace."""
        *_, flagged, _, width, stretch, shrink, _ = self.points[index]
        nodes: list[_Breakpoint] = []
        least: dict[int, float] = {}
        for key, (cost, _) in best.items():
            least[key >> 2] = min(cost, least.get(key >> 2, cost))
        for key, (cost, before) in best.items():
            if cost <= least[key >> 2] + self.demerits.adjacent:
                nodes.append((width, stretch, shrink, cost, key >> 2, key & 3, flagged, len(trail)))
                trail.append((index, before[7]))
        return nodes


def _total(node: _Breakpoint) -> float:
    return node[3]


def _line(items: Items, before: _Point, at: _Point, measure: float) -> LineBreak:
    """Return the line between two chosen points, its glue set."""
    start, end = before[10], at[0]
    hang_left = items.protrude_left[start] if start < end and items.kind[start] == BOX else 0.0
    # The points carry width less what hangs out, plus a hyphen's: the natural width is the bare one with the hyphen.
    hang_right = _hang_right(items, end) if start < end else 0.0
    width = at[2] + hang_right - (before[7] - hang_left)
    room = measure - at[2] + before[7]
    give = at[3] - before[8] if room >= 0.0 else at[4] - before[9]
    overfull = room < 0.0 and room + give < 0.0
    ratio = 0.0
    if overfull:
        ratio = -1.0 if give else 0.0
    elif give and (room < 0.0 or at[6] > FORCE):
        ratio = room / give
    return LineBreak(start, end, ratio, width, at[5], overfull, hang_left, hang_right)
