"""What many files share, read once: fonts, content streams, pages that others made. ``SharedParts`` remembers it by its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.model.observed import ObservedFont
from letterpack.readback.appearance import digest_with, drawing
from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.fonts import CompositeFont, describe_font, read_font
from letterpack.readback.graphics_state import State
from letterpack.readback.looking import strings_of
from letterpack.readback.objects import Memory, Objects, array, dictionary
from letterpack.readback.own_fonts import OwnFonts
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.values import Ref, Stream, Value
from letterpack.readback.whitelist.typefaces import FontsNamed, font_faults

if TYPE_CHECKING:
    from letterpack.readback.foreign_pages import ForeignPage

_MOST_FOREIGN: Final = 256
"""Pages by others stay in memory, with a picture of some ten kilobytes each: as many to twice as many."""


class PageFonts(Struct, frozen=True):
    """The fonts of one resource dictionary, for reading and for checks. ``key`` names those that stand in the file's stem, and
    tells other ones of the same names from them.
    """

    readable: Mapping[str, CompositeFont | None]
    described: tuple[ObservedFont, ...]
    key: tuple[tuple[str, int], ...]


class SharedParts:
    """Reads parts of files, what files share once. Not for use by several threads at a time. ``fonts`` are those that files may
    name, where what is strange in a file is looked for.
    """

    def __init__(self, fonts: FontsNamed | None) -> None:
        self.fonts, self.own_fonts = fonts, OwnFonts(fonts)
        self._codes: Memory[bytes] = Memory()
        self._typefaces: Memory[tuple[str, ...]] = Memory(1_024)
        self._fonts_read: Memory[tuple[CompositeFont | None, ObservedFont]] = Memory(1_024)
        self._readings: Memory[list[ContentRead]] = Memory()
        self._foreign: Memory[ForeignPage] = Memory(_MOST_FOREIGN)
        self._drawings: Memory[bytes] = Memory()

    def font(self, objects: Objects, value: Value) -> tuple[CompositeFont | None, ObservedFont]:
        """Return the font ``value`` for reading and for checks."""
        key = _identity(objects, value)
        found = self._fonts_read.get(key)
        if found is None:
            found = self._fonts_read.put(key, (read_font(objects, value), describe_font(objects, value)))
        return found

    def typeface(self, objects: Objects, value: Value) -> tuple[str, ...]:
        """Return how the font ``value`` differs from those that it may be."""
        assert self.fonts is not None
        key = (_identity(objects, value), *_described(objects, value))
        found = self._typefaces.get(key)
        return self._typefaces.put(key, font_faults(objects, value, self.fonts)) if found is None else found

    def content(
        self,
        stream: Stream,
        state: State,
        fonts: PageFonts,
        properties: Mapping[str, Value],
        height_pt: float,
        *,
        right_to_left: bool,
    ) -> ContentRead:
        """Return what a content stream paints; one that was read with the same fonts and state before is not read again."""
        key = (stream.raw, str(stream.values.get("Filter")), state, height_pt, len(properties), right_to_left)
        known = self._readings.get(key) or ()
        for reading in known:
            if not properties and all(fonts.readable.get(resource) is font for resource, font in reading.fonts.items()):
                return reading
        reading = read_content(stream.data(), state, fonts.readable, properties, height_pt, right_to_left=right_to_left)
        self._readings.put(key, [*known, reading][-4:])
        return reading

    def drawn(self, objects: Objects, page: FilePage) -> bytes:
        """Return a digest of what a page of ours paints beside text and pictures."""
        digest = hashlib.sha256()
        for stream in streams_of(objects, page):
            digest.update(self._drawings.get(stream) or self._drawings.put(stream, drawing(stream)))
        states = dictionary(objects, page.entries.get("Resources")).get("ExtGState")
        return digest_with(objects, states, digest) if states is not None else digest.digest()

    def codes(self, objects: Objects, page: FilePage) -> bytes:
        """Return a digest of the codes that a page shows."""
        digest = hashlib.sha256()
        for stream in streams_of(objects, page):
            digest.update(self._codes.get(stream) or self._codes.put(stream, strings_of(stream)))
        return digest.digest()

    def foreign(self, data: bytes, pages: Mapping[int, bytes], words_alone: AbstractSet[int]) -> dict[int, ForeignPage]:
        """Return what is on pages that others made; ``pages`` maps their indexes to what tells each from all that show else. Of
        some, only the words are asked for.
        """
        keys = {index: key + b"words" * (index in words_alone) for index, key in pages.items()}
        found = {index: shown for index, key in keys.items() if (shown := self._foreign.get(key)) is not None}
        fresh = [index for index in pages if index not in found]
        if fresh:
            # Most packets enclose nothing, and need not load what reads it.
            from letterpack.readback.foreign_pages import foreign_pages

            for index, page in foreign_pages(data, fresh, words_alone, paints=self.fonts is not None).items():
                found[index] = self._foreign.put(keys[index], page)
        return found


def _identity(objects: Objects, value: Value) -> tuple[object, ...]:
    """Return what tells a font from others over many files: its own values, and the streams it is made of as they stand
    in the file.
    """
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else font
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    to_unicode = objects.get(font.get("ToUnicode"))
    said = repr([font.get("Subtype"), font.get("BaseFont"), font.get("Encoding"), "ToUnicode" in font, sorted(descriptor)])
    meanings = to_unicode.raw if isinstance(to_unicode, Stream) else b""
    return (said, meanings, repr(objects.get(descendant.get("W"))))


def _described(objects: Objects, value: Value) -> Iterator[object]:
    """Yield what else of a font is judged: the bytes of its program and of the table that numbers its glyphs, what these streams
    say, and each entry of its dictionaries, but for the numbers of what they lead to.
    """
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else font
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    for each in (font, descendant, descriptor):
        yield tuple(
            [(key, None if isinstance(entry, Ref) else repr(entry)) for key, entry in each.items() if key not in _LEADING]
        )
    programs = (descriptor.get("FontFile2"), descriptor.get("FontFile3"), descendant.get("CIDToGIDMap"))
    for held in (*programs, font.get("ToUnicode")):
        found = objects.get(held)
        yield (found.raw, tuple(found.values)) if isinstance(found, Stream) else b""


_LEADING: Final = frozenset({"DescendantFonts", "W"})
"""What leads on by a list, and what tells a font apart already."""
