"""Total-fit line breaking: the best lines there are, no item lost, never a failure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.text.breaks import BOX, FORBID, FORCE, GLUE, PENALTY, Items, LineBreak, LineItem, least_lines
from letterpack.text.linebreak import TEX, break_lines
from letterpack.values import replace
from tests.trying import tried

NO_PASSES = replace(TEX, tolerances=())
FEW_LINES = replace(TEX, line=3_000.0)


@dataclass
class Text:
    """Builds items piece by piece."""

    rows: list[tuple[int, float, float, float, float, bool, float, float]]

    def box(self, width: float, left: float = 0.0, right: float = 0.0) -> Text:
        self.rows.append((BOX, width, 0, 0, 0, False, left, right))
        return self

    def glue(self, width: float = 4.0, stretch: float = 2.0, shrink: float = 1.0) -> Text:
        self.rows.append((GLUE, width, stretch, shrink, 0, False, 0, 0))
        return self

    def penalty(self, penalty: float, width: float = 0.0, flagged: bool = False, right: float = 0.0) -> Text:
        self.rows.append((PENALTY, width, 0, 0, penalty, flagged, 0, right))
        return self

    @property
    def items(self) -> Items:
        return Items.of([LineItem(*row) for row in self.rows])


def words(*widths: float) -> Items:
    text = Text([])
    for index, width in enumerate(widths):
        if index:
            text.glue()
        text.box(width)
    return text.items


def set_width(items: Items, line: LineBreak) -> float:
    """What the line measures once its glue is set, without what hangs out."""
    glue = [index for index in range(line.start, line.end) if items.kind[index] == GLUE]
    give = items.stretch if line.ratio > 0 else items.shrink
    return line.width + sum(line.ratio * give[index] for index in glue) - line.hang_left - line.hang_right


# — a second, slow account of the same objective —


def legal(items: Items) -> list[int]:
    last = max(index for index, kind in enumerate(items.kind) if kind == BOX)
    return [
        index
        for index in range(last + 1)
        if (items.kind[index] == GLUE and index and items.kind[index - 1] == BOX)
        or (items.kind[index] == PENALTY and items.penalty[index] < FORBID)
    ] + [last + 1]


def start_after(items: Items, at: int, end: int) -> int:
    index = at
    while index < end and items.kind[index] != BOX and (index == at or items.penalty[index] > FORCE):
        index += 1
    return index


def cost(items: Items, breaks: list[int], measures: list[float], justified: bool) -> float:
    """Total demerits of a paragraph with these breaks, in the unbounded pass; infinite where a line is too long."""
    end = breaks[-1]
    total, start, fitness, hyphen = 0.0, 0, 1, False
    for number, at in enumerate(breaks):
        measure = measures[min(number, len(measures) - 1)] + 1e-6
        inner = range(start, at)
        forced = at == end or (items.kind[at] == PENALTY and items.penalty[at] <= FORCE)
        if any(items.kind[i] == PENALTY and items.penalty[i] <= FORCE for i in inner):
            return float("inf")
        penalty = items.penalty[at] if at < end and items.kind[at] == PENALTY else 0.0
        flagged = at < end and items.kind[at] == PENALTY and items.flagged[at]
        natural = sum(items.width[i] for i in inner if items.kind[i] != PENALTY)
        right = 0.0
        if at < end and items.kind[at] == PENALTY and items.width[at]:
            natural += items.width[at]
            right = items.protrude_right[at]
        elif at > start and items.kind[at - 1] == BOX:
            right = items.protrude_right[at - 1]
        left = items.protrude_left[start] if start < at and items.kind[start] == BOX else 0.0
        room = measure - natural + left + right
        stretch = sum(items.stretch[i] for i in inner) if justified else 0.0
        shrink = sum(items.shrink[i] for i in inner) if justified else 0.0
        stretch += TEX.emergency * measure + (0.0 if justified else TEX.rag_pt)
        if room + shrink < 0:
            return float("inf")
        ratio = (0.0 if forced else room / stretch) if room >= 0 else room / shrink
        fit = 1 if abs(ratio) <= 0.5 else 0 if ratio < 0 else 2 if ratio <= 1 else 3
        demerits = (TEX.line + 100 * abs(ratio) ** 3) ** 2
        if not forced or penalty > 0:
            demerits += penalty * abs(penalty)
        demerits += TEX.adjacent * (abs(fit - fitness) > 1) + TEX.loose * (fit == 3 and justified)
        demerits += hyphen * (TEX.double_hyphen * flagged + TEX.final_hyphen * (at == end and not flagged))
        if at == end and natural - left < max(TEX.last_line_min_pt, hyphen * 0.14 * measure):
            demerits += TEX.short_last_line
        total += demerits
        start, fitness, hyphen = start_after(items, at, end), fit, flagged
    return total


def greedy(items: Items, measures: list[float]) -> list[int]:
    breaks: list[int] = []
    points, start, fit = legal(items), 0, None
    for at in points:
        measure = measures[min(len(breaks), len(measures) - 1)]
        width = sum(items.width[i] for i in range(start, at) if items.kind[i] != PENALTY)
        width += items.width[at] if at < points[-1] and items.kind[at] == PENALTY else 0.0
        if width > measure and fit is not None:
            breaks.append(fit)
            start = start_after(items, fit, points[-1])
        fit = at
        if at == points[-1] or (items.kind[at] == PENALTY and items.penalty[at] <= FORCE):
            breaks.append(at)
            start, fit = start_after(items, at, points[-1]), None
    return breaks


lengths = st.integers(2, 60).map(float)


@st.composite
def paragraphs(draw: st.DrawFn, most: int = 9) -> Items:
    text = Text([]).box(draw(lengths))
    for _ in range(draw(st.integers(0, most))):
        joint = draw(st.sampled_from(["space", "space", "space", "hyphen", "nbsp", "dash", "forced"]))
        if joint == "space":
            text.glue(draw(st.sampled_from([3.0, 4.0])))
        elif joint == "hyphen":
            text.penalty(200.0, 3.0, True, draw(st.sampled_from([0.0, 2.0])))
        elif joint == "nbsp":
            text.penalty(FORBID).glue()
        elif joint == "dash":
            text.penalty(draw(st.sampled_from([0.0, 50.0, -50.0])))
        else:
            text.penalty(FORCE)
        width = draw(lengths)
        text.box(width, draw(st.sampled_from([0.0, 1.0])), draw(st.sampled_from([0.0, 1.5])))
    return text.items


measure_lists = st.lists(st.integers(40, 160).map(float), min_size=1, max_size=3)


@given(paragraphs(60), measure_lists, st.booleans())
def test_every_item_is_in_one_line_or_discardable(items: Items, measures: list[float], justified: bool) -> None:
    lines = break_lines(items, measures, justified=justified)
    assert lines[0].start == 0
    assert lines[-1].end == len(items.kind)
    for line, following in pairwise(lines):
        assert line.start <= line.end <= following.start
        assert BOX not in items.kind[line.end : following.start]


@given(paragraphs(60), measure_lists)
def test_a_justified_line_fills_its_measure(items: Items, measures: list[float]) -> None:
    for number, line in enumerate(break_lines(items, measures)):
        measure = measures[min(number, len(measures) - 1)]
        forced = line.end == len(items.kind) or items.penalty[line.end] <= FORCE
        has_glue = GLUE in items.kind[line.start : line.end]
        assert line.overfull or line.ratio >= -1
        if has_glue and not line.overfull and not forced:
            assert set_width(items, line) == pytest.approx(measure, abs=1e-4)
        if not line.overfull:
            assert set_width(items, line) <= measure + 1e-4


@given(paragraphs(60), measure_lists)
def test_no_setting_has_fewer_lines_than_the_least(items: Items, measures: list[float]) -> None:
    for demerits in (TEX, FEW_LINES):
        lines = break_lines(items, measures, demerits=demerits)
        assert any(line.overfull for line in lines) or len(lines) >= least_lines(items, measures)


def test_the_least_is_near_the_lines_that_there_are() -> None:
    assert (least_lines(words(*[9.0] * 80), [104.0]), len(break_lines(words(*[9.0] * 80), [104.0]))) == (9, 10)


@given(paragraphs(40), measure_lists, st.booleans())
def test_only_the_unbreakable_is_overfull(items: Items, measures: list[float], justified: bool) -> None:
    if len(measures) > 1:
        measures = measures[:1]
    for line in break_lines(items, measures, justified=justified):
        if line.overfull:
            pieces = [at for at in legal(items) if line.start < at <= line.end]
            widest = max(
                sum(items.width[i] for i in range(begin, end) if items.kind[i] != PENALTY)
                + (items.width[end] if end < len(items.kind) and items.kind[end] == PENALTY else 0)
                for begin, end in pairwise([line.start, *pieces])
            )
            assert widest + 5 > measures[0]


@tried(5)
@given(paragraphs(), measure_lists, st.booleans())
def test_equals_brute_force(items: Items, measures: list[float], justified: bool) -> None:
    *inner, end = legal(items)
    best = min(
        cost(items, [*chosen, end], measures, justified)
        for count in range(len(inner) + 1)
        for chosen in combinations(inner, count)
    )
    lines = break_lines(items, measures, justified=justified, demerits=NO_PASSES)
    if best < float("inf"):
        assert not any(line.overfull for line in lines)
        assert cost(items, [line.end for line in lines], measures, justified) == pytest.approx(best, rel=1e-6)
    else:
        assert any(line.overfull for line in lines)


@given(paragraphs(60), measure_lists, st.booleans())
def test_never_worse_than_greedy(items: Items, measures: list[float], justified: bool) -> None:
    lines = break_lines(items, measures, justified=justified, demerits=NO_PASSES)
    total = cost(items, [line.end for line in lines], measures, justified)
    simple = cost(items, greedy(items, measures), measures, justified)
    # Where a dash invites a break the demerits are below 0: the slack for rounding is a share of their size.
    assert simple == float("inf") or total <= simple + abs(simple) * 1e-6


@given(paragraphs(30), st.integers(40, 160).map(float))
def test_a_repeated_measure_changes_nothing(items: Items, measure: float) -> None:
    assert break_lines(items, [measure]) == break_lines(items, [measure] * 3)


def test_total_fit_looks_ahead() -> None:
    # Greedy leaves the second line gaping; one word more on it is better for the whole.
    items = words(60, 10, 10, 10, 40, 10, 30, 20, 30)
    simple = greedy(items, [100])
    lines = [line.end for line in break_lines(items, [100])]
    assert (simple, lines) == ([5, 11, 17], [5, 13, 17])
    assert cost(items, lines, [100], True) < cost(items, simple, [100], True) / 20


def test_no_text_has_no_lines() -> None:
    assert break_lines(Text([]).items, [100]) == ()
    assert break_lines(Text([]).glue().penalty(FORCE).items, [100]) == ()


def test_one_word_is_a_line_at_its_natural_width() -> None:
    assert break_lines(words(50), [100]) == (LineBreak(0, 1, 0.0, 50.0),)


def test_the_last_line_keeps_its_natural_width() -> None:
    *_, last = break_lines(words(*[40] * 7), [100])
    assert last.ratio == 0.0


def test_a_finishing_glue_is_no_line_of_its_own() -> None:
    text = Text([]).box(50).penalty(FORBID).glue(0, 1e6, 0).penalty(FORCE)
    assert [(line.start, line.end) for line in break_lines(text.items, [100])] == [(0, 1)]


def test_a_hard_break_ends_a_line_and_does_not_stretch_it() -> None:
    lines = break_lines(Text([]).box(20).glue().box(20).penalty(FORCE).box(20).items, [100])
    assert [(line.start, line.end, line.ratio) for line in lines] == [(0, 3, 0.0), (4, 5, 0.0)]


def test_two_hard_breaks_leave_an_empty_line() -> None:
    lines = break_lines(Text([]).box(20).penalty(FORCE).penalty(FORCE).box(20).items, [100])
    assert [line.width for line in lines] == [20.0, 0.0, 20.0]


def test_a_non_breaking_space_holds() -> None:
    text = Text([]).box(60).glue().box(30).penalty(FORBID).glue().box(30)
    assert [(line.start, line.end) for line in break_lines(text.items, [100])] == [(0, 1), (2, 6)]


def test_an_overlong_word_is_flagged_and_the_rest_is_set() -> None:
    lines = break_lines(words(30, 30, 250, 30, 30), [100])
    assert [line.overfull for line in lines].count(True) == 1
    assert sum(line.end - line.start for line in lines if line.overfull) == 1


def test_a_word_as_wide_as_the_measure_fits() -> None:
    items = words(*[0.1] * 3)
    measure = 0.1 + 4 + 0.1 + 4 + 0.1
    assert [line.overfull for line in break_lines(items, [measure], justified=False)] == [False]


def test_a_hyphen_is_counted_and_reported() -> None:
    text = Text([]).box(60).glue(4, 1, 1).box(30).penalty(200, 5, True, 2).box(50)
    first, last = break_lines(text.items, [97])
    assert first.hyphenated and not last.hyphenated
    assert (first.width, first.hang_right) == (99, 2)
    assert first.ratio == pytest.approx(0, abs=1e-4)


def test_punctuation_hangs() -> None:
    text = Text([]).box(50, left=3).glue().box(50, right=2).glue().box(40)
    first = break_lines(text.items, [99])[0]
    assert (first.end, first.hang_left, first.hang_right) == (3, 3, 2)
    assert set_width(text.items, first) == pytest.approx(99, abs=1e-4)


def test_a_short_last_line_is_avoided() -> None:
    items = words(*[20] * 9, 5)
    lines = break_lines(items, [116], justified=False)
    assert lines[-1].width >= 33


def test_the_last_line_is_not_the_rest_of_a_word_alone() -> None:
    text = Text([]).box(150).glue(4, 30, 3).box(140).glue(4, 30, 3).box(24).penalty(50, 3, True).box(40)
    assert not break_lines(text.items, [322])[0].hyphenated


def test_ragged_lines_do_not_stretch() -> None:
    lines = break_lines(words(*[17, 23, 31, 12, 28] * 8), [110], justified=False)
    assert {line.ratio for line in lines} == {0.0}
    assert all(line.width <= 110 for line in lines)


def test_hyphens_seldom_come_in_ladders() -> None:
    def ladders(seed: int, double_hyphen: float) -> int:
        chance = Random(seed)
        text = Text([]).box(20)
        for _ in range(40):
            text.glue(4, 1, 1).box(chance.randint(15, 40)).penalty(200, 3, True).box(chance.randint(15, 40))
        lines = break_lines(text.items, [150], demerits=replace(TEX, double_hyphen=double_hyphen))
        return sum(above.hyphenated and below.hyphenated for above, below in pairwise(lines))

    assert sum(ladders(seed, TEX.double_hyphen) for seed in range(9)) < sum(ladders(seed, 0) for seed in range(9))
