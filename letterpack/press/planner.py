"""What packets of one shape share, written once (part of stage 7 of 7): pages, tags and catalog, numbered and laid out.

A plan holds the greater part of a file as constant bytes: fonts, shared content, pages, structure, bookmarks, catalog. What
is left open has fixed object numbers, 1 to ``tail_count``: each own segment of content, each bookmark with a title of the
packet's own, each link in a line of its own, each element that says text of its own, the metadata, the information dictionary,
the resources. They come last in the file, followed by the font extensions that the packet needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.galley import ExtensionGlyph, Link, Path, Strip, TagNode
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.model.pdf import Enclosure, Fragment, Graphic
from letterpack.model.profile import Profile
from letterpack.press.pdf.catalog import Catalog, EnclosedPages, enclose, enclosed_part, page_labels
from letterpack.press.pdf.content import (
    ARTIFACT,
    Segment,
    StripPlace,
    TaggedPath,
    content_of,
    indexes_of_links,
    indexes_of_marks,
    numbered_own,
    segments_of,
    strip_at,
)
from letterpack.press.pdf.links import Bookmark, OwnLink, OwnTitle, action, anchors, annotation, outline
from letterpack.press.pdf.objects import OBJECTS_IN_STREAM, header, in_stream, in_use, indirect, numbered, object_stream, stream
from letterpack.press.pdf.structure import Element, OwnElement, StructureTree, own_texts
from letterpack.press.standards import Boxes, Sheet, icc_stream, reaches_edge
from letterpack.standards import kept_by_tags

FIXED: Final = 3
"""Tail objects beside own segments, titles, links and elements: metadata, information, resources."""


class BaseSubsets(Struct, frozen=True):
    """The base subsets of a letter: resource name and objects, the first of which is the font."""

    fragments: tuple[tuple[str, Fragment], ...]


class OwnSegment(Struct, frozen=True):
    """An own segment with the marked-content identifier it begins with."""

    strips: tuple[StripPlace, ...]
    first_mcid: int


class OwnBookmark(NamedTuple):
    """A bookmark whose title is the packet's own: where the strip with the title stands, and the rest of the bookmark."""

    at: StripPlace
    written: OwnTitle


class RunPage(Struct, frozen=True):
    """A page as a print run needs it: its content as stream bodies or indexes of own segments."""

    contents: tuple[bytes | int, ...]


class Plan(Struct):
    """Everything that packets of one shape share. ``rows`` are the cross-reference rows of the constant objects.

    ``extensions`` are the glyphs of font extensions that shared text shows, as what stands at the head and the foot of pages may.
    ``keeps`` names the standards that a packet of the shape can claim: not all where a picture has no words for it. Whether a
    packet ``has_information``, its version of PDF says.
    """

    prefix: bytes
    digest: hashlib._Hash
    rows: bytes
    next_number: int
    root: int
    own: tuple[OwnSegment, ...]
    titles: tuple[OwnBookmark, ...]
    links: tuple[OwnLink, ...]
    elements: tuple[OwnElement, ...]
    fonts: BaseSubsets
    fonts_entry: str
    graphics_entry: str
    graphics: tuple[tuple[str, Graphic], ...]
    sheet: Sheet
    pages: int
    run_pages: tuple[RunPage, ...]
    enclosures: tuple[Enclosure, ...]
    extensions: frozenset[ExtensionGlyph]
    keeps: frozenset[str]
    has_information: bool

    @property
    def information(self) -> int:
        """The number of the information dictionary, 0 where there is none."""
        return self.tail_count - 1 if self.has_information else 0

    @property
    def sheets(self) -> int:
        """How many sheets the pages take, both sides printed."""
        return (self.pages + 1) // 2

    @property
    def tail_count(self) -> int:
        """How many objects are left open."""
        return len(self.own) + len(self.titles) + len(self.links) + len(self.elements) + FIXED

    def name_of(self, graphic: Graphic) -> str:
        """Return the resource name of a graphic that packets of the shape show."""
        return next(name for name, known in self.graphics if known == graphic)


class PlanShape(Struct, frozen=True):
    """All that a plan is made from. ``sources`` are one packet's blocks, any packet's of the shape."""

    pages: tuple[PacketPage, ...]
    sources: PacketBlocks
    enclosures: tuple[Enclosure, ...]
    fonts: BaseSubsets
    language: str
    width_pt: float
    height_pt: float
    profile: Profile


class _OpenLink(NamedTuple):
    """A link before the number of the tag that it leads to is known: ``slot`` is its place among the shared dictionaries; None
    where each packet writes it.
    """

    link: Link
    at: StripPlace
    position: int
    key: int
    number: int
    slot: int | None


@lru_cache(maxsize=512)
def _content_stream(operators: str) -> bytes:
    return stream(operators.encode("ascii"))


def make_plan(shape: PlanShape) -> Plan:
    """Write what ``shape`` fixes."""
    return _Planner(shape).plan()


class _Planner:
    def __init__(self, shape: PlanShape) -> None:
        self.shape = shape
        self.on_page = [segments_of(page, index, shape.sources) for index, page in enumerate(shape.pages)]
        self.segments = list(chain.from_iterable(self.on_page))
        self.own_numbers = numbered_own(self.segments)
        self.titled = [
            (segment, at)
            for segment in self.segments
            for at in segment.strips
            if strip_at(shape.pages[segment.page_index], shape.sources, at).title
        ]
        count = len(set(self.own_numbers.values()))
        self.own_titles = {at: count + 1 + index for index, at in enumerate([at for segment, at in self.titled if segment.own])}
        self.anchors = anchors(self.segments, shape.pages, shape.sources)
        self.links: list[OwnLink] = []
        self.open_links: list[_OpenLink] = []
        self.ends: dict[str, Element] = {}
        self.own_links = 0
        self.first_link = count + len(self.own_titles) + 1
        first_element = self.first_link + sum([len(strip.links) for segment, strip, *_ in self._strips() if segment.own])
        self.own_texts = own_texts(self.segments, shape.pages, shape.sources)
        self.own_elements = {path: first_element + index for index, path in enumerate(self.own_texts)}
        self.metadata = first_element + len(self.own_texts)
        self.resources = self.metadata + FIXED - 1
        self.next = self.resources + 1
        self.streams: list[tuple[int, bytes]] = []
        self.stream_numbers: dict[bytes, int] = {}
        self.dictionaries: list[tuple[int, bytes]] = []
        self.graphics: dict[str, tuple[Graphic, int]] = {}
        self.own: dict[int, OwnSegment] = {}
        self.page_numbers: list[int] = []
        self.page_count = len(shape.pages) + sum(each.page_count for each in shape.enclosures)
        self.tree = StructureTree(self.page_count, is_pdf_2=shape.profile.is_pdf_2)
        self.sheet = Sheet(shape.width_pt, shape.height_pt, self._boxes())

    def _strips(self) -> Iterator[tuple[Segment, Strip, float, float]]:
        """Yield each strip with its segment and its top-left corner."""
        for segment in self.segments:
            page = self.shape.pages[segment.page_index]
            for at in segment.strips:
                yield segment, strip_at(page, self.shape.sources, at), at[3], at[4]

    def _boxes(self) -> Boxes:
        if not self.shape.profile.is_trimmed:
            return "paper"
        bleeds = reaches_edge([(strip, x, y) for _, strip, x, y in self._strips()], self.shape.width_pt)
        return "bleed" if bleeds else "trim"

    def plan(self) -> Plan:
        shape = self.shape
        page_tree = self._reserve()
        self.page_numbers = [self._reserve() for _ in shape.pages]
        fonts = "".join([f"/{name} {self._add(fragment, page_tree)} 0 R" for name, fragment in shape.fonts.fragments])
        run_pages: list[RunPage] = []
        for index, number in enumerate(self.page_numbers):
            contents, annotations, run = self._page(index)
            run_pages.append(run)
            self.dictionaries.append((number, self._page_body(index, page_tree, contents, annotations)))
        enclosed = self._enclosed(page_tree)
        kids = [*self.page_numbers, *[number for pages in enclosed for number in pages.numbers]]
        titles, root = self._catalog(page_tree, enclosed, kids)
        self._close_links()
        listed = " ".join(f"{number} 0 R" for number in kids)
        self.dictionaries.append((page_tree, f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>".encode("ascii")))
        prefix, rows = self._written()
        return Plan(
            prefix, hashlib.sha256(prefix), rows, self.next, root, tuple([self.own[number] for number in sorted(self.own)]),
            titles, tuple(self.links),
            tuple([OwnElement(tuple(marks), self.tree.open[self.own_elements[path]]) for path, marks in self.own_texts.items()]),
            shape.fonts, fonts,
            "".join([f"/{name} {number} 0 R" for name, (_, number) in self.graphics.items()]),
            tuple([(name, graphic) for name, (graphic, _) in self.graphics.items()]), self.sheet, len(kids), tuple(run_pages),
            shape.enclosures, self._shared_extensions(),
            kept_by_tags(shape.profile.packet_claims, wordless=self.tree.is_wordless), not shape.profile.is_pdf_2,
        )  # fmt: skip

    def _shared_extensions(self) -> frozenset[ExtensionGlyph]:
        return frozenset().union(*[strip.extensions for segment, strip, *_ in self._strips() if not segment.own])

    def _reserve(self) -> int:
        self.next += 1
        return self.next - 1

    def _add(self, fragment: Fragment, parent: int) -> int:
        first = self.next
        self.next += len(fragment.objects)
        for offset, (each, body) in enumerate(zip(fragment.objects, numbered(fragment.objects, first, parent), strict=True)):
            (self.streams if each.is_stream else self.dictionaries).append((first + offset, body))
        return first

    def _graphic(self, graphic: Graphic) -> str:
        for name, (known, _) in self.graphics.items():
            if known == graphic:
                return name
        name = f"X{len(self.graphics)}"
        self.graphics[name] = (graphic, self._add(graphic.fragment, 0) + graphic.root)
        return name

    def _page(self, index: int) -> tuple[list[int], list[int], RunPage]:
        """Write the page's shared segments, tag all; return its content streams, its annotations, and it for a print run."""
        page, shape = self.shape.pages[index], self.shape
        segments = self.on_page[index]
        tagged: dict[int, tuple[int, list[TaggedPath]]] = {}
        streams: dict[int, bytes] = {}
        mcid = 0
        for segment in sorted(segments, key=lambda each: each.own):
            strips = [(strip_at(page, shape.sources, at), at[3], at[4]) for at in segment.strips]
            content = content_of(strips, shape.height_pt, mcid, self._graphic)
            tagged[id(segment)] = (mcid, content.tagged)
            if segment.own:
                self.own[self.own_numbers[id(segment)]] = OwnSegment(segment.strips, mcid)
            else:
                streams[id(segment)] = _content_stream(content.operators)
            mcid += content.marked
        contents: list[int] = []
        run: list[bytes | int] = []
        annotations: list[int] = []
        part = TagNode("Part", page.part)
        for segment in segments:
            mcid, found = tagged[id(segment)]
            elements: list[Element] = []
            for each in found:
                elements.append(self.tree.add((part, *each.path), index, None if each.is_empty else mcid))
                mcid += not each.is_empty
            annotations.extend(self._describe(segment, page, elements, [each.path for each in found]))
            if segment.own:
                number = self.own_numbers[id(segment)]
                run.append(number - 1)
            else:
                number = self._stream(streams[id(segment)])
                run.append(streams[id(segment)])
            contents.append(number)
        if self.sheet.boxes == "bleed":
            marks = _content_stream(self.sheet.marks())
            contents.append(self._stream(marks))
            run.append(marks)
        return contents, annotations, RunPage(tuple(run))

    def _stream(self, body: bytes) -> int:
        """Return the number of the stream ``body``, which stands once in the file."""
        number = self.stream_numbers.get(body)
        if number is None:
            number = self.stream_numbers[body] = self._reserve()
            self.streams.append((number, body))
        return number

    def _describe(self, segment: Segment, page: PacketPage, elements: list[Element], paths: list[Path]) -> list[int]:
        """Give figures their boxes, links their annotations and elements their text; return the annotations' numbers."""
        height = self.shape.height_pt
        made: list[int] = []
        strips = [strip_at(page, self.shape.sources, at) for at in segment.strips]
        drawn = dict(zip(paths, elements, strict=True)) if any(strip.drawings for strip in strips) else {}
        for at, strip, indexes in zip(segment.strips, strips, indexes_of_marks(strips), strict=True):
            x, y = at[3], at[4]
            self._say(segment, page, strip, [elements[each] for each in indexes if each >= 0])
            texts = indexes_of_links(strip, indexes)
            for drawing in strip.drawings:
                if drawing.path and drawing.path[0].role != ARTIFACT:
                    left, top = x + drawing.x_pt, height - y - drawing.y_pt
                    drawn[drawing.path].box = (left, top - drawing.height_pt, left + drawing.width_pt, top)
            for index, link in enumerate(strip.links):
                number = self.first_link + self.own_links if segment.own else self._reserve()
                self.own_links += segment.own
                element = elements[texts[index]].holder("Link")
                key = self.tree.add_annotation(element, number)
                self.ends.setdefault(link.target, element)
                made.append(number)
                slot = None if segment.own else len(self.dictionaries)
                self.open_links.append(_OpenLink(link, at, index, key, number, slot))
                if slot is not None:
                    self.dictionaries.append((number, b""))
        return made

    def _close_links(self) -> None:
        """Write the links, now that all tags have numbers."""
        height = self.shape.height_pt
        for link, at, position, key, number, slot in self.open_links:
            end = self.ends.get(link.leads) if link.note and self.shape.profile.is_pdf_2 else None
            does = action(link, self.anchors, self.page_numbers, height, end.number if end else 0)
            if slot is None:
                self.links.append(OwnLink(at, position, key, does))
            else:
                self.dictionaries[slot] = (number, annotation(link, at, height, key, does))

    def _say(self, segment: Segment, page: PacketPage, strip: Strip, elements: list[Element]) -> None:
        """Have the ``elements`` of a strip's marks, artifacts left out, say what these say."""
        if not any(mark.said for mark in strip.marks):
            return
        marks = [mark for mark in strip.marks if mark.path[0].role != ARTIFACT]
        for mark, element in zip(marks, elements, strict=True):
            if mark.said and segment.own:
                element.is_own, element.number = True, self.own_elements[(TagNode("Part", page.part), *mark.path)]
            elif mark.said:
                element.said += mark.said

    def _page_body(self, index: int, page_tree: int, contents: list[int], annotations: list[int]) -> bytes:
        notes = f"/Annots[{' '.join(f'{number} 0 R' for number in annotations)}]" if annotations else ""
        return (
            f"<</Type/Page/Parent {page_tree} 0 R{self.sheet.entries()}/Resources {self.resources} 0 R"
            f"/Contents[{' '.join(f'{number} 0 R' for number in contents)}]/StructParents {index}/Tabs/S{notes}>>"
        ).encode("ascii")

    def _enclosed(self, page_tree: int) -> list[EnclosedPages]:
        found: list[EnclosedPages] = []
        page_index = len(self.shape.pages)
        for index, enclosure in enumerate(self.shape.enclosures):
            if enclosure.blank:
                found.append(self._blank(page_tree))
                page_index += enclosure.blank
            first = self.next
            self.next += len(enclosure.fragment.objects)
            pages = enclose(enclosure, index, first, page_tree, page_index, self.tree)
            self.streams.extend(pages.streams)
            self.dictionaries.extend(pages.dictionaries)
            page_index += len(enclosure.pages)
            found.append(pages)
        return found

    def _blank(self, page_tree: int) -> EnclosedPages:
        """Write a page that bears nothing."""
        number = self._reserve()
        body = f"<</Type/Page/Parent {page_tree} 0 R{self.sheet.entries()}/Resources<<>>>>".encode("ascii")
        self.dictionaries.append((number, body))
        return EnclosedPages((number,), [], [], is_blank=True)

    def _catalog(
        self, page_tree: int, enclosed: list[EnclosedPages], all_pages: list[int]
    ) -> tuple[tuple[OwnBookmark, ...], int]:
        """Write what stands above the pages; return the bookmarks left open and the number of the catalog."""
        shape = self.shape
        intent = shape.profile.intent
        icc = self._stream(icc_stream(intent))
        structure, objects = self.tree.write(self._reserve, all_pages)
        self.dictionaries.extend(objects)
        headings = [self._heading(segment, at, self.page_numbers[segment.page_index]) for segment, at in self.titled]
        filled = [each for each in enclosed if not each.is_blank]
        parts = [self._leads_to((enclosed_part(each, index),)) for index, each in enumerate(shape.enclosures)]
        headings.extend(
            [
                Bookmark(1, each.title, pages.numbers[0], None, element=part)
                for each, pages, part in zip(shape.enclosures, filled, parts, strict=True)
            ]
        )
        marks = outline(headings, self._reserve)
        self.dictionaries.extend(marks.objects)
        labels = page_labels(
            [page.part for page in shape.pages], [(each.title, each.blank, len(each.pages)) for each in shape.enclosures]
        )
        root = self._reserve()
        catalog = Catalog(page_tree, self.metadata, icc, intent, shape.language, structure, marks.root, labels)
        self.dictionaries.append((root, catalog.body()))
        return tuple([OwnBookmark(at, marks.own[number]) for at, number in self.own_titles.items()]), root

    def _heading(self, segment: Segment, at: StripPlace, page_number: int) -> Bookmark:
        strip = strip_at(self.shape.pages[segment.page_index], self.shape.sources, at)
        path = next((mark.path for mark in strip.marks if any(node.role[0] == "H" for node in mark.path)), ())
        depth = next((index for index, node in enumerate(path, 1) if node.role[0] == "H"), 0)
        level = int(path[depth - 1].role[1]) if depth else 1
        element = self._leads_to((TagNode("Part", self.shape.pages[segment.page_index].part), *path[:depth]))
        return Bookmark(level, strip.title, page_number, self.shape.height_pt - at[4], self.own_titles.get(at), element)

    def _leads_to(self, path: Path) -> int:
        """Return the number of the tag at ``path``, which a bookmark leads to; 0 before PDF 2.0, or where it is not there."""
        element = self.tree.find(path) if self.shape.profile.is_pdf_2 else None
        return element.number if element else 0

    def _written(self) -> tuple[bytes, bytes]:
        """Return the constant part of the file and the cross-reference rows of its objects."""
        rows: dict[int, bytes] = {}
        out = [header(self.shape.profile.pdf_version)]
        at = len(out[0])
        for start in range(0, len(self.dictionaries), OBJECTS_IN_STREAM):
            held = self.dictionaries[start : start + OBJECTS_IN_STREAM]
            number = self._reserve()
            self.streams.append((number, object_stream(held)))
            rows.update({each: in_stream(number, index) for index, (each, _) in enumerate(held)})
        for number, body in self.streams:
            rows[number] = in_use(at)
            out.append(indirect(number, body))
            at += len(out[-1])
        return b"".join(out), b"".join([rows[number] for number in range(self.resources + 1, self.next)])
