"""How much it costs to open a stranger's PDF: its bytes, pages, objects, pictures and what its pages draw within each other.

Whoever compares two files has not seen them yet: they are weighed before a library reads or paints them.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from letterpack.limits import MEGABYTE, MOST_COMPARED_BYTES, MOST_COMPARED_PAGES, MOST_PIXELS
from letterpack.pdfcopy.bounded import CountingReader, TooMuchWork, limited
from letterpack.pdfcopy.drawn import Drawn, TooLarge

_OF_DAMAGE: Final = (
    PyPdfError,
    DependencyError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    OSError,
)
"""What pypdf raises for what it cannot mend."""


def too_heavy(data: bytes) -> str:
    """Return in words why the PDF ``data`` is not opened; empty where it may be, or where it is too damaged to weigh."""
    if len(data) > MOST_COMPARED_BYTES:
        return f"it is larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
    try:
        with limited():
            return _weighed(CountingReader(BytesIO(data)), len(data))
    except TooMuchWork:
        return "it has more objects than any sound file"
    except TooLarge as error:
        return str(error)
    except _OF_DAMAGE:
        return ""


def _weighed(reader: CountingReader, size_bytes: int) -> str:
    count = len(reader.pages)
    if count > MOST_COMPARED_PAGES:
        return f"it has more than {MOST_COMPARED_PAGES:,} pages"
    drawn = Drawn(size_bytes)
    for number, page in enumerate(reader.pages, 1):
        drawn.weigh(page, page.get("/Resources"), number)
    return _large_picture(reader)


def _large_picture(reader: CountingReader) -> str:
    for generation, found in reader.xref.items():
        for number in found:
            value = reader.get_object(IndirectObject(number, generation, reader))
            if isinstance(value, StreamObject) and value.get("/Subtype") == "/Image" and _pixels(value) > MOST_PIXELS:
                return f"a picture in it has more than {MOST_PIXELS // MEGABYTE} million pixels"
    return ""


def _pixels(picture: DictionaryObject) -> int:
    width, height = picture.get("/Width"), picture.get("/Height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0
