"""Molds: files that have all in common but some content streams, the glyphs of fonts of their own, and what they say of
themselves. What such a file shows is what another showed, with other lines.

Sound because it asks for bytes: the stem is the same, and so is all behind it that is no content stream of a page and no font's
own, and nothing but pages leads to those that are. Whatever is not so plain is left to the long way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from letterpack.model.observed import Alike, ObservedFont, ObservedPacket, ObservedPage, Shown
from letterpack.readback.content import ContentRead, texts_of
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.own_fonts import OwnFont, OwnFonts
from letterpack.readback.own_metadata import OwnMetadata
from letterpack.readback.own_titles import AroundTitle
from letterpack.readback.slots import OwnStream, Stand
from letterpack.readback.structure import Telling
from letterpack.readback.surroundings import Surroundings


class MoldPage(NamedTuple):
    """A page as the first file showed it. ``parts`` are what it paints, with the number of the object in place of what is each
    file's own, ``fonts`` those that all files share; ``images`` counts those of the others. ``reached`` are the page's contents
    that the structure holds, ``stands`` says where the lines of each file's own parts stand.
    """

    shown: ObservedPage
    parts: tuple[tuple[Shown, ...] | int, ...] = ()
    images: int = 0
    fonts: Mapping[str, CompositeFont | None] = {}
    stands: Mapping[int, tuple[Stand, ...]] = {}
    reached: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Mold:
    """What the ``first`` file showed, and what stood around its own content, its own ``fonts`` and what it ``says`` of itself:
    the ``surroundings`` of all that fit. ``own`` reads the fonts; ``titles`` are those of its own bookmarks.
    """

    first: ObservedPacket
    surroundings: Surroundings
    pages: tuple[MoldPage, ...]
    telling: Telling
    fonts: tuple[OwnFont, ...]
    own: OwnFonts
    says: OwnMetadata | None = None
    titles: Mapping[int, AroundTitle] = field(default_factory=dict)
    alike: Alike = field(init=False)
    streams: tuple[tuple[OwnStream, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        parts = [(at, part) for at, page in enumerate(self.pages) for part in page.parts if not isinstance(part, int)]
        object.__setattr__(self, "alike", Alike(tuple(parts), self.telling.known))
        object.__setattr__(self, "streams", tuple(self._streams()))

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the contents that are each file's own."""
        return frozenset([part for page in self.pages for part in page.parts if isinstance(part, int)])

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
                        made.append((about, known := OwnStream(*about)))
                    streams.append(known)
            yield tuple(streams)

    def cast(self, contents: Mapping[int, bytes], sha256: str, size_bytes: int) -> ObservedPacket | None:
        """Return what a file shows that fits, by what its own objects hold; None where that wants the long way. Raises
        ``Malformed``.
        """
        if not all(around.fits(contents[number]) for number, around in self.titles.items()):
            return None
        fonts: dict[str, CompositeFont] = {}
        described: dict[ObservedFont, ObservedFont] = {}
        for font in self.fonts:
            known = self.own.read(font, contents)
            if known is None:
                return None
            fonts[font.resource], described[font.described] = known
        readings: dict[OwnStream, ContentRead] = {}
        pages: list[ObservedPage] = []
        own_parts: list[tuple[int, tuple[Shown, ...]]] = []
        texts: list[dict[int, str] | None] = []
        for index, (page, streams, told_of) in enumerate(zip(self.pages, self.streams, self.telling.texts, strict=True)):
            own: list[ContentRead] = []
            for stream in streams:
                reading = readings.get(stream) or stream.read(contents[stream.number], fonts)
                if reading is None:
                    return None
                readings[stream] = reading
                own.append(reading)
            said = None if told_of is None else texts_of(own)
            if told_of is not None and said is not None and not told_of.keys().isdisjoint(said):
                return None
            texts.append(said)
            pages.append(_shown(page, own) if own else page.shown)
            own_parts.extend([(index, reading.shown) for reading in own])
        told = self.telling.told(texts)
        first = self.first
        metadata = first.metadata if self.says is None else self.says.read(contents)
        if told.problems or metadata is None:
            return None
        has = tuple([described.get(each, each) for each in first.fonts]) if described else first.fonts
        return ObservedPacket(
            sha256, size_bytes, tuple(pages), told.stretches, has, first.enclosed_fonts, metadata, first.marked,
            first.tagged_pages, first.tag_faults, first.intents, first.problems, first.strange, self.alike, tuple(own_parts),
        )  # fmt: skip


def _mcids(stands: Iterable[Stand]) -> frozenset[int]:
    return frozenset([stand.mcid for stand in stands if stand.mcid >= 0])


def _shown(page: MoldPage, own: list[ContentRead]) -> ObservedPage:
    left = iter(own)
    parts = tuple([next(left).shown if isinstance(part, int) else part for part in page.parts])
    width, height, _, _, by_others, drawn, pictures, codes, painted = page.shown
    images = page.images + sum([reading.images for reading in own])
    return ObservedPage(width, height, parts, images, by_others, drawn, pictures, codes, painted)
