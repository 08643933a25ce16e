"""One file to an ``ObservedPacket``: pages, passages, fonts, metadata. ``PacketReader`` remembers what many files share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from letterpack.languages import runs_right_to_left
from letterpack.model.observed import ObservedFont, ObservedPacket, ObservedPage, Shown, Unreadable
from letterpack.readback.appearance import digest_with, drawing, unpacked
from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.fonts import CompositeFont, describe_font, read_font
from letterpack.readback.foreign_objects import ForeignObjects
from letterpack.readback.foreign_pages import foreign_text
from letterpack.readback.graphics_state import START, State
from letterpack.readback.metadata import read_metadata
from letterpack.readback.objects import Memory, ObjectMemories, Objects, OwnObjects, array, dictionary, name, number
from letterpack.readback.structure import Skeleton, read_passages, read_skeleton, speaks_otherwise
from letterpack.readback.tags import document_faults, page_faults, read_tags, tag_faults
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of

_OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What comes of a file in which any object may be of any kind: whatever it is, the file is not one of ours any more."""
_MOST_PAGES: Final = 20_000
_QUARTER_TURN: Final = 90
"""Degrees (7.7.3.3, Rotate)."""
_INHERITED: Final = ("MediaBox", "Resources")


class _Page(NamedTuple):
    """A page object with what it inherits, and the reference that the structure tree knows it by."""

    ref: Ref | None
    entries: dict[str, Value]


class _PageFonts(NamedTuple):
    """The fonts of one resource dictionary, for reading and for checks."""

    readable: Mapping[str, CompositeFont | None]
    described: tuple[ObservedFont, ...]


class _Judged(NamedTuple):
    """What is wrong with a file's tags, and the parents of its annotations, which are judged page by page."""

    faults: tuple[str, ...]
    parents: Mapping[int, Value]


class PacketReader:
    """Reads packets, what they share once. Not for use by several threads at a time."""

    def __init__(self) -> None:
        self._memories = ObjectMemories(Memory(), Memory(256))
        self._fonts: Memory[tuple[CompositeFont | None, ObservedFont]] = Memory(1_024)
        self._readings: Memory[list[ContentRead]] = Memory()
        self._skeletons: Memory[Skeleton] = Memory(256)
        self._judged: Memory[_Judged] = Memory(256)
        self._foreign: Memory[tuple[Shown, ...]] = Memory(1_024)
        self._drawings: Memory[bytes] = Memory()

    def read(self, data: bytes, enclosed: int = 0) -> ObservedPacket | Unreadable:
        """Return what the PDF ``data`` shows, or why it cannot be read. Others have made its last ``enclosed`` pages."""
        digest = hashlib.sha256(data).hexdigest()
        try:
            return _File(data, digest, self._open(data), self).packet(enclosed)
        except _OF_DAMAGE as error:
            return Unreadable(digest, len(data), _why(error))

    def read_by_others(self, data: bytes) -> ObservedPacket | Unreadable:
        """Return what a PDF shows that letterpack did not make: text and places by PDFium, no passages."""
        digest = hashlib.sha256(data).hexdigest()
        try:
            return _File(data, digest, ForeignObjects(data), self).packet(_MOST_PAGES)
        except _OF_DAMAGE as error:
            return Unreadable(digest, len(data), _why(error))

    def _open(self, data: bytes) -> Objects:
        try:
            return OwnObjects(data, self._memories)
        except Malformed:
            return ForeignObjects(data)

    def font(self, objects: Objects, value: Value) -> tuple[CompositeFont | None, ObservedFont]:
        """Return the font ``value`` for reading and for checks."""
        key = _identity(objects, value)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts.put(key, (read_font(objects, value), describe_font(objects, value)))
        return found

    def content(
        self,
        stream: Stream,
        state: State,
        fonts: _PageFonts,
        properties: Mapping[str, Value],
        height_pt: float,
        *,
        right_to_left: bool,
    ) -> ContentRead:
        """Return what a content stream paints; one that was read with the same fonts and state before is not read again."""
        key = (stream, state, height_pt, len(properties), right_to_left)
        known = self._readings.get(key) or ()
        for reading in known:
            if not properties and all(fonts.readable.get(resource) is font for resource, font in reading.fonts.items()):
                return reading
        reading = read_content(stream.data(), state, fonts.readable, properties, height_pt, right_to_left=right_to_left)
        self._readings.put(key, [*known, reading][-4:])
        return reading

    def drawing(self, stream: Stream) -> bytes:
        """Return a digest of what a content stream paints beside text."""
        found = self._drawings.get(stream)
        if found is None:
            found = self._drawings.put(stream, drawing(stream))
        return found

    def skeleton(self, objects: Objects, root: Value, pages: Mapping[Ref, int]) -> Skeleton:
        """Return the structure tree, read once for all files whose object streams are alike and hold all of it."""
        if not isinstance(objects, OwnObjects):
            return read_skeleton(objects, root, pages)
        key = (objects.held_key(), root if isinstance(root, Ref) else None, tuple(pages.items()))
        found = self._skeletons.get(key)
        if found is None:
            before = objects.direct_reads
            found = read_skeleton(objects, root, pages)
            if objects.direct_reads == before:
                self._skeletons.put(key, found)
        return found

    def judged(self, objects: Objects, root: Value, pages: Sequence[_Page]) -> _Judged:
        """Return what is wrong with the tags under ``root``, remembered as ``skeleton`` remembers a tree."""
        own = isinstance(objects, OwnObjects)
        key = (objects.held_key(), root, tuple([page.ref for page in pages])) if isinstance(objects, OwnObjects) else None
        found = self._judged.get(key) if own else None
        if found is None:
            before = objects.direct_reads if isinstance(objects, OwnObjects) else 0
            tags = read_tags(objects, root, pages)
            found = _Judged(tag_faults(objects, tags), tags.parents)
            if isinstance(objects, OwnObjects) and objects.direct_reads == before:
                self._judged.put(key, found)
        return found

    def foreign(self, data: bytes, pages: Mapping[int, bytes]) -> dict[int, tuple[Shown, ...]]:
        """Return the text of pages that others made; ``pages`` maps their indexes to the digest of all that they show."""
        found = {index: shown for index, digest in pages.items() if (shown := self._foreign.get(digest)) is not None}
        fresh = [index for index in pages if index not in found]
        if fresh:
            for index, shown in foreign_text(data, fresh).items():
                found[index] = self._foreign.put(pages[index], shown)
        return found


class _File:
    """One file while it is read."""

    def __init__(self, data: bytes, digest: str, objects: Objects, reader: PacketReader) -> None:
        self.data, self.digest, self.objects, self.reader = data, digest, objects, reader
        self.problems: dict[str, None] = {}
        self.described: dict[ObservedFont, None] = {}
        self.enclosed: dict[ObservedFont, None] = {}
        self.resources: dict[int, _PageFonts] = {}

    @cached_property
    def right_to_left(self) -> bool:
        return runs_right_to_left(text_of(self.objects.get(self.root.get("Lang"))))

    @cached_property
    def root(self) -> dict[str, Value]:
        return dictionary(self.objects, self.objects.trailer.get("Root"))

    def packet(self, enclosed: int) -> ObservedPacket:
        objects = self.objects
        pages = self._pages()
        if not pages:
            raise Malformed("it has no pages")
        own = [index for index, page in enumerate(pages[: max(0, len(pages) - enclosed)]) if "StructParents" in page.entries]
        readings = {index: self._readings(pages[index]) for index in own}
        skeleton = self._structure(pages)
        self._compare_content(readings, skeleton)
        texts = [_texts(readings[index]) if index in readings else None for index in range(len(pages))]
        passages, astray = read_passages(skeleton, texts)
        foreign = self.reader.foreign(
            self.data, {index: self._digest(page) for index, page in enumerate(pages) if index not in readings}
        )
        metadata, wrong = read_metadata(objects)
        astray_too: tuple[str, ...] = ("its structure names content that no page has",) if astray else ()
        if speaks_otherwise(skeleton, texts):
            astray_too += ("its structure and its pages have different words",)
        self.problems.update(dict.fromkeys((*skeleton.problems, *astray_too, *wrong)))
        return ObservedPacket(
            sha256=self.digest,
            size_bytes=len(self.data),
            pages=tuple([self._page(page, readings.get(index), foreign.get(index, ())) for index, page in enumerate(pages)]),
            passages=tuple(passages),
            fonts=tuple(self.described),
            enclosed_fonts=tuple(self.enclosed),
            metadata=metadata,
            marked=dictionary(objects, self.root.get("MarkInfo")).get("Marked") is True,
            tagged_pages=len(skeleton.reached),
            tag_faults=tuple(dict.fromkeys(self._tag_faults(pages))),
            intents=tuple(
                [name(objects, dictionary(objects, each).get("S")) for each in array(objects, self.root.get("OutputIntents"))]
            ),
            problems=tuple(self.problems),
        )

    def _pages(self) -> list[_Page]:
        """Return the page tree's leaves in order, each with what it inherits (7.7.3)."""
        found: list[_Page] = []
        waiting: list[tuple[Value, dict[str, Value]]] = [(self.root.get("Pages"), {})]
        seen: set[Ref] = set()
        while waiting and len(found) < _MOST_PAGES:
            value, inherited = waiting.pop()
            ref = value if isinstance(value, Ref) else None
            entries = dictionary(self.objects, value)
            if ref is not None and ref in seen:
                raise Malformed("its page tree goes in circles")
            seen.update((ref,) if ref else ())
            if "Kids" in entries:
                below = inherited | {key: entries[key] for key in _INHERITED if key in entries}
                waiting.extend([(kid, below) for kid in reversed(array(self.objects, entries["Kids"]))])
            elif entries:
                found.append(_Page(ref, {**inherited, **entries} if inherited else entries))
        return found

    def _readings(self, page: _Page) -> list[ContentRead]:
        fonts = self._page_fonts(page)
        self.described.update(dict.fromkeys(fonts.described))
        resources = dictionary(self.objects, page.entries.get("Resources"))
        named = dictionary(self.objects, resources.get("Properties"))
        properties: dict[str, Value] = {key: dictionary(self.objects, value) for key, value in named.items()}
        height = self._size(page)[1]
        state = START
        readings = []
        for value in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(value)
            if not isinstance(stream, Stream):
                raise Malformed("the content of a page is missing")
            reading = self.reader.content(stream, state, fonts, properties, height, right_to_left=self.right_to_left)
            self.problems.update(dict.fromkeys(reading.problems))
            readings.append(reading)
            state = reading.end
        return readings

    def _page_fonts(self, page: _Page) -> _PageFonts:
        resources = dictionary(self.objects, page.entries.get("Resources"))
        known = self.resources.get(id(resources))
        if known is None:
            pairs = {
                key: self.reader.font(self.objects, value)
                for key, value in dictionary(self.objects, resources.get("Font")).items()
            }
            known = _PageFonts(
                {key: font for key, (font, _) in pairs.items()}, tuple([described for _, described in pairs.values()])
            )
            self.resources[id(resources)] = known
        return known

    def _structure(self, pages: list[_Page]) -> Skeleton:
        indexes = {page.ref: index for index, page in enumerate(pages) if page.ref is not None}
        return self.reader.skeleton(self.objects, self.root.get("StructTreeRoot"), indexes)

    def _tag_faults(self, pages: list[_Page]) -> Iterator[str]:
        """Yield what is wrong with the tags for whoever follows them."""
        root = self.root.get("StructTreeRoot")
        if root is None:
            return
        judged = self.reader.judged(self.objects, root, pages)
        yield from document_faults(self.objects, self.root)
        yield from judged.faults
        yield from page_faults(self.objects, judged.parents, [page.entries for page in pages])

    def _compare_content(self, readings: Mapping[int, list[ContentRead]], skeleton: Skeleton) -> None:
        """Note what pages show and the structure does not hold, and glyphs that are none."""
        for index, parts in readings.items():
            reached = skeleton.reached.get(index, frozenset())
            for reading in parts:
                if reading.says_unknown:
                    self.problems[f"page {index + 1} shows a character that says nothing"] = None
                if reading.says_unmarked:
                    self.problems[f"page {index + 1} shows text that is not marked"] = None
                if not reading.said_mcids <= reached:
                    self.problems[f"page {index + 1} shows text that its structure does not hold"] = None

    def _page(self, page: _Page, readings: list[ContentRead] | None, foreign: tuple[Shown, ...]) -> ObservedPage:
        width, height = self._size(page)
        if readings is None:
            self.enclosed.update(dict.fromkeys(self._page_fonts(page).described))
            return ObservedPage(
                width, height, foreign, 0, by_others=True, drawn=self._digest(page), pictures=self._pictures(page)
            )
        shown = tuple([shown for reading in readings for shown in reading.shown])
        images, pictures = sum([reading.images for reading in readings]), self._pictures(page)
        return ObservedPage(width, height, shown, images, by_others=False, drawn=self._drawn(page) + pictures, pictures=pictures)

    def _size(self, page: _Page) -> tuple[float, float]:
        left, bottom, right, top = (
            [number(self.objects, each) for each in array(self.objects, page.entries.get("MediaBox"))] + [0.0] * 4
        )[:4]
        width, height = abs(right - left), abs(top - bottom)
        turned = number(self.objects, page.entries.get("Rotate")) % (2 * _QUARTER_TURN) == _QUARTER_TURN
        return (height, width) if turned else (width, height)

    def _digest(self, page: _Page) -> bytes:
        """Return a digest of a page's size, content and resources."""
        digest = hashlib.sha256(repr(self._size(page)).encode())
        for value in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(value)
            if isinstance(stream, Stream):
                digest.update(unpacked(stream))
        return digest_with(self.objects, page.entries.get("Resources"), digest)

    def _drawn(self, page: _Page) -> bytes:
        """Return a digest of what a page of ours paints beside text and pictures."""
        digest = hashlib.sha256()
        for value in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(value)
            if isinstance(stream, Stream):
                digest.update(self.reader.drawing(stream))
        return digest.digest()

    def _pictures(self, page: _Page) -> bytes:
        """Return a digest of the pictures and drawings that a page may place."""
        resources = dictionary(self.objects, page.entries.get("Resources"))
        return digest_with(self.objects, resources.get("XObject"), hashlib.sha256())


def _texts(readings: list[ContentRead]) -> dict[int, str]:
    """Return the text of a page's marked contents by MCID."""
    texts: dict[int, str] = {}
    for reading in readings:
        for mcid in reading.mcids:
            texts.setdefault(mcid, "")
        for shown in reading.shown:
            if shown.mcid >= 0:
                texts[shown.mcid] = texts.get(shown.mcid, "") + shown.text
    return texts


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


def _why(error: Exception) -> str:
    """Return, for people, why a file cannot be read."""
    if isinstance(error, RecursionError):
        return "its objects nest too deep"
    return str(error) if isinstance(error, Malformed) else "an object is of another kind than its place asks for"
