"""How much it costs to open a stranger's PDF: its bytes, pages, objects, pictures and what its pages draw within each other.

Whoever compares two files has not seen them yet, and a packet in a stranger's build folder may be forged: a file is weighed
before a library reads or paints it.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Final

from pypdf.errors import FileNotDecryptedError, LimitReachedError
from pypdf.filters import decode_stream_data
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from letterpack.limits import (
    LARGEST_PAINTED_PT2,
    MEGABYTE,
    MOST_COMPARED_BYTES,
    MOST_COMPARED_PAGES,
    MOST_ENCLOSURE_STREAM_BYTES,
    MOST_PIXELS,
    looked_into,
)
from letterpack.pdfcopy.bounded import OF_DAMAGE, CountingReader, TooMuchWork, limited
from letterpack.pdfcopy.drawn import Drawn, TooLarge, was_weighed
from letterpack.pdfcopy.places import box_of, size_of

_DAMAGED: Final = "it is damaged, and what it holds cannot be weighed"
_REASONS: Final = {
    TooMuchWork: "it has more objects than any sound file",
    LimitReachedError: f"a part of it unpacks to more than {MOST_ENCLOSURE_STREAM_BYTES // MEGABYTE} MB",
    FileNotDecryptedError: "a password protects it",
}

_KNOWN: Final[dict[bytes, str]] = {}
"""Of files that were weighed, by their digests: why each is not opened."""
_MOST_KNOWN: Final = 4_096


class TooHeavy(Exception):
    """A file is not opened; the message says why, in words for who compares it."""


def too_heavy(data: bytes) -> str:
    """Return in words why the PDF ``data`` is not opened; empty where it may be. One that was weighed is not weighed again."""
    if len(data) > MOST_COMPARED_BYTES:
        return f"it is larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
    key = hashlib.sha256(data).digest()
    why = _KNOWN.get(key)
    if why is None:
        why = _why_too_heavy(data, key)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = why
    return why


def _why_too_heavy(data: bytes, digest: bytes) -> str:
    try:
        with limited():
            return _weighed(CountingReader(BytesIO(data)), len(data), digest)
    except TooLarge as error:
        return str(error)
    except (TooMuchWork, *OF_DAMAGE) as error:
        # What is damaged is no lighter: PDFium mends what pypdf cannot, and draws it.
        return next((why for kind, why in _REASONS.items() if isinstance(error, kind)), _DAMAGED)


def _weighed(reader: CountingReader, size_bytes: int, digest: bytes) -> str:
    count = len(reader.pages)
    if count > MOST_COMPARED_PAGES:
        return f"it has more than {MOST_COMPARED_PAGES:,} pages"
    drawn = Drawn(size_bytes)
    for number, page in enumerate(reader.pages, 1):
        box = box_of(page.mediabox)
        if size_of(box) > LARGEST_PAINTED_PT2:
            return f"page {number} is larger than A1"
        if not was_weighed(digest):
            drawn.weigh(page, page.get("/Resources"), number, box)
    return _large_part(reader, size_bytes)


def _large_part(reader: CountingReader, size_bytes: int) -> str:
    """Return in words which stream is too large; PDFium unpacks some (metadata, profiles, fonts) as soon as it opens a file."""
    most_bytes = left_bytes = looked_into(size_bytes)
    for generation, found in reader.xref.items():
        for number in found:
            value = reader.get_object(IndirectObject(number, generation, reader))
            if not isinstance(value, StreamObject):
                continue
            if "/Width" in value:
                if _pixels(value) > MOST_PIXELS:
                    return f"a picture in it has more than {MOST_PIXELS // MEGABYTE} million pixels"
                continue
            # What pypdf unpacks for us it would keep.
            left_bytes -= len(decode_stream_data(value) if "/Filter" in value else value.get_data())
            if left_bytes < 0:
                return f"what is in it unpacks to more than {most_bytes // MEGABYTE} MB"
    return ""


def _pixels(picture: DictionaryObject) -> int:
    width, height = picture.get("/Width"), picture.get("/Height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0
