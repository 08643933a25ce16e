"""What packets of one shape share, written once (part of stage 7 of 7).

A plan holds the greater part of a file as constant bytes: fonts, shared content, pages, structure, catalogue. What is left open has fixed object
numbers, 1 to ``tail_count``: each own segment of content, the metadata, the information dictionary, the resources. They come last in the file, followed
by the font extensions that the packet needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from letterpack.model.galley import Node, Path, Strip
from letterpack.model.packet import FURNITURE, HEAD, PacketPage, Sources
from letterpack.model.pdf import Enclosure, Fragment, Graphic
from letterpack.press.content import ARTIFACT, content_of
from letterpack.press.objects import (
    HEADER,
    OBJECTS_IN_STREAM,
    in_stream,
    in_use,
    indirect,
    literal,
    numbered,
    object_stream,
    stream,
    text_string,
)
from letterpack.press.structure import Element, Tree

FIXED: Final = 3
"""Tail objects beside the own segments: metadata, information, resources."""


class Fonts(NamedTuple):
    """The base subsets of a letter: resource name and objects, the first of which is the font."""

    fragments: tuple[tuple[str, Fragment], ...]


class Segment(NamedTuple):
    """Consecutive strips of a page that are all shared, or all a packet's own. A strip is its source, part, index and place."""

    page_index: int
    own: bool
    strips: tuple[tuple[int, int, int, float, float], ...]


class OwnSegment(NamedTuple):
    """An own segment with the marked-content identifier it begins with."""

    strips: tuple[tuple[int, int, int, float, float], ...]
    first_mcid: int


class RunPage(NamedTuple):
    """A page as a print run needs it: size, and its content as stream bodies or indexes of own segments."""

    width_pt: float
    height_pt: float
    contents: tuple[bytes | int, ...]


@dataclass(slots=True)
class Plan:
    """Everything that packets of one shape share. ``rows`` are the cross-reference rows of the constant objects."""

    prefix: bytes
    digest: hashlib._Hash
    rows: bytes
    next_number: int
    root: int
    own: tuple[OwnSegment, ...]
    fonts: Fonts
    fonts_entry: str
    graphics_entry: str
    graphics: tuple[tuple[str, Graphic], ...]
    page_height_pt: float
    pages: int
    run_pages: tuple[RunPage, ...]
    enclosures: tuple[Enclosure, ...]

    @property
    def tail_count(self) -> int:
        """How many objects are left open."""
        return len(self.own) + FIXED

    def name_of(self, graphic: Graphic) -> str:
        """Return the resource name of a graphic that packets of the shape show."""
        return next(name for name, known in self.graphics if known == graphic)


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a plan is made from. ``sources`` are one packet's blocks, any packet's of the shape."""

    pages: tuple[PacketPage, ...]
    sources: Sources
    enclosures: tuple[Enclosure, ...]
    fonts: Fonts
    language: str
    width_pt: float
    height_pt: float


@lru_cache(maxsize=512)
def _content_stream(operators: str) -> bytes:
    return stream(operators.encode("ascii"))


def strip_at(page: PacketPage, sources: Sources, at: tuple[int, int, int]) -> Strip:
    """Return the strip that a page names."""
    source, block, index = at
    blocks = page.furniture if source == FURNITURE else sources[source]
    return blocks[block].strips[index]


def make_plan(shape: Shape) -> Plan:
    """Write what ``shape`` fixes."""
    return _Planner(shape).plan()


class _Planner:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.segments = [segment for index in range(len(shape.pages)) for segment in self._segments(index)]
        self.own_numbers = self._numbered_own()
        count = len(set(self.own_numbers.values()))
        self.next = count + FIXED + 1
        self.metadata, self.information, self.resources = count + 1, count + 2, count + 3
        self.streams: list[tuple[int, bytes]] = []
        self.dictionaries: list[tuple[int, bytes]] = []
        self.graphics: dict[str, tuple[Graphic, int]] = {}
        self.tree = Tree()
        self.own: dict[int, OwnSegment] = {}

    def _numbered_own(self) -> dict[int, int]:
        """Map own segments, by identity, to object numbers; artifacts that stand on several pages alike have one stream."""
        numbers: dict[int, int] = {}
        alike: dict[tuple[tuple[int, int, int, float, float], ...], int] = {}
        for segment in self.segments:
            if segment.own:
                new = len(set(numbers.values())) + 1
                running = all(source == HEAD for source, *_ in segment.strips)
                numbers[id(segment)] = alike.setdefault(segment.strips, new) if running else new
        return numbers

    def _segments(self, page_index: int) -> list[Segment]:
        page, sources = self.shape.pages[page_index], self.shape.sources
        found: list[tuple[bool, list[tuple[int, int, int, float, float]]]] = []
        for source, placed in page.placed:
            blocks = page.furniture if source == FURNITURE else sources[source]
            own = blocks[placed.ref[0]].own
            if not found or found[-1][0] != own:
                found.append((own, []))
            found[-1][1].append((source, *placed.ref, placed.x_pt, placed.y_pt))
        return [Segment(page_index, own, tuple(strips)) for own, strips in found]

    def plan(self) -> Plan:
        shape = self.shape
        page_tree = self._reserve()
        page_numbers = [self._reserve() for _ in shape.pages]
        fonts = "".join([f"/{name} {self._add(fragment, page_tree)} 0 R" for name, fragment in shape.fonts.fragments])
        kids = list(page_numbers)
        bodies: list[str] = []
        run_pages: list[RunPage] = []
        for index in range(len(shape.pages)):
            contents, annotations, run = self._page(index)
            run_pages.append(run)
            bodies.append(self._page_body(index, page_tree, contents, annotations))
        for number, body in zip(page_numbers, bodies, strict=True):
            self.dictionaries.append((number, body.encode("ascii")))
        kids.extend(self._enclosed(page_tree))
        root = self._catalogue(page_tree, page_numbers)
        listed = " ".join(f"{number} 0 R" for number in kids)
        self.dictionaries.append((page_tree, f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>".encode("ascii")))
        prefix, rows = self._written()
        return Plan(
            prefix, hashlib.sha256(prefix), rows, self.next, root, tuple([self.own[number] for number in sorted(self.own)]), shape.fonts, fonts,
            "".join([f"/{name} {number} 0 R" for name, (_, number) in self.graphics.items()]),
            tuple([(name, graphic) for name, (graphic, _) in self.graphics.items()]), shape.height_pt, len(kids), tuple(run_pages), shape.enclosures,
        )

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
        segments = [segment for segment in self.segments if segment.page_index == index]
        paths: dict[int, tuple[int, list[Path]]] = {}
        streams: dict[int, bytes] = {}
        mcid = 0
        for segment in sorted(segments, key=lambda each: each.own):
            strips = [(strip_at(page, shape.sources, at[:3]), at[3], at[4]) for at in segment.strips]
            content = content_of(strips, shape.height_pt, mcid, self._graphic)
            paths[id(segment)] = (mcid, content.paths)
            if segment.own:
                self.own[self.own_numbers[id(segment)]] = OwnSegment(segment.strips, mcid)
            else:
                streams[id(segment)] = _content_stream(content.operators)
            mcid += len(content.paths)
        contents: list[int] = []
        run: list[bytes | int] = []
        annotations: list[int] = []
        for segment in segments:
            first, found = paths[id(segment)]
            elements = [self.tree.add((Node("Part", page.part), *path), index, first + offset) for offset, path in enumerate(found)]
            annotations.extend(self._describe(segment, page, elements, found))
            if segment.own:
                number = self.own_numbers[id(segment)]
                run.append(number - 1)
            else:
                number = self._reserve()
                self.streams.append((number, streams[id(segment)]))
                run.append(streams[id(segment)])
            contents.append(number)
        return contents, annotations, RunPage(shape.width_pt, shape.height_pt, tuple(run))

    def _describe(self, segment: Segment, page: PacketPage, elements: list[Element], paths: list[Path]) -> list[int]:
        """Give figures their boxes and links their annotations; return the annotations' numbers."""
        by_path = dict(zip(paths, elements, strict=True))
        height = self.shape.height_pt
        made: list[int] = []
        for at in segment.strips:
            strip, x, y = strip_at(page, self.shape.sources, at[:3]), at[3], at[4]
            for drawing in strip.drawings:
                if drawing.path and drawing.path[0].role != ARTIFACT:
                    left, top = x + drawing.x_pt, height - y - drawing.y_pt
                    by_path[drawing.path].box = (left, top - drawing.height_pt, left + drawing.width_pt, top)
            for link in strip.links:
                left, top = x + link.x_pt, height - y - link.y_pt
                number = self._reserve()
                key = len(self.shape.pages) + self.tree.add_annotation(by_path[link.path], number)
                made.append(number)
                self.dictionaries.append((number, (
                    f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{left:.2f} {top - link.height_pt:.2f} {left + link.width_pt:.2f} {top:.2f}]"
                    f"/Contents{text_string(link.url)}/A<</S/URI/URI{literal(link.url)}>>/StructParent {key}>>").encode("ascii")))
        return made

    def _page_body(self, index: int, page_tree: int, contents: list[int], annotations: list[int]) -> str:
        shape = self.shape
        notes = f"/Annots[{' '.join(f'{number} 0 R' for number in annotations)}]" if annotations else ""
        return (f"<</Type/Page/Parent {page_tree} 0 R/MediaBox[0 0 {shape.width_pt:.3f} {shape.height_pt:.3f}]/Resources {self.resources} 0 R"
                f"/Contents[{' '.join(f'{number} 0 R' for number in contents)}]/StructParents {index}/Tabs/S{notes}>>")

    def _enclosed(self, page_tree: int) -> Iterable[int]:
        for enclosure in self.shape.enclosures:
            first = self._add(enclosure.fragment, page_tree)
            yield from [first + page.page_object for page in enclosure.pages]

    def _catalogue(self, page_tree: int, page_numbers: list[int]) -> int:
        shape = self.shape
        profile = self._reserve()
        self.streams.append((profile, stream(files("letterpack.press").joinpath("srgb.icc").read_bytes(), "/N 3")))
        structure, objects = self.tree.write(self._reserve, page_numbers)
        self.dictionaries.extend(objects)
        root = self._reserve()
        intent = (f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
                  f"/DestOutputProfile {profile} 0 R>>")
        self.dictionaries.append((root, (
            f"<</Type/Catalog/Pages {page_tree} 0 R/StructTreeRoot {structure} 0 R/MarkInfo<</Marked true>>/Lang{literal(shape.language)}"
            f"/Metadata {self.metadata} 0 R/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[{intent}]>>").encode("ascii")))
        return root

    def _written(self) -> tuple[bytes, bytes]:
        """Return the constant part of the file and the cross-reference rows of its objects."""
        rows: dict[int, bytes] = {}
        out = [HEADER]
        at = len(HEADER)
        for start in range(0, len(self.dictionaries), OBJECTS_IN_STREAM):
            held = self.dictionaries[start : start + OBJECTS_IN_STREAM]
            number = self._reserve()
            self.streams.append((number, object_stream(held)))
            rows.update({each: in_stream(number, index) for index, (each, _) in enumerate(held)})
        for number, body in self.streams:
            rows[number] = in_use(at)
            out.append(indirect(number, body))
            at += len(out[-1])
        first = len(self.own) + FIXED + 1
        return b"".join(out), b"".join([rows[number] for number in range(first, self.next)])


