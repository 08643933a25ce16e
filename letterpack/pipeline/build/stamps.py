"""What is stamped on enclosed pages, each text set once: a form XObject that brings its fonts along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from letterpack.model.galley import Mark
from letterpack.model.pdf import Fragment, Graphic, Part, PdfObject, Stamp
from letterpack.press.pdf.embedding import embed
from letterpack.spans import Span
from letterpack.text.subsets import Subsets
from letterpack.typeset.composition import TextFace
from letterpack.typeset.context import BASELINE, Context, marks_of
from letterpack.typeset.glyphs import Setter
from letterpack.values import replace

_SIZE_PT: Final = 10.0
_HEIGHT_PT: Final = 13.0


def make_stamp(text: str, context: Context, place: Callable[[], Span]) -> Stamp:
    """Return the stamp that says ``text``, in the fonts and the language of ``context``; a glyph that is missing is reported at
    ``place``.
    """
    home = context.setter.home
    setter = Setter(home.shaper, Subsets(), home.language)
    line = replace(context, setter=setter).line(text, TextFace(_SIZE_PT, cut="bold"), place, "a stamp")
    marks = marks_of(line, (), 0.0, _HEIGHT_PT * BASELINE)
    content = f"BT {' '.join(map(_shown, marks))} ET".encode("ascii")
    return Stamp(text, Graphic(line.width_pt, _HEIGHT_PT, _fragment(content, line.width_pt, setter), 0), setter.right_to_left)


def _shown(mark: Mark) -> str:
    return f"1 0 0 1 {mark.x_pt:.2f} {_HEIGHT_PT - mark.y_pt:.2f} Tm {mark.operators}"


def _fragment(content: bytes, width_pt: float, setter: Setter) -> Fragment:
    """Return the form with ``content``, and behind it the fonts that it uses."""
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<</Font<<" % (width_pt, _HEIGHT_PT)
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
