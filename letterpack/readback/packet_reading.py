"""One file to an ``ObservedPacket``: pages, passages, fonts, metadata, what is strange in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from letterpack.languages import runs_right_to_left
from letterpack.model.observed import GlyphSource, ObservedFont, ObservedPacket, ObservedPage, PacketLook
from letterpack.readback.content import ContentRead, texts_of
from letterpack.readback.graphics_state import START, State
from letterpack.readback.looking import active_facts, font_program, guarded, spoken_in
from letterpack.readback.metadata import read_metadata
from letterpack.readback.molds import Mold, MoldPage
from letterpack.readback.objects import Objects, OwnObjects, array, dictionary, name, number
from letterpack.readback.own_fonts import own_fonts
from letterpack.readback.own_metadata import own_metadata
from letterpack.readback.own_values import own_values
from letterpack.readback.page_tree import FilePage, digest_of, pages_of, pictures_of
from letterpack.readback.paint_keys import paint_key
from letterpack.readback.shared_parts import PageFonts, SharedParts
from letterpack.readback.slots import Stand
from letterpack.readback.structure import Skeleton, Telling, Told, read_skeleton, tell
from letterpack.readback.surroundings import Surroundings
from letterpack.readback.tags import LOST_LINK, document_faults, leading_faults, lost_links, page_faults, read_tags, tag_faults
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of
from letterpack.readback.whitelist import page_places, pictures_on_text, reading_places
from letterpack.readback.whitelist.dictionaries import (
    document_strange,
    information_strange,
    others_page_strange,
    page_strange,
    resource_strange,
    stream_strange,
)
from letterpack.readback.whitelist.layout import layout_strange
from letterpack.readback.whitelist.painting import PLAIN_TEXT, Painted, painting_of
from letterpack.readback.whitelist.places import Core, rows_free

if TYPE_CHECKING:
    from letterpack.readback.foreign_pages import ForeignPage

_MOST_MOLDS: Final = 24
"""Of one stem: files with a font more of their own have another, and those whose address stands lower or closer."""


class _PagePart(NamedTuple):
    """A content stream of a page: where it is, and what it paints where the file's stem says that; else None."""

    at: Value
    reading: ContentRead | None


class _OthersPage(Struct, frozen=True):
    """What a page shows that others have made, a digest of it, and one of its pictures."""

    read: ForeignPage
    digest: bytes
    pictures: bytes


class _Judged(Struct, frozen=True):
    """What is wrong with a file's tags, the parents of its annotations, which are judged page by page, and what of its tags leads
    elsewhere than it should, whatever its author wrote.
    """

    faults: tuple[str, ...]
    parents: Mapping[int, Value]
    astray: tuple[str, ...]
    lost_links: tuple[int, ...]


class LooksWanted(Struct, frozen=True):
    """What is wanted of a file beside its words: ``digests`` of how its pages look, what it ``looks`` like in a comparison."""

    digests: bool
    looks: bool


class PacketReading:
    """One file while it is read."""

    def __init__(self, data: bytes, digest: str, objects: Objects, shared: SharedParts, wanted: LooksWanted) -> None:
        self.data, self.digest, self.objects, self.shared, self.wanted = data, digest, objects, shared, wanted
        self.problems: dict[str, None] = {}
        self.described: dict[ObservedFont, None] = {}
        self.enclosed: dict[ObservedFont, None] = {}
        self.resources: dict[int, PageFonts] = {}
        self.telling: Telling | None = None
        self.pictures: dict[int, tuple[Core, ...]] = {}
        self.has_properties = False
        self.looked_at: set[int] = set()
        self.pictures_named: set[str] = set()
        self.pictures_painted: set[str] = set()

    @cached_property
    def right_to_left(self) -> bool:
        """Whether the document's language is written so."""
        return runs_right_to_left(text_of(self.objects.get(self.root.get("Lang"))))

    @cached_property
    def root(self) -> dict[str, Value]:
        """The document's catalog."""
        return dictionary(self.objects, self.objects.trailer.get("Root"))

    def _pages(self) -> list[FilePage]:
        return self.objects.once("pages", partial(pages_of, self.objects, self.root))

    def packet(self, enclosed: int) -> ObservedPacket:
        """Return what the file shows, whose last ``enclosed`` pages others have made. Raises ``Malformed`` and others."""
        objects = self.objects
        pages = self._pages()
        if not pages:
            raise Malformed("it has no pages")
        own = [index for index, page in enumerate(pages[: max(0, len(pages) - enclosed)]) if "StructParents" in page.entries]
        parts = {index: self._parts(index, pages[index]) for index in own}
        readings = {index: self._readings(pages[index], parts[index]) for index in own}
        skeleton = objects.once("structure", partial(self._structure, pages))
        self._compare_content(readings, skeleton)
        told = self._told(skeleton, pages, parts, readings)
        foreign = objects.once(("foreign", tuple(own), enclosed), partial(self._foreign, pages, own, len(pages) - enclosed))
        metadata, wrong = read_metadata(objects)
        self.problems.update(dict.fromkeys((*skeleton.problems, *told.problems, *wrong)))
        found = ObservedPacket(
            sha256=self.digest,
            size_bytes=len(self.data),
            pages=tuple([self._page(index, page, readings.get(index), foreign.get(index)) for index, page in enumerate(pages)]),
            stretches=told.stretches,
            fonts=tuple(self.described),
            enclosed_fonts=tuple(self.enclosed),
            metadata=metadata,
            marked=dictionary(objects, self.root.get("MarkInfo")).get("Marked") is True,
            tagged_pages=len(skeleton.reached),
            tag_faults=tuple(dict.fromkeys(self._tag_faults(pages))),
            intents=objects.once("intents", self._intents),
            problems=tuple(self.problems),
            look=self._look(pages) if self.wanted.looks else None,
            strange=tuple(dict.fromkeys(self._strange(pages, parts, readings, skeleton))) if self.shared.fonts and parts else (),
        )
        if not self.wanted.looks:
            self._keep_mold(found, enclosed, parts, skeleton)
        return found

    def pages_by_others(self) -> tuple[ObservedPage, ...]:
        """Return the pages of a file that others have made, and nothing else of it. Raises ``Malformed`` and others."""
        pages = self._pages()
        foreign = self._foreign(pages, [], 0)
        return tuple([self._page(index, page, None, foreign[index]) for index, page in enumerate(pages)])

    def _keep_mold(
        self,
        found: ObservedPacket,
        enclosed: int,
        parts: Mapping[int, tuple[_PagePart, ...]],
        skeleton: Skeleton,
    ) -> None:
        """Remember what the file showed, for others that differ in content alone: where nothing else of it is its own."""
        objects = self.objects
        if not isinstance(objects, OwnObjects) or objects.stem is None or self.wanted.digests:
            return
        behind, telling = objects.behind(), self.telling
        if found.problems or found.strange or self.has_properties or telling is None or behind is None:
            return
        unread = [at for page in parts.values() for at, reading in page if reading is None and isinstance(at, Ref)]
        own = frozenset([at.number for at in unread if not objects.is_shared(at)])
        fixed = {at.number: each.data() for at in unread if objects.is_shared(at) and isinstance(each := objects.get(at), Stream)}
        says, spoken = own_metadata(objects, behind, found.metadata), {each.number for each in skeleton.spoken}
        values = {number: around for number, around in own_values(behind).items() if number in spoken or not around.is_said}
        about = (says.numbers if says else frozenset()) | values.keys()
        if not own <= behind.objects.keys() or objects.lead_to(behind.objects.keys() - own, own | (about - values.keys())):
            return
        fonts = own_fonts(objects, behind, self._values_of_fonts(parts)) or ()
        whole = frozenset([number for each in fonts for number in each.numbers]) | about
        pictures = [("pictures on", index) for index in parts]
        keys = ("pages", "structure", "judged", "document", "links", "intents", ("foreign", tuple(parts), enclosed), *pictures)
        if not all(objects.follows_without(key, (own | whole) - values.keys()) for key in keys):
            return
        surroundings = Surroundings(objects.stem, behind, own, whole)
        if surroundings.contents(self.data) is None:
            return
        names = frozenset([font.resource for font in fonts])
        made = [self._mold_page(index, page, parts.get(index, ()), skeleton, names) for index, page in enumerate(found.pages)]
        molds = objects.stem.molds.setdefault(enclosed, [])
        mold = Mold(
            found, surroundings, tuple(made), telling, fonts, self.shared.own_fonts, says, values, fixed, self.right_to_left
        )
        molds.insert(0, mold)
        del molds[_MOST_MOLDS:]

    def _values_of_fonts(self, own: Iterable[int]) -> dict[str, Value]:
        """Return what the ``own`` pages name as fonts, by resource name; nothing where a name is not the same font for all."""
        found: dict[str, Value] = {}
        pages = self._pages()
        for index in own:
            resources = dictionary(self.objects, pages[index].entries.get("Resources"))
            for key, value in dictionary(self.objects, resources.get("Font")).items():
                if found.setdefault(key, value) != value:
                    return {}
        return found

    def _mold_page(
        self, index: int, page: ObservedPage, parts: tuple[_PagePart, ...], skeleton: Skeleton, own_fonts: AbstractSet[str]
    ) -> MoldPage:
        if not parts:
            return MoldPage(page)
        images = sum([reading.images for _, reading in parts if reading is not None])
        pieces = [
            at.number if isinstance(at, Ref) and reading is None else shown
            for (at, reading), shown in zip(parts, page.parts, strict=True)
        ]
        readable = self._page_fonts(self._pages()[index]).readable
        fonts = {key: font for key, font in readable.items() if key not in own_fonts}
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
        reached = skeleton.reached.get(index, frozenset())
        return MoldPage(page, tuple(pieces), images, fonts, stands, reached, self.pictures.get(index, ()))

    def _look(self, pages: list[FilePage]) -> PacketLook:
        facts = active_facts(self.objects, self.root, [(page.ref, page.entries) for page in pages])
        programs: dict[GlyphSource, None] = {}
        for page in pages:
            resources = dictionary(self.objects, page.entries.get("Resources"))
            for value in dictionary(self.objects, resources.get("Font")).values():
                if (found := self._program(value)) is not None:
                    programs[found] = None
        spoken = self.objects.once("spoken", partial(spoken_in, self.objects, self.root))
        return PacketLook(facts, tuple(programs), spoken)

    def _program(self, value: Value) -> GlyphSource | None:
        def read() -> GlyphSource | None:
            return guarded(partial(font_program, self.objects, value), None)

        return self.objects.once(("program", value), read) if isinstance(value, Ref) else read()

    def _codes(self, page: FilePage) -> bytes:
        return self.shared.codes(self.objects, page) if self.wanted.looks else b""

    def _intents(self) -> tuple[str, ...]:
        objects = self.objects
        return tuple(
            [name(objects, dictionary(objects, each).get("S")) for each in array(objects, self.root.get("OutputIntents"))]
        )

    def _parts(self, index: int, page: FilePage) -> tuple[_PagePart, ...]:
        """Return the page's content streams, those of the file's stem read: each begins as a page does."""
        fonts, properties = self._page_fonts(page), self._properties(page)
        self.described.update(dict.fromkeys(fonts.described))
        if properties:
            self.has_properties = True
            return tuple([_PagePart(at, None) for at in array(self.objects, page.entries.get("Contents"))])
        key = ("parts", index, fonts.key, self.right_to_left)
        return self.objects.once(key, partial(self._shared_parts, page, fonts))

    def _shared_parts(self, page: FilePage, fonts: PageFonts) -> tuple[_PagePart, ...]:
        found: list[_PagePart] = []
        names = {name for name, _ in fonts.key}
        for at in array(self.objects, page.entries.get("Contents")):
            reading = self._content(at, START, fonts, {}, page) if self.objects.is_shared(at) else None
            found.append(_PagePart(at, reading if reading is not None and names.issuperset(reading.fonts) else None))
        return tuple(found)

    def _properties(self, page: FilePage) -> dict[str, Value]:
        resources = dictionary(self.objects, page.entries.get("Resources"))
        named = dictionary(self.objects, resources.get("Properties"))
        return {key: dictionary(self.objects, value) for key, value in named.items()}

    def _readings(self, page: FilePage, parts: tuple[_PagePart, ...]) -> list[ContentRead]:
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

    def _content(self, at: Value, state: State, fonts: PageFonts, properties: Mapping[str, Value], page: FilePage) -> ContentRead:
        stream = self.objects.get(at)
        if not isinstance(stream, Stream):
            raise Malformed("the content of a page is missing")
        return self.shared.content(stream, state, fonts, properties, page.size_pt[1], right_to_left=self.right_to_left)

    def _page_fonts(self, page: FilePage) -> PageFonts:
        resources = dictionary(self.objects, page.entries.get("Resources"))
        known = self.resources.get(id(resources))
        if known is None:
            pairs = {
                key: self.objects.once(("font", value), partial(self.shared.font, self.objects, value))
                if isinstance(value, Ref)
                else self.shared.font(self.objects, value)
                for key, value in dictionary(self.objects, resources.get("Font")).items()
            }
            shared = [
                (key, font.number)
                for key, value in dictionary(self.objects, resources.get("Font")).items()
                if self.objects.is_shared(value) and (font := pairs[key][0]) is not None
            ]
            known = PageFonts(
                {key: font for key, (font, _) in pairs.items()},
                tuple([described for _, described in pairs.values()]),
                tuple(shared),
            )
            self.resources[id(resources)] = known
        return known

    def _strange(
        self,
        pages: list[FilePage],
        parts: Mapping[int, tuple[_PagePart, ...]],
        readings: Mapping[int, list[ContentRead]],
        skeleton: Skeleton,
    ) -> Iterator[str]:
        """Yield what the file holds that letterpack does not write."""
        objects, once = self.objects, self.objects.once
        if not isinstance(objects, OwnObjects):
            yield "it was saved by another program"
        else:
            yield from layout_strange(objects)
        yield from once("strange", lambda: tuple(document_strange(objects)))
        yield from information_strange(objects)
        if number(objects, dictionary(objects, self.root.get("Pages")).get("Count")) != len(pages):
            yield "a number of pages that it has not"
        yield from [f"tags that are not whole: it {fault}" for fault in self._tags_astray(pages, list(parts))]
        for index, page in enumerate(pages):
            look = page_strange if index in parts else others_page_strange
            yield from once(("strange", index), partial(_listed, look, objects, page.entries, index + 1))
        for index in parts:
            yield from self._strange_page(index, pages[index], parts[index], readings[index])
        if self.pictures_named - self.pictures_painted:
            yield "a picture that no page shows"
        shown = {index: [line for reading in each for line in reading.shown] for index, each in readings.items()}
        yield from reading_places(skeleton.blocks, shown, right_to_left=self.right_to_left)

    def _strange_page(
        self, index: int, page: FilePage, parts: tuple[_PagePart, ...], readings: list[ContentRead]
    ) -> Iterator[str]:
        objects, once = self.objects, self.objects.once
        resources = dictionary(objects, page.entries.get("Resources"))
        if id(resources) not in self.looked_at:
            self.looked_at.add(id(resources))
            fonts = self.shared.fonts
            may_be_there = fonts is not None and fonts.text_in_pictures
            yield from resource_strange(objects, resources, text_in_pictures=may_be_there)
            self.pictures_named |= dictionary(objects, resources.get("XObject")).keys()
            for value in dictionary(objects, resources.get("Font")).values():
                yield from (
                    once(("typeface", value), partial(self.shared.typeface, objects, value))
                    if isinstance(value, Ref)
                    else ("its font stands in the resources",)
                )
        painted: list[Painted] = []
        for (at, _), reading in zip(parts, readings, strict=True):
            stream = objects.get(at)
            assert isinstance(stream, Stream)
            yield from stream_strange(stream)
            # Nothing else is plain, and it has no need to be gone through again.
            plain = reading.is_plain and bool(reading.shown)
            painted.append(PLAIN_TEXT if plain else painting_of(stream.data()))
            yield from [f"its page {index + 1} {fault}" for fault in painted[-1].faults]
            self.pictures_painted |= {each.name for each in painted[-1].pictures}
        self.pictures[index] = tuple(pictures_on_text(objects, resources, painted, page.size_pt[1]))
        lines = [line for reading in readings for line in reading.shown]
        yield from [f"its page {index + 1} has {fault}" for fault in page_places(lines, self.pictures[index])]

    def _structure(self, pages: list[FilePage]) -> Skeleton:
        indexes = {page.ref: index for index, page in enumerate(pages) if page.ref is not None}
        return read_skeleton(self.objects, self.root.get("StructTreeRoot"), indexes)

    def _told(
        self,
        skeleton: Skeleton,
        pages: list[FilePage],
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

        def telling_of_shape() -> Telling:
            own_elements = frozenset([each.number for each in skeleton.spoken if not objects.is_shared(Ref(each.number, 0))])
            return Telling(skeleton, [None if each is None else texts_of(each) for each in known], own_elements)

        if isinstance(objects, OwnObjects) and objects.stem is not None:
            telling = objects.once(key, telling_of_shape) if objects.knows("structure") else telling_of_shape()
            if all(
                page is None or more is None or page.keys().isdisjoint(more)
                for page, more in zip(telling.texts, own_texts, strict=True)
            ):
                self.telling = telling
                return telling.told(own_texts)
        return tell(skeleton, [texts_of(readings[index]) if index in readings else None for index in range(len(pages))])

    def _foreign(self, pages: list[FilePage], own: list[int], first: int) -> dict[int, _OthersPage]:
        """Return what the pages show that others have made, by their indexes; where a packet is checked, of those from the
        ``first`` enclosed one on nothing is asked but whether they say and look what their files do.
        """
        digests = {index: digest_of(self.objects, page) for index, page in enumerate(pages) if index not in own}
        keys = {index: self._paint_key(index, pages[index]) for index in digests}
        shown = self.shared.foreign(self.data, keys, frozenset(range(first, len(pages)) if self.shared.fonts else ()))
        return {
            index: _OthersPage(shown[index], digest, pictures_of(self.objects, pages[index])) for index, digest in digests.items()
        }

    def _paint_key(self, index: int, page: FilePage) -> bytes:
        """Return what tells a page by others from all that show anything else."""
        return paint_key(self.objects, self.root, page) or b"page %d of %b" % (index, self.digest.encode())

    def _tag_faults(self, pages: list[FilePage]) -> Iterator[str]:
        """Yield what is wrong with the tags for whoever follows them."""
        root = self.root.get("StructTreeRoot")
        if root is None:
            return
        judged = self.objects.once("judged", partial(self._judged, root, pages))
        yield from self.objects.once("document", lambda: tuple(document_faults(self.objects, self.root)))
        yield from judged.faults
        entries = [page.entries for page in pages]
        yield from self.objects.once("links", lambda: tuple(page_faults(self.objects, judged.parents, entries)))

    def _tags_astray(self, pages: list[FilePage], own: Sequence[int]) -> Iterator[str]:
        """Yield how tags lead elsewhere than they should, of pages of ours, whether or not the file claims to be accessible."""
        judged = self.objects.once("judged", partial(self._judged, self.root.get("StructTreeRoot"), pages))
        yield from self.objects.once("document", lambda: tuple(document_faults(self.objects, self.root)))
        yield from judged.astray
        # One of an enclosure led to a place within it, and costs its claim to be accessible, which others judge.
        yield from (LOST_LINK,) if not {*judged.lost_links}.isdisjoint({-1, *own}) else ()
        entries = [pages[index].entries for index in own]
        yield from self.objects.once(("own links", tuple(own)), lambda: tuple(page_faults(self.objects, judged.parents, entries)))

    def _judged(self, root: Value, pages: list[FilePage]) -> _Judged:
        tags = read_tags(self.objects, root, [(page.ref, page.entries) for page in pages])
        return _Judged(tag_faults(self.objects, tags), tags.parents, leading_faults(self.objects, tags), lost_links(tags))

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

    def _page(self, index: int, page: FilePage, readings: list[ContentRead] | None, foreign: _OthersPage | None) -> ObservedPage:
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
                codes=self._codes(page),
                painted=foreign.read.painted,
            )
        shown = tuple([reading.shown for reading in readings])
        images = sum([reading.images for reading in readings])
        pictures = self.objects.once(("pictures on", index), partial(self._pictures, index))
        drawn = self.shared.drawn(self.objects, page) + pictures if self.wanted.digests else b""
        codes = self._codes(page)
        return ObservedPage(width, height, shown, images, by_others=False, drawn=drawn, pictures=pictures, codes=codes)

    def _pictures(self, index: int) -> bytes:
        return pictures_of(self.objects, self._pages()[index])


def _listed(look: Callable[..., Iterable[str]], *about: object) -> tuple[str, ...]:
    return tuple(look(*about))
