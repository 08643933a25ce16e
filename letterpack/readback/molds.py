"""Molds: files that have all in common but some content streams, the glyphs of fonts of their own, what they say of themselves,
and single values. What such a file shows is what another showed, with other lines.

Sound because it asks for bytes: the stem is the same, and so is all behind it that is no content stream of a page, no font's
own and no such value, and nothing but pages leads to those that are. Where lines stand elsewhere than in the first file, they are
judged as the long way judges them. Whatever is not so plain is left to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from letterpack.model.observed import Alike, ObservedPacket, ObservedPage, Shown
from letterpack.readback.content import ContentRead, texts_of
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.own_fonts import FontRead, OwnFont, OwnFonts
from letterpack.readback.own_metadata import OwnMetadata
from letterpack.readback.own_values import AroundValue
from letterpack.readback.slots import OwnStream, Stand, StreamRead
from letterpack.readback.structure import Telling
from letterpack.readback.surroundings import Surroundings
from letterpack.readback.whitelist import page_places, reading_places
from letterpack.readback.whitelist.places import Core


class MoldPage(Struct, frozen=True):
    """A page as the first file showed it. ``parts`` are what it paints, with the number of the object in place of what is each
    file's own, ``fonts`` those that all files share; ``images`` counts those of the others. ``reached`` are the page's contents
    that the structure holds, ``stands`` says where the lines of each file's own parts stand, ``pictures`` where no text may.
    """

    shown: ObservedPage
    parts: tuple[tuple[Shown, ...] | int, ...] = ()
    images: int = 0
    fonts: Mapping[str, CompositeFont | None] = {}
    stands: Mapping[int, tuple[Stand, ...]] = {}
    reached: frozenset[int] = frozenset()
    pictures: tuple[Core, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Mold:
    """What the ``first`` file showed, and what stood around its own content, its own ``fonts``, its ``values`` and what it
    ``says`` of itself: the ``surroundings`` of all that fit. ``own`` reads the fonts. ``fixed`` are contents that all files
    share, and each shows in fonts of its own.
    """

    first: ObservedPacket
    surroundings: Surroundings
    pages: tuple[MoldPage, ...]
    telling: Telling
    fonts: tuple[OwnFont, ...]
    own: OwnFonts
    says: OwnMetadata | None = None
    values: Mapping[int, AroundValue] = field(default_factory=dict)
    fixed: Mapping[int, bytes] = field(default_factory=dict)
    right_to_left: bool = False
    alike: Alike = field(init=False)
    streams: tuple[tuple[OwnStream, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        parts = [(at, part) for at, page in enumerate(self.pages) for part in page.parts if not isinstance(part, int)]
        object.__setattr__(self, "alike", Alike(tuple(parts), self.telling.known))
        object.__setattr__(self, "streams", tuple(self._streams()))

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the contents that are each file's own."""
        return frozenset([part for page in self.pages for part in page.parts if isinstance(part, int)]) - self.fixed.keys()

    def _streams(self) -> Iterator[tuple[OwnStream, ...]]:
        """Yield each page's own streams, in painting order; one that stands on several pages alike is the same object."""
        made: list[tuple[tuple[object, ...], OwnStream]] = []
        for page in self.pages:
            streams: list[OwnStream] = []
            for part in page.parts:
                if isinstance(part, int):
                    about = (part, page.shown.height_pt, page.fonts, page.stands[part], page.reached & _mcids(page.stands[part]))
                    known = next((stream for seen, stream in made if seen == about), None)
                    if known is None:
                        made.append((about, known := OwnStream(*about, right_to_left=self.right_to_left)))
                    streams.append(known)
            yield tuple(streams)

    def cast(self, contents: Mapping[int, bytes], sha256: str, size_bytes: int) -> ObservedPacket | None:
        """Return what a file shows that fits, by what its own objects hold; None where that wants the long way. Raises
        ``Malformed``.
        """
        said_by, fonts = self._said_by(contents), self._fonts_in(contents)
        own = None if said_by is None or fonts is None else self._read(contents, fonts)
        if said_by is None or fonts is None or own is None:
            return None
        readings = [[each.reading for each in page] for page in own]
        pages = [_shown(page, each) if each else page.shown for page, each in zip(self.pages, readings, strict=True)]
        moved = {at: pages[at].shown for at, page in enumerate(own) if not all(each.is_in_place for each in page)}
        texts = [None if told is None else texts_of(each) for told, each in zip(self.telling.texts, readings, strict=True)]
        if not (self._are_apart(texts) and self._stand_well(moved)):
            return None
        told = self.telling.told(texts, said_by)
        first = self.first
        metadata = first.metadata if self.says is None else self.says.read(contents)
        if told.problems or metadata is None:
            return None
        described = {font.described: fonts[font.resource].described for font in self.fonts}
        has = tuple([described.get(each, each) for each in first.fonts]) if described else first.fonts
        own_parts = tuple([(at, each.shown) for at, page in enumerate(readings) for each in page])
        return ObservedPacket(
            sha256, size_bytes, tuple(pages), told.stretches, has, first.enclosed_fonts, metadata, first.marked,
            first.tagged_pages, first.tag_faults, first.intents, first.problems, first.strange, self.alike, own_parts,
        )  # fmt: skip

    def _said_by(self, contents: Mapping[int, bytes]) -> dict[int, str] | None:
        """Return what tags say that are a file's own in that alone, by their numbers; None where more of a value's object is."""
        found: dict[int, str] = {}
        for number, around in self.values.items():
            value = around.value(contents[number])
            if value is None:
                return None
            if value:
                found[number] = value
        return found

    def _fonts_in(self, contents: Mapping[int, bytes]) -> dict[str, FontRead] | None:
        """Return a file's own fonts by their resources; None where one wants the long way."""
        found: dict[str, FontRead] = {}
        for font in self.fonts:
            known = self.own.read(font, contents)
            if known is None:
                return None
            found[font.resource] = known
        return found

    def _read(self, contents: Mapping[int, bytes], fonts: Mapping[str, FontRead]) -> list[list[StreamRead]] | None:
        """Return what is a file's own on each page; None where that wants the long way."""
        readable = {resource: font.readable for resource, font in fonts.items()}
        known: dict[OwnStream, StreamRead] = {}
        pages: list[list[StreamRead]] = []
        for streams in self.streams:
            for stream in streams:
                if stream not in known:
                    read = stream.read(self.fixed.get(stream.number) or contents[stream.number], readable)
                    if read is None:
                        return None
                    known[stream] = read
            pages.append([known[stream] for stream in streams])
        return pages

    def _are_apart(self, texts: Iterable[Mapping[int, str] | None]) -> bool:
        """Whether no content of a file's own is one that all files share."""
        pairs = zip(self.telling.texts, texts, strict=True)
        return all(known is None or own is None or known.keys().isdisjoint(own) for known, own in pairs)

    def _stand_well(self, moved: Mapping[int, tuple[Shown, ...]]) -> bool:
        """Whether the lines of pages, by their indexes, stand as they may: some stand elsewhere than in the first file."""
        covered = [fault for index, lines in moved.items() for fault in page_places(lines, self.pages[index].pictures)]
        disorder = reading_places(self.telling.blocks, moved, right_to_left=self.right_to_left) if moved else ()
        return not covered and not any(disorder)


def _mcids(stands: Iterable[Stand]) -> frozenset[int]:
    return frozenset([stand.mcid for stand in stands if stand.mcid >= 0])


def _shown(page: MoldPage, own: list[ContentRead]) -> ObservedPage:
    left = iter(own)
    parts = tuple([next(left).shown if isinstance(part, int) else part for part in page.parts])
    width, height, _, _, by_others, drawn, pictures, codes, painted = page.shown
    images = page.images + sum([reading.images for reading in own])
    return ObservedPage(width, height, parts, images, by_others, drawn, pictures, codes, painted)
