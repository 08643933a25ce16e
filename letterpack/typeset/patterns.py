"""Paragraphs that differ in a few words: what they share is gathered, searched and set once (part of stage 4 of 7).

A paragraph with a field is filled for each addressee; its *pattern* is its runs with the field still in them. What stands before
the first field, between two and behind the last is cut at spaces into fixed stretches. The lines are the same as if each
paragraph were set by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.letter import Run, Runs
from letterpack.patterns import late
from letterpack.text.bidi import needs_bidi
from letterpack.text.breaks import BOX, Items, LineBreak, needs_rules
from letterpack.text.refit import Fixed, ParagraphPart, Refit
from letterpack.typeset.clusters import LevelRun
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.items import Gatherer
from letterpack.typeset.line_writer import LineWriter
from letterpack.typeset.lines import demerits_of, set_text
from letterpack.typeset.pieces import Composition, SetLine, SetText, TextFace, chained
from letterpack.values import replace

_WORD_BEFORE_SPACE: Final = late(r".*\S(?= )", re.DOTALL)
_WORD_BEHIND_SPACE: Final = late(r" (?=\S)")
_PREPARED_FROM: Final = 3
"""Paragraphs of a pattern, from which on preparing what they share takes less than it saves."""

_Cut: TypeAlias = tuple[int, int]
"""A place in runs: the run's index, and that of a character in it."""


class _FixedStretch(NamedTuple):
    """A fixed stretch: its runs, gathered, and as line breaking takes it."""

    runs: Runs
    gathered: Gatherer
    fixed: Fixed


class _FixedPlace(Struct, frozen=True):
    """A fixed stretch in a paragraph, and where it begins and ends there."""

    stretch: _FixedStretch
    start: _Cut
    stop: _Cut


class Pattern:
    """What justified paragraphs share that are filled from the same ``runs``: all, where these have no field."""

    def __init__(self, runs: Runs, measure_pt: float, face: TextFace, setter: Setter, composition: Composition) -> None:
        has_field = any(run.field for run in runs)
        self._runs, self._measure_pt = runs, measure_pt
        # To remove the rivers that a value brings would cost an addressee more than all the rest of the paragraph.
        self._composition = replace(composition, rivers=True) if has_field else composition
        self._face, self._setter = face, setter
        self._asked = 0
        self._first: _FixedStretch | None = None
        self._inner: list[_FixedStretch] = []
        self._last: _FixedStretch | None = None
        self._refit: Refit | None = None
        self._whole: SetText | None = None
        self._lines: dict[tuple[int, int, int], SetLine] = {}
        # Where text needs rules or has two directions, its lines depend on more than what stands in them.
        plain = not setter.right_to_left and not any(needs_bidi(run.text) or needs_rules(run.text) for run in runs)
        # A first line that is set in is not as long as those that a fixed stretch may stand on.
        self._is_shared = plain and has_field and not composition.first_indent_pt

    def set(self, runs: Runs) -> SetText:
        """Return ``runs`` set."""
        if runs == self._runs:
            if self._whole is None:
                self._whole = self._by_itself(runs)
            return self._whole
        self._asked += 1
        found = self._by_shared(runs) if self._is_shared and self._asked >= _PREPARED_FROM else None
        return found or self._by_itself(runs)

    def _by_itself(self, runs: Runs) -> SetText:
        return set_text(runs, self._measure_pt, self._face, self._setter, self._composition)

    def _by_shared(self, runs: Runs) -> SetText | None:
        """Return ``runs`` set by what they share with others; None where that is not found in them."""
        if self._refit is None:
            self._refit = self._prepared()
        found = self._found(runs)
        if not found or any(needs_bidi(run.text) for run in runs):
            return None
        gathered, parts = self._gathered(runs, found)
        items = gathered.items()
        breaks = self._refit.break_lines(items, parts)
        if any(line.overfull for line in breaks):
            return None
        lines = [self._line(gathered, items, parts, line) for line in breaks]
        return SetText(tuple(chained(lines)), gathered.missing)

    def _prepared(self) -> Refit:
        first, *inner, last = _without_fields(self._runs)
        if (cut := _last_cut(first)) is not None:
            self._first = self._stretch(_between(first, (0, 0), cut))
        if (cut := _first_cut(last)) is not None:
            self._last = self._stretch(_between(last, cut, _end(last)))
        for runs in filter(None, inner):
            longest = max(runs, key=lambda run: len(run.text))
            start, stop = _first_cut((longest,)), _last_cut((longest,))
            if start is not None and stop is not None and start < stop:
                stretch = self._stretch(_between((longest,), start, stop))
                self._inner.extend([stretch] if stretch else [])
        return Refit(
            (self._measure_pt,),
            self._first and self._first.fixed,
            self._last and self._last.fixed,
            demerits=demerits_of(self._composition, self._measure_pt),
        )

    def _stretch(self, runs: Runs) -> _FixedStretch | None:
        """Return ``runs`` as a fixed stretch; None where they begin or end with what is no word, such as a soft hyphen alone."""
        gathered = self._gatherer()
        gathered.gather([LevelRun(run, 0) for run in runs])
        items = gathered.items()
        if not items.kind or items.kind[0] != BOX or items.kind[-1] != BOX:
            return None
        return _FixedStretch(runs, gathered, Fixed(items, justified=True))

    def _gatherer(self) -> Gatherer:
        return Gatherer(self._setter, self._face, self._composition, self._measure_pt)

    def _found(self, runs: Runs) -> list[_FixedPlace] | None:
        """Return the fixed stretches in ``runs``; None where the first or the last is not where it should be."""
        found: list[_FixedPlace] = []
        if self._first is not None:
            stop = _begun_with(runs, self._first.runs)
            if stop is None:
                return None
            found.append(_FixedPlace(self._first, (0, 0), stop))
        behind = None
        if self._last is not None:
            start = _ended_with(runs, self._last.runs)
            if start is None:
                return None
            behind = _FixedPlace(self._last, start, _end(runs))
        for stretch in self._inner:
            place = _contained(runs, stretch.runs[0], found[-1].stop if found else (0, 0))
            if place is not None and (behind is None or place[1] < behind.start):
                found.append(_FixedPlace(stretch, *place))
        if behind is not None:
            found.append(behind)
        ordered = all(one.stop < other.start for one, other in pairwise(found))
        return found if ordered else None

    def _gathered(self, runs: Runs, found: Sequence[_FixedPlace]) -> tuple[Gatherer, list[ParagraphPart]]:
        """Return ``runs`` as items, and the parts that these are made of."""
        gathered = self._gatherer()
        parts: list[ParagraphPart] = []
        at: _Cut = (0, 0)
        for each in found:
            if at < each.start:
                parts.append(_changing(gathered, _between(runs, at, each.start), each.stretch.runs[0].text))
            start = len(gathered.atoms)
            gathered.extend(each.stretch.gathered)
            parts.append(ParagraphPart(start, len(gathered.atoms), each.stretch.fixed))
            at = each.stop
        if at < _end(runs):
            parts.append(_changing(gathered, _between(runs, at, _end(runs)), ""))
        return gathered, parts

    def _line(self, gathered: Gatherer, items: Items, parts: Sequence[ParagraphPart], line: LineBreak) -> SetLine:
        """Return a line; one that stands in a fixed stretch is set once."""
        key = _place_of(line, parts, len(items.kind))
        if key is None:
            return LineWriter(gathered, items, line).written()
        found = self._lines.get(key)
        if found is None:
            found = self._lines[key] = LineWriter(gathered, items, line).written()
        return found


def _changing(gathered: Gatherer, runs: Runs, behind: str) -> ParagraphPart:
    """Add ``runs`` that are not always the same, before a stretch that begins with the text ``behind``; return their part."""
    start = len(gathered.atoms)
    gathered.gather([LevelRun(run, 0) for run in runs], behind)
    return ParagraphPart(start, len(gathered.atoms), None)


def _place_of(line: LineBreak, parts: Sequence[ParagraphPart], count: int) -> tuple[int, int, int] | None:
    """Return in which fixed part of a paragraph of ``count`` items a line stands with what it ends before, and where in it."""
    for part in parts:
        if part.start <= line.start and (line.end + 1 < part.stop or line.end <= part.stop == count):
            return (id(part.fixed), line.start - part.start, line.end - part.start) if part.fixed else None
    return None


def _without_fields(runs: Runs) -> list[Runs]:
    """Return the runs before the first field, those between two, and those behind the last."""
    groups: list[list[Run]] = [[]]
    for run in runs:
        if run.field is None:
            groups[-1].append(run)
        else:
            groups.append([])
    return [tuple(group) for group in groups]


def _end(runs: Runs) -> _Cut:
    return (len(runs) - 1, len(runs[-1].text)) if runs else (0, 0)


def _last_cut(runs: Runs) -> _Cut | None:
    for index in range(len(runs) - 1, -1, -1):
        if found := _WORD_BEFORE_SPACE.match(runs[index].text):
            return index, found.end()
    return None


def _first_cut(runs: Runs) -> _Cut | None:
    for index, run in enumerate(runs):
        if found := _WORD_BEHIND_SPACE.search(run.text):
            return index, found.end()
    return None


def _between(runs: Runs, start: _Cut, stop: _Cut) -> Runs:
    """Return what stands in ``runs`` from one place to another."""
    kept: list[Run] = []
    for index in range(start[0], stop[0] + 1):
        run = runs[index]
        text = run.text[start[1] if index == start[0] else 0 : stop[1] if index == stop[0] else None]
        if text:
            kept.append(Run(text, run.style, run.link, isolated=run.isolated, language=run.language))
    return tuple(kept)


def _alike(one: Run, other: Run) -> bool:
    return (one.style, one.link, one.isolated, one.language) == (other.style, other.link, other.isolated, other.language)


def _begun_with(runs: Runs, fixed: Runs) -> _Cut | None:
    """Return where ``fixed`` ends in ``runs``, which it begins; None if it does not, or no space is behind it."""
    last = len(fixed) - 1
    if len(runs) <= last or not all(_alike(*pair) for pair in zip(runs, fixed, strict=False)):
        return None
    if any(run.text != each.text for run, each in zip(runs, fixed[:-1], strict=False)):
        return None
    return (last, len(fixed[last].text)) if runs[last].text.startswith(f"{fixed[last].text} ") else None


def _ended_with(runs: Runs, fixed: Runs) -> _Cut | None:
    """Return where ``fixed`` begins in ``runs``, which it ends; None if it does not, or no space is before it."""
    at = len(runs) - len(fixed)
    if at < 0 or not all(_alike(*pair) for pair in zip(runs[at:], fixed, strict=True)):
        return None
    if any(run.text != each.text for run, each in zip(runs[at + 1 :], fixed[1:], strict=True)):
        return None
    return (at, len(runs[at].text) - len(fixed[0].text)) if runs[at].text.endswith(f" {fixed[0].text}") else None


def _contained(runs: Runs, fixed: Run, after: _Cut) -> tuple[_Cut, _Cut] | None:
    """Return where ``fixed`` first stands in ``runs`` behind a place, with spaces around it."""
    for index in range(after[0], len(runs)):
        if _alike(runs[index], fixed):
            at = runs[index].text.find(f" {fixed.text} ", after[1] if index == after[0] else 0)
            if at >= 0:
                return (index, at + 1), (index, at + 1 + len(fixed.text))
    return None
