"""Text that is set apart from letters: stamps on enclosed pages, and pages of their own such as a print run's totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from letterpack.model.form import Form
from letterpack.model.galley import Frame, GalleyBlock, Mark, Strip, TagNode, shape_of
from letterpack.model.letter import Run
from letterpack.model.pdf import Fragment, Graphic, Part, PdfObject, Stamp
from letterpack.press.pdf.embedding import embed
from letterpack.products import BESIDE_PT
from letterpack.spans import Span
from letterpack.text.shape import Subsets
from letterpack.typeset.context import BASELINE, Context, marks_of
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import RAGGED, TextFace
from letterpack.units import mm_to_pt
from letterpack.values import replace

_STAMP_SIZE_PT: Final = 10.0
_STAMP_HEIGHT_PT: Final = 13.0


def make_stamp(text: str, context: Context, place: Callable[[], Span]) -> Stamp:
    """Return the stamp that says ``text``, in the fonts and the language of ``context``; a glyph that is missing is reported at
    ``place``.
    """
    home = context.setter.home
    setter = Setter(home.shaper, Subsets(), home.language)
    line = replace(context, setter=setter).line(text, TextFace(_STAMP_SIZE_PT, cut="bold"), place, "a stamp")
    marks = marks_of(line, (), 0.0, _STAMP_HEIGHT_PT * BASELINE)
    content = f"BT {' '.join(map(_shown, marks))} ET".encode("ascii")
    return Stamp(
        text, Graphic(line.width_pt, _STAMP_HEIGHT_PT, _fragment(content, line.width_pt, setter), 0), setter.right_to_left
    )


def _shown(mark: Mark) -> str:
    return f"1 0 0 1 {mark.x_pt:.2f} {_STAMP_HEIGHT_PT - mark.y_pt:.2f} Tm {mark.operators}"


def _fragment(content: bytes, width_pt: float, setter: Setter) -> Fragment:
    """Return the form with ``content``, and behind it the fonts that it uses."""
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<</Font<<" % (width_pt, _STAMP_HEIGHT_PT)
    parts: list[Part] = [head]
    objects: list[PdfObject] = []
    for font, glyphs in sorted(setter.subsets.base.items(), key=lambda pair: pair[0].resource):
        first = 1 + len(objects)
        parts += [b"/%s " % font.resource.encode("ascii"), first]
        for each in embed(font, glyphs).objects:
            moved = [part if isinstance(part, bytes) else first + part for part in each.parts]
            objects.append(PdfObject(tuple(moved), each.is_stream))
    parts.append(b">>>>/Length %d>>stream\n%s\nendstream" % (len(content), content))
    return Fragment((PdfObject(tuple(parts), is_stream=True), *objects))


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
