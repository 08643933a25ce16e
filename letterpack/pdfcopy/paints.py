"""What a square point of a shading costs (ISO 32000-1, 8.7.4), and how many pixels a picture has: beside plain colour."""

from __future__ import annotations

from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from letterpack.patterns import late
from letterpack.pdfcopy.jpeg import START_OF_SCAN
from letterpack.pdfcopy.places import number_of, target_of

_WORD: Final = late(rb"[A-Za-z]+")
_SHADED: Final = {1: 40.0, 2: 5.0, 3: 40.0}
_WORD_OF_PROGRAM: Final = 12.0
"""For each word of a program that works out the colour of each pixel."""
_TRIANGLE: Final = 0.4
_PATCH: Final = 2.0
_USUAL_SCANS: Final = 20
_BYTES_OF_TRIANGLE, _BYTES_OF_PATCH = 4, 12
_BY_PLACE, _BY_TRIANGLES, _BY_PATCHES = 1, (4, 5), (6, 7)


def shading_factor(shading: PdfObject | None) -> float:
    """Return how much more than plain colour a square point of a shading costs."""
    if not isinstance(shading, DictionaryObject):
        return 1.0
    kind = int(number_of(shading.get("/ShadingType"), 1.0))
    size = len(shading.get_data()) if isinstance(shading, StreamObject) else 0
    if kind in _BY_TRIANGLES:
        return 1.0 + _TRIANGLE * size / _BYTES_OF_TRIANGLE
    if kind in _BY_PATCHES:
        return 1.0 + _PATCH * size / _BYTES_OF_PATCH
    words = _words(target_of(shading.get("/Function"))) if kind == _BY_PLACE else 0
    return _SHADED.get(kind, 40.0) + _WORD_OF_PROGRAM * words


def _words(function: PdfObject | None, levels: int = 3) -> int:
    """Return how many words the programs of a function have (7.10.5), with those of its parts."""
    if isinstance(function, ArrayObject):
        return sum(_words(target_of(each), levels) for each in list.__iter__(function))
    if isinstance(function, StreamObject):
        return len(_WORD.findall(function.get_data())) if function.get("/FunctionType") == 4 else 0  # noqa: PLR2004 - its type
    if isinstance(function, DictionaryObject) and levels:
        return _words(target_of(function.get("/Functions")), levels - 1)
    return 0


def pixels_of(picture: PdfObject | None) -> float:
    """Return how many pixels a picture has; those of a JPEG of many scans as often as these go over it."""
    if not isinstance(picture, DictionaryObject):
        return 0.0
    return number_of(picture.get("/Width")) * number_of(picture.get("/Height")) * _times_over(picture)


def _times_over(picture: DictionaryObject) -> float:
    filters = target_of(picture.get("/Filter"))
    names = [*list.__iter__(filters)] if isinstance(filters, ArrayObject) else [filters]
    if not isinstance(picture, StreamObject) or str(target_of(names[-1])) not in ("/DCTDecode", "/DCT"):
        return 1.0
    # pypdf leaves a JPEG as it is, and takes off what is around it.
    scans = (picture.get_data() if len(names) > 1 else picture._data).count(START_OF_SCAN)
    return max(1.0, scans / _USUAL_SCANS)
