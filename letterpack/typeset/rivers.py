"""Rivers: spaces that meet from line to line, seen as a white stripe down a paragraph (part of stage 4 of 7).

Total fit judges lines one by one, and pairs of them; a river is seen in four. So a paragraph that has one is broken again, with
an end of one of its lines barred, and the lines that have none and are as good are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from letterpack.text.breaks import GLUE, HYPHEN_PENALTY, Items, LineBreak
from letterpack.typeset.items import Gatherer
from letterpack.typeset.line_writer import LineWriter

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
