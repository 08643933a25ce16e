"""Streams of foreign PDFs without what cameras and monitors wrote into them, beside what a page shows.

A photograph on a page keeps its camera's Exif (owner, place) and a colour profile its monitor's name and number. Both are
bytes within a stream, where no list of keys reaches. What a page shows stays as it is, bit for bit.
"""

from __future__ import annotations

import zlib
from typing import Final, NamedTuple

from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, NameObject, NullObject, PdfObject, StreamObject

from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.jpeg2000 import without_boxes
from letterpack.pdfcopy.profile import is_profile, without_owner

_CLEANERS: Final = {
    "/DCTDecode": without_metadata,
    "/DCT": without_metadata,
    "/JPXDecode": without_boxes,
}
_HOW_IT_WAS_PACKED: Final = frozenset(("/Filter", "/DecodeParms"))


class CopiedStream(NamedTuple):
    """A stream's bytes, and its own ``/Filter`` and ``/DecodeParms`` where they are no longer those of the file."""

    data: bytes
    entries: tuple[tuple[str, PdfObject], ...] = ()
    replaced: frozenset[str] = frozenset()


def without_traces(stream: StreamObject, raw: bytes) -> CopiedStream:
    """Return the bytes of ``stream``, which are ``raw`` unless something in them had to go.

    What cannot be taken apart stays as it is: a viewer may show it all the same.
    """
    filters, settings = _listed(stream, "/Filter"), _listed(stream, "/DecodeParms")
    settings += [NullObject()] * (len(filters) - len(settings))
    try:
        if filters and (cleaner := _CLEANERS.get(str(filters[-1]))) is not None:
            packed = _unpacked(raw, filters[:-1], settings[: len(filters) - 1])
            return _changed(raw, packed, cleaner(packed), filters[-1], settings[len(filters) - 1])
        if "/N" in stream and "/FunctionType" not in stream and is_profile(profile := _unpacked(raw, filters, settings)):
            cleaned = without_owner(profile)
            if cleaned != profile:
                return CopiedStream(zlib.compress(cleaned, 9), (("/Filter", NameObject("/FlateDecode")),), _HOW_IT_WAS_PACKED)
    except (ValueError, PyPdfError):
        return CopiedStream(raw)
    return CopiedStream(raw)


def _changed(raw: bytes, before: bytes, after: bytes, last: PdfObject, setting: PdfObject) -> CopiedStream:
    if after == before:
        return CopiedStream(raw)
    entries = [("/Filter", last)]
    if not isinstance(setting, NullObject):
        entries.append(("/DecodeParms", setting))
    return CopiedStream(after, tuple(entries), _HOW_IT_WAS_PACKED)


def _listed(stream: StreamObject, key: str) -> list[PdfObject]:
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
