"""Levels of headings (part of stage 4 of 7): as the author ranked them, but never one that skips (ISO 14289-1, 7.4.2).

Blocks for some may hold headings, and the rule must hold for whoever gets them and for whoever does not. So each heading is at
most one level below the highest that can come before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model import letter as source
from letterpack.spans import Span
from letterpack.styles import Measures
from letterpack.wording.titles import title_of

_LOWEST: Final = 6


def heading_levels(blocks: tuple[source.Block, ...], above: int) -> dict[Span, int]:
    """Map the place of each heading in ``blocks`` to its level. ``above`` is the level of the subject: 1, or 0 where there
    is none.
    """
    used = sorted({block.level for block in source.walk(blocks) if isinstance(block, source.Heading) and says_something(block)})
    found: dict[Span, int] = {}
    _assign(blocks, above, {level: above + 1 + index for index, level in enumerate(used)}, found)
    return found


def _assign(blocks: tuple[source.Block, ...], before: int, wanted: Mapping[int, int], found: dict[Span, int]) -> int:
    """Give the headings of ``blocks`` levels, the highest level that may stand before them given; return the one that may
    after.
    """
    for block in blocks:
        if isinstance(block, source.Heading) and not says_something(block):
            continue
        if isinstance(block, source.Heading):
            before = found[block.span] = min(wanted[block.level], before + 1, _LOWEST)
        else:
            after = _assign(source.children(block), before, wanted, found)
            before = min(before, after) if isinstance(block, source.Conditional) else after
    return before


def heading_cut(levels: Mapping[Span, int], span: Span, measures: Measures) -> str:
    """Return the face of the heading at ``span`` among all ``levels`` of a letter's."""
    faces = measures.heading_faces
    return faces[min(levels[span] - min(levels.values()), len(faces) - 1)]


def says_something(heading: source.Heading) -> bool:
    """Whether a heading has text, or a field that will be text: one that has none is not set, and no level counts from it."""
    return any(run.field or run.note for run in heading.runs) or bool(title_of(heading.runs))
