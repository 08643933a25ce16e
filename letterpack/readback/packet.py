"""One file to an ``ObservedPacket``: pages, passages, fonts, metadata. ``PacketReader`` remembers what many files share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final, NamedTuple

from letterpack.languages import runs_right_to_left
from letterpack.model.observed import GlyphSource, ObservedFont, ObservedPacket, ObservedPage, PacketLook, Shown, Unreadable
from letterpack.readback.appearance import digest_with, drawing, unpacked
from letterpack.readback.content import ContentRead, read_content, texts_of
from letterpack.readback.fonts import CompositeFont, describe_font, read_font
from letterpack.readback.foreign_objects import ForeignObjects
from letterpack.readback.foreign_pages import ForeignPage, foreign_pages
from letterpack.readback.graphics_state import START, State
from letterpack.readback.looking import active_facts, font_program, guarded, strings_of
from letterpack.readback.metadata import read_metadata
from letterpack.readback.molds import Mold, MoldPage, Stand
from letterpack.readback.objects import Memory, ObjectMemories, Objects, OwnObjects, array, dictionary, name, number
from letterpack.readback.structure import Skeleton, Telling, Told, read_skeleton, tell
from letterpack.readback.tags import document_faults, page_faults, read_tags, tag_faults
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of
from letterpack.readback.whitelist import page_places, reading_places
from letterpack.readback.whitelist.dictionaries import (
    document_strange,
    information_strange,
    others_page_strange,
    page_strange,
    resource_strange,
    stream_strange,
)
from letterpack.readback.whitelist.painting import Painted, painting_of
from letterpack.readback.whitelist.places import rows_free
from letterpack.readback.whitelist.typefaces import FontsNamed, font_faults

_OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What comes of a file in which any object may be of any kind: whatever it is, the file is not one of ours any more."""
_MOST_PAGES: Final = 20_000
_MOST_FOREIGN: Final = 256
"""Pages by others stay in memory, with a picture of some ten kilobytes each: as many to twice as many."""
_MOST_MOLDS: Final = 4
"""Of one stem: files with fonts of their own have a mold each, and no other file fits it."""
_QUARTER_TURN: Final = 90
"""Degrees (7.7.3.3, Rotate)."""
_INHERITED: Final = ("MediaBox", "Resources", "CropBox", "Rotate")
_MOST_OBJECTS: Final = 2_048
_MOST_STEMS: Final = 64
"""Of those read last, half as many to as many stay in memory: some 300 KB each."""


class _Page(NamedTuple):
    """A page object with what it inherits, the reference that the structure tree knows it by, its width and height."""

    ref: Ref | None
    entries: dict[str, Value]
    size_pt: tuple[float, float]


class _PageFonts(NamedTuple):
    """The fonts of one resource dictionary, for reading and for checks. ``key`` names those that stand in the file's stem, and
    tells other ones of the same names from them.
    """

    readable: Mapping[str, CompositeFont | None]
    described: tuple[ObservedFont, ...]
    key: tuple[tuple[str, int], ...]


class _PagePart(NamedTuple):
    """A content stream of a page: where it is, and what it paints where the file's stem says that; else None."""

    at: Value
    reading: ContentRead | None


class _OthersPage(NamedTuple):
    """What a page shows that others have made, a digest of it, and one of its pictures."""

    read: ForeignPage
    digest: bytes
    pictures: bytes


class _Judged(NamedTuple):
    """What is wrong with a file's tags, and the parents of its annotations, which are judged page by page."""

    faults: tuple[str, ...]
    parents: Mapping[int, Value]


class PacketReader:
    """Reads packets, what they share once. Not for use by several threads at a time."""

    def __init__(self, *, digests: bool = True, looks: bool = False, fonts: FontsNamed | None = None) -> None:
        """Begin with nothing remembered. Without ``digests``, pages of letterpack's do not get those of what they look like. With
        ``looks``, packets get their ``look``. With ``fonts``, those that files may name, what is strange in a file is looked for.
        """
        self.digests, self.looks, self.fonts = digests, looks, fonts
        self._codes: Memory[bytes] = Memory()
        self._typefaces: Memory[tuple[str, ...]] = Memory(1_024)
        self._memories = ObjectMemories(Memory(_MOST_OBJECTS), Memory(16), Memory(_MOST_STEMS))
        self._fonts_read: Memory[tuple[CompositeFont | None, ObservedFont]] = Memory(1_024)
        self._readings: Memory[list[ContentRead]] = Memory()
        self._foreign: Memory[ForeignPage] = Memory(_MOST_FOREIGN)
        self._drawings: Memory[bytes] = Memory()

    def read(self, data: bytes, enclosed: int = 0, sha256: str = "") -> ObservedPacket | Unreadable:
        """Return what the PDF ``data`` shows, or why it cannot be read. Others have made its last ``enclosed`` pages. ``sha256``
        is its digest, where that is known.
        """
        digest = sha256 or hashlib.sha256(data).hexdigest()
        try:
            objects = OwnObjects(data, self._memories)
            known = None if self.looks else self._from_mold(objects, enclosed, digest, len(data))
            return known or _File(data, digest, objects, self).packet(enclosed)
        except _OF_DAMAGE:  # Another program may have saved it again.
            return self._read(data, digest, enclosed)

    def _from_mold(self, objects: OwnObjects, enclosed: int, digest: str, size_bytes: int) -> ObservedPacket | None:
        """Return what the file of ``objects`` shows where another differs from it in nothing but content; else None."""
        if objects.stem is None or not (molds := objects.stem.molds.get(enclosed)):
            return None
        behind = objects.behind()
        if behind is None:
            return None
        try:
            return next((mold.cast(behind, digest, size_bytes) for mold in molds if mold.fits(behind)), None)
        except Malformed:
            return None

    def read_by_others(self, data: bytes) -> ObservedPacket | Unreadable:
        """Return what a PDF shows that letterpack did not make: text and places by PDFium, no passages."""
        return self._read(data, hashlib.sha256(data).hexdigest(), _MOST_PAGES)

    def _read(self, data: bytes, digest: str, enclosed: int) -> ObservedPacket | Unreadable:
        try:
            return _File(data, digest, ForeignObjects(data), self).packet(enclosed)
        except _OF_DAMAGE as error:
            return Unreadable(digest, len(data), _why(error))

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
        key = (_identity(objects, value), *_programs(objects, value))
        found = self._typefaces.get(key)
        return self._typefaces.put(key, font_faults(objects, value, self.fonts)) if found is None else found

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
        key = (stream.raw, str(stream.values.get("Filter")), state, height_pt, len(properties), right_to_left)
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

    def codes(self, stream: Stream) -> bytes:
        """Return a digest of the codes that a content stream shows."""
        found = self._codes.get(stream)
        if found is None:
            found = self._codes.put(stream, strings_of(stream))
        return found

    def foreign(self, data: bytes, pages: Mapping[int, bytes]) -> dict[int, ForeignPage]:
        """Return what is on pages that others made; ``pages`` maps their indexes to the digest of all that they show."""
        found = {index: shown for index, digest in pages.items() if (shown := self._foreign.get(digest)) is not None}
        fresh = [index for index in pages if index not in found]
        if fresh:
            for index, page in foreign_pages(data, fresh, paints=self.fonts is not None).items():
                found[index] = self._foreign.put(pages[index], page)
        return found


class _File:
    """One file while it is read."""

    def __init__(self, data: bytes, digest: str, objects: Objects, reader: PacketReader) -> None:
        self.data, self.digest, self.objects, self.reader = data, digest, objects, reader
        self.problems: dict[str, None] = {}
        self.described: dict[ObservedFont, None] = {}
        self.enclosed: dict[ObservedFont, None] = {}
        self.resources: dict[int, _PageFonts] = {}
        self.telling: Telling | None = None
        self.looked_at: set[int] = set()

    @cached_property
    def right_to_left(self) -> bool:
        return runs_right_to_left(text_of(self.objects.get(self.root.get("Lang"))))

    @cached_property
    def root(self) -> dict[str, Value]:
        return dictionary(self.objects, self.objects.trailer.get("Root"))

    def packet(self, enclosed: int) -> ObservedPacket:
        objects = self.objects
        pages = objects.once("pages", self._pages)
        if not pages:
            raise Malformed("it has no pages")
        own = [index for index, page in enumerate(pages[: max(0, len(pages) - enclosed)]) if "StructParents" in page.entries]
        parts = {index: self._parts(index, pages[index]) for index in own}
        readings = {index: self._readings(pages[index], parts[index]) for index in own}
        skeleton = objects.once("structure", partial(self._structure, pages))
        self._compare_content(readings, skeleton)
        told = self._told(skeleton, pages, parts, readings)
        foreign = objects.once(("foreign", tuple(own)), partial(self._foreign, pages, own))
        metadata, wrong = read_metadata(objects)
        self.problems.update(dict.fromkeys((*skeleton.problems, *told.problems, *wrong)))
        found = ObservedPacket(
            sha256=self.digest,
            size_bytes=len(self.data),
            pages=tuple([self._page(page, readings.get(index), foreign.get(index)) for index, page in enumerate(pages)]),
            stretches=told.stretches,
            fonts=tuple(self.described),
            enclosed_fonts=tuple(self.enclosed),
            metadata=metadata,
            marked=dictionary(objects, self.root.get("MarkInfo")).get("Marked") is True,
            tagged_pages=len(skeleton.reached),
            tag_faults=tuple(dict.fromkeys(self._tag_faults(pages))),
            intents=objects.once("intents", self._intents),
            problems=tuple(self.problems),
            look=self._look(pages) if self.reader.looks else None,
            strange=tuple(dict.fromkeys(self._strange(pages, parts, readings, skeleton))) if self.reader.fonts and parts else (),
        )
        if not self.reader.looks:
            self._keep_mold(found, enclosed, parts, skeleton)
        return found

    def _keep_mold(
        self,
        found: ObservedPacket,
        enclosed: int,
        parts: Mapping[int, tuple[_PagePart, ...]],
        skeleton: Skeleton,
    ) -> None:
        """Remember what the file showed, for others that differ in content alone: where nothing else of it is its own."""
        objects = self.objects
        if not isinstance(objects, OwnObjects) or objects.stem is None or self.reader.digests or self.right_to_left:
            return
        keys = ("pages", "structure", "judged", "document", "links", "intents", ("foreign", tuple(parts)))
        behind, telling = objects.behind(), self.telling
        if found.problems or found.strange or telling is None or behind is None or not all(map(objects.knows, keys)):
            return
        own = frozenset([at.number for page in parts.values() for at, reading in page if reading is None and isinstance(at, Ref)])
        if not own <= behind.objects.keys() or objects.lead_to(behind.objects.keys() - own, own):
            return
        made = [self._mold_page(index, page, parts.get(index, ()), skeleton) for index, page in enumerate(found.pages)]
        molds = objects.stem.molds.setdefault(enclosed, [])
        molds.insert(0, Mold(found, behind, own, tuple(made), telling))
        del molds[_MOST_MOLDS:]

    def _mold_page(self, index: int, page: ObservedPage, parts: tuple[_PagePart, ...], skeleton: Skeleton) -> MoldPage:
        if not parts:
            return MoldPage(page)
        images = sum([reading.images for _, reading in parts if reading is not None])
        pieces = [
            at.number if isinstance(at, Ref) and reading is None else shown
            for (at, reading), shown in zip(parts, page.parts, strict=True)
        ]
        fonts = self._page_fonts(self.objects.once("pages", self._pages)[index]).readable
        stands = {
            number: tuple(
                [
                    Stand(line.x_pt, line.y_pt, line.size_pt, line.mcid, free)
                    for line, free in zip(own, rows_free(page.shown, own), strict=True)
                ]
            )
            for number, own in zip(pieces, page.parts, strict=True)
            if isinstance(number, int)
        }
        return MoldPage(page, tuple(pieces), images, fonts, stands, skeleton.reached.get(index, frozenset()))

    def _look(self, pages: list[_Page]) -> PacketLook:
        facts = active_facts(self.objects, self.root, [(page.ref, page.entries) for page in pages])
        programs: dict[GlyphSource, None] = {}
        for page in pages:
            resources = dictionary(self.objects, page.entries.get("Resources"))
            for value in dictionary(self.objects, resources.get("Font")).values():
                if (found := self._program(value)) is not None:
                    programs[found] = None
        return PacketLook(facts, tuple(programs))

    def _program(self, value: Value) -> GlyphSource | None:
        def read() -> GlyphSource | None:
            return guarded(partial(font_program, self.objects, value), None)

        return self.objects.once(("program", value), read) if isinstance(value, Ref) else read()

    def _codes_of(self, page: _Page) -> bytes:
        if not self.reader.looks:
            return b""
        digest = hashlib.sha256()
        for value in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(value)
            if isinstance(stream, Stream):
                digest.update(self.reader.codes(stream))
        return digest.digest()

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
                entries = {**inherited, **entries} if inherited else entries
                found.append(_Page(ref, entries, self._size(entries)))
        return found

    def _intents(self) -> tuple[str, ...]:
        objects = self.objects
        return tuple(
            [name(objects, dictionary(objects, each).get("S")) for each in array(objects, self.root.get("OutputIntents"))]
        )

    def _parts(self, index: int, page: _Page) -> tuple[_PagePart, ...]:
        """Return the page's content streams, those of the file's stem read: each begins as a page does."""
        fonts, properties = self._page_fonts(page), self._properties(page)
        self.described.update(dict.fromkeys(fonts.described))
        if properties:
            return tuple([_PagePart(at, None) for at in array(self.objects, page.entries.get("Contents"))])
        key = ("parts", index, fonts.key, self.right_to_left)
        return self.objects.once(key, partial(self._shared_parts, page, fonts))

    def _shared_parts(self, page: _Page, fonts: _PageFonts) -> tuple[_PagePart, ...]:
        found: list[_PagePart] = []
        names = {name for name, _ in fonts.key}
        for at in array(self.objects, page.entries.get("Contents")):
            reading = self._content(at, START, fonts, {}, page) if self.objects.is_shared(at) else None
            found.append(_PagePart(at, reading if reading is not None and names.issuperset(reading.fonts) else None))
        return tuple(found)

    def _properties(self, page: _Page) -> dict[str, Value]:
        resources = dictionary(self.objects, page.entries.get("Resources"))
        named = dictionary(self.objects, resources.get("Properties"))
        return {key: dictionary(self.objects, value) for key, value in named.items()}

    def _readings(self, page: _Page, parts: tuple[_PagePart, ...]) -> list[ContentRead]:
        state = START
        readings = []
        for at, known in parts:
            reading = known
            if reading is None or state is not START:
                reading = self._content(at, state, self._page_fonts(page), self._properties(page), page)
            if reading.problems:
                self.problems.update(dict.fromkeys(reading.problems))
            readings.append(reading)
            state = reading.end
        return readings

    def _content(self, at: Value, state: State, fonts: _PageFonts, properties: Mapping[str, Value], page: _Page) -> ContentRead:
        stream = self.objects.get(at)
        if not isinstance(stream, Stream):
            raise Malformed("the content of a page is missing")
        return self.reader.content(stream, state, fonts, properties, page.size_pt[1], right_to_left=self.right_to_left)

    def _page_fonts(self, page: _Page) -> _PageFonts:
        resources = dictionary(self.objects, page.entries.get("Resources"))
        known = self.resources.get(id(resources))
        if known is None:
            pairs = {
                key: self.objects.once(("font", value), partial(self.reader.font, self.objects, value))
                if isinstance(value, Ref)
                else self.reader.font(self.objects, value)
                for key, value in dictionary(self.objects, resources.get("Font")).items()
            }
            shared = [
                (key, font.number)
                for key, value in dictionary(self.objects, resources.get("Font")).items()
                if self.objects.is_shared(value) and (font := pairs[key][0]) is not None
            ]
            known = _PageFonts(
                {key: font for key, (font, _) in pairs.items()},
                tuple([described for _, described in pairs.values()]),
                tuple(shared),
            )
            self.resources[id(resources)] = known
        return known

    def _strange(
        self,
        pages: list[_Page],
        parts: Mapping[int, tuple[_PagePart, ...]],
        readings: Mapping[int, list[ContentRead]],
        skeleton: Skeleton,
    ) -> Iterator[str]:
        """Yield what the file holds that letterpack does not write."""
        objects, once = self.objects, self.objects.once
        if not isinstance(objects, OwnObjects):
            yield "it was saved by another program"
        yield from once("strange", lambda: tuple(document_strange(objects)))
        yield from information_strange(objects)
        for index, page in enumerate(pages):
            look = page_strange if index in parts else others_page_strange
            yield from once(("strange", index), partial(_listed, look, objects, page.entries, index + 1))
        for index in parts:
            yield from self._strange_page(index, pages[index], parts[index], readings[index])
        shown = {index: [line for reading in each for line in reading.shown] for index, each in readings.items()}
        yield from reading_places(skeleton.blocks, shown, right_to_left=self.right_to_left)

    def _strange_page(self, index: int, page: _Page, parts: tuple[_PagePart, ...], readings: list[ContentRead]) -> Iterator[str]:
        objects, once = self.objects, self.objects.once
        resources = dictionary(objects, page.entries.get("Resources"))
        if id(resources) not in self.looked_at:
            self.looked_at.add(id(resources))
            yield from resource_strange(objects, resources)
            for value in dictionary(objects, resources.get("Font")).values():
                yield from (
                    once(("typeface", value), partial(self.reader.typeface, objects, value))
                    if isinstance(value, Ref)
                    else ("its font stands in the resources",)
                )
        painted: list[tuple[Painted, tuple[Shown, ...]]] = []
        for (at, _), reading in zip(parts, readings, strict=True):
            stream = objects.get(at)
            assert isinstance(stream, Stream)
            yield from stream_strange(stream)
            painted.append((painting_of(stream.data()), reading.shown))
            yield from [f"its page {index + 1} {fault}" for fault in painted[-1][0].faults]
        yield from [f"its page {index + 1} has {fault}" for fault in page_places(objects, resources, painted, page.size_pt[1])]

    def _structure(self, pages: list[_Page]) -> Skeleton:
        indexes = {page.ref: index for index, page in enumerate(pages) if page.ref is not None}
        return read_skeleton(self.objects, self.root.get("StructTreeRoot"), indexes)

    def _told(
        self,
        skeleton: Skeleton,
        pages: list[_Page],
        parts: Mapping[int, tuple[_PagePart, ...]],
        readings: Mapping[int, list[ContentRead]],
    ) -> Told:
        """Return what the structure tells of what the pages paint; what follows from the file's stem is worked out once."""
        objects = self.objects
        key = ("telling", self.right_to_left, tuple([(index, self._page_fonts(pages[index]).key) for index in parts]))
        known = [
            [part.reading for part in parts[index] if part.reading] if index in parts else None for index in range(len(pages))
        ]
        own = [
            [reading for part, reading in zip(parts[index], readings[index], strict=True) if reading is not part.reading]
            if index in parts
            else None
            for index in range(len(pages))
        ]
        own_texts = [None if each is None else texts_of(each) for each in own]
        if objects.knows("structure"):
            telling = objects.once(key, lambda: Telling(skeleton, [None if each is None else texts_of(each) for each in known]))
            if all(
                page is None or more is None or page.keys().isdisjoint(more)
                for page, more in zip(telling.texts, own_texts, strict=True)
            ):
                self.telling = telling
                return telling.told(own_texts)
        return tell(skeleton, [texts_of(readings[index]) if index in readings else None for index in range(len(pages))])

    def _foreign(self, pages: list[_Page], own: list[int]) -> dict[int, _OthersPage]:
        """Return what the pages show that others have made, by their indexes."""
        digests = {index: self._digest(page) for index, page in enumerate(pages) if index not in own}
        shown = self.reader.foreign(self.data, digests)
        return {index: _OthersPage(shown[index], digest, self._pictures(pages[index])) for index, digest in digests.items()}

    def _tag_faults(self, pages: list[_Page]) -> Iterator[str]:
        """Yield what is wrong with the tags for whoever follows them."""
        root = self.root.get("StructTreeRoot")
        if root is None:
            return
        judged = self.objects.once("judged", partial(self._judged, root, pages))
        yield from self.objects.once("document", lambda: tuple(document_faults(self.objects, self.root)))
        yield from judged.faults
        entries = [page.entries for page in pages]
        yield from self.objects.once("links", lambda: tuple(page_faults(self.objects, judged.parents, entries)))

    def _judged(self, root: Value, pages: list[_Page]) -> _Judged:
        tags = read_tags(self.objects, root, [(page.ref, page.entries) for page in pages])
        return _Judged(tag_faults(self.objects, tags), tags.parents)

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

    def _page(self, page: _Page, readings: list[ContentRead] | None, foreign: _OthersPage | None) -> ObservedPage:
        width, height = page.size_pt
        if readings is None:
            assert foreign is not None
            self.enclosed.update(dict.fromkeys(self._page_fonts(page).described))
            return ObservedPage(
                width,
                height,
                (foreign.read.shown,),
                0,
                by_others=True,
                drawn=foreign.digest,
                pictures=foreign.pictures,
                codes=self._codes_of(page),
                painted=foreign.read.painted,
            )
        shown = tuple([reading.shown for reading in readings])
        images = sum([reading.images for reading in readings])
        drawn = pictures = b""
        if self.reader.digests:
            pictures = self._pictures(page)
            drawn = self._drawn(page) + pictures
        codes = self._codes_of(page)
        return ObservedPage(width, height, shown, images, by_others=False, drawn=drawn, pictures=pictures, codes=codes)

    def _size(self, entries: Mapping[str, Value]) -> tuple[float, float]:
        left, bottom, right, top = (
            [number(self.objects, each) for each in array(self.objects, entries.get("MediaBox"))] + [0.0] * 4
        )[:4]
        width, height = abs(right - left), abs(top - bottom)
        turned = number(self.objects, entries.get("Rotate")) % (2 * _QUARTER_TURN) == _QUARTER_TURN
        return (height, width) if turned else (width, height)

    def _digest(self, page: _Page) -> bytes:
        """Return a digest of a page's size, content and resources."""
        digest = hashlib.sha256(repr(page.size_pt).encode())
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
        states = dictionary(self.objects, page.entries.get("Resources")).get("ExtGState")
        return digest_with(self.objects, states, digest) if states is not None else digest.digest()

    def _pictures(self, page: _Page) -> bytes:
        """Return a digest of the pictures and drawings that a page may place."""
        resources = dictionary(self.objects, page.entries.get("Resources"))
        return digest_with(self.objects, resources.get("XObject"), hashlib.sha256())


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


def _listed(look: Callable[..., Iterable[str]], *about: object) -> tuple[str, ...]:
    return tuple(look(*about))


def _programs(objects: Objects, value: Value) -> Iterator[bytes]:
    """Yield the bytes of a font's program and of the table that numbers its glyphs."""
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else font
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    for held in (descriptor.get("FontFile2"), descriptor.get("FontFile3"), descendant.get("CIDToGIDMap")):
        found = objects.get(held)
        yield found.raw if isinstance(found, Stream) else b""


def _why(error: Exception) -> str:
    """Return, for people, why a file cannot be read."""
    if isinstance(error, RecursionError):
        return "its objects nest too deep"
    return str(error) if isinstance(error, Malformed) else "an object is of another kind than its place asks for"
