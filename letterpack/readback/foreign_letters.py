"""Text with places from a page that others made, by PDFium, which reads any font: letter by letter.

PDFium's own lines take letters of their neighbours along where boxes overlap, as Chromium's do, and turn round what a file has
in reading order. What a line is, and how it is read, is decided by places alone (``foreign_lines``).
"""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.readback.foreign_lines import HYPHEN, UNKNOWN, DrawnLetter, lines_of, read_line

ENCLOSED = "Enclosed"
"""In place of an artifact's kind: text of a page that this program did not set."""
_HYPHENS: Final = frozenset("\ufffe\u0002")
"""What PDFium says for a hyphen that a line's end put in."""
_MADE_UP: Final = frozenset(" \r\n")
"""What PDFium puts between letters by itself."""
_BULLETS: Final = frozenset(b"\x7f\x81\x8d\x8f\x90\x9d")
"""What WinAnsiEncoding has no letter for."""
_STRAIGHT: Final = 0.08
"""Of a quarter turn: what leans less is straight."""
_ITALIC: Final = late("[\u0000-\u058f\u1e00-\u1fff]")
"""Scripts that lean, and whose letters have a glyph each (Unicode 16, Blocks)."""
_OVERHANG: Final = 0.25
"""Of the size: more is no overhang, but a ligature of which the letter is a part."""
_MOST_CHARACTERS: Final = 200_000
_LEAST_SIZE_PT: Final = 0.1
_FIRST_PAIR, _PAIRS, _LAST_PAIR = 0xD800, 0xDC00, 0xDFFF


def page_lines(page: pdfium.PdfPage) -> tuple[Shown, ...]:
    """Return the lines of text on ``page``; a letter that its font gives no meaning to is U+FFFD."""
    height = page.get_mediabox()[3]
    with _text_on(page) as text:
        return tuple([_shown(line, height) for line in lines_of(_letters(text))])


def page_words(page: pdfium.PdfPage) -> tuple[Shown, ...]:
    """Return all that ``page`` says as one text without a place, in a fraction of the time that its lines take."""
    with _text_on(page) as text:
        return (Shown(text.get_text_range(), 0, 0, 0, 0, "", ENCLOSED, -1),)


@contextmanager
def _text_on(page: pdfium.PdfPage) -> Iterator[pdfium.PdfTextPage]:
    turned = page.get_rotation()
    page.set_rotation(0)  # Of turned pages PDFium gives the lines from below.
    text = page.get_textpage()
    try:
        yield text
    finally:
        text.close()
        page.set_rotation(turned)


def _directly(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 -- functions and types of ctypes.
    """Return ``function`` of PDFium as one that takes and gives addresses: a page of text asks such for 20,000 answers."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_OF_LETTER: Final = (ctypes.c_void_p, ctypes.c_int)
_code_of: Final = _directly(raw.FPDFText_GetUnicode, ctypes.c_uint, *_OF_LETTER)
_has_no_name: Final = _directly(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, *_OF_LETTER)
_is_made_up: Final = _directly(raw.FPDFText_IsGenerated, ctypes.c_int, *_OF_LETTER)
_text_of: Final = _directly(raw.FPDFText_GetTextObject, ctypes.c_void_p, *_OF_LETTER)
_box_of: Final = _directly(raw.FPDFText_GetLooseCharBox, ctypes.c_int, *_OF_LETTER, ctypes.c_void_p)
_origin_of: Final = _directly(raw.FPDFText_GetCharOrigin, ctypes.c_int, *_OF_LETTER, ctypes.c_void_p, ctypes.c_void_p)


def _letters(text: pdfium.PdfTextPage) -> Iterator[DrawnLetter]:
    """Yield the characters in the order of the file; those that PDFium made up are left out."""
    half = 0
    places, page = _LetterPlaces(text), _address(text.raw)
    known: dict[int, str] = {}
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = written = _code_of(page, index)
        if _FIRST_PAIR <= code < _PAIRS:
            half = code
            continue
        if half and _PAIRS <= code <= _LAST_PAIR:
            code = 0x10000 + ((half - _FIRST_PAIR) << 10) + (code - _PAIRS)
        half = 0
        if _has_no_name(page, index) == 1:
            said, written = _nameless(text, index, code), -1
        elif (said := known.get(code, HYPHEN)) is HYPHEN:
            said = known[code] = _said(code)
        if said and (said not in _MADE_UP or _is_made_up(page, index) != 1):
            letter = places.of(index, said, written)
            if letter is not None:
                yield letter


def _address(pointer: Any) -> int:  # noqa: ANN401 -- a pointer.
    return ctypes.addressof(pointer.contents)


def _said(code: int) -> str:
    char = chr(code) if code <= sys.maxunicode else ""
    if char in _HYPHENS:
        return HYPHEN
    return char if char and (char.isprintable() or char.isspace() or unicodedata.category(char) in ("Cf", "Co")) else ""


def _nameless(text: pdfium.PdfTextPage, index: int, code: int) -> str:
    """Return what a letter is that its font does not name: a bullet where a viewer's own font shows one (ISO 32000-1, D.2)."""
    if code not in _BULLETS:
        return UNKNOWN
    font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index))
    return UNKNOWN if raw.FPDFFont_GetIsEmbedded(font) == 1 else "•"


class _OneText(NamedTuple):
    """What the letters of one text of a page's content share: size and turn on the page, a font, and how far each of its
    letters moves the next one, of its size, by what it is.
    """

    size: float
    turn: float
    cosine: float
    sine: float
    font: Any
    advances: dict[int, float]


class _LetterPlaces:
    """Where the letters of a page stand, asked one by one; what PDFium answers with is written to the same places each time.
    What the letters of a text share is asked for its first.
    """

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text, self._page = text.raw, _address(text.raw)
        self._box, self._origin, self._width = raw.FS_RECTF(), (ctypes.c_double * 2)(), ctypes.c_float()
        self._box_at, self._x_at = ctypes.addressof(self._box), ctypes.addressof(self._origin)
        self._y_at = self._x_at + ctypes.sizeof(ctypes.c_double)
        self._matrix = raw.FS_MATRIX()
        self._advances: dict[int, dict[int, float]] = {}
        self._texts: dict[int, _OneText] = {}

    def of(self, index: int, said: str, code: int) -> DrawnLetter | None:
        """Return the character of this ``code`` with its place along its baseline; nothing where PDFium knows none. One that
        its font does not name has the code -1.
        """
        page, box = self._page, self._box
        if not _box_of(page, index, self._box_at) or not _origin_of(page, index, self._x_at, self._y_at):
            return None
        origin, base = self._origin
        place = _text_of(page, index) or 0
        shared = self._texts.get(place) or self._shared(index, place)
        size, turn, cosine, sine, _, advances = shared
        if turn:
            along = [across * cosine + up * sine for across in (box.left, box.right) for up in (box.bottom, box.top)]
            base, origin = base * cosine - origin * sine, origin * cosine + base * sine
            left, right = min(along), max(along)
        else:
            left, right = box.left, box.right
            if left > right:
                left, right = right, left
        if code >= 0:
            advance = advances.get(code) or self._advance(shared, code, said)
            hangs = right - origin - advance * size
            if 0 < hangs < _OVERHANG * size:
                right -= hangs
        return DrawnLetter(said, origin, left, right, base, size, turn, index)

    def _shared(self, index: int, place: int) -> _OneText:
        """Return what the letters of the text at ``place`` share; of a letter without one it is its own alone."""
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(self._text, index)) if place else None
        turn = _quarter(raw.FPDFText_GetCharAngle(self._text, index))
        of_font = self._advances.setdefault(_address(font), {}) if font else {}
        found = _OneText(self._size(index), turn, math.cos(turn), math.sin(turn), font, of_font)
        if place:
            self._texts[place] = found
        return found

    def _advance(self, shared: _OneText, code: int, said: str) -> float:
        """Return how far a letter moves the next one, of its size: an italic f hangs over it, and over most of a space."""
        known = _ITALIC.match(said) and shared.font and raw.FPDFFont_GetGlyphWidth(shared.font, code, 1.0, self._width)
        shared.advances[code] = self._width.value if known and self._width.value > 0 else math.inf
        return shared.advances[code]

    def _size(self, index: int) -> float:
        """Return the size of a letter as it stands on the page."""
        matrix = self._matrix
        scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(self._text, index, matrix) else 1.0
        return max(float(raw.FPDFText_GetFontSize(self._text, index)) * scale, _LEAST_SIZE_PT)


def _quarter(angle: float) -> float:
    """Return ``angle`` as a whole number of quarter turns where it is one."""
    quarters = angle / (math.pi / 2)
    return round(quarters) % 4 * math.pi / 2 if abs(quarters - round(quarters)) < _STRAIGHT else angle


def _shown(line: list[DrawnLetter], height: float) -> Shown:
    left, right = min([letter.left for letter in line]), max([letter.right for letter in line])
    size = max([letter.size for letter in line])
    return Shown(read_line(line), left, height - line[0].base, right - left, size, "", ENCLOSED, -1)
