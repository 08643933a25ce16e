"""What finished PDFs show, read back from nothing but their bytes. Points from a page's top-left corner, y down."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.form import Rect
from letterpack.model.roles import DRAFT

Roles: TypeAlias = tuple[str, ...]
"""Standard structure types from the document's root down, ``("Part", "L", "LI", "LBody")``."""


ASCENT: Final = 0.75
"""How far letters rise above the baseline, as a share of the size; they hang below it by the rest (usual of a face)."""


class FontRun(NamedTuple):
    """How many letters in a row a line shows in one font and size, from left to right; ``font`` is without its subset's tag."""

    font: str
    size_pt: float
    letters: int


class Shown(NamedTuple):
    """Text on one line that belongs to one marked content.

    ``x_pt`` and ``y_pt`` are its origin (the baseline), ``width_pt`` its advance. ``artifact`` is empty for what belongs to the
    document, else the artifact's subtype or type (``Header``, ``Footer``, ``Layout``). ``mcid`` is its marked content, -1 where
    it has none. ``text`` is what a reader gets: ActualText where there is one. ``size_pt`` and ``font`` are those that it begins
    with; ``faces`` says where they change, and is empty where they do not.
    """

    text: str
    x_pt: float
    y_pt: float
    width_pt: float
    size_pt: float
    font: str
    artifact: str
    mcid: int
    faces: tuple[FontRun, ...] = ()

    @property
    def box(self) -> Rect:
        """The text's place: from the top of its letters to the foot of its descenders, by usual proportions of a face."""
        return Rect(self.x_pt, self.y_pt - ASCENT * self.size_pt, self.width_pt, self.size_pt)


class Passage(Struct, frozen=True):
    """The text of one block of the document's structure (a paragraph, a heading, a label) in reading order.

    Lines that the setting broke are joined as a reader joins them. ``order`` tells the block apart: child indexes from the
    root down. ``page_index`` is where it begins; ``contents`` are its marked contents: page index and MCID of each. ``called`` is
    what its writer calls it or the nearest block around it, one of ``ROLES``, or empty.
    """

    roles: Roles
    order: tuple[int, ...]
    text: str
    page_index: int
    contents: tuple[tuple[int, int], ...] = ()
    called: str = ""


class ObservedFont(Struct, frozen=True):
    """A font that a page names: BaseFont, whether its program is in the file, whether each of its characters has a meaning."""

    name: str
    embedded: bool
    to_unicode: bool


class GreyPicture(Struct, frozen=True):
    """How a page looks: a grey picture of it, a byte for each of its ``width`` times ``height`` pixels, packed by zlib."""

    width: int
    height: int
    packed: bytes


class ObservedPage(NamedTuple):
    """A page. ``parts`` are all that it paints as text, in painting order, a part for each content stream: one that many files
    share is the same object in all of them. ``images`` is how many pictures and drawings it places. ``by_others`` where it was
    read by PDFium: a page of an enclosure, or of a file that letterpack did not make. ``drawn`` is a digest of all that it paints
    beside text, and of all that it paints where it is by others; ``pictures`` one of its pictures and drawings alone, wherever
    they stand. ``drawn`` is empty on pages of ours where the reader was asked for none. ``painted`` is a picture
    of a page by others, where that was asked for.
    """

    width_pt: float
    height_pt: float
    parts: tuple[tuple[Shown, ...], ...]
    images: int
    by_others: bool
    drawn: bytes
    pictures: bytes
    codes: bytes = b""
    painted: GreyPicture | None = None

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Everything that it paints as text, in painting order."""
        return tuple(chain.from_iterable(self.parts))


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


class ActiveFact(Struct, frozen=True):
    """What a file does, hides or calls its pages beside what they paint: what it is (`link`, `script`, `layer` …), and what it
    says. ``page`` is 1-based, 0 for the whole file; ``place`` is its rectangle on the page, in points from the lower left.
    """

    kind: str
    said: str
    page: int = 0
    place: tuple[int, ...] = ()


class PacketLook(Struct, frozen=True):
    """What a comparison looks at beside text and pictures: ``programs`` are digests of what draws the glyphs of fonts, ``spoken``
    the languages that tags say, in reading order.
    """

    facts: tuple[ActiveFact, ...]
    programs: frozenset[bytes]
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObservedPacket:
    """A packet's PDF. ``marked`` whether it says that it is tagged; ``problems`` what its syntax or structure has wrong;
    ``strange`` what it holds that letterpack does not write, in words, if it was scanned for that.

    ``passages`` are all blocks of the structure in reading order. ``tagged_pages`` how many pages the structure reaches;
    ``tag_faults`` is what ISO 14289-1 (PDF/UA-1) holds against it, in words.
    ``fonts`` are those of the pages that this program set, ``enclosed_fonts`` those of the others; ``intents`` the kinds of its
    output intents. ``look`` is what a comparison looks at beside, None if it was not asked for.
    """

    sha256: str
    size_bytes: int
    pages: tuple[ObservedPage, ...]
    passages: tuple[Passage, ...]
    fonts: tuple[ObservedFont, ...]
    enclosed_fonts: tuple[ObservedFont, ...]
    metadata: ObservedMetadata
    marked: bool
    tagged_pages: int
    tag_faults: tuple[str, ...]
    intents: tuple[str, ...]
    problems: tuple[str, ...]
    strange: tuple[str, ...] = ()
    look: PacketLook | None = None

    @property
    def reading_sha256(self) -> str:
        """The digest of what a reader reads: the words of each block in order, pictures, and the pages of enclosures.

        Where lines break, and the mark of a draft, are no part of it: who has approved a letter has approved its final copy.
        """
        digest = hashlib.sha256()
        for passage in [each for each in self.passages if each.called != DRAFT]:
            digest.update(repr((passage.roles[-1:], passage.text)).encode("utf-8", "surrogatepass"))
        for page in self.pages:
            digest.update(page.drawn if page.by_others else page.pictures)
        return digest.hexdigest()

    def text(self) -> str:
        """Return the document's text, a block a line."""
        return "\n".join([passage.text for passage in self.passages])


class AsMade(Struct, frozen=True):
    """A packet's file whose bytes are those that the sources make now, and which was not read: one of its shape was."""

    sha256: str
    size_bytes: int


class Unreadable(Struct, frozen=True):
    """A packet's file that is there and is no whole PDF: ``why`` in words. Where it is the system that does not give its bytes,
    its digest is empty, and ``remedy`` says what to do about that.
    """

    sha256: str
    size_bytes: int
    why: str
    remedy: str = ""


class Unlike(Struct, frozen=True):
    """What a packet of other versions holds otherwise than the one that is made here: what it has in other words, at other places
    or in other objects; and what has other bytes and looks the same.
    """

    told: tuple[str, ...]
    looks_the_same: tuple[str, ...]


Found: TypeAlias = ObservedPacket | AsMade | Unreadable | None
"""What stands where a packet should: None where there is no file."""


class ObservedEnclosure(Struct, frozen=True):
    """An enclosure's file as it is in the sources: its digest and its pages."""

    path: str
    sha256: str
    pages: tuple[ObservedPage, ...]


class ObservedBatch(Struct, frozen=True):
    """A build folder as it is called in messages, and what its manifest says.

    ``inputs`` maps the files it was built from to their digests; ``problem`` is why the manifest says nothing, or empty;
    ``made_by`` names the versions that made it and are others here, or is empty; ``version`` is that of letterpack. The
    ``manifest_sha256`` is the manifest's own digest.
    """

    folder: str
    inputs: Mapping[str, str]
    partial: bool = False
    status: str = ""
    problem: str = ""
    made_by: str = ""
    version: str = ""
    manifest_sha256: str = ""
