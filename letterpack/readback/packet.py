"""A file's bytes to an ``ObservedPacket``: pages, passages, fonts, metadata. ``PacketReader`` remembers what many files share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from letterpack.languages import runs_right_to_left
from letterpack.model.observed import ObservedFont, ObservedPacket, ObservedPage, PacketLook, Unreadable
from letterpack.readback.content import START, UNMARKED, ContentRead, State, read_content, texts_of
from letterpack.readback.fonts import UNKNOWN, CompositeFont, describe_font, read_font
from letterpack.readback.looks import active_facts, digest_with, drawing, font_program, guarded, spoken_in, strings_of, unpacked
from letterpack.readback.metadata import read_metadata
from letterpack.readback.objects import Memory, Objects, OwnObjects, array, dictionary, name, number
from letterpack.readback.strange import OF_DAMAGE
from letterpack.readback.structure import Skeleton, passages_of, read_skeleton
from letterpack.readback.tags import document_faults, page_faults, read_tags, tag_faults
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of

if TYPE_CHECKING:
    from letterpack.readback.foreign import ForeignPage

_MOST_PAGES: Final = 20_000
_MOST_FOREIGN: Final = 256
"""Pages by others stay in memory, with a picture of some ten kilobytes each: as many to twice as many."""
_MOST_OBJECTS: Final = 2_048
_QUARTER_TURN: Final = 90
"""Degrees (7.7.3.3, Rotate)."""
_INHERITED: Final = ("MediaBox", "Resources", "CropBox", "Rotate")


class _FilePage(Struct, frozen=True):
    """A page object with what it inherits, the reference that the structure tree knows it by, its width and height."""

    ref: Ref | None
    entries: dict[str, Value]
    size_pt: tuple[float, float]


class _PageFonts(Struct, frozen=True):
    """The fonts of one resource dictionary, for reading and for checks."""

    readable: Mapping[str, CompositeFont | None]
    described: tuple[ObservedFont, ...]


class _OthersPage(NamedTuple):
    """What a page shows that others have made, a digest of it, and one of its pictures."""

    read: ForeignPage
    digest: bytes
    pictures: bytes


class PacketReader:
    """Reads packets, what they share once. Not for use by several threads at a time."""

    def __init__(self, *, looks: bool = False, checks: bool = False) -> None:
        """Begin with nothing remembered. With ``looks``, packets get their ``look``, as a comparison wants it. A reader that
        ``checks`` gives no digests of our own pages; of enclosed ones it gives the words and a picture, and no places.
        """
        self.looks, self.checks = looks, checks
        self._objects: Memory[Value] = Memory(_MOST_OBJECTS)
        self._fonts: Memory[tuple[CompositeFont | None, ObservedFont]] = Memory()
        self._readings: Memory[list[ContentRead]] = Memory()
        self._foreign: Memory[ForeignPage] = Memory(_MOST_FOREIGN)

    def read(self, data: bytes, enclosed: int = 0, sha256: str = "") -> ObservedPacket | Unreadable:
        """Return what the PDF ``data`` shows, or why it cannot be read. Others have made its last ``enclosed`` pages. ``sha256``
        is its digest, if that is known.
        """
        digest = sha256 or hashlib.sha256(data).hexdigest()
        try:
            return _Reading(self, data, digest, OwnObjects(data, self._objects)).packet(enclosed)
        except OF_DAMAGE:  # Another program may have saved it again.
            return self._read_foreign(data, digest, enclosed)

    def read_by_others(self, data: bytes) -> ObservedPacket | Unreadable:
        """Return what a PDF shows that letterpack did not make: text and places by PDFium, no passages."""
        return self._read_foreign(data, hashlib.sha256(data).hexdigest(), _MOST_PAGES)

    def pages_by_others(self, data: bytes) -> tuple[ObservedPage, ...]:
        """Return the pages of a PDF that letterpack did not make, as ``read_by_others`` has them; none of one that is damaged."""
        from letterpack.readback.foreign import ForeignObjects

        try:
            return _Reading(self, data, hashlib.sha256(data).hexdigest(), ForeignObjects(data)).pages_by_others()
        except OF_DAMAGE:
            return ()

    def _read_foreign(self, data: bytes, digest: str, enclosed: int) -> ObservedPacket | Unreadable:
        # Most files are as we made them, and need not load what opens others.
        from letterpack.pdfcopy.opened import too_heavy
        from letterpack.readback.foreign import ForeignObjects

        if self.looks and (why := too_heavy(data)):
            return Unreadable(digest, len(data), why)
        try:
            return _Reading(self, data, digest, ForeignObjects(data)).packet(enclosed)
        except RecursionError:
            return Unreadable(digest, len(data), "its objects nest too deep")
        except Malformed as error:
            return Unreadable(digest, len(data), str(error))
        except OF_DAMAGE:
            return Unreadable(digest, len(data), "an object is of another kind than its place asks for")

    def font(self, objects: Objects, value: Value) -> tuple[CompositeFont | None, ObservedFont]:
        """Return the font ``value`` for reading and for checks."""
        key = _identity(objects, value)
        return self._fonts.get(key) or self._fonts.put(key, (read_font(objects, value), describe_font(objects, value)))

    def content(
        self,
        stream: Stream,
        fonts: Mapping[str, CompositeFont | None],
        height_pt: float,
        state: State,
        properties: Mapping[str, Value],
        *,
        right_to_left: bool,
    ) -> ContentRead:
        """Return what a content stream paints; one that was read with the same fonts and state before is not read again."""
        key = (stream.raw, str(stream.values.get("Filter")), state, height_pt, right_to_left)
        known = () if properties else self._readings.get(key) or ()
        for reading in known:
            if all(fonts.get(resource) is font for resource, font in reading.fonts.items()):
                return reading
        reading = read_content(stream.data(), fonts, height_pt, state, properties, right_to_left=right_to_left)
        if not properties:
            self._readings.put(key, [*known, reading][-4:])
        return reading

    def foreign(self, data: bytes, pages: Mapping[int, bytes], words_alone: Sequence[int]) -> dict[int, ForeignPage]:
        """Return what is on pages that others made; ``pages`` maps their indexes to what tells each from all that show else. Of
        some, only the words are asked for.
        """
        keys = {index: key + b"words" * (index in words_alone) for index, key in pages.items()}
        found = {index: shown for index, key in keys.items() if (shown := self._foreign.get(key)) is not None}
        if fresh := [index for index in pages if index not in found]:
            # Most packets enclose nothing, and need not load what reads it.
            from letterpack.readback.foreign import foreign_pages

            for index, page in foreign_pages(data, fresh, words_alone, paints=self.checks).items():
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
    return (said, meanings, repr(objects.get(descendant.get("W"))), repr(descendant.get("DW")))


class _Reading:
    """One file while it is read."""

    def __init__(self, reader: PacketReader, data: bytes, digest: str, objects: Objects) -> None:
        self.reader, self.data, self.digest, self.objects = reader, data, digest, objects
        self.problems: dict[str, None] = {}
        self.described: dict[ObservedFont, None] = {}
        self.enclosed: dict[ObservedFont, None] = {}
        self.resources: dict[int, _PageFonts] = {}

    @cached_property
    def root(self) -> dict[str, Value]:
        """The document's catalog."""
        return dictionary(self.objects, self.objects.trailer.get("Root"))

    @cached_property
    def pages(self) -> list[_FilePage]:
        """The page tree's leaves in order, each with what it inherits (7.7.3)."""
        objects, found, seen = self.objects, list[_FilePage](), set[Ref]()
        waiting: list[tuple[Value, dict[str, Value]]] = [(self.root.get("Pages"), {})]
        while waiting and len(found) < _MOST_PAGES:
            value, inherited = waiting.pop()
            ref = value if isinstance(value, Ref) else None
            entries = dictionary(objects, value)
            if ref is not None and ref in seen:
                raise Malformed("its page tree goes in circles")
            seen.update((ref,) if ref else ())
            if "Kids" in entries:
                below = inherited | {key: entries[key] for key in _INHERITED if key in entries}
                waiting.extend([(kid, below) for kid in reversed(array(objects, entries["Kids"]))])
            elif entries:
                entries = {**inherited, **entries}
                found.append(_FilePage(ref, entries, _size(objects, entries)))
        return found

    def packet(self, enclosed: int) -> ObservedPacket:
        """Return what the file shows, whose last ``enclosed`` pages others have made. Raises ``Malformed`` and others."""
        objects, pages = self.objects, self.pages
        if not pages:
            raise Malformed("it has no pages")
        left = max(0, len(pages) - enclosed)
        own = [index for index, page in enumerate(pages[:left]) if "StructParents" in page.entries]
        readings = {index: self._readings(pages[index]) for index in own}
        indexes = {page.ref: index for index, page in enumerate(pages) if page.ref is not None}
        skeleton = read_skeleton(objects, self.root.get("StructTreeRoot"), indexes)
        self._compare_content(readings, skeleton)
        texts = [texts_of(readings[index]) if index in readings else None for index in range(len(pages))]
        passages, astray = passages_of(skeleton, texts)
        foreign = self._foreign([index for index in range(len(pages)) if index not in readings], len(pages) - enclosed)
        metadata, wrong = read_metadata(objects)
        self.problems.update(dict.fromkeys((*skeleton.problems, *astray, *wrong)))
        return ObservedPacket(
            sha256=self.digest,
            size_bytes=len(self.data),
            pages=tuple([self._page(page, readings.get(index), foreign.get(index)) for index, page in enumerate(pages)]),
            passages=passages,
            fonts=tuple(self.described),
            enclosed_fonts=tuple(self.enclosed),
            metadata=metadata,
            marked=dictionary(objects, self.root.get("MarkInfo")).get("Marked") is True,
            tagged_pages=len(skeleton.reached),
            tag_faults=tuple(dict.fromkeys(self._tag_faults())),
            intents=tuple(
                [name(objects, dictionary(objects, each).get("S")) for each in array(objects, self.root.get("OutputIntents"))]
            ),
            problems=tuple(self.problems),
            look=self._look() if self.reader.looks else None,
        )

    def pages_by_others(self) -> tuple[ObservedPage, ...]:
        """Return the pages of a file that others have made, and nothing else of it. Raises ``Malformed`` and others."""
        foreign = self._foreign(range(len(self.pages)), 0)
        return tuple([self._page(page, None, foreign[index]) for index, page in enumerate(self.pages)])

    def _look(self) -> PacketLook:
        facts = active_facts(self.objects, self.root, [(page.ref, page.entries) for page in self.pages])
        fonts = [font for page in self.pages for font in dictionary(self.objects, self._resources(page).get("Font")).values()]
        programs = [guarded(partial(font_program, self.objects, font), None) for font in fonts]
        return PacketLook(facts, frozenset(filter(None, programs)), spoken_in(self.objects, self.root))

    def _resources(self, page: _FilePage) -> dict[str, Value]:
        return dictionary(self.objects, page.entries.get("Resources"))

    def _readings(self, page: _FilePage) -> list[ContentRead]:
        """Return what the page's content streams paint; each begins in the state that the one before it leaves."""
        fonts = self._page_fonts(page)
        self.described.update(dict.fromkeys(fonts.described))
        named = dictionary(self.objects, self._resources(page).get("Properties"))
        properties = {key: dictionary(self.objects, value) for key, value in named.items()}
        right_to_left = runs_right_to_left(text_of(self.objects.get(self.root.get("Lang"))))
        state, readings = START, list[ContentRead]()
        for at in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(at)
            if not isinstance(stream, Stream):
                raise Malformed("the content of a page is missing")
            height = page.size_pt[1]
            reading = self.reader.content(stream, fonts.readable, height, state, properties, right_to_left=right_to_left)
            self.problems.update(dict.fromkeys(reading.problems))
            readings.append(reading)
            state = reading.end
        return readings

    def _page_fonts(self, page: _FilePage) -> _PageFonts:
        resources = self._resources(page)
        known = self.resources.get(id(resources))
        if known is None:
            values = dictionary(self.objects, resources.get("Font"))
            pairs = {key: self.reader.font(self.objects, value) for key, value in values.items()}
            readable = {key: font for key, (font, _) in pairs.items()}
            known = self.resources[id(resources)] = _PageFonts(readable, tuple([each for _, each in pairs.values()]))
        return known

    def _foreign(self, indexes: Sequence[int], first: int) -> dict[int, _OthersPage]:
        """Return what the pages show that others have made; when a packet is checked, of those from the ``first`` enclosed one on
        nothing is asked but whether they say and look what their files do.
        """
        digests = {index: self._digest(self.pages[index]) for index in indexes}
        # Layers hide parts of pages by what stands elsewhere in the file.
        own = self.digest.encode() if "OCProperties" in self.root else b""
        keys = {index: b"%b%b%b" % (digest, own, self._boxes(index)) for index, digest in digests.items()}
        shown = self.reader.foreign(self.data, keys, range(first, len(self.pages)) if self.reader.checks else ())
        return {index: _OthersPage(shown[index], digests[index], self._pictures(self.pages[index])) for index in digests}

    def _boxes(self, index: int) -> bytes:
        """Return what else a page by others is painted by: where it is cut, how it is turned and blended."""
        entries = self.pages[index].entries
        said = [[number(self.objects, each) for each in array(self.objects, entries.get(key))] for key in ("MediaBox", "CropBox")]
        turned = [number(self.objects, entries.get(key)) for key in ("Rotate", "UserUnit")]
        return digest_with(self.objects, entries.get("Group"), hashlib.sha256(repr([said, turned]).encode()))

    def _tag_faults(self) -> Iterator[str]:
        """Yield what is wrong with the tags for whoever follows them."""
        root = self.root.get("StructTreeRoot")
        if root is None:
            return
        tags = read_tags(self.objects, root, [(page.ref, page.entries) for page in self.pages])
        yield from document_faults(self.objects, self.root)
        yield from tag_faults(self.objects, tags)
        yield from page_faults(self.objects, tags.parents, [page.entries for page in self.pages])

    def _compare_content(self, readings: Mapping[int, list[ContentRead]], skeleton: Skeleton) -> None:
        """Note what pages show and the structure does not hold, and glyphs that are none."""
        for index, parts in readings.items():
            reached = skeleton.reached.get(index, frozenset())
            for line in [each for reading in parts for each in reading.shown]:
                if UNKNOWN in line.text:
                    self.problems[f"page {index + 1} shows a character that says nothing"] = None
                if line.artifact == UNMARKED and line.text.strip():
                    self.problems[f"page {index + 1} shows text that is not marked"] = None
                if line.mcid >= 0 and line.mcid not in reached:
                    self.problems[f"page {index + 1} shows text that its structure does not hold"] = None

    def _page(self, page: _FilePage, readings: list[ContentRead] | None, others: _OthersPage | None) -> ObservedPage:
        codes = self._codes(page) if self.reader.looks else b""
        if readings is None:
            assert others is not None
            self.enclosed.update(dict.fromkeys(self._page_fonts(page).described))
            shown, painted = others.read
            return ObservedPage(*page.size_pt, (shown,), 0, True, others.digest, others.pictures, codes, painted)  # noqa: FBT003
        parts = tuple([reading.shown for reading in readings])
        images = sum([reading.images for reading in readings])
        pictures = self._pictures(page)
        drawn = b"" if self.reader.checks else self._drawn(page) + pictures
        return ObservedPage(*page.size_pt, parts, images, False, drawn, pictures, codes)  # noqa: FBT003

    def _streams(self, page: _FilePage) -> Iterator[Stream]:
        for value in array(self.objects, page.entries.get("Contents")):
            stream = self.objects.get(value)
            if isinstance(stream, Stream):
                yield stream

    def _digest(self, page: _FilePage) -> bytes:
        """Return a digest of a page's size, content and resources."""
        digest = hashlib.sha256(repr(page.size_pt).encode())
        for stream in self._streams(page):
            digest.update(unpacked(stream))
        return digest_with(self.objects, page.entries.get("Resources"), digest)

    def _pictures(self, page: _FilePage) -> bytes:
        """Return a digest of the pictures and drawings that a page may place."""
        return digest_with(self.objects, self._resources(page).get("XObject"), hashlib.sha256())

    def _drawn(self, page: _FilePage) -> bytes:
        """Return a digest of what a page of ours paints beside text and pictures."""
        digest = hashlib.sha256(b"".join(map(drawing, self._streams(page))))
        states = self._resources(page).get("ExtGState")
        return digest_with(self.objects, states, digest) if states is not None else digest.digest()

    def _codes(self, page: _FilePage) -> bytes:
        """Return a digest of the codes that a page shows."""
        return hashlib.sha256(b"".join(map(strings_of, self._streams(page)))).digest()


def _size(objects: Objects, entries: Mapping[str, Value]) -> tuple[float, float]:
    left, bottom, right, top = ([number(objects, each) for each in array(objects, entries.get("MediaBox"))] + [0.0] * 4)[:4]
    width, height = abs(right - left), abs(top - bottom)
    turned = number(objects, entries.get("Rotate")) % (2 * _QUARTER_TURN) == _QUARTER_TURN
    return (height, width) if turned else (width, height)
