"""Text with places from a page that others made, by PDFium, which reads any font: letter by letter.

PDFium's own lines take letters of their neighbours along where boxes overlap, as Chromium's do. Here a line is what follows
itself on one baseline, whichever way the text is turned, and a space is where the file has one or where a gap is as wide.
"""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from letterpack.model.observed import Shown

ENCLOSED = "Enclosed"
"""In place of an artifact's kind: text of a page that this program did not set."""
_HYPHEN: Final = "\u00ad"
_HYPHENS: Final = frozenset("\ufffe\u0002")
"""What PDFium says for a hyphen that a line's end put in."""
_WORD_GAP: Final = 0.17
"""Of the size: kerning and letter-spacing are less, the spaces of a justified line are more."""
_LINE_GAP: Final = 1.6
"""Of the size: what stands farther away on the same height is another column or cell."""
_SAME_BASELINE: Final = 0.25
_STRAIGHT: Final = 0.08
"""Of a quarter turn: what leans less is straight."""
_NEUTRAL: Final = frozenset({"CS", "ON", "ES", "ET", "WS"})
_STOPS: Final = ".,;:!?…"
_MOST_CHARACTERS: Final = 200_000
_LOOSE: Final = 1.2
"""How much higher than its size a font's box is, usually."""
_FIRST_PAIR, _PAIRS, _LAST_PAIR = 0xD800, 0xDC00, 0xDFFF


class _Letter(NamedTuple):
    """A character: ``left`` and ``right`` along its baseline, ``base`` the baseline's height, ``turn`` its way, in radians."""

    text: str
    left: float
    right: float
    base: float
    size: float
    turn: float


def page_lines(page: pdfium.PdfPage) -> tuple[Shown, ...]:
    """Return the lines of text on ``page``."""
    turned = page.get_rotation()
    page.set_rotation(0)  # Of turned pages PDFium gives the lines from below.
    text = page.get_textpage()
    try:
        height = page.get_mediabox()[3]
        return tuple([_shown(line, height) for line in _grouped(_letters(text))])
    finally:
        text.close()
        page.set_rotation(turned)


def _letters(text: pdfium.PdfTextPage) -> Iterator[_Letter]:
    """Yield the characters in the order of the file; the ones that PDFium made up, but for spaces, are left out."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    half = 0
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if _FIRST_PAIR <= code < _PAIRS:
            half = code
            continue
        if _PAIRS <= code <= _LAST_PAIR and half:
            code = 0x10000 + ((half - _FIRST_PAIR) << 10) + (code - _PAIRS)
        half = 0
        said = _said(code)
        if not said or not raw.FPDFText_GetLooseCharBox(text, index, box) or not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        if raw.FPDFText_IsGenerated(text, index) == 1 and said != _HYPHEN:
            continue
        turn = _quarter(raw.FPDFText_GetCharAngle(text, index))
        yield _letter(said, box, (x.value, y.value), turn)


def _said(code: int) -> str:
    char = chr(code) if code <= sys.maxunicode else ""
    if char in _HYPHENS:
        return _HYPHEN
    return char if char and (char.isprintable() or char.isspace() or unicodedata.category(char) in ("Cf", "Co")) else ""


def _quarter(angle: float) -> float:
    """Return ``angle`` as a whole number of quarter turns where it is one."""
    quarters = angle / (math.pi / 2)
    return round(quarters) % 4 * math.pi / 2 if abs(quarters - round(quarters)) < _STRAIGHT else angle


def _letter(said: str, box: raw.FS_RECTF, origin: tuple[float, float], turn: float) -> _Letter:
    cosine, sine = math.cos(turn), math.sin(turn)
    corners = [(across, up) for across in (box.left, box.right) for up in (box.bottom, box.top)]
    along = [across * cosine + up * sine for across, up in corners]
    over = [up * cosine - across * sine for across, up in corners]
    size = (max(over) - min(over)) / _LOOSE
    return _Letter(said, min(along), max(along), origin[1] * cosine - origin[0] * sine, max(size, 0.1), turn)


def _grouped(letters: Iterator[_Letter]) -> Iterator[list[_Letter]]:
    """Yield the lines: letters that follow each other on one baseline, with the spaces between them."""
    line: list[_Letter] = []
    space = False
    for letter in letters:
        if letter.text.isspace():
            space = bool(line)
            continue
        if line and not _goes_on(line[-1], letter):
            yield line
            line, space = [], False
        elif line and (space or _gap(line[-1], letter) > _WORD_GAP * max(line[-1].size, letter.size)):
            line.append(line[-1]._replace(text=" "))
        line.append(letter)
        space = False
    if line:
        yield line


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    size = max(last.size, letter.size)
    same = last.turn == letter.turn and abs(last.base - letter.base) < _SAME_BASELINE * size
    return same and _gap(last, letter) < _LINE_GAP * size


def _gap(last: _Letter, letter: _Letter) -> float:
    """Return how far two letters stand apart, whichever comes first on the line; below nothing where they overlap."""
    return max(letter.left - last.right, last.left - letter.right)


def _in_order(line: list[_Letter]) -> list[_Letter]:
    """Return a line with the stop of a right-to-left sentence behind it: PDFium takes it for a beginning."""
    count = 0
    while count < len(line) and unicodedata.bidirectional(line[count].text) in _NEUTRAL:
        count += 1
    head, rest = line[:count], line[count:]
    if not head or not rest or unicodedata.bidirectional(rest[0].text) not in ("R", "AL"):
        return line
    ends = all(letter.text in _STOPS for letter in head)
    return [*rest, *head] if ends or head[0].right <= min([letter.left for letter in rest]) + head[0].size / 4 else line


def _shown(line: list[_Letter], height: float) -> Shown:
    said = "".join([letter.text for letter in _in_order(line)])
    left, right = min([letter.left for letter in line]), max([letter.right for letter in line])
    size = max([letter.size for letter in line])
    return Shown(said, left, height - line[0].base, right - left, size, "", ENCLOSED, -1)
