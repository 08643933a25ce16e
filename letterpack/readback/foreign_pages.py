"""Text with places from pages that others made (enclosures), by PDFium, which reads any font."""

from __future__ import annotations

from collections.abc import Iterable

import pypdfium2 as pdfium

from letterpack.model.observed import Shown

ENCLOSED = "Enclosed"
"""In place of an artifact's kind: text of a page that this program did not set."""


def foreign_text(data: bytes, page_indexes: Iterable[int]) -> dict[int, tuple[Shown, ...]]:
    """Return the lines of text on the pages with these 0-based indexes; a page that PDFium cannot open has none."""
    found: dict[int, tuple[Shown, ...]] = {}
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return dict.fromkeys(page_indexes, ())
    with document:
        for index in page_indexes:
            found[index] = _lines(document, index)
    return found


def _lines(document: pdfium.PdfDocument, index: int) -> tuple[Shown, ...]:
    try:
        page = document[index]
    except (pdfium.PdfiumError, IndexError):
        return ()
    height = page.get_height()
    text = page.get_textpage()
    lines = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = text.get_text_bounded(left, bottom, right, top)
        lines.append(Shown(said, left, height - bottom, right - left, top - bottom, "", ENCLOSED, -1))
    text.close()
    page.close()
    return tuple(lines)
