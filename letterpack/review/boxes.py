"""Where words stand on a page, exactly: the boxes of their letters, as PDFium measures them."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import pypdfium2 as pdfium

from letterpack.model.change import Spot
from letterpack.model.form import Rect
from letterpack.model.observed import Shown

_UNSEEN = "\u00ad\ufffe\u0002"
_LEAST_SIDE_PT = 0.01
"""Of a letter's box: what is smaller shows nothing."""


class _LetterBox(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class BoxFinder:
    """Finds boxes on the pages of one open document."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._pages: dict[int, list[_LetterBox]] = {}

    def box(self, spot: Spot) -> Rect:
        """Return the box of the characters of ``spot``; that of the whole line where its letters cannot be told apart."""
        line = spot.line
        letters = sorted([each for each in self._letters(spot.page_index) if _is_on(each, line)])
        before, inside = _visible(line.text[: spot.start]), _visible(line.text[spot.start : spot.end])
        turned = any(unicodedata.bidirectional(char) in ("R", "AL") for char in line.text)
        drawn = len(letters) - line.text.endswith("\u00ad")
        if turned or not inside or drawn != _visible(line.text):
            return _around(letters) if letters else _line_box(line)
        return _around(letters[before : before + inside])

    def _letters(self, page_index: int) -> list[_LetterBox]:
        if page_index not in self._pages:
            page = self._document[page_index]
            height, text = page.get_height(), page.get_textpage()
            found = []
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                space = chr(pdfium.raw.FPDFText_GetUnicode(text, index)).isspace()
                if not space and right - left > _LEAST_SIDE_PT and top - bottom > _LEAST_SIDE_PT:
                    found.append(_LetterBox(left, height - top, right, height - bottom))
            self._pages[page_index] = found
            text.close()
            page.close()
        return self._pages[page_index]


def _is_on(letter: _LetterBox, line: Shown) -> bool:
    middle_x, middle_y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
    across = line.x_pt - 1 <= middle_x <= line.x_pt + line.width_pt + 1
    return across and line.y_pt - 0.95 * line.size_pt <= middle_y <= line.y_pt + 0.3 * line.size_pt


def _visible(text: str) -> int:
    """Return how many letters of ``text`` have a box of their own."""
    return sum([not char.isspace() and char not in _UNSEEN and not unicodedata.combining(char) for char in text])


def _around(letters: list[_LetterBox]) -> Rect:
    left, top = min([each.left for each in letters]), min([each.top for each in letters])
    right, bottom = max([each.right for each in letters]), max([each.bottom for each in letters])
    return Rect(left, top, right - left, bottom - top)


def _line_box(line: Shown) -> Rect:
    return Rect(line.x_pt, line.y_pt - 0.8 * line.size_pt, max(line.width_pt, 2.0), line.size_pt)
