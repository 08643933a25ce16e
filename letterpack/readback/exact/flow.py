"""Where lines stand beside one another: what belongs together stands together, to the hundredth of a point.

The pieces of a line follow on one another; the lines of a block are as far apart and begin, or end, at one edge; a label stands
on the line that it labels, and so do the cells of a row. Where a block stands as a whole, no rule but its form's and its style's
says, which are compared where it is set anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final

from letterpack.model.observed import Shown
from letterpack.readback.exact.elements import TreeElement

_SAME_PT: Final = 0.04
"""What is rounded to hundredths of a point twice, a kern to thousandths of an em."""
_HANGING: Final = 0.8
"""Of its size: how far a sign may hang over the edge of its line."""
_LINES: Final = frozenset(
    {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "LBody", "TD", "TH", "Lbl", "Note", "FENote", "Figure"}
)


def flow_faults(
    letters: Iterable[TreeElement], lines: Mapping[tuple[int, int], Sequence[Shown]], *, right_to_left: bool
) -> Iterator[str]:
    """Yield what stands apart of what belongs together; ``lines`` are those of each marked content."""
    for element in letters:
        if element.role not in _LINES:
            continue
        pieces = [(content[0], line) for content in _contents(element) for line in lines.get(content, ())]
        for page, on_page in groupby(pieces, key=lambda each: each[0]):
            shown = [line for _, line in on_page]
            if not right_to_left and _is_apart(shown):
                yield f"`{shown[0].text.strip()[:40]}` on page {page + 1} stands apart from its own text"
        yield from _beside(element, lines)


def _contents(element: TreeElement) -> list[tuple[int, int]]:
    """Return the contents of a block in reading order, without those of blocks in it."""
    found: list[tuple[int, int]] = []
    for kid in element.kids:
        if isinstance(kid, tuple):
            found.append(kid)
        elif isinstance(kid, TreeElement) and kid.role not in _LINES:
            found += _contents(kid)
    return found


def _is_apart(shown: Sequence[Shown]) -> bool:
    # What runs from right to left within a line is read from its right end on.
    by_line = groupby(shown, key=lambda line: round(line.y_pt, 2))
    rows = [sorted(row, key=lambda line: line.x_pt) for _, row in by_line]
    for row in rows:
        for one, other in pairwise(row):
            if abs(one.x_pt + one.width_pt - other.x_pt) > _SAME_PT:
                return True
    steps = [after[0].y_pt - before[0].y_pt for before, after in pairwise(rows)]
    if len({round(step / _SAME_PT) for step in steps}) > 1 and max(steps) - min(steps) > _SAME_PT:
        return True
    return not _are_at_one_edge(rows)


def _are_at_one_edge(rows: Sequence[Sequence[Shown]]) -> bool:
    """Whether lines begin at one edge, the first of them aside, or end at one, or have one middle; a sign may hang over it."""
    lefts = [row[0].x_pt for row in rows]
    rights = [row[-1].x_pt + row[-1].width_pt for row in rows]
    hangs = [_HANGING * row[0].size_pt if not row[0].text.lstrip()[:1].isalnum() else _SAME_PT for row in rows]
    edge = max(lefts[1:], default=0.0)
    if all(left >= edge - hang for left, hang in zip(lefts[1:], hangs[1:], strict=True)):
        return True
    if max(rights) - min(rights) <= _HANGING * rows[0][0].size_pt:
        return True
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    return max(middles) - min(middles) <= _HANGING * rows[0][0].size_pt


def _beside(element: TreeElement, lines: Mapping[tuple[int, int], Sequence[Shown]]) -> Iterator[str]:
    """Yield that a label stands on another line than what it labels, or a cell than its row."""
    around = element.parent
    if around is None or element.role not in ("Lbl", "TD", "TH"):
        return
    first = _first(element, lines)
    for kid in around.kids:
        other = _first(kid, lines) if isinstance(kid, TreeElement) and kid is not element else None
        if first and other and first[0] == other[0] and abs(first[1] - other[1]) > _SAME_PT:
            yield "a label or a cell stands on another line than what is beside it"


def _first(element: TreeElement, lines: Mapping[tuple[int, int], Sequence[Shown]]) -> tuple[int, float] | None:
    for content in element.read():
        for line in lines.get(content, ()):
            if line.text.strip():
                return content[0], line.y_pt
    return None
