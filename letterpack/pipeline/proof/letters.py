"""Where a text stands on a packet's pages, letter by letter, in whatever direction: PDFium finds it, as in a viewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pypdfium2 as pdfium

from letterpack.model.form import Rect
from letterpack.pdfcopy.opened import opened

_SAME_LINE = 0.5
"""Share of a letter's height by which two parts of a line may differ in theirs."""


class TextFinder:
    """Finds texts in a PDF, which is opened when it is first asked."""

    def __init__(self, pdf: bytes, opened: ExitStack) -> None:
        self._pdf, self._opened = pdf, opened
        self._document: pdfium.PdfDocument | None = None
        self._known: dict[tuple[int, str], tuple[Rect, ...]] = {}

    def find(self, page_index: int, text: str) -> tuple[Rect, ...]:
        """Return where ``text`` stands on a page (0-based), a place for each line of each time."""
        if (page_index, text) not in self._known:
            self._known[page_index, text] = tuple(self._look(page_index, text))
        return self._known[page_index, text]

    def _look(self, page_index: int, text: str) -> Iterator[Rect]:
        if self._document is None:
            self._document = self._opened.enter_context(opened(self._pdf, is_light=True))
        page = self._document[page_index]
        height, letters = page.get_height(), page.get_textpage()
        found = letters.search(text, match_case=True)
        while place := found.get_next():
            parts = [letters.get_rect(number) for number in range(letters.count_rects(*place))]
            yield from _lines([Rect(left, height - top, right - left, top - bottom) for left, bottom, right, top in parts])


@contextmanager
def text_finder(pdf: bytes) -> Iterator[TextFinder]:
    """Open a finder for the texts of ``pdf``; while one is open that has been asked, nobody else uses PDFium."""
    with ExitStack() as opened:
        yield TextFinder(pdf, opened)


def _lines(parts: list[Rect]) -> Iterator[Rect]:
    """Yield the parts of a text, those on one line as one."""
    line: Rect | None = None
    for part in parts:
        if line is not None and abs(part.bottom_pt - line.bottom_pt) <= _SAME_LINE * max(part.height_pt, line.height_pt):
            x, y = min(part.x_pt, line.x_pt), min(part.y_pt, line.y_pt)
            line = Rect(x, y, max(part.right_pt, line.right_pt) - x, max(part.bottom_pt, line.bottom_pt) - y)
            continue
        if line is not None:
            yield line
        line = part
    if line is not None:
        yield line
