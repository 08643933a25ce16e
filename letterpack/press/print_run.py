"""The print run (part of stage 7 of 7): one PDF of many packets in mailing order, for a duplex printer.

What packets share is in it once; of a font's extensions, one with the glyphs of all. Every packet begins on a front side: one
with an odd number of pages gets a blank verso, which bears nothing. A print run is not tagged (PDF/A-2u, and what else its
profile says): it is for a machine.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from datetime import date
from typing import BinaryIO, Final, Literal, NamedTuple

from letterpack.model.manifest import PrintRunRow
from letterpack.model.pdf import PARENT, Enclosure, Fragment, Graphic
from letterpack.model.profile import Profile
from letterpack.press.packet_file import Extension, OwnContent
from letterpack.press.pdf.catalog import Catalog
from letterpack.press.pdf.embedding import embed
from letterpack.press.pdf.objects import (
    FREE_HEAD,
    OBJECTS_IN_STREAM,
    OWN_LEVEL,
    Trailer,
    cross_reference,
    header,
    in_stream,
    in_use,
    indirect,
    numbered,
    object_stream,
    stream,
    text_string,
)
from letterpack.press.plan import Plan, RunPage
from letterpack.press.standards.boxes import Boxes, Sheet
from letterpack.press.standards.intents import icc_stream
from letterpack.press.standards.metadata import Metadata, identified, information, xmp
from letterpack.standards import claims_left
from letterpack.text.fonts import Font

FILE: Final = "print/run.pdf"
_PAGES_IN_NODE: Final = 100
_PAGE_TREE: Final = 1
_ROW_BYTES: Final = len(FREE_HEAD)


class RunPacket(NamedTuple):
    """What a print run takes of a packet, ready to travel from process to process: enclosures are not in it.

    ``streams`` are its own segments as stream bodies; ``extensions`` what of fonts is its own, beside what its shape shares.
    """

    pages: tuple[RunPage, ...]
    fonts: tuple[tuple[str, Fragment], ...]
    graphics: tuple[tuple[str, Graphic], ...]
    sheet: Sheet
    streams: tuple[bytes, ...]
    extensions: tuple[Extension, ...]


def run_packet(plan: Plan, own: OwnContent) -> RunPacket:
    """Return a packet's pages for a print run."""
    streams = tuple([stream(operators, level=OWN_LEVEL) for operators in own.segments])
    return RunPacket(plan.run_pages, plan.fonts.fragments, plan.graphics, plan.sheet, streams, own.extensions)


class _Extended(NamedTuple):
    """An extension that grows with the run: the number of its font dictionary, and the glyphs wanted so far."""

    number: int
    font: Font
    glyphs: set[int]


class PrintRun:
    """Writes a print run packet by packet; what it keeps in memory is a few numbers a packet."""

    sides: Literal["both", "front"] = "both"
    """What is printed on the front alone gets no blank versos."""

    def __init__(self, file: BinaryIO, title: str, author: str, language: str, day: date, profile: Profile) -> None:
        """Begin the PDF in ``file``, which stays open. Raises ``OSError``, as do the other methods."""
        self._file = file
        self._digest = hashlib.sha256()
        self._at = 0
        self._rows = bytearray(FREE_HEAD + bytes(_ROW_BYTES))
        self._waiting: list[tuple[int, bytes]] = []
        self._streams: dict[bytes, int] = {}
        self._fragments: dict[Fragment, int] = {}
        self._resources: dict[bytes, int] = {}
        self._extended: dict[str, _Extended] = {}
        self._nodes: list[tuple[int, list[int]]] = []
        self._bookmarks: list[tuple[str, int]] = []
        self._enclosed: dict[tuple[str, str, str], int] = {}
        self._kept: set[frozenset[str]] = set()
        self._metadata = Metadata(title, author, language, day, ())
        self._profile = profile
        self._write(header(profile.pdf_version))

    def add(self, name: str, packet: RunPacket, enclosures: Sequence[Enclosure]) -> None:
        """Add the packet called ``name``, and behind it its ``enclosures``."""
        resources = self._resource(packet)
        streams = [self._put(body) for body in packet.streams]
        first, pages = 0, 0
        for page in packet.pages:
            contents = [streams[part] if isinstance(part, int) else self._shared(part) for part in page.contents]
            listed = " ".join([f"{number} 0 R" for number in contents])
            number = self._page(f"{packet.sheet.entries()}/Resources {resources} 0 R/Contents[{listed}]")
            first = first or number
            pages += 1
        sheet = packet.sheet
        boxes: Boxes = "trim" if self._profile.is_trimmed else "paper"
        for enclosure in enclosures:
            if enclosure.blank:
                self._page(f"{packet.sheet.entries()}/Resources<<>>")
            self._enclose(enclosure)
            pages += enclosure.page_count
            sheet = Sheet(enclosure.pages[-1].width_pt, enclosure.pages[-1].height_pt, boxes)
        if pages % 2 and self.sides == "both":
            self._page(f"{sheet.entries()}/Resources<<>>")
        self._bookmarks.append((name, first))

    def finish(self) -> PrintRunRow:
        """Write what follows the packets; return the run's row."""
        for extended in self._extended.values():
            self._extend(extended)
        outlines = self._outline()
        metadata = self._metadata._replace(claims=claims_left(self._profile.run_claims, self._kept))
        described = self._put(identified(xmp(metadata), self._digest.digest()))
        intent = self._profile.intent
        icc = self._put(icc_stream(intent))
        catalog = Catalog(_PAGE_TREE, described, icc, intent, metadata.language, outline=outlines)
        root = self._dictionary(catalog.body())
        about = 0 if self._profile.is_pdf_2 else self._dictionary(information(metadata))
        count = 0
        for number, pages in self._nodes:
            kids = " ".join([f"{page} 0 R" for page in pages])
            self._defer(number, f"<</Type/Pages/Parent {_PAGE_TREE} 0 R/Kids[{kids}]/Count {len(pages)}>>".encode("ascii"))
            count += len(pages)
        kids = " ".join([f"{number} 0 R" for number, _ in self._nodes])
        self._defer(_PAGE_TREE, f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode("ascii"))
        self._flush()
        number = len(self._rows) // _ROW_BYTES
        trailer = Trailer(root, about, self._digest.digest()[:16])
        self._write(cross_reference(number, self._at, bytes(self._rows), trailer, packed=True))
        return PrintRunRow(FILE, self._digest.hexdigest(), tuple([name for name, _ in self._bookmarks]), metadata.claims)

    def _resource(self, packet: RunPacket) -> int:
        fonts = "".join([f"/{name} {self._fragment(fragment)} 0 R" for name, fragment in packet.fonts])
        fonts += "".join([f"/{each.name} {self._extension(each)} 0 R" for each in packet.extensions])
        graphics = "".join([f"/{name} {self._drawing(graphic)} 0 R" for name, graphic in packet.graphics])
        body = f"<</Font<<{fonts}>>{f'/XObject<<{graphics}>>' if graphics else ''}>>".encode("ascii")
        number = self._resources.get(body)
        if number is None:
            number = self._resources[body] = self._dictionary(body)
        return number

    def _drawing(self, graphic: Graphic) -> int:
        return self._fragment(graphic.fragment) + graphic.root

    def _fragment(self, fragment: Fragment) -> int:
        """Return the number of the fragment's first object, written now if it is new."""
        first = self._fragments.get(fragment)
        if first is None:
            first = self._fragments[fragment] = self._written(fragment)
        return first

    def _extension(self, wanted: Extension) -> int:
        """Return the number that the font ``wanted`` gets, which is written when it is known what all packets want of it."""
        known = self._extended.get(wanted.name)
        if known is None:
            known = self._extended[wanted.name] = _Extended(self._reserve(1), wanted.font, set())
        known.glyphs.update(wanted.glyphs)
        return known.number

    def _extend(self, extended: _Extended) -> None:
        """Write the font of an extension: what leads its fragment has a number, the rest follows on each other."""
        objects = embed(extended.font, extended.glyphs).objects
        before = self._reserve(len(objects) - 1) - 1
        head, *others = zip(objects, numbered(objects, before, _PAGE_TREE), strict=True)
        self._defer(extended.number, head[1])
        for number, (each, body) in enumerate(others, before + 1):
            if each.is_stream:
                self._place(number, body)
            else:
                self._defer(number, body)

    def _written(self, fragment: Fragment) -> int:
        """Write ``fragment``, and return the number of its first object; its pages stay for ``_enclose``."""
        first = self._reserve(len(fragment.objects))
        for offset, (each, body) in enumerate(zip(fragment.objects, numbered(fragment.objects, first, _PAGE_TREE), strict=True)):
            if each.is_stream:
                self._place(first + offset, body)
            else:
                self._defer(first + offset, body if PARENT not in each.parts else b"null")
        return first

    def _enclose(self, enclosure: Enclosure) -> None:
        self._kept.add(enclosure.keeps)
        key = (enclosure.path, enclosure.sha256, enclosure.stamp)
        first = self._enclosed.get(key)
        if first is None:
            first = self._enclosed[key] = self._written(enclosure.fragment)
        for page in enclosure.pages:
            node = self._node()
            number = self._reserve(1)
            node[1].append(number)
            parts = enclosure.fragment.objects[page.page_object].parts
            self._defer(
                number,
                b"".join(
                    [
                        part if isinstance(part, bytes) else b"%d 0 R" % (node[0] if part == PARENT else first + part)
                        for part in parts
                    ]
                ),
            )

    def _page(self, entries: str) -> int:
        node, pages = self._node()
        number = self._dictionary(f"<</Type/Page/Parent {node} 0 R{entries}>>".encode("ascii"))
        pages.append(number)
        return number

    def _node(self) -> tuple[int, list[int]]:
        if not self._nodes or len(self._nodes[-1][1]) >= _PAGES_IN_NODE:
            self._nodes.append((self._reserve(1), []))
        return self._nodes[-1]

    def _outline(self) -> int:
        root = self._reserve(1)
        first = self._reserve(len(self._bookmarks))
        last = first + len(self._bookmarks) - 1
        for index, (name, page) in enumerate(self._bookmarks):
            number = first + index
            before = f"/Prev {number - 1} 0 R" if index else ""
            after = f"/Next {number + 1} 0 R" if number < last else ""
            self._defer(
                number, f"<</Title{text_string(name)}/Parent {root} 0 R{before}{after}/Dest[{page} 0 R/Fit]>>".encode("ascii")
            )
        self._defer(root, f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(self._bookmarks)}>>".encode("ascii"))
        return root

    def _shared(self, body: bytes) -> int:
        number = self._streams.get(body)
        if number is None:
            number = self._streams[body] = self._put(body)
        return number

    def _put(self, body: bytes) -> int:
        number = self._reserve(1)
        self._place(number, body)
        return number

    def _dictionary(self, body: bytes) -> int:
        number = self._reserve(1)
        self._defer(number, body)
        return number

    def _defer(self, number: int, body: bytes) -> None:
        self._waiting.append((number, body))
        if len(self._waiting) >= OBJECTS_IN_STREAM:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            held, self._waiting = self._waiting, []
            number = self._put(object_stream(held))
            for index, (each, _) in enumerate(held):
                self._set_row(each, in_stream(number, index))

    def _place(self, number: int, body: bytes) -> None:
        self._set_row(number, in_use(self._at))
        self._write(indirect(number, body))

    def _reserve(self, count: int) -> int:
        first = len(self._rows) // _ROW_BYTES
        self._rows.extend(bytes(_ROW_BYTES * count))
        return first

    def _set_row(self, number: int, row: bytes) -> None:
        struct.pack_into(f"{_ROW_BYTES}s", self._rows, number * _ROW_BYTES, row)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)
