"""The same letter by ReportLab's Platypus: one document template a packet, fonts embedded, no tags. CAMPAIGN OUT COUNT."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.lib.colors import gray
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from benchmarks.peer_text import FONT, address, addressees, paragraphs, signatories

campaign, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
out.mkdir(exist_ok=True)
pdfmetrics.registerFont(TTFont("Book", FONT))
pdfmetrics.registerFont(TTFont("Bold", FONT.with_name("GentiumBookPlus-Bold.ttf")))
BODY = ParagraphStyle("body", fontName="Book", fontSize=11, leading=15, spaceAfter=7.5, alignment=TA_JUSTIFY)
LEFT = ParagraphStyle("left", parent=BODY, alignment=0, spaceAfter=0)
STRONG = ParagraphStyle("strong", parent=LEFT, fontName="Bold", spaceAfter=15, keepWithNext=1)
SMALL = ParagraphStyle("small", parent=LEFT, fontSize=9.5, leading=12)
GREY = ParagraphStyle("grey", parent=SMALL, fontSize=8.5, textColor=gray)


class NumberedCanvas(Canvas):
    """The usual recipe for "page x of y": pages are kept until their number is known."""

    title = ""

    @cached_property
    def kept(self) -> list[dict[str, object]]:
        """The pages so far."""
        return []

    def showPage(self) -> None:
        """Keep the page."""
        self.kept.append(dict(self.__dict__))
        cast("Any", self)._startPage()

    def save(self) -> None:
        """Give all pages their head and foot."""
        for number, page in enumerate(self.kept, 1):
            self.__dict__.update(page)
            self.setFont("Book", 8.5)
            self.setFillGray(0.38)
            if number > 1:
                self.drawString(27 * mm, 282.5 * mm, self.title)
                self.drawRightString(183 * mm, 282.5 * mm, "1 March 2025")
                self.line(27 * mm, 281 * mm, 183 * mm, 281 * mm)
            self.drawString(27 * mm, 13 * mm, "Draft")
            self.drawRightString(183 * mm, 13 * mm, f"Page {number} of {len(self.kept)}")
            super().showPage()
        super().save()


def packet(row: dict[str, str], texts: list[str], signed: list[tuple[str, str]]) -> None:
    """Write one packet."""
    flow: list[Flowable] = [Paragraph(escape(line), LEFT) for line in address(row)]
    flow += [Spacer(1, 30), Paragraph("1 March 2025", LEFT), Paragraph("Release of the imprisoned", STRONG)]
    flow += [Paragraph(escape(f"Dear {row['title']},"), BODY), *[Paragraph(escape(text), BODY) for text in texts]]
    flow += [Paragraph("Yours faithfully,", BODY), Paragraph("The 120 undersigned organizations", STRONG)]
    cells = [[Paragraph(escape(name), SMALL), Paragraph(escape(line), GREY)] for name, line in signed]
    half = (len(cells) + 1) // 2
    rows = [[cells[index], cells[half + index] if half + index < len(cells) else ""] for index in range(half)]
    flow.append(Table(rows, colWidths=[78 * mm] * 2, style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])))
    document = SimpleDocTemplate(
        str(out / f"{row['id']}.pdf"), pagesize=A4, leftMargin=27 * mm, rightMargin=27 * mm, initialFontName="Book"
    )
    NumberedCanvas.title = f"{row['title']}, {row['organization']}"
    document.build(flow, canvasmaker=cast("Any", NumberedCanvas))


texts, signed = paragraphs(campaign), signatories(campaign)
for row in addressees(campaign, count):
    packet(row, texts, signed)
