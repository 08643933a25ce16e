"""PDFs as design programs make them, for letterheads and logos: text with its fonts, colors of inks, by reportlab."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import CMYKColor, CMYKColorSep, Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)
BLUE_INKS = CMYKColor(1, 0.6, 0, 0.1)
RED = Color(0.8, 0.1, 0.2)
SPOT = CMYKColorSep(0, 1, 1, 0, spotName="HOUSE RED")
EMBEDDED, FOREIGN = "Gentium", "Helvetica-Bold"


def page(
    size: tuple[float, float] = A4,
    color: Color = BLUE_INKS,
    font: str = EMBEDDED,
    *,
    bar: float = 28.0,
    baseline: float = 77.0,
    pages: int = 1,
) -> bytes:
    """Return a PDF with a bar at the top of a page, and a line of text; lengths are points, from the top edge."""
    if font == EMBEDDED:
        pdfmetrics.registerFont(TTFont(EMBEDDED, str(Path(str(files("letterpack.fonts"))) / "GentiumBookPlus-Bold.ttf")))
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for _ in range(pages):
        canvas.setFillColor(color)
        canvas.rect(0, size[1] - bar, size[0], bar, stroke=0, fill=1)
        if font:
            canvas.setFont(font, 20)
            canvas.drawString(112, size[1] - baseline, "House Ærø")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
