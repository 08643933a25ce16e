"""Files that somebody else has written or mended: their objects by pypdf, which reads any; their pages by PDFium, which reads any
font, puts letters in reading order, and paints any page.
"""

from __future__ import annotations

import logging
import math
import re
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ctypes import c_double
from io import BytesIO
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)
from pypdfium2 import raw

from letterpack.limits import MEGABYTE, looked_into
from letterpack.model.observed import GreyPicture, Shown
from letterpack.pdfcopy.opened import OF_DAMAGE, TooHeavy, opened
from letterpack.readback.fonts import UNKNOWN, reading_order
from letterpack.readback.values import Malformed, PdfName, Ref, Stream, Value
from letterpack.text.bidi import needs_bidi

_PICTURES: Final = ("/DCTDecode", "/JPXDecode")
"""Packed so, a stream stays as it stands in the file."""
_LEFT_PACKED: Final = ("/Length",)
_UNPACKED: Final = ("/Filter", "/DecodeParms", "/Length")

# What pypdf remarks on while it mends a file is no result: the finding about the file says what is wrong with it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class ForeignObjects:
    """The objects of ``data`` as pypdf finds them. Raises ``Malformed``, as ``get`` does."""

    def __init__(self, data: bytes) -> None:
        try:
            self._reader = PdfReader(BytesIO(data))
            self.trailer = {"Root": _plain(self._reader.trailer.raw_get("/Root"))}
            if "/Info" in self._reader.trailer:
                self.trailer["Info"] = _plain(self._reader.trailer.raw_get("/Info"))
        except OF_DAMAGE as error:
            raise Malformed("it is damaged, or no PDF") from error
        self._known: dict[Ref, Value] = {}
        self._most_bytes = self._left_bytes = looked_into(len(data))

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        if not isinstance(value, Ref):
            return value
        if value not in self._known:
            try:
                found = self._reader.get_object(IndirectObject(value.number, value.generation, self._reader))
                self._known[value] = read = None if found is None else _plain(found)
            except FileNotDecryptedError as error:
                raise Malformed("a password protects it") from error
            except OF_DAMAGE as error:
                raise Malformed(f"its object {value.number} is damaged") from error
            if isinstance(read, Stream) and "Width" not in read.values:
                self._left_bytes -= len(read.raw)
                if self._left_bytes < 0:
                    raise Malformed(f"what is in it unpacks to more than {self._most_bytes // MEGABYTE} MB")
        return self._known[value]


def _plain(value: PdfObject) -> Value:
    if isinstance(value, IndirectObject):
        return Ref(value.idnum, value.generation)
    if isinstance(value, StreamObject):
        dropped = _LEFT_PACKED if value.get("/Filter") in _PICTURES else _UNPACKED
        return Stream(_entries(value, dropped), value.get_data())
    if isinstance(value, DictionaryObject):
        return _entries(value, ())
    if isinstance(value, ArrayObject):
        return [_plain(item) for item in list.__iter__(value)]
    return _scalar(value)


def _entries(value: DictionaryObject, dropped: tuple[str, ...]) -> dict[str, Value]:
    return {key.removeprefix("/"): _plain(entry) for key, entry in dict.items(value) if key not in dropped}


def _scalar(value: PdfObject) -> Value:
    if isinstance(value, NullObject):
        return None
    if isinstance(value, BooleanObject):
        return bool(value.value)
    if isinstance(value, NameObject):
        return PdfName(value.removeprefix("/"))
    if isinstance(value, NumberObject):
        return int(value)
    if isinstance(value, FloatObject):
        return float(value)
    if isinstance(value, TextStringObject | ByteStringObject):
        return bytes(value.original_bytes)
    raise Malformed("it holds an object of no known kind")


_PIXELS_A_POINT: Final = 0.5
"""36 dpi: a letter of text is a few pixels, and a page has 125,000."""
_MOST_SIDE: Final = 2_000
ENCLOSED: Final = "Enclosed"
"""In place of an artifact's kind: text of a page that this program did not set."""
_MOST_CHARACTERS: Final = 200_000
_LINE_ENDS: Final = ("\r", "\n")
_LINE_HYPHENS: Final = ("\ufffe", "\u0002")
"""What PDFium says for a hyphen at a line's end, and for that end."""
_HYPHEN: Final = "\u00ad"
_LEAST_SIZE_PT: Final = 0.1
_WORD_GAP: Final = 0.17
"""Of the size: kerning is less, the spaces of a justified line are more."""
_BULLETS: Final = b"\x7f\x81\x8d\x8f\x90\x9d"
"""What WinAnsiEncoding has no letter for: a viewer's own font shows a bullet (ISO 32000-1, D.2)."""


class ForeignPage(NamedTuple):
    """The lines of text on a page, and how it looks; nothing of a page that cannot be opened."""

    shown: tuple[Shown, ...] = ()
    painted: GreyPicture | None = None


def foreign_pages(
    data: bytes, page_indexes: Iterable[int], words_alone: Container[int] = (), *, paints: bool
) -> dict[int, ForeignPage]:
    """Return the pages with these 0-based indexes, painted where that is asked for; of some, ``words_alone`` without places."""
    found: dict[int, ForeignPage] = {}
    with ExitStack() as held:
        try:
            document = held.enter_context(opened(data))
        except (pdfium.PdfiumError, TooHeavy):
            return dict.fromkeys(page_indexes, ForeignPage())
        for index in page_indexes:
            try:
                page = document[index]
            except (pdfium.PdfiumError, IndexError):
                found[index] = ForeignPage()
                continue
            shown = (_words(page),) if index in words_alone else tuple(_lines(page))
            found[index] = ForeignPage(shown, _painted(page) if paints else None)
            page.close()
    return found


def _painted(page: pdfium.PdfPage) -> GreyPicture:
    """Return a small grey picture of ``page`` without annotations: a copy leaves them out, and what they show is reported."""
    scale = min(_PIXELS_A_POINT, _MOST_SIDE / max(page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    rows = bytes(bitmap.buffer)
    packed = b"".join([rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)])
    found = GreyPicture(bitmap.width, bitmap.height, zlib.compress(packed, 1))
    bitmap.close()
    return found


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


def _words(page: pdfium.PdfPage) -> Shown:
    """Return all that ``page`` says as one text without a place, in a fraction of the time that its lines take."""
    with _text_on(page) as text:
        return Shown(text.get_text_range(), 0, 0, 0, 0, "", ENCLOSED, -1)


def _lines(page: pdfium.PdfPage) -> Iterator[Shown]:
    """Yield the lines on ``page`` as PDFium parts them; a letter that its font gives no meaning to is U+FFFD."""
    height, line = page.get_mediabox()[3], list[_PageLetter]()
    with _text_on(page) as text:
        for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
            letter = _letter(text, index)
            if letter.char not in _LINE_ENDS:
                line.append(letter)
            if letter.char in _LINE_ENDS or letter.char == _HYPHEN:
                yield from _shown(text, line, height)
                line = []
        yield from _shown(text, line, height)


class _PageLetter(NamedTuple):
    """A character, and where its glyph is along the page: from left to right, both alike of one that PDFium put in."""

    number: int
    char: str
    left: float
    right: float


def _letter(text: pdfium.PdfTextPage, index: int) -> _PageLetter:
    code, box = raw.FPDFText_GetUnicode(text, index), raw.FS_RECTF()
    char = _HYPHEN if chr(code) in _LINE_HYPHENS else chr(code)
    if raw.FPDFText_HasUnicodeMapError(text, index) == 1:
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index)) if code in _BULLETS else None
        char = UNKNOWN if font is None or raw.FPDFFont_GetIsEmbedded(font) == 1 else "•"
    raw.FPDFText_GetLooseCharBox(text, index, box)
    return _PageLetter(index, char, box.left, max(box.left, box.right))


def _shown(text: pdfium.PdfTextPage, line: list[_PageLetter], height: float) -> Iterator[Shown]:
    """Yield the ``line`` of letters, unless it says nothing."""
    drawn = [each for each in line if each.left < each.right]
    if not drawn:
        return
    left, first = min([each.left for each in drawn]), drawn[0].number
    x, y, matrix = c_double(), c_double(), raw.FS_MATRIX()
    raw.FPDFText_GetCharOrigin(text, first, x, y)
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(text, first, matrix) else 1.0
    size = max(raw.FPDFText_GetFontSize(text, first) * scale, _LEAST_SIZE_PT)
    if said := _said(line, drawn, size):
        yield Shown(said, left, height - y.value, max([each.right for each in drawn]) - left, size, "", ENCLOSED, -1)


def _said(line: Sequence[_PageLetter], drawn: Sequence[_PageLetter], size: float) -> str:
    """Return what a ``line`` says, whose letters of this ``size`` are ``drawn``, in reading order."""
    said = _joined([each.char for each in line])
    if said.count(UNKNOWN) * 2 > len("".join(said.split())):  # A name here and there is then PDFium's guess.
        return re.sub(r"\S", UNKNOWN, said)
    if not needs_bidi(said):
        return said
    # Programs draw such lines in reading order or as they are seen, and PDFium turns round either: places tell.
    seen, right = list[str](), math.inf
    for each in sorted(drawn, key=lambda each: (round(each.left, 1), -each.number)):
        if each.left - right > _WORD_GAP * size and not each.char.isspace() and not seen[-1].isspace():
            seen.append(" ")
        seen.append(each.char)
        right = each.right if right == math.inf else max(right, each.right)
    return reading_order(_joined(seen)).strip()


def _joined(chars: Iterable[str]) -> str:
    return "".join(chars).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
