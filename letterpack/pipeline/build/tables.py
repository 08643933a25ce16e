"""A page of texts with others beside them, such as a print run's totals: set in the letter's type, and no part of a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from letterpack.model.form import Form
from letterpack.model.galley import Frame, GalleyBlock, Strip, TagNode, shape_of
from letterpack.model.letter import Run
from letterpack.products import BESIDE_PT
from letterpack.spans import Span
from letterpack.typeset.composition import RAGGED, TextFace
from letterpack.typeset.context import BASELINE, Context, marks_of
from letterpack.typeset.lines import set_text
from letterpack.units import mm_to_pt

_SIZE_PT: Final = 11.0
_LEADING_PT: Final = 16.5
_GAP_PT: Final = mm_to_pt(4.0)
"""Between a text and what stands beside it."""
_WHAT: Final = "the sheet of totals"


def table_frame(rows: Sequence[tuple[str, str]], form: Form, context: Context, span: Span) -> Frame:
    """Return ``rows`` where the text of a following page begins. One that stands alone behind an empty one, or first, is a title.
    What has no glyph or no room is reported at ``span``.
    """
    field = form.following
    heads = [not row[1] and not any(before) for row, before in zip(rows, [("", ""), *rows], strict=False)]
    faces = [TextFace(_SIZE_PT, cut="bold" if is_head else "regular") for is_head in heads]
    rowed = [_strips(row, f"row {index}", faces[index], field.width_pt, context, span) for index, row in enumerate(rows)]
    strips = tuple([strip for made in rowed for strip in made])
    return Frame("table", field.x_pt, field.y_pt, GalleyBlock(strips, own=True, shape=shape_of(strips)))


def _strips(row: tuple[str, str], key: str, face: TextFace, width_pt: float, context: Context, span: Span) -> Iterator[Strip]:
    """Yield the lines of a row: a text, broken where it is too wide, and on the first of them what stands beside it."""
    path = (TagNode("P", key),)
    measures = (BESIDE_PT - _GAP_PT, width_pt - BESIDE_PT) if row[1] else (width_pt, 0.0)
    columns = [
        context.checked(set_text((Run(text),), measure, face, context.setter, RAGGED), span, _WHAT).lines if text else ()
        for text, measure in zip(row, measures, strict=True)
    ]
    starts = [context.at_start(width_pt, measures[0]), context.at_end(width_pt, measures[1])]
    for lines in zip_longest(*columns) if any(columns) else [()]:
        placed = [(line, x) for line, x in zip(lines, starts, strict=False) if line is not None]
        marks = tuple([mark for line, x in placed for mark in marks_of(line, path, x, _LEADING_PT * BASELINE)])
        extensions = frozenset().union(*[line.extensions for line, _ in placed])
        yield Strip(_LEADING_PT, 0.0, 0.0, marks, extensions=extensions)
