"""Files that somebody else has written or mended: their objects by pypdf, which reads any; their pages by PDFium, which reads any
font and paints any page.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Container, Iterable
from contextlib import ExitStack
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

from letterpack.model.observed import GreyPicture, Shown
from letterpack.pdfcopy.bounded import OF_DAMAGE
from letterpack.pdfcopy.opened import opened
from letterpack.pdfcopy.weighing import TooHeavy
from letterpack.readback.foreign_text import page_lines, page_words
from letterpack.readback.values import Malformed, PdfName, Ref, Stream, Value

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

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        if not isinstance(value, Ref):
            return value
        if value not in self._known:
            try:
                found = self._reader.get_object(IndirectObject(value.number, value.generation, self._reader))
                self._known[value] = None if found is None else _plain(found)
            except FileNotDecryptedError as error:
                raise Malformed("a password protects it") from error
            except OF_DAMAGE as error:
                raise Malformed(f"its object {value.number} is damaged") from error
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
            shown = page_words(page) if index in words_alone else page_lines(page)
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
