"""A page of texts with others beside them, such as a print run's totals: set in the letter's type, and no part of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from letterpack.model.form import Form
from letterpack.model.galley import Frame, GalleyBlock, Strip, TagNode, shape_of
from letterpack.spans import Span
from letterpack.typeset.composition import TextFace
from letterpack.typeset.context import BASELINE, Context, marks_of
from letterpack.units import mm_to_pt

_SIZE_PT: Final = 11.0
_LEADING_PT: Final = 16.5
_BESIDE_PT: Final = mm_to_pt(75.0)


def table_frame(rows: Sequence[tuple[str, str]], form: Form, context: Context, span: Span) -> Frame:
    """Return ``rows`` where the text of a following page begins, the first as a title. A glyph that is missing is reported at
    ``span``.
    """
    strips = tuple([_strip(row, index, context, span) for index, row in enumerate(rows)])
    return Frame("table", form.following.x_pt, form.following.y_pt, GalleyBlock(strips, own=True, shape=shape_of(strips)))


def _strip(row: tuple[str, str], index: int, context: Context, span: Span) -> Strip:
    path = (TagNode("P", f"row {index}"),)
    face = TextFace(_SIZE_PT, cut="bold" if index == 0 else "regular")
    said = [context.line(text, face, lambda: span, "the sheet of totals") for text in row]
    lines = list(zip(said, (0.0, _BESIDE_PT), strict=True))
    marks = tuple([mark for line, x in lines for mark in marks_of(line, path, x, _LEADING_PT * BASELINE)])
    extensions = frozenset().union(*[line.extensions for line, _ in lines])
    return Strip(_LEADING_PT, 0.0, 0.0, marks, extensions=extensions)
