"""How many bytes the file of a font has, unpacked: a viewer keeps them for each font, though many have one and the same file."""

from __future__ import annotations

from pypdf.errors import LimitReachedError
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from letterpack.limits import MOST_ENCLOSURE_STREAM_BYTES
from letterpack.pdfcopy.bounded import OF_DAMAGE
from letterpack.pdfcopy.fontfiles import FONT_FILES
from letterpack.pdfcopy.places import target_of


class FontFileSizes:
    """Unpacks each font file of a PDF once, and keeps nothing but its size."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._kept: list[StreamObject] = []

    def of(self, font: DictionaryObject) -> int:
        """Return how many bytes the files of ``font`` have (ISO 32000-1, 9.9); 0 where it is not embedded."""
        below = target_of(font.get("/DescendantFonts"))
        descendant = target_of(below[0]) if isinstance(below, ArrayObject) and below else font
        descriptor = target_of(descendant.get("/FontDescriptor")) if isinstance(descendant, DictionaryObject) else None
        held = [target_of(descriptor.get(key)) for key in FONT_FILES] if isinstance(descriptor, DictionaryObject) else []
        return sum([self._size(each) for each in held if isinstance(each, StreamObject)])

    def _size(self, file: StreamObject) -> int:
        if id(file) not in self._sizes:
            self._sizes[id(file)] = _unpacked(file)
            self._kept.append(file)
        return self._sizes[id(file)]


def _unpacked(file: StreamObject) -> int:
    try:
        # What pypdf unpacks for us it would keep.
        return len(decode_stream_data(file) if "/Filter" in file else file.get_data())
    except LimitReachedError:
        return MOST_ENCLOSURE_STREAM_BYTES
    except OF_DAMAGE:
        return 0
