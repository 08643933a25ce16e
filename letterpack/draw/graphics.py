"""Stage 7 of 7, page graphics: rules and marks as PDF operators, and a campaign's picture files as ``Graphic``s.

reportlab writes the operators. Here is the flip from the pages' y down to PDF's y up for marks; ``rule`` takes PDF coordinates.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfgen.pathobject import PDFPathObject

from letterpack.attached import PICTURE, attached
from letterpack.diagnostics import Report
from letterpack.model.form import Form
from letterpack.model.ink import Ink, stroked
from letterpack.model.pdf import Graphic
from letterpack.spans import Span
from letterpack.world import World

if TYPE_CHECKING:
    from letterpack.draw.svg_text import NamedFace

MARK_WIDTH_PT: Final = 0.3
"""docs/typography.md: fold and punch marks."""
_OF_DOT: Final = 0.6
"""Of a dot's width: how thick the rules are that it is made of."""


@lru_cache(maxsize=1024)
def rule(x0_pt: float, y0_pt: float, x1_pt: float, y1_pt: float, width_pt: float, ink: Ink) -> str:
    """Return operators that stroke a line in ``ink``, in PDF coordinates.

    The graphics state is as before afterwards.
    """
    path = PDFPathObject()
    path.moveTo(x0_pt, y0_pt)
    path.lineTo(x1_pt, y1_pt)
    # reportlab begins every path with ``n``, which ends a path where there is none.
    line = path.getCode().removeprefix("n ")
    return f"q {stroked(ink)} {fp_str(width_pt)} w {line} S Q"


@lru_cache(maxsize=1024)
def dot(x_pt: float, y_pt: float, width_pt: float, ink: Ink) -> str:
    """Return operators that paint a dot in ``ink`` with its middle at a place, in PDF coordinates: two rules across each other,
    which are round at its size. The graphics state is as before afterwards.
    """
    half, thick = width_pt / 2, width_pt * _OF_DOT
    across = rule(x_pt - half, y_pt, x_pt + half, y_pt, thick, ink)
    return f"{across} {rule(x_pt, y_pt - half, x_pt, y_pt + half, thick, ink)}"


def marks(form: Form, gray: float = 0.0) -> str:
    """Return operators for the form's fold marks and punch mark, in PDF coordinates of its paper."""
    sizes = [(y_pt, form.marks.fold_length_pt) for y_pt in form.marks.folds_y_pt]
    if form.marks.punch_y_pt is not None:
        sizes.append((form.marks.punch_y_pt, form.marks.punch_length_pt))
    left, paper = form.marks.x_pt, form.paper_height_pt
    return " ".join(
        rule(left, paper - y_pt, left + length_pt, paper - y_pt, MARK_WIDTH_PT, gray) for y_pt, length_pt in sorted(sizes)
    )


PdfAsPicture: TypeAlias = Callable[[bytes, str, Report, Span], Graphic | None]


class DrawnWith(Struct, frozen=True):
    """What graphics are made with: ``page`` makes one of a PDF (its bytes, its path, where findings go and stand), ``face`` gives
    the fonts that a drawing names; ``grey`` takes colours away.
    """

    page: PdfAsPicture
    face: NamedFace
    grey: bool = False


def load_graphic(world: World, path: str, span: Span, report: Report, drawn_with: DrawnWith) -> Graphic | None:
    """Return the picture, the drawing or the page of a PDF at ``path``, or None with the reason in ``report`` (LP220 to LP229,
    LP241).

    What the file holds decides, not its name. The result is a function of the file's bytes, and of the fonts that it names.
    """
    data = attached(world, path, PICTURE, span, report)
    if data is None:
        return None
    if data.startswith(b"%PDF-"):
        return drawn_with.page(data, path, report, span)
    if _looks_like_xml(data):
        from letterpack.draw.svg import drawing

        return drawing(data, path, report, span, face=drawn_with.face, grey=drawn_with.grey)
    from letterpack.draw.pictures import picture

    return picture(data, path, report, span, grey=drawn_with.grey)


def _looks_like_xml(data: bytes) -> bool:
    wide = (codecs.BOM_UTF16_LE + "<".encode("utf-16-le"), codecs.BOM_UTF16_BE + "<".encode("utf-16-be"))
    return data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<") or data.startswith(wide)
