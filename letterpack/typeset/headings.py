"""Levels of headings (part of stage 4 of 7): as the author ranked them, but never one that skips (ISO 14289-1, 7.4.2); and which
of them stand on the first line of what they head.

Blocks for some may hold headings, and the rule must hold for whoever gets them and for whoever does not. So each heading is at
most one level below the highest that can come before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from letterpack.model import letter as source
from letterpack.spans import Span
from letterpack.styles import Measures
from letterpack.typeset.composition import TextFace
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


def heading_face(levels: Mapping[Span, int], span: Span, measures: Measures) -> TextFace:
    """Return the face of the heading at ``span`` among all ``levels`` of a letter's."""
    faces, rank = measures.heading_faces, _rank(levels, span)
    size = measures.heading.size_pt * measures.heading_sizes[min(rank, len(measures.heading_sizes) - 1)]
    return TextFace(size, measures.ink_heading, faces[min(rank, len(faces) - 1)])


def headings_run_in(
    blocks: tuple[source.Block, ...], levels: Mapping[Span, int], measures: Measures
) -> Mapping[Span, source.Heading]:
    """Map the place of each paragraph of ``blocks`` that a heading's level lets stand on its first line to that heading.

    One with a field is as long as its value: it stands alone, so that the paragraph is the same for everybody.
    """
    return {
        paragraph.span: heading
        for heading, paragraph in _neighbours(blocks)
        if isinstance(heading, source.Heading)
        and says_something(heading)
        and 0 < measures.heading_run_in <= _rank(levels, heading.span) + 1
        and not any(run.field or run.note for run in heading.runs)
    }


def following_paragraphs(blocks: tuple[source.Block, ...]) -> frozenset[Span]:
    """Return the places of the paragraphs that follow another."""
    return frozenset([paragraph.span for before, paragraph in _neighbours(blocks) if isinstance(before, source.Paragraph)])


def _neighbours(blocks: tuple[source.Block, ...]) -> Iterator[tuple[source.Block, source.Paragraph]]:
    """Yield each paragraph that is one of ``blocks``, or in a quote or passage among them, behind the block before it."""
    for before, block in pairwise(blocks):
        if isinstance(block, source.Paragraph):
            yield before, block
    for block in blocks:
        if isinstance(block, source.Quote | source.Foreign | source.Conditional):
            yield from _neighbours(block.blocks)


def _rank(levels: Mapping[Span, int], span: Span) -> int:
    return levels[span] - min(levels.values())


def says_something(heading: source.Heading) -> bool:
    """Whether a heading has text, or a field that will be text: one that has none is not set, and no level counts from it."""
    return any(run.field or run.note for run in heading.runs) or bool(title_of(heading.runs))
