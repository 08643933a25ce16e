"""The second witness of a print run: read page by page beside the packets that it holds, each page by its mark.

A packet's own pages are judged where the packet is read. In a run they must be the same pages, in the packets' order, each
packet on a front side; everything else that the file holds must be what letterpack writes there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects, array, dictionary
from letterpack.readback.page_marks import PageMark, PageMarks
from letterpack.readback.page_tree import FilePage, page_of, streams_of
from letterpack.readback.shared_parts import SharedParts
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of
from letterpack.readback.whitelist.dictionaries import (
    others_page_strange,
    resource_strange,
    run_node_strange,
    run_page_strange,
    run_strange,
    stream_strange,
)
from letterpack.readback.whitelist.painting import painting_of
from letterpack.readback.whitelist.typefaces import FontsNamed

_MOST_FAULTS: Final = 20
_PAGES_HELD: Final = 256
"""After so many pages their objects are read again, so that a long run needs no more memory than a short one."""
_OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class _PageInRun(NamedTuple):
    page: FilePage
    number: int


class RunWitness:
    """A print run in ``data``. Packets are added in mailing order; then ``strange`` is what is wrong with it, in words that
    follow "the print run holds what letterpack does not write:".
    """

    def __init__(self, data: bytes, fonts: FontsNamed) -> None:
        self._found: dict[str, None] = {}
        self._shared, self._marks, self._fonts = SharedParts(fonts), PageMarks(), fonts
        self._looked_at: set[Ref] = set()
        self._objects: OwnObjects | None = None
        try:
            self._objects = objects = OwnObjects(data, ObjectMemories(Memory(2_048), Memory(16), Memory(1)))
            root = dictionary(objects, objects.trailer.get("Root"))
            self._take(run_strange(objects))
            self._pages = self._leaves(objects, root.get("Pages"))
            self._bookmarks = _bookmarks(objects, root.get("Outlines"))
        except _OF_DAMAGE:
            self._break_off()

    def add(self, name: str, marks: Sequence[PageMark]) -> None:
        """Compare the next pages with those of the packet called ``name``, whose ``marks`` are given."""
        if self._objects is None or len(self._found) > _MOST_FAULTS:
            return
        try:
            self._take(self._packet(self._objects, name, marks))
        except _OF_DAMAGE:
            self._break_off()

    def strange(self) -> Iterator[str]:
        """Yield what is wrong, all packets having been added."""
        if self._objects is not None and len(self._found) <= _MOST_FAULTS:
            try:
                self._take(["it has more pages than its packets"] if next(self._pages, None) else [])
                self._take(["it has more bookmarks than packets"] if next(self._bookmarks, None) else [])
            except _OF_DAMAGE:
                self._break_off()
        yield from [*self._found][:_MOST_FAULTS]

    def _take(self, faults: Iterable[str]) -> None:
        self._found.update(dict.fromkeys(faults))

    def _break_off(self) -> None:
        self._objects = None
        self._take(["it was saved by another program, or is damaged"])

    def _packet(self, objects: OwnObjects, name: str, marks: Sequence[PageMark]) -> Iterator[str]:
        first: Ref | None = None
        for index, mark in enumerate(marks):
            found = next(self._pages, None)
            if found is None:
                yield f"pages of the packet for `{name}` are missing"
                return
            first = found.page.ref if index == 0 else first
            yield from self._page(objects, found, mark, name)
        if len(marks) % 2:
            yield from _blank(next(self._pages, None), name)
        if next(self._bookmarks, None) != (name, first):
            yield f"the bookmark of `{name}` does not lead to its packet"

    def _page(self, objects: OwnObjects, found: _PageInRun, mark: PageMark, name: str) -> Iterator[str]:
        entries, number = found.page.entries, found.number
        look = others_page_strange if mark.by_others else run_page_strange
        yield from look(objects, entries, number)
        if not mark.by_others:
            yield from self._resources(objects, entries.get("Resources"))
            yield from self._contents(objects, entries)
        if self._marks.mark(objects, found.page, by_others=mark.by_others) != mark:
            faults = () if mark.by_others else [painting_of(each.data()).faults for each in streams_of(objects, found.page)]
            yield f"its page {number} is not that of the packet for `{name}`"
            yield from [f"its page {number} {fault}" for each in faults for fault in each]

    def _contents(self, objects: OwnObjects, entries: Mapping[str, Value]) -> Iterator[str]:
        for value in array(objects, entries.get("Contents")):
            stream = objects.get(value)
            if not isinstance(stream, Stream):
                raise Malformed("the content of a page is missing")
            yield from stream_strange(stream)

    def _resources(self, objects: OwnObjects, value: Value) -> Iterator[str]:
        """Yield what is strange in a page's resources, and in fonts, each looked at once."""
        if isinstance(value, Ref):
            if value in self._looked_at:
                return
            self._looked_at.add(value)
        resources = dictionary(objects, value)
        yield from resource_strange(objects, resources, text_in_pictures=self._fonts.text_in_pictures)
        for font in dictionary(objects, resources.get("Font")).values():
            if not isinstance(font, Ref):
                yield "its font stands in the resources"
            elif font not in self._looked_at:
                self._looked_at.add(font)
                yield from self._shared.typeface(objects, font)

    def _leaves(self, objects: OwnObjects, top: Value) -> Iterator[_PageInRun]:
        """Yield the pages in order. Raises ``Malformed`` where the tree goes in circles."""
        waiting, seen, number = [top], set[Ref](), 0
        while waiting:
            value = waiting.pop()
            entries = dictionary(objects, value)
            if "Kids" in entries:
                if isinstance(value, Ref) and value in seen:
                    raise Malformed("its page tree goes in circles")
                seen.update((value,) if isinstance(value, Ref) else ())
                self._take(run_node_strange(entries))
                waiting.extend(reversed(array(objects, entries["Kids"])))
                continue
            number += 1
            if number % _PAGES_HELD == 0:
                objects.forget()
            yield _PageInRun(page_of(objects, value if isinstance(value, Ref) else None, entries), number)


def _blank(found: _PageInRun | None, name: str) -> Iterator[str]:
    """Yield that the back of a packet's last sheet bears something, or is not there."""
    if found is None:
        yield f"the blank back of the packet for `{name}` is missing"
    elif found.page.entries.get("Contents") is not None or found.page.entries.get("Annots") is not None:
        yield f"its page {found.number} is not blank"


def _bookmarks(objects: OwnObjects, top: Value) -> Iterator[tuple[str, Ref | None]]:
    """Yield the title of each bookmark, and the page that it leads to."""
    each, seen = dictionary(objects, top).get("First"), set[Ref]()
    while isinstance(each, Ref) and each not in seen:
        seen.add(each)
        entries = dictionary(objects, each)
        leads = (array(objects, entries.get("Dest")) or [None])[0]
        yield text_of(objects.get(entries.get("Title"))), leads if isinstance(leads, Ref) else None
        each = entries.get("Next")
