"""The print run (part of stage 7 of 7): one PDF of many packets in mailing order, for a duplex printer.

What packets share is in it once; of a font's extensions, one with the glyphs of all. Every packet begins on a front side: one
with an odd number of pages gets a blank verso, which bears nothing. Printed on the front alone, no page is blank. A print run is
not tagged (PDF/A-2u, and what else its profile says): it is for a machine. Insertion marks stand on each front, behind what the
packet has there.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import BinaryIO, Final, Literal

from msgspec import Struct

from letterpack.model.campaign import CampaignRead
from letterpack.model.insertion import InsertionMarks, SheetCode
from letterpack.model.manifest import PrintRunRow
from letterpack.model.pdf import PARENT, Enclosure, Fragment, Graphic
from letterpack.model.profile import Profile
from letterpack.model.recipient import PartRecipient
from letterpack.patterns import late
from letterpack.press.packet_file import Extension, OwnContent
from letterpack.press.pdf.catalog import Catalog, PartTree, record_part, said_of, top_parts
from letterpack.press.pdf.content import SheetMarks
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
    own_stream,
    stream,
    text_string,
)
from letterpack.press.planner import Plan, RunPage
from letterpack.press.standards import PRODUCER, Metadata, Sheet, boxes_for, icc_stream, identified, information, xmp
from letterpack.standards import claims_left
from letterpack.text.fonts import Font
from letterpack.values import replace
from letterpack.wording.senders import author

FILE: Final = "print/run.pdf"
_PAGES_IN_NODE: Final = 100
_PAGE_TREE: Final = 1
_ROW_BYTES: Final = len(FREE_HEAD)


_CONTENTS: Final = late(rb"/Contents ?(\d+ 0 R|\[[^\]]*\])")
_SCOPE: Final = b"/GTS_Scope/File/GTS_Encapsulated false"
"""A drawing is used throughout the file, and what it looks like may depend on what was drawn before it (ISO 16612-2, 6.7)."""
_SAVE: Final = own_stream(b"q")
_TOTALS: Final = "/CIP4_DescriptiveName(Totals)"


class RunLayout(Struct, frozen=True):
    """How a run is printed: on which ``sides``, with which insertion ``marks`` of the run's ``number``, on paper of how many
    grams a square meter, 0 where nobody says.
    """

    file: str = FILE
    sides: Literal["both", "front"] = "both"
    marks: InsertionMarks | None = None
    number: int = 0
    weight_gsm: int = 0


PLAIN: Final = RunLayout()


def about_run(campaign: CampaignRead, title: str) -> Metadata:
    """Return what a file that is made of packets says of itself under ``title``; it claims nothing yet."""
    letter = campaign.letter
    return Metadata(title, author(campaign.settings.sender, letter.language), letter.language, letter.date, ())


class RunPacket(Struct, frozen=True):
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


class _Extended(Struct, frozen=True):
    """An extension that grows with the run: the number of its font dictionary, and the glyphs wanted so far."""

    number: int
    font: Font
    glyphs: set[int]


class _PacketPlace:
    """A packet in the run: its number, from 1, how many ``sheets`` it has, the number of its part, and of its pages so far."""

    def __init__(self, number: int, sheets: int, part: int) -> None:
        self.number, self.sheets, self.part = number, sheets, part
        self.pages: list[int] = []


class PrintRun:
    """Writes a print run packet by packet; what it keeps in memory is a few numbers a packet."""

    def __init__(self, file: BinaryIO, about: Metadata, profile: Profile, layout: RunLayout = PLAIN) -> None:
        """Begin the PDF in ``file``, which stays open; what it says ``about`` itself claims nothing yet. Raises ``OSError``, as
        the other methods do.
        """
        self._file, self._layout = file, layout
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
        self._metadata = about
        self._profile = profile
        self._write(header(profile.pdf_version))
        self._step = 2 if layout.sides == "both" else 1
        self._parts = PartTree(self._reserve(1), self._reserve(1), []) if profile.names_parts else None
        self._sheets, self._has_totals = 0, False
        self._drawn: dict[tuple[float, float], SheetMarks] = {}

    def add(self, name: str, packet: RunPacket, enclosures: Sequence[Enclosure], recipient: PartRecipient | None = None) -> None:
        """Add the packet called ``name`` for ``recipient``, and behind it its ``enclosures``."""
        resources = self._resource(packet)
        streams = [self._put(body) for body in packet.streams]
        count = len(packet.pages) + sum([self._printed(each) for each in enclosures])
        place = _PacketPlace(len(self._bookmarks) + 1, -(-count // self._step), self._reserve(1) if self._parts else 0)
        for page in packet.pages:
            contents = [streams[part] if isinstance(part, int) else self._shared(part) for part in page.contents]
            contents += self._marked(place, packet.sheet)
            listed = " ".join([f"{number} 0 R" for number in contents])
            self._page(place, f"{packet.sheet.entries()}/Resources {resources} 0 R/Contents[{listed}]")
        sheet = packet.sheet
        boxes = boxes_for(self._profile)
        for enclosure in enclosures:
            if self._printed(enclosure) > len(enclosure.pages):
                self._blank(place, packet.sheet)
            self._enclose(place, enclosure)
            sheet = Sheet(enclosure.pages[-1].width_pt, enclosure.pages[-1].height_pt, boxes)
        if len(place.pages) % self._step:
            self._blank(place, sheet)
        self._sheets += place.sheets
        self._bookmarks.append((name, place.pages[0]))
        self._close(place, said_of(recipient))

    def totals(self, packet: RunPacket) -> None:
        """Begin the run with a sheet that is no packet's, and has no marks."""
        place = _PacketPlace(0, 0, self._reserve(1) if self._parts else 0)
        resources, (body,) = self._resource(packet), packet.streams
        self._page(place, f"{packet.sheet.entries()}/Resources {resources} 0 R/Contents {self._put(body)} 0 R")
        if self._step > 1:
            self._blank(place, packet.sheet)
        self._has_totals = True
        self._close(place, _TOTALS)

    def finish(self) -> PrintRunRow:
        """Write what follows the packets; return the run's row."""
        for extended in self._extended.values():
            self._extend(extended)
        outlines = self._outline()
        metadata = replace(self._metadata, claims=claims_left(self._profile.run_claims, self._kept))
        described = self._put(identified(xmp(metadata), self._digest.digest()))
        intent = self._profile.intent
        icc = self._put(icc_stream(intent))
        parts = self._finish_parts()
        catalog = Catalog(_PAGE_TREE, described, icc, intent, metadata.language, outline=outlines, parts=parts)
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
        layout, names = self._layout, tuple([name for name, _ in self._bookmarks])
        return PrintRunRow(
            layout.file,
            self._digest.hexdigest(),
            names,
            metadata.claims,
            sides=layout.sides,
            sheets=self._sheets,
            totals=self._has_totals,
            marks=layout.marks.name if layout.marks else "",
            number=layout.number,
        )

    def _printed(self, enclosure: Enclosure) -> int:
        """Return how many pages of ``enclosure`` there are: blank ones only where they are backs."""
        return enclosure.page_count if self._step > 1 else len(enclosure.pages)

    def _blank(self, place: _PacketPlace, sheet: Sheet) -> None:
        self._page(place, f"{sheet.entries()}/Resources<<>>")

    def _marked(self, place: _PacketPlace, sheet: Sheet, before: bytes = b"", behind: bytes = b"") -> list[int]:
        """Return the number of the stream that draws the marks of the next page; none where it has none."""
        layout, index = self._layout, len(place.pages)
        if layout.marks is None or index % self._step:
            return []
        nth = index // self._step
        code = SheetCode(layout.number, place.number, nth + 1, place.sheets, self._sheets + nth)
        size = (sheet.width_pt, sheet.height_pt)
        marks = self._drawn.get(size)
        if marks is None:
            marks = self._drawn[size] = SheetMarks(layout.marks, size)
        body = own_stream(before + marks.operators(code) + behind)
        return [self._shared(body) if marks.are_shared else self._put(body)]

    def _close(self, place: _PacketPlace, said: str) -> None:
        """Write the part of a packet whose pages are all there."""
        if self._parts is not None:
            self._parts.records.append(place.part)
            self._defer(place.part, record_part(self._parts, (place.pages[0], place.pages[-1]), said))

    def _finish_parts(self) -> int:
        """Write what stands above the records; return the number of the tree, 0 where there is none."""
        tree = self._parts
        if tree is None or not tree.records:
            return 0
        for number, body in zip(tree[:2], top_parts(tree, self._layout.sides, self._layout.weight_gsm, PRODUCER), strict=True):
            self._defer(number, body)
        return tree.top

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
        return self._fragment(graphic.fragment, graphic.root) + graphic.root

    def _fragment(self, fragment: Fragment, drawing: int | None = None) -> int:
        """Return the number of the fragment's first object, written now if it is new; number ``drawing`` of it is drawn."""
        first = self._fragments.get(fragment)
        if first is None:
            scoped = drawing if self._parts is not None else None
            first = self._fragments[fragment] = self._written(fragment, scoped)
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

    def _written(self, fragment: Fragment, scoped: int | None = None) -> int:
        """Write ``fragment``, and return the number of its first object; its pages stay for ``_enclose``. Object ``scoped`` says
        how far it is used.
        """
        first = self._reserve(len(fragment.objects))
        for offset, (each, body) in enumerate(zip(fragment.objects, numbered(fragment.objects, first, _PAGE_TREE), strict=True)):
            if each.is_stream:
                self._place(first + offset, b"<<" + _SCOPE + body[2:] if offset == scoped else body)
            else:
                self._defer(first + offset, body if PARENT not in each.parts else b"null")
        return first

    def _enclose(self, place: _PacketPlace, enclosure: Enclosure) -> None:
        self._kept.add(enclosure.keeps)
        key = (enclosure.path, enclosure.sha256, enclosure.stamp)
        first = self._enclosed.get(key)
        if first is None:
            first = self._enclosed[key] = self._written(enclosure.fragment)
        for page in enclosure.pages:
            parts = enclosure.fragment.objects[page.page_object].parts
            node = self._node()
            body = b"".join(
                [part if isinstance(part, bytes) else b"%d 0 R" % (node[0] if part == PARENT else first + part) for part in parts]
            )
            upright = b"q %s cm " % b" ".join([b"%.5f" % each for each in page.upright])
            marks = self._marked(place, Sheet(page.width_pt, page.height_pt), b"Q " + upright, b" Q")
            self._add_page(place, self._around(body, marks[0]) if marks else body)

    def _around(self, page: bytes, marks: int) -> bytes:
        """Return a page that others have made with ``marks`` behind its content, which changes nothing for them."""
        found = list(_CONTENTS.finditer(page))
        if not found:
            return b"%s/Contents[%d 0 R %d 0 R]>>" % (page.removesuffix(b">>"), self._shared(_SAVE), marks)
        last = found[-1]
        held = last[1].strip(b"[]")
        return b"%s/Contents[%d 0 R %s %d 0 R]%s" % (page[: last.start()], self._shared(_SAVE), held, marks, page[last.end() :])

    def _page(self, place: _PacketPlace, entries: str) -> None:
        self._add_page(place, f"<</Type/Page/Parent {self._node()[0]} 0 R{entries}>>".encode("ascii"))

    def _add_page(self, place: _PacketPlace, body: bytes) -> None:
        """Write a page behind those that are there."""
        if place.part:
            body = b"%s/DPart %d 0 R>>" % (body.removesuffix(b">>"), place.part)
        number = self._dictionary(body)
        self._node()[1].append(number)
        place.pages.append(number)

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
