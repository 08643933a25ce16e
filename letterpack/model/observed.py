"""What finished PDFs show, read back from nothing but their bytes. Points from a page's top-left corner, y down, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from letterpack.model.form import Rect

Roles: TypeAlias = tuple[str, ...]
"""Standard structure types from the document's root down, ``("Part", "L", "LI", "LBody")``."""


class Shown(NamedTuple):
    """Text that one operator paints: on one line, in one font.

    ``x_pt`` and ``y_pt`` are its origin (the baseline), ``width_pt`` its advance. ``artifact`` is empty for what belongs to the
    document, else the artifact's subtype or type (``Header``, ``Footer``, ``Layout``). ``mcid`` is its marked content, -1 where
    it has none. ``text`` is what a reader gets: ActualText where there is one.
    """

    text: str
    x_pt: float
    y_pt: float
    width_pt: float
    size_pt: float
    font: str
    artifact: str
    mcid: int

    @property
    def box(self) -> Rect:
        """The text's place: from the top of its letters to the foot of its descenders, by usual proportions of a face."""
        return Rect(self.x_pt, self.y_pt - 0.75 * self.size_pt, self.width_pt, self.size_pt)


class Passage(NamedTuple):
    """The text of one block of the document's structure (a paragraph, a heading, a label) in reading order.

    Lines that the setting broke are joined as a reader joins them. ``order`` tells the block apart: child indexes from the root down.
    ``page_index`` is where it begins.
    """

    roles: Roles
    order: tuple[int, ...]
    text: str
    page_index: int


class ObservedFont(NamedTuple):
    """A font that a page names: BaseFont, whether its program is in the file, whether each of its characters has a meaning."""

    name: str
    embedded: bool
    to_unicode: bool


class ObservedPage(NamedTuple):
    """A page. ``shown`` is everything it paints as text, in painting order; ``images`` how many pictures and drawings it places."""

    width_pt: float
    height_pt: float
    shown: tuple[Shown, ...]
    images: int
    raw_digest: bytes
    """Digest of its content and boxes as they stand in the file: equal pages have equal ones."""


class ObservedMetadata(NamedTuple):
    """What a document says of itself, in the information dictionary and in XMP (``xmp_…``); empty where it says nothing."""

    title: str
    author: str
    creator: str
    producer: str
    created: str
    modified: str
    language: str
    xmp_title: str
    xmp_author: str
    claims: tuple[str, ...]
    everything: str
    """All texts of both, for whoever looks for what must not be there."""


@dataclass(frozen=True, slots=True)
class ObservedPacket:
    """A packet's PDF. ``marked`` whether it says that it is tagged; ``problems`` what its syntax or structure has wrong, in words.

    ``passages`` are all blocks of the structure in reading order; ``tagged_pages`` how many pages the structure reaches.
    """

    sha256: str
    size_bytes: int
    pages: tuple[ObservedPage, ...]
    passages: tuple[Passage, ...]
    fonts: tuple[ObservedFont, ...]
    metadata: ObservedMetadata
    marked: bool
    tagged_pages: int
    problems: tuple[str, ...]

    def text(self) -> str:
        """Return the document's text, a block a line."""
        return "\n".join([passage.text for passage in self.passages])


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A packet's file that is there and is no whole PDF: ``why`` in words."""

    sha256: str
    size_bytes: int
    why: str


Found: TypeAlias = ObservedPacket | Unreadable | None
"""What stands where a packet should: None where there is no file."""


@dataclass(frozen=True, slots=True)
class ObservedBatch:
    """A build folder: the ``files`` of its ``packets/``, and the digest of each input that its manifest names (None: no manifest)."""

    folder: str
    files: frozenset[str]
    inputs: Mapping[str, str] | None
    partial: bool
    status: str
    manifest_problem: str = ""
