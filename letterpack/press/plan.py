"""What packets of one shape share, written once (part of stage 7 of 7).

A plan holds the greater part of a file as constant bytes: fonts, shared content, pages, structure, bookmarks, catalog. What
is left open has fixed object numbers, 1 to ``tail_count``: each own segment of content, each bookmark with a title of the
packet's own, each link in a line of its own, each element that says text of its own, the metadata, the information dictionary,
the resources. They come last in the file, followed by the font extensions that the packet needs.
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.galley import ExtensionGlyph
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.model.pdf import Enclosure, Fragment, Graphic
from letterpack.model.profile import Profile
from letterpack.press.pdf.bookmarks import OwnTitle
from letterpack.press.pdf.links import OwnLink
from letterpack.press.pdf.said import OwnElement
from letterpack.press.pdf.segments import StripPlace
from letterpack.press.standards.boxes import Sheet

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
