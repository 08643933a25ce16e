"""The second witness of a print run: read page by page beside the packets that it holds, each page by its mark.

A packet's own pages are judged where the packet is read. In a run they must be the same pages, in the packets' order, each
packet on a front side; everything else that the file holds must be what letterpack writes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Literal

from msgspec import Struct

from letterpack.kept import Kept
from letterpack.marks.roles import printed_lines
from letterpack.model.insertion import InsertionMarks, OmrLines, SheetCode
from letterpack.model.observed import ObservedMetadata, Shown
from letterpack.model.profile import Intent
from letterpack.model.recipient import PartRecipient
from letterpack.patterns import late
from letterpack.readback.appearance import unpacked
from letterpack.readback.content import read_content
from letterpack.readback.exact.heads import run_head_faults
from letterpack.readback.exact.runs import MeantRun, PageKind, run_faults
from letterpack.readback.frames import PageFrame, PageFrames
from letterpack.readback.graphics_state import START
from letterpack.readback.long_files import FileBytes
from letterpack.readback.metadata import read_metadata
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects, array, dictionary, number
from letterpack.readback.page_marks import PageMark, PageMarks, content_digest, mark_of
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.shared_parts import SharedParts
from letterpack.readback.slip_content import SLIP
from letterpack.readback.values import Malformed, Ref, Stream, Value, parse, text_of
from letterpack.readback.whitelist.dictionaries import (
    NO_WAY,
    bookmark_strange,
    others_page_strange,
    resource_strange,
    run_node_strange,
    run_page_strange,
    run_strange,
    stream_strange,
)
from letterpack.readback.whitelist.insertion import mark_faults
from letterpack.readback.whitelist.painting import painting_of
from letterpack.readback.whitelist.records import TOTALS, ReadParts, said_of_reader
from letterpack.readback.whitelist.typefaces import FontsNamed
from letterpack.values import replace

_MOST_FAULTS: Final = 20
_PAGES_HELD: Final = 256
"""After so many pages their objects are read again, so that a long run needs no more memory than a short one."""
_STREAMS_HELD: Final = 1_024
"""Digests of contents, by their references: those that many pages share are asked for again."""
OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


_BOOKMARK: Final = late(
    rb"<</Title(\((?:[^()\\]|\\[^\r\n])*\)|<[0-9A-F]*>)/Parent (\d{1,9}) 0 R(?:/Prev (\d{1,9}) 0 R)?(?:/Next (\d{1,9}) 0 R)?"
    rb"/Dest\[(\d{1,9}) 0 R/Fit\]>>",
    re.DOTALL,
)
"""As letterpack writes one: it needs no other look."""


class RunBeside(Struct, frozen=True):
    """What a run must be by its campaign: the ``packets`` in it, in their order; the ``sides`` that are printed, on the front
    alone without blank pages; the insertion ``marks``, and the run's ``number`` in them; a sheet of ``totals``; document
    ``parts``, which say the paper's weight where somebody has said it.

    ``is_sorted`` where the packets are in another order than they are added in.
    """

    packets: tuple[str, ...]
    sides: Literal["both", "front"] = "both"
    marks: InsertionMarks | None = None
    number: int = 0
    totals: bool = False
    parts: bool = False
    weight_gsm: int = 0
    is_sorted: bool = False


class PageInRun(Struct, frozen=True):
    """A page of the file, its number, from 1, and the frame that it fits, if any."""

    page: FilePage
    number: int
    frame: PageFrame | None = None


class _PacketBeside(Struct, frozen=True):
    """A packet that a run must hold: the marks of its pages, which of them are ``blank``, by 0-based index, and what may be said
    of whom it goes to.
    """

    marks: tuple[PageMark, ...] = ()
    blank: frozenset[int] = frozenset()
    recipient: PartRecipient | None = None


class RunWitness:
    """A print run in ``data``. Packets are added in mailing order, those of other runs too; then ``strange`` is what is wrong
    with it, in words that follow "the print run contains what letterpack does not write:".
    """

    def __init__(self, data: FileBytes, fonts: FontsNamed | None, beside: RunBeside) -> None:
        self._beside, self._own = beside, frozenset(beside.packets)
        self._step = 2 if beside.sides == "both" else 1
        self._waiting: Kept[_PacketBeside] = Kept()
        self._pieces = self._sheets = 0
        self._found: dict[str, None] = {}
        self._shared, self._marks, self._fonts = SharedParts(fonts), PageMarks(), fonts
        self._looked_at: set[Ref] = set()
        self._frames = PageFrames()
        self._resources_told: Memory[bytes] = Memory(_PAGES_HELD)
        self._drawn: Memory[bytes] = Memory(_STREAMS_HELD)
        self._lines_told: Memory[str] = Memory(_PAGES_HELD)
        self._kinds = bytearray()
        """Of the pages that were compared, in their order."""
        self.count = 0
        """How many pages the file says that it has."""
        self.about: ObservedMetadata | None = None
        """What the file says of itself."""
        self.totals: tuple[Shown, ...] = ()
        """What the sheet of totals shows."""
        self._objects: OwnObjects | None = None
        try:
            self._objects = objects = OwnObjects(data, ObjectMemories(Memory(2_048), Memory(16), Memory(1)))
            root = dictionary(objects, objects.trailer.get("Root"))
            self._take(run_strange(objects, has_parts=beside.parts))
            self.about, wrong = read_metadata(objects)
            self._take(wrong)
            self._pages = self._leaves(objects, root.get("Pages"))
            self.count = int(number(objects, dictionary(objects, root.get("Pages")).get("Count")))
            self._bookmarks = self._bookmarked(objects, root.get("Outlines"))
            self._parts = ReadParts(objects, root.get("DPartRoot"))
            self._take(self._parts.tree_strange(beside.sides, beside.weight_gsm) if beside.parts else [])
            self._take(self._totals(objects) if beside.totals else [])
        except OF_DAMAGE:
            self._break_off()

    def add(
        self,
        name: str,
        marks: tuple[PageMark, ...],
        blank: frozenset[int] = frozenset(),
        recipient: PartRecipient | None = None,
    ) -> None:
        """Compare the pages of the packet called ``name`` with its ``marks``, those that are ``blank``, by 0-based index, with
        backs without anything, and its record with what it may say of its ``recipient``: now, or when those before it are known.
        """
        if name not in self._own:
            return
        packet = _PacketBeside(marks, blank, recipient)
        if self._beside.is_sorted:
            self._waiting.add(name, packet)
        else:
            self._compare(name, packet)

    def _compare(self, name: str, packet: _PacketBeside) -> None:
        if self._objects is None or len(self._found) > _MOST_FAULTS:
            return
        try:
            self._take(self._packet(self._objects, name, packet))
        except OF_DAMAGE:
            self._break_off()

    def strange(self) -> Iterator[str]:
        """Yield what is wrong, all packets having been added."""
        if self._beside.is_sorted:
            for name in self._beside.packets:
                self._compare(name, self._waiting.get(name, _PacketBeside()))
        if self._objects is not None and len(self._found) <= _MOST_FAULTS:
            try:
                self._take(["it has more records than packets"] if self._parts.has_more() else [])
                self._take(["it has more pages than its packets"] if next(self._pages, None) else [])
                self._take(["it has more bookmarks than packets"] if next(self._bookmarks, None) else [])
            except OF_DAMAGE:
                self._break_off()
        yield from [*self._found][:_MOST_FAULTS]

    def head(self, intent: Intent) -> Iterator[str]:
        """Yield what the file says otherwise above its pages, which are prepared for ``intent``."""
        if self._objects is None:
            return
        try:
            yield from run_head_faults(self._objects, intent)
        except OF_DAMAGE:
            self._break_off()

    def closely(self, meant: MeantRun) -> Iterator[str]:
        """Yield what the file holds otherwise than it is ``meant``, value by value, all packets having been added."""
        if self._objects is None:
            return
        try:
            yield from islice(dict.fromkeys(run_faults(self._objects, bytes(self._kinds), meant)), _MOST_FAULTS)
        except OF_DAMAGE:
            yield "what cannot be read value by value"

    def _take(self, faults: Iterable[str]) -> None:
        self._found.update(dict.fromkeys(faults))

    def _break_off(self) -> None:
        self._objects = None
        self._take(["it was saved by another program, or is damaged"])

    def _packet(self, objects: OwnObjects, name: str, packet: _PacketBeside) -> Iterator[str]:
        """Yield what is wrong with the next packet, which shall be as ``packet`` is."""
        blank, step = packet.blank, self._step
        wanted = [(mark, index in blank) for index, mark in enumerate(packet.marks) if step > 1 or index not in blank]
        sheets = -(-len(wanted) // self._step)
        self._pieces += 1
        pages: list[FilePage] = []
        for index, (mark, is_blank) in enumerate(wanted):
            found = next(self._pages, None)
            if found is None:
                yield f"pages of the packet for `{name}` are missing"
                return
            pages.append(found.page)
            self._kinds.append(PageKind.BY_OTHERS if mark.by_others else PageKind.OWN)
            if self._beside.marks is not None and index % self._step == 0:
                nth = index // self._step
                code = SheetCode(self._beside.number, self._pieces, nth + 1, sheets, self._sheets + nth)
                fault = self._marks_strange(objects, found, self._beside.marks, code, by_others=mark.by_others)
                if fault:
                    yield f"its page {found.number} has {fault}"
                    continue
                found = _without_marks(objects, found, by_others=mark.by_others)
            if is_blank:
                yield from _blank(found, name)
            else:
                yield from self._page(objects, found, mark, name)
        self._sheets += sheets
        if len(wanted) % self._step:
            back = self._back()
            pages.extend([back.page] if back else [])
            yield from _blank(back, name)
        if next(self._bookmarks, None) != (name, pages[0].ref if pages else None):
            yield f"the bookmark of `{name}` does not lead to its packet"
        if self._beside.parts and pages:
            yield from self._parts.record_strange(pages, name, said_of_reader(packet.recipient))

    def _back(self) -> PageInRun | None:
        self._kinds.append(PageKind.OWN)
        return next(self._pages, None)

    def _totals(self, objects: OwnObjects) -> Iterator[str]:
        """Yield what is strange on the sheet of totals but for its words, which are kept."""
        front = next(self._pages, None)
        if front is None:
            yield "its sheet of totals is missing"
            return
        pages = [front.page]
        self._kinds.append(PageKind.SLIPS)
        yield from run_page_strange(objects, plain_entries(front, self._beside), front.number)
        yield from self._resources(objects, front.page.entries.get("Resources"))
        yield from self._contents(objects, front.page.entries)
        fonts = dictionary(objects, dictionary(objects, front.page.entries.get("Resources")).get("Font"))
        named = {key: self._shared.font(objects, value)[0] for key, value in fonts.items()}
        drawn = b"\n".join([stream.data() for stream in streams_of(objects, front.page)])
        slip = SLIP.fullmatch(drawn)
        if slip is None or float(slip[1]) or float(slip[2]):
            yield "its sheet of totals is drawn otherwise"
        self.totals = read_content(drawn, START, named, {}, front.page.size_pt[1]).shown
        if self._step > 1:
            back = self._back()
            pages.extend([back.page] if back else [])
            yield from _blank(back, "the totals")
        if self._beside.parts:
            yield from self._parts.record_strange(pages, "the totals", TOTALS)

    def _page(self, objects: OwnObjects, found: PageInRun, mark: PageMark, name: str) -> Iterator[str]:
        entries, number, frame = found.page.entries, found.number, None if mark.by_others else found.frame
        if frame is None or not frame.is_plain:
            look = others_page_strange if mark.by_others else run_page_strange
            faults = tuple(look(objects, plain_entries(found, self._beside), number))
            if frame is not None:
                frame.is_plain = not faults
            yield from faults
        if mark.by_others:
            is_same = self._marks.mark(objects, found.page, by_others=True) == mark
        else:
            yield from self._resources(objects, entries.get("Resources"))
            drawn: list[bytes] = []
            for value in array(objects, entries.get("Contents")):
                digest = self._drawn.get(value) if isinstance(value, Ref) else None
                if digest is None:
                    plain = objects.plain(value) if isinstance(value, Ref) else None
                    if plain is None:
                        yield from stream_strange(stream := self._content(objects, value))
                    digest = content_digest(unpacked(stream if plain is None else plain))
                    if isinstance(value, Ref):
                        self._drawn.put(value, digest)
                drawn.append(digest)
            is_same = self._own_mark(objects, found.page, frame, drawn) == mark
        if not is_same:
            painted = () if mark.by_others else tuple(streams_of(objects, found.page))
            yield f"its page {number} is not that of the packet for `{name}`"
            yield from [f"its page {number} {fault}" for each in painted for fault in painting_of(each.data()).faults]

    def _own_mark(self, objects: OwnObjects, page: FilePage, frame: PageFrame | None, drawn: Sequence[bytes]) -> PageMark:
        """Return the mark of a page of ours with contents of these digests: what its frame and its resources settle, once."""
        boxes = frame.boxes if frame is not None else None
        if boxes is None:
            boxes = self._marks.boxes(objects, page)
            if frame is not None:
                frame.boxes = boxes
        at = page.entries.get("Resources")
        named = self._resources_told.get(at) if isinstance(at, Ref) else None
        if named is None:
            named = self._marks.resources(objects, page)
            if isinstance(at, Ref):
                self._resources_told.put(at, named)
        return mark_of((boxes, *drawn, named), by_others=False)

    def _content(self, objects: OwnObjects, value: Value) -> Stream:
        stream = objects.get(value)
        if not isinstance(stream, Stream):
            raise Malformed("the content of a page is missing")
        return stream

    def _contents(self, objects: OwnObjects, entries: Mapping[str, Value]) -> Iterator[str]:
        for value in array(objects, entries.get("Contents")):
            yield from stream_strange(self._content(objects, value))

    def _resources(self, objects: OwnObjects, value: Value) -> Iterator[str]:
        """Yield what is strange in a page's resources, and in fonts, each looked at once."""
        if isinstance(value, Ref):
            if value in self._looked_at:
                return
            self._looked_at.add(value)
        resources = dictionary(objects, value)
        assert self._fonts is not None
        yield from resource_strange(objects, resources, text_in_pictures=self._fonts.text_in_pictures)
        for font in dictionary(objects, resources.get("Font")).values():
            if not isinstance(font, Ref):
                yield "its font stands in the resources"
            elif font not in self._looked_at:
                self._looked_at.add(font)
                yield from self._shared.typeface(objects, font)

    def _leaves(self, objects: OwnObjects, top: Value) -> Iterator[PageInRun]:
        """Yield the pages in order. Raises ``Malformed`` where the tree goes in circles."""
        waiting, seen, number = [top], set[Ref](), 0
        while waiting:
            value = waiting.pop()
            framed = self._frames.page(objects, value)
            if framed is None:
                entries = dictionary(objects, value)
                if isinstance(value, Ref) and value in seen:
                    raise Malformed("its page tree goes in circles")
                seen.update((value,) if isinstance(value, Ref) else ())
                self._take(run_node_strange(entries))
                waiting.extend(reversed(array(objects, entries["Kids"])))
                continue
            number += 1
            if number % _PAGES_HELD == 0:
                objects.forget()
            yield PageInRun(framed.page, number, framed.frame)

    def _marks_strange(
        self, objects: OwnObjects, found: PageInRun, marks: InsertionMarks, code: SheetCode, *, by_others: bool
    ) -> str:
        """Return what is strange in a page's insertion marks, its last stream; on a page ``by_others`` the first saves its state.

        Lines that many sheets have are looked at once.
        """
        contents = array(objects, found.page.entries.get("Contents"))
        last = objects.get(contents[-1]) if contents else None
        if not isinstance(last, Stream) or (by_others and not _saves_state(objects.get(contents[0]))):
            return "no insertion marks"
        drawn, size_pt = last.data(), found.page.size_pt
        if not isinstance(marks.marks, OmrLines):
            return mark_faults(drawn, marks, size_pt, code, by_others=by_others)
        about = (drawn, size_pt, printed_lines(marks.marks, code), by_others)
        known = self._lines_told.get(about)
        return (
            self._lines_told.put(about, mark_faults(drawn, marks, size_pt, code, by_others=by_others)) if known is None else known
        )

    def _bookmarked(self, objects: OwnObjects, top: Value) -> Iterator[tuple[str, Ref | None]]:
        """Yield the title of each bookmark, and the page that it leads to; what is strange about it is found on the way."""
        each, before, seen = dictionary(objects, top).get("First"), None, set[Ref]()
        while isinstance(each, Ref) and each not in seen:
            seen.add(each)
            this, before = (top, before), each
            plain = _BOOKMARK.fullmatch((objects.written(each) or b"").rstrip(b"\n"))
            if plain is not None:
                parent, last, following = (Ref(int(number), 0) if number else None for number in plain.group(2, 3, 4))
                self._take([NO_WAY] if (parent, last) != this else [])
                yield text_of(parse(plain[1])[0]), Ref(int(plain[5]), 0)
                each = following
                continue
            entries = dictionary(objects, each)
            self._take(bookmark_strange(objects, entries, *this))
            self._take(["a bookmark of it has others below it"] if "First" in entries else [])
            leads = (array(objects, entries.get("Dest")) or [None])[0]
            yield text_of(objects.get(entries.get("Title"))), leads if isinstance(leads, Ref) else None
            each = entries.get("Next")


def plain_entries(found: PageInRun, beside: RunBeside) -> dict[str, Value]:
    """Return a page's entries but for the part that it is in, where there are any."""
    return {key: value for key, value in found.page.entries.items() if not (beside.parts and key == "DPart")}


def _without_marks(objects: OwnObjects, found: PageInRun, *, by_others: bool) -> PageInRun:
    """Return a page as it was before insertion marks came onto it."""
    contents = array(objects, found.page.entries.get("Contents"))
    entries = {**found.page.entries, "Contents": contents[1 if by_others else 0 : -1]}
    return replace(found, page=replace(found.page, entries=entries))


def _saves_state(first: Value) -> bool:
    return isinstance(first, Stream) and first.data().strip() == b"q"


def _blank(found: PageInRun | None, name: str) -> Iterator[str]:
    """Yield that the back of a packet's last sheet bears something, or is not there."""
    if found is None:
        yield f"the blank back of the packet for `{name}` is missing"
    elif found.page.entries.get("Contents") is not None or found.page.entries.get("Annots") is not None:
        yield f"its page {found.number} is not blank"
