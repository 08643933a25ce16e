"""Runs to set lines: gathered, broken by total fit, written (part of stage 4 of 7).

Most lines of a packet's own are words in one style that fit: those are set at once, without any of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, groupby
from typing import Final, TypeAlias

from letterpack.model.galley import ExtensionGlyph
from letterpack.model.letter import Run, Runs
from letterpack.patterns import late
from letterpack.text.bidi import has_direction, needs_bidi
from letterpack.text.breaks import GLUE, HYPHEN_PENALTY, Items, LineBreak, least_lines, needs_rules
from letterpack.text.linebreak import TEX, Demerits, break_lines
from letterpack.text.scripts import has_full_signs
from letterpack.text.shape import MissingGlyph
from letterpack.typeset.clusters import in_directions
from letterpack.typeset.glyphs import MARKED, LineStyle, Setter, SetWord, without_empty
from letterpack.typeset.items import OF_NARROW_SIGNS, SEPARATOR, Gatherer, hangs_left
from letterpack.typeset.line_writer import LineWriter
from letterpack.typeset.pieces import (
    ALONE,
    JUSTIFIED,
    VERBATIM,
    Composition,
    LinePiece,
    SetLine,
    SetText,
    TextFace,
    at_right,
    chained,
    face_name,
)
from letterpack.values import replace

_PLAIN_WORDS: Final = late(r"[^\s\u00ad\u200b]+(?: [^\s\u00ad\u200b]+)*")
"""Words with single spaces between them: nothing that line breaking has a say in where all fit."""
_NONE: Final[frozenset[ExtensionGlyph]] = frozenset()
_FEWEST: Final = replace(TEX, line=3_000.0)
"""A line costs more than all that its words can do to the others."""
_PHRASE_RAG: Final = 0.5
"""Share of the measure by which lines that end with phrases may differ."""
_ANY_RAG: Final = (4_000.0,)
"""Of ragged lines: a short one is weighed against what it spares, and not left out beforehand."""
_LAST_LINE: Final = 0.2
"""Of the measure: a title or a cell rather ends its lines early than in a word alone."""
_LONE_WORD: Final = 1_000_000.0
_EVEN: Final = (1.06, 1.2, 1.3, 1.4)
"""Of the lines' mean: how long the longest of them may be where they are balanced, from the best on."""
_RATHER_LONGER: Final = 1.3
"""How long it may be so that lines end where a reader pauses."""
_MOST_BALANCED: Final = 12
"""Lines of a title: more have no shape that a reader sees, and to balance a long text takes several times what it costs."""
_AT_PAUSE: Final = -1_000.0
"""What a line of a title costs that ends at a pause: less than all that it can differ from the others."""
_PAUSED: Final = 1.55
"""The same where all lines of a title end at pauses."""
_EVEN_RAG: Final = 0.35
"""Share of that by which they may differ."""


def set_text(runs: Runs, measure_pt: float, face: TextFace, setter: Setter, composition: Composition = JUSTIFIED) -> SetText:
    """Break ``runs`` into lines of ``measure_pt``, and set them.

    Lines stand where the letter's begin; those of a paragraph that fills its measure, where its own direction begins them.
    """
    first_pt = measure_pt - composition.first_indent_pt
    if not composition.justified and len(runs) == 1 and not setter.right_to_left:
        alone = _set_alone(runs[0], first_pt, face, setter)
        if alone is not None:
            return SetText((alone,), "", least=1)
    stretches, turned = in_directions(runs, right_to_left=setter.right_to_left)
    gathered = Gatherer(setter, face, composition, measure_pt, right_to_left=turned)
    gathered.gather(stretches)
    items = gathered.items()
    measures = (first_pt, measure_pt) if composition.first_indent_pt else (measure_pt,)
    broken = partial(break_lines, items, measures, justified=composition.justified, demerits=demerits_of(composition, measure_pt))
    breaks = broken()
    if composition.balanced and 1 < len(breaks) <= _MOST_BALANCED:
        breaks = _balanced(items, measures, breaks, gathered.pauses, phrases=composition.phrases)
    if composition.justified and not composition.rivers:
        breaks = without_rivers(breaks, gathered, items, lambda end: broken(barred=end))
    lines = [LineWriter(gathered, items, line).written() for line in breaks]
    filled = [measures[min(index, len(measures) - 1)] for index in range(len(lines))]
    if turned if composition.justified and len(lines) > 1 else setter.right_to_left:
        lines = list(map(at_right, lines, filled))
    excess = [line.width_pt - filled[index] for index, line in enumerate(lines) if line.overfull]
    least = len(lines)
    if composition.justified:  # It costs too much to ask this of each packet's own, which keep their rivers.
        least = 0 if excess or composition.rivers else least_lines(items, measures)
    return SetText(tuple(chained(lines)), gathered.missing, max(excess, default=0.0), least)


def _balanced(
    items: Items, measures: tuple[float, ...], breaks: tuple[LineBreak, ...], pauses: set[int], *, phrases: bool
) -> tuple[LineBreak, ...]:
    """Return as many lines as ``breaks``, about equally long, rather longer ones that end where a reader pauses; those that all
    end with ``phrases`` are as good as they are.
    """
    if phrases and not any(items.penalty[line.end] for line in breaks[:-1]):
        return breaks
    mean = sum([line.width for line in breaks]) / len(breaks)
    if pauses and (pausing := _pausing(items, measures, len(breaks), mean, pauses)):
        return pausing
    first: tuple[LineBreak, ...] = ()
    for share in (*_EVEN, math.inf):
        found = _even(items, measures, mean * share)
        if len(found) == len(breaks) and not any(line.overfull for line in found):
            if phrases or not any(items.penalty[line.end] for line in found[:-1]):
                return found
            first = first or found
        if first and share >= _RATHER_LONGER:
            break
    return first or breaks


def _pausing(items: Items, measures: tuple[float, ...], count: int, mean_pt: float, pauses: set[int]) -> tuple[LineBreak, ...]:
    """Return the evenest ``count`` lines of a title that all end at its ``pauses``, none of them a single word, if there are."""
    items = replace(items, penalty=[_AT_PAUSE if index in pauses else cost for index, cost in enumerate(items.penalty)])
    for share in (*_EVEN, _PAUSED):
        found = _even(items, measures, mean_pt * share)
        if (
            len(found) == count
            and not any(line.overfull or GLUE not in items.kind[line.start : line.end] for line in found)
            and all(line.end in pauses for line in found[:-1])
        ):
            return found
    return ()


def _even(items: Items, measures: tuple[float, ...], most_pt: float) -> tuple[LineBreak, ...]:
    by = max(0.0, measures[-1] - most_pt)
    even = replace(TEX, rag_pt=(measures[-1] - by) * _EVEN_RAG, tolerances=(), balanced=True)
    return break_lines(items, [measure - by for measure in measures], justified=False, demerits=even)


@lru_cache(maxsize=1 << 8)
def demerits_of(composition: Composition, measure_pt: float) -> Demerits:
    """Return what counts as a fault in lines of ``measure_pt``."""
    if composition.justified:
        return _FEWEST if composition.fewest else TEX
    if composition.phrases:
        return replace(TEX, rag_pt=measure_pt * _PHRASE_RAG, tolerances=_ANY_RAG)
    return replace(TEX, last_line_min_pt=measure_pt * _LAST_LINE, short_last_line=_LONE_WORD, tolerances=_ANY_RAG)


_ONE_LINE: Final = replace(VERBATIM, phrases=True)
"""Of what is never broken: phrases have separators between them."""


def set_line(text: str, style: str, face: TextFace, setter: Setter) -> SetLine:
    """Set ``text`` on one line with its natural spaces, however long. Raises ``MissingGlyph``.

    Its direction is its own, whatever the letter's, if it has one; where it stands is for the caller.
    """
    if setter.right_to_left or needs_bidi(text) or needs_rules(text):
        return _gathered_line(Run(text, isolated=has_direction(text)), style, face, setter)
    dress = setter.dress(style, face.size_pt, face.ink)
    typed = text.split(" ")
    words = list(map(dress.words.__getitem__, typed))
    if SEPARATOR in text and has_full_signs(setter.language):
        dot = replace(setter.speaking(OF_NARROW_SIGNS).word(SEPARATOR.strip(), style, face.size_pt), tag=None)
        words = [dot if word == SEPARATOR.strip() else set_word for word, set_word in zip(typed, words, strict=True)]
    spoken = {word.tag for word in words}
    spoken.discard(None)
    if len(spoken) > 1:
        return _tagged_line(typed, words, dress)
    width = sum([word.width_pt for word in words]) + dress.space_pt * (len(words) - 1)
    inner = dress.space_code.join([word.inner for word in words])
    shown = without_empty(f"{dress.opening}{inner}{dress.closing}")
    chain = ALONE if MARKED in shown else ""
    piece = LinePiece(0.0, width, shown, None, (spoken.pop() if spoken else None) or "", text, chain)
    return SetLine((piece,), width, _extensions(words))


def _extensions(words: list[SetWord]) -> frozenset[ExtensionGlyph]:
    found = [word.extensions for word in words if word.extensions]
    return _NONE.union(*found) if found else _NONE


def _gathered_line(run: Run, style: str, face: TextFace, setter: Setter) -> SetLine:
    """Return ``run`` on one line, what runs from right to left turned, and gaps kept. Raises ``MissingGlyph``."""
    face = replace(face, cut=style)
    stretches, turned = in_directions((run,), right_to_left=setter.right_to_left)
    gathered = Gatherer(setter, face, _ONE_LINE, right_to_left=turned)
    gathered.gather(stretches)
    if gathered.missing:
        raise MissingGlyph(gathered.missing)
    items = gathered.items()
    return chained([LineWriter(gathered, items, LineBreak(0, len(items.kind), 0.0, 0.0)).written()])[0]


def _tagged_line(typed: list[str], words: list[SetWord], dress: LineStyle) -> SetLine:
    """Return the line of ``words`` as they are ``typed``, a piece for each stretch in one language; a stretch ends in the space
    behind it.

    A word without letters is in the language of the word before it; the first ones, such as a house's number, in that of the
    first with letters.
    """
    first = next((word.tag for word in words if word.tag is not None), "")
    tags = list(accumulate(words, lambda before, word: before if word.tag is None else word.tag, initial=first))[1:]
    pieces: list[LinePiece] = []
    x = 0.0
    last = len(words) - 1
    for tag, group in groupby(range(len(words)), lambda index: tags[index]):
        indexes = list(group)
        behind = indexes[-1] != last
        inner = dress.space_code.join([words[index].inner for index in indexes]) + (dress.space_code if behind else "")
        width = sum([words[index].width_pt for index in indexes]) + dress.space_pt * (len(indexes) - (0 if behind else 1))
        said = " ".join(typed[indexes[0] : indexes[-1] + 1]) + (" " if behind else "")
        chain = f"0.{len(pieces)}" if MARKED in inner else ""
        pieces.append(LinePiece(x, width, without_empty(f"{dress.opening}{inner}{dress.closing}"), None, tag, said, chain))
        x += width
    return SetLine(tuple(pieces), x, _extensions(words))


def _set_alone(run: Run, measure_pt: float, face: TextFace, setter: Setter) -> SetLine | None:
    """Return ``run`` on one line where that is all there is to it: plain words that fit; else None."""
    if (
        run.link is not None
        or run.style.raised
        or not _PLAIN_WORDS.fullmatch(run.text)
        or hangs_left(run.text)
        or needs_bidi(run.text)
    ):
        return None
    try:
        line = set_line(run.text, face_name(run.style, face.cut), face, setter.speaking(run.language))
    except MissingGlyph:
        return None
    return line if line.width_pt <= measure_pt else None


# Rivers: spaces that meet from line to line, seen as a white stripe down a paragraph. Total fit judges lines one by one and in
# pairs; a river is seen in four. So a paragraph that has one is broken again with an end of one of its lines barred.

Gaps: TypeAlias = tuple[tuple[float, float], ...]
"""Where a line's spaces begin and end, in points from where its measure does."""
Breaks: TypeAlias = tuple[LineBreak, ...]

_FEWEST_LINES: Final = 4
"""Of a river: fewer are not seen as one."""
_MOST_LINES: Final = 60
"""Of a paragraph that is broken again: to do so costs its length each time, and a longer one has more rivers."""
_MOST_SPACES: Final = 1_000
"""Of a paragraph that is broken again: so many lines of prose have 900, and what has more is no prose."""
_MOST_TRIES: Final = 12
_MEETS: Final = 0.25
"""Of a word space: how much two spaces that meet have in common."""
_DEARER: Final = 2.0
"""How much worse than a paragraph's worst line a line may be that a river is removed with, and of hyphens at most one more."""


def without_rivers(breaks: Breaks, gathered: Gatherer, items: Items, again: Callable[[int], Breaks]) -> Breaks:
    """Return the ``breaks`` of a justified paragraph; where these have a river, the best that have fewer and are about as good.

    ``again`` breaks the paragraph with no line ending at the item that it is given. Text in two directions is left alone.
    """
    if not _FEWEST_LINES <= len(breaks) <= _MOST_LINES or any(atom is not None and atom.level for atom in gathered.atoms):
        return breaks
    if sum([kind == GLUE and width > 0.0 for kind, width in zip(items.kind, items.width, strict=True)]) > _MOST_SPACES:
        return breaks
    meets_pt = _MEETS * gathered.setter.space("regular", gathered.face.size_pt)

    def rivers(lines: Breaks) -> list[tuple[int, int]]:
        return list(_rivers([tuple(_gaps(LineWriter(gathered, items, line))) for line in lines], meets_pt))

    found = rivers(breaks)
    ends = sorted({breaks[index].end for first, last in found for index in range(first, last)})
    others = [other for end in ends[:_MOST_TRIES] if _as_good(other := again(end), breaks)]
    better = [(count, _faults(other), other) for other in others if (count := len(rivers(other))) < len(found)]
    return min(better, default=(0, 0.0, breaks), key=lambda each: each[:2])[2]


def _gaps(writer: LineWriter) -> Iterator[tuple[float, float]]:
    """Yield where the spaces of a line begin and end."""
    x = writer.start
    for index in range(writer.line.start, writer.line.end):
        kind, width, before = writer.items.kind[index], writer.items.width[index], x
        if writer.gathered.atoms[index] is None:
            continue
        x += (width + (writer.gained_pt(index) if kind == GLUE else 0.0)) * writer.scale
        if kind == GLUE and width:
            yield before, x


def _rivers(lines: Sequence[Gaps], meets_pt: float) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each river."""
    flows: list[tuple[float, float, int]] = []
    for index, gaps in enumerate((*lines, ())):
        found: list[tuple[float, float, int]] = []
        for start, end in gaps:
            first = min([first for left, right, first in flows if min(end, right) - max(start, left) >= meets_pt], default=index)
            found.append((start, end, first))
        going_on = {first for *_, first in found}
        for first in sorted({first for *_, first in flows} - going_on):
            if index - first >= _FEWEST_LINES:
                yield first, index - 1
        flows = found


def _as_good(other: Breaks, breaks: Breaks) -> bool:
    """Whether a paragraph on ``other`` lines is as long, and hardly less even."""
    return (
        len(other) == len(breaks)
        and not any(line.overfull for line in other)
        and _faults(other) <= _DEARER * _faults(breaks)
        and sum(line.hyphenated for line in other) <= 1 + sum(line.hyphenated for line in breaks)
    )


def _faults(breaks: Breaks) -> float:
    """Return how uneven lines are, as total fit weighs it but for what lines do to each other."""
    return sum([(10.0 + 100.0 * abs(line.ratio) ** 3) ** 2 + line.hyphenated * HYPHEN_PENALTY**2 for line in breaks])
