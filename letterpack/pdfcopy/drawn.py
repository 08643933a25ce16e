"""How much a page draws, with everything that is drawn within it: forms, patterns, soft masks and fonts made of drawings.

Thirty forms that each draw the next one ten times are a file of six kilobytes and a picture of 10^30 lines; no viewer and no
check may meet it. Counted are bytes of content, as often as they are drawn, and then what they paint (``painting``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from letterpack.limits import (
    A4_PT2,
    GLYPHS_OF_FONT,
    LARGEST_PAINTED_PT2,
    MEGABYTE,
    MOST_ENCLOSURE_LEVELS,
    MOST_PAGE_DRAWN_BYTES,
    PAINTED_OF_PAGE,
    font_files_within,
    glyphs_within,
    letters_within,
    looked_into,
    names_within,
    painted_within,
    steps_within,
    texts_within,
)
from letterpack.pdfcopy.content import names_in
from letterpack.pdfcopy.font_sizes import FontFileSizes
from letterpack.pdfcopy.functions import Functions, TooManyFunctions
from letterpack.pdfcopy.operators import Operator, uses
from letterpack.pdfcopy.painting import Painting, TooManyOperators
from letterpack.pdfcopy.places import Corners, size_of

_LEAST: Final = 64
"""Bytes that a drawing counts for at least: to begin one costs as much as a few lines in it."""
_ROOMS: Final = {b"Do": "/XObject", b"scn": "/Pattern", b"SCN": "/Pattern", b"gs": "/ExtGState", b"Tf": "/Font"}


class _DrawnContent(Struct, frozen=True):
    """Content that an operator draws, and the resources that it has where it names none of its own."""

    stream: StreamObject
    resources: DictionaryObject


class TooLarge(ValueError):
    """A limit is passed; the message says which, in words for the file's owner."""


_MOST_REMEMBERED: Final = 1 << 10
_weighed_before: Final[dict[bytes, None]] = {}


def remember_weighed(digest: bytes) -> None:
    """Remember that each page of the file with this SHA-256 digest was weighed, and is not too much: several ask of one file."""
    if len(_weighed_before) >= _MOST_REMEMBERED:
        _weighed_before.clear()
    _weighed_before[digest] = None


def was_weighed(digest: bytes) -> bool:
    """Whether each page of the file was weighed before, and none was too much."""
    return digest in _weighed_before


class Drawn:
    """Weighs the pages of one file one after the other, each drawing once. Raises ``TooLarge``.

    ``names`` are those that all this content has met. A file of ``size_bytes`` may draw so much and no more.
    """

    def __init__(self, size_bytes: int) -> None:
        self._most_bytes = looked_into(size_bytes)
        self._names_left, self._texts_left = names_within(size_bytes), texts_within(size_bytes)
        self._glyphs_left = glyphs_within(size_bytes)
        self._font_bytes_left = font_files_within(size_bytes)
        self._font_files = FontFileSizes()
        self._fonts: dict[int, DictionaryObject] = {}
        self.names: set[str] = set()
        self._weights: dict[int, int] = {}
        self._kept: list[PdfObject] = []
        self._open: set[int] = set()
        self._total_bytes = self._read_bytes = 0
        self._functions = Functions()
        self._painting = Painting(steps_within(size_bytes))
        self._painted_left_pt2: float = painted_within(size_bytes) * A4_PT2
        self._letters_left = letters_within(size_bytes)

    def weigh(self, page: DictionaryObject, resources: PdfObject | None, number: int, box: Corners) -> None:
        """Add page ``number``, whose media box is ``box``, to what the file draws."""
        shown = _dictionary(resources)
        content = content_of(page, number)
        weight = self._of(content, shown, 0)
        for appearance in _appearances(page):
            weight += self._once(_DrawnContent(appearance, shown), 1)
        if weight > MOST_PAGE_DRAWN_BYTES:
            raise TooLarge(f"page {number} draws more than {MOST_PAGE_DRAWN_BYTES // MEGABYTE} MB")
        self._total_bytes += weight
        if self._total_bytes > self._most_bytes:
            raise TooLarge(f"its pages draw more than {self._most_bytes // MEGABYTE} MB")
        try:
            self._paint(content, page, shown, number, box)
        except TooManyOperators:
            raise TooLarge("the content of its pages has too many operators for its size") from None

    def _paint(self, content: bytes, page: DictionaryObject, shown: DictionaryObject, number: int, box: Corners) -> None:
        """Count what page ``number`` paints; one that is larger than A1 is painted in fewer pixels."""
        paper_pt2 = size_of(box)
        found = self._painting.of(content, shown, box)
        self._letters_left -= found.letters
        if self._letters_left < 0:
            raise TooLarge("its pages show too many letters for its size")
        painted = found.seen(1.0, paper_pt2)
        painted += sum([self._painting.once(each, shown).seen(1.0, paper_pt2) for each in _appearances(page)])
        self._painted_left_pt2 += PAINTED_OF_PAGE * A4_PT2
        self._painted_left_pt2 -= painted * min(1.0, LARGEST_PAINTED_PT2 / max(paper_pt2, 1.0))
        if self._painted_left_pt2 < 0:
            raise TooLarge(f"page {number} paints one thing over another too often, or in too small parts")

    def _of(self, content: bytes, resources: DictionaryObject, depth: int) -> int:
        if depth > MOST_ENCLOSURE_LEVELS:
            raise TooLarge(f"drawings in it nest more than {MOST_ENCLOSURE_LEVELS} deep")
        weight = max(_LEAST, len(content))
        self._read_bytes += len(content)
        if self._read_bytes > self._most_bytes:
            raise TooLarge(f"its pages draw more than {self._most_bytes // MEGABYTE} MB")
        self._count(content)
        try:
            self._functions.count(resources)
        except TooManyFunctions:
            raise TooLarge("a color or a shade in it is worked out by too many functions") from None
        self.names |= names_in(content)
        for found, times in uses(content).items():
            self._count_font(found, resources)
            for below in _below(found, resources):
                weight += times * self._once(below, depth + 1)
                if weight > self._most_bytes:
                    return weight
        return weight

    def _count_font(self, found: Operator, resources: DictionaryObject) -> None:
        """Count the font that an operator chooses, once, and the drawings in it: whoever reads the file looks into each."""
        font = _font(found, resources)
        if id(font) in self._fonts or not font:
            return
        self._fonts[id(font)] = font
        self._glyphs_left -= GLYPHS_OF_FONT + len(_dictionary(font.get("/CharProcs")))
        if self._glyphs_left < 0:
            raise TooLarge("its pages have too many fonts, or glyphs that are drawings, for its size")
        self._font_bytes_left -= self._font_files.of(font)
        if self._font_bytes_left < 0:
            raise TooLarge("the fonts of its pages have too much in their files for its size")

    def _count(self, content: bytes) -> None:
        """Count what is looked at one by one, by the characters that it begins with."""
        self._names_left -= content.count(b"/") + content.count(b"%") + content.count(b"<<")
        self._texts_left -= content.count(b"(") + content.count(b"<")
        if self._names_left < 0 or self._texts_left < 0:
            raise TooLarge("the content of its pages has too many names and texts for its size")

    def _once(self, drawing: _DrawnContent, depth: int) -> int:
        key = id(drawing.stream)
        if key in self._open:  # It draws itself: viewers stop at the second time.
            return _LEAST
        if key not in self._weights:
            self._open.add(key)
            own = _dictionary(drawing.stream.get("/Resources"))
            self._weights[key] = self._of(drawing.stream.get_data(), own or drawing.resources, depth)
            self._kept.append(drawing.stream)
            self._open.discard(key)
        return self._weights[key]


def content_of(page: DictionaryObject, number: int) -> bytes:
    """Return the content of a page: its streams one behind the other (ISO 32000-1, 7.8.2)."""
    held = _target(page.get("/Contents"))
    parts: list[bytes] = []
    left_bytes = MOST_PAGE_DRAWN_BYTES
    for each in list.__iter__(held) if isinstance(held, ArrayObject) else [held]:
        part = _target(each)
        if isinstance(part, StreamObject):
            parts.append(part.get_data())
            left_bytes -= len(parts[-1])
            if left_bytes < 0:
                raise TooLarge(f"page {number} draws more than {MOST_PAGE_DRAWN_BYTES // MEGABYTE} MB")
    return b"\n".join(parts)


def _appearances(page: DictionaryObject) -> Iterator[StreamObject]:
    """Yield what a page's comments and fields look like (12.5.5), in each of their states."""
    annotations = _target(page.get("/Annots"))
    for each in list.__iter__(annotations) if isinstance(annotations, ArrayObject) else ():
        normal = _target(_dictionary(_dictionary(each).get("/AP")).get("/N"))
        held = [normal] if isinstance(normal, StreamObject) else [_target(state) for state in dict.values(_dictionary(normal))]
        for drawing in held:
            if isinstance(drawing, StreamObject):
                yield drawing


def _below(found: Operator, resources: DictionaryObject) -> Iterator[_DrawnContent]:
    """Yield the drawings that an operator draws."""
    held = _dictionary(resources.get(_ROOMS[found.word]))
    target = _target(held.get(f"/{found.name}"))
    yield from _glyphs(_font(found, resources), resources)
    if found.word == b"gs":
        target = _target(_dictionary(_dictionary(target).get("/SMask")).get("/G"))
    elif found.word == b"Tf":
        return
    if isinstance(target, StreamObject) and str(target.get("/Subtype")) != "/Image":
        yield _DrawnContent(target, resources)


def _font(found: Operator, resources: DictionaryObject) -> DictionaryObject:
    """Return the font that an operator chooses by itself or in a state; empty where it chooses none."""
    if found.word not in (b"gs", b"Tf"):
        return DictionaryObject()
    target = _target(_dictionary(resources.get(_ROOMS[found.word])).get(f"/{found.name}"))
    if found.word == b"gs":
        chosen = _target(_dictionary(target).get("/Font"))
        target = chosen[0] if isinstance(chosen, ArrayObject) and chosen else None
    return _dictionary(target)


def _glyphs(font: DictionaryObject, resources: DictionaryObject) -> Iterator[_DrawnContent]:
    """Yield the glyphs of a font that is made of drawings (ISO 32000-1, 9.6.5)."""
    own = _dictionary(font.get("/Resources"))
    for glyph in dict.values(_dictionary(font.get("/CharProcs"))):
        drawing = _target(glyph)
        if isinstance(drawing, StreamObject):
            yield _DrawnContent(drawing, own or resources)


def _target(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    target = _target(value)
    return target if isinstance(target, DictionaryObject) else DictionaryObject()
