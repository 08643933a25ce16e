"""Streams of foreign PDFs without what programs, cameras and monitors wrote into them, beside what a page shows.

A photograph on a page keeps its camera's Exif (owner, place), a colour profile its monitor's name and number, a font the name of
who made it, a drawing the comments of its program. All are bytes within a stream, where no list of keys reaches. What a page
shows stays as it is, bit for bit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from letterpack.pdfcopy.content import Cleaner
from letterpack.pdfcopy.flate import FAST
from letterpack.pdfcopy.fontfiles import FONT_FILES, without_names
from letterpack.pdfcopy.jbig2 import without_extensions
from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.jpeg2000 import without_boxes
from letterpack.pdfcopy.postscript import plain_map, without_comments
from letterpack.pdfcopy.profile import is_profile, without_owner

_PICTURES: Final = {
    "/DCTDecode": without_metadata,
    "/DCT": without_metadata,
    "/JPXDecode": without_boxes,
    "/JBIG2Decode": without_extensions,
}
_HOW_IT_WAS_PACKED: Final = frozenset(("/Filter", "/DecodeParms"))
_MAPS: Final = frozenset(("/Encoding", "/UseCMap"))

_Clean = Callable[[bytes], bytes]


class CopiedStream(NamedTuple):
    """A stream's bytes, and its own ``/Filter`` and ``/DecodeParms`` where they are no longer those of the file."""

    data: bytes
    entries: tuple[tuple[str, PdfObject], ...] = ()
    replaced: frozenset[str] = frozenset()


def is_looked_into(stream: StreamObject, role: str) -> bool:
    """Whether ``without_traces`` unpacks a stream that is neither a picture nor content."""
    return not is_content(stream, role) and _cleaner_of(stream, role, None) is not None


def without_traces(stream: StreamObject, raw: bytes, role: str = "", content: Cleaner | None = None) -> CopiedStream:
    """Return the bytes of ``stream``, which are ``raw`` unless something in them had to go. ``role`` is the key it stands under.

    Drawings are cleaned by ``content``. What cannot be taken apart stays as it is: a viewer may show it all the same.
    """
    filters, settings = listed(stream, "/Filter"), listed(stream, "/DecodeParms")
    settings += [NullObject()] * (len(filters) - len(settings))
    try:
        if filters and (picture := _PICTURES.get(str(filters[-1]))) is not None:
            packed = _unpacked(raw, filters[:-1], settings[: len(filters) - 1])
            return _changed(raw, packed, picture(packed), filters[-1], settings[len(filters) - 1])
        if role == "/JBIG2Globals":
            return _repacked(stream, raw, filters, settings, without_extensions)
        clean = _cleaner_of(stream, role, content)
        return _repacked(stream, raw, filters, settings, clean) if clean is not None else CopiedStream(raw)
    except (ValueError, LookupError, PyPdfError):
        return CopiedStream(raw)


def _cleaner_of(stream: StreamObject, role: str, content: Cleaner | None) -> _Clean | None:
    """Return what cleans a stream that is no picture."""
    if is_content(stream, role):
        return content.clean if content is not None else None
    if role in FONT_FILES:
        return partial(without_names, role)
    if role == "/ToUnicode":
        return plain_map
    if role in _MAPS or str(stream.get("/FunctionType")) == "4":
        return without_comments
    return _profile if "/N" in stream and "/FunctionType" not in stream else None


def is_content(stream: StreamObject, role: str) -> bool:
    """Whether ``stream`` holds operators that draw (ISO 32000-1, 7.8.2): of a page, a form, a pattern or a glyph."""
    if role in ("/Contents", "/CharProcs/"):
        return True
    return str(stream.get("/Subtype")) == "/Form" or str(stream.get("/PatternType")) == "1"


def _profile(data: bytes) -> bytes:
    return without_owner(data) if is_profile(data) else data


def _repacked(
    stream: StreamObject, raw: bytes, filters: list[PdfObject], settings: list[PdfObject], clean: _Clean
) -> CopiedStream:
    data = _unpacked(raw, filters, settings)
    cleaned = clean(data)
    if cleaned == data:
        return CopiedStream(raw)
    entries: list[tuple[str, PdfObject]] = [("/Filter", NameObject("/FlateDecode"))]
    if "/Length1" in stream and len(cleaned) != len(data):
        entries.append(("/Length1", NumberObject(len(cleaned))))
    return CopiedStream(zlib.compress(cleaned, FAST), tuple(entries), _HOW_IT_WAS_PACKED | {key for key, _ in entries})


def _changed(raw: bytes, before: bytes, after: bytes, last: PdfObject, setting: PdfObject) -> CopiedStream:
    if after == before:
        return CopiedStream(raw)
    entries = [("/Filter", last)]
    if not isinstance(setting, NullObject):
        entries.append(("/DecodeParms", setting))
    return CopiedStream(after, tuple(entries), _HOW_IT_WAS_PACKED)


def listed(stream: StreamObject, key: str) -> list[PdfObject]:
    """Return what ``stream`` has under ``key``, of which one may stand without a list."""
    value = stream.get(key)
    value = value.get_object() if value is not None else None
    if value is None or isinstance(value, NullObject):
        return []
    return [each.get_object() or NullObject() for each in value] if isinstance(value, ArrayObject) else [value]


def _unpacked(raw: bytes, filters: list[PdfObject], settings: list[PdfObject]) -> bytes:
    """Return ``raw`` after ``filters``. Raises ``PyPdfError`` and ``ValueError``."""
    if not filters:
        return raw
    outer = EncodedStreamObject()
    outer._data = raw
    dict.__setitem__(outer, NameObject("/Filter"), ArrayObject(filters))
    if any(isinstance(each, DictionaryObject) for each in settings):
        dict.__setitem__(outer, NameObject("/DecodeParms"), ArrayObject(settings))
    return outer.get_data()
