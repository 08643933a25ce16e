"""What is made of packets, value by value: a print run, envelopes, labels; the long way of the second witness, for a file whose
bytes are not those that are made.

Its pages are read beside their packets elsewhere. Here is what stands around them: how the file is laid out, what holds its
pages, what these name, how its fonts and its drawings are described, in which order a slip's operators stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.exact.drawings import KnownDrawings, digest_of_file
from letterpack.readback.exact.font_entries import font_entry_faults, font_key_faults, is_brought
from letterpack.readback.exact.operators_in_order import order_faults
from letterpack.readback.exact.said import about_bytes_faults
from letterpack.readback.exact.shapes import OUTLINES, PAGES, RESOURCES, RUN_BOOKMARK, RUN_NODE, RUN_PAGE, shape_faults
from letterpack.readback.objects import OwnObjects, array, dictionary, number
from letterpack.readback.slip_content import SLIP
from letterpack.readback.values import Malformed, Name, Ref, Stream, Value
from letterpack.readback.whitelist.layout import bytes_strange, has_lost
from letterpack.readback.whitelist.painting import painting_of
from letterpack.readback.whitelist.typefaces import FontsNamed

_PAGES_HELD: Final = 256
"""After so many pages their objects are read again, so that a long file needs no more memory than a short one."""
_SIDES: Final = 4
_SAME_PT: Final = 0.002
_SLIP_TAGS: Final = frozenset({"P", "Span"})
_MARK: Final = late(rb"/(\w+)<</MCID (\d+)>>BDC")


class PageKind(IntEnum):
    """What a page of the file is: a packet's own, one of a packet that others have made, or one of slips."""

    OWN = 0
    BY_OTHERS = 1
    SLIPS = 2


def _box(objects: OwnObjects, value: Value) -> list[float]:
    return [float(number(objects, each)) for each in array(objects, value)]


def _are_around(media: list[float], bleed: list[float], trim: list[float]) -> bool:
    """Whether boxes lie around one another, each as far from the inner one on all sides."""
    for outer, inner in ((media, bleed), (bleed, trim)):
        if len(outer) != _SIDES or len(inner) != _SIDES:
            return False
        by = [one - other for one, other in zip(inner[:2] + outer[2:], outer[:2] + inner[2:], strict=True)]
        if min(by) < 0 or max(by) - min(by) > _SAME_PT:
            return False
    return True


class MeantRun(Struct, frozen=True):
    """What the sources make a file be that is made of packets, beside its pages: the ``fonts`` that it may name, its
    ``drawings`` and what each says ``of_use`` in it, XMP and information ``about`` it; and whether all packets
    are of one language, and so name the same fonts but for what each brings, and its pages are trimmed.
    """

    fonts: FontsNamed
    drawings: KnownDrawings
    of_use: Mapping[str, Value]
    about: tuple[bytes, bytes]
    is_of_one_language: bool
    is_trimmed: bool


def run_faults(objects: OwnObjects, kinds: bytes, meant: MeantRun) -> Iterator[str]:
    """Yield what the file holds otherwise than it is ``meant``; ``kinds`` are those of its pages, in order. Raises
    ``Malformed``.
    """
    root = dictionary(objects, objects.trailer.get("Root"))
    yield from bytes_strange(objects)
    yield from about_bytes_faults(objects, *meant.about)
    yield from _RunPages(objects, kinds, meant).faults(root.get("Pages"))
    yield from _bookmarks(objects, root.get("Outlines"))
    if has_lost(objects):
        yield "it has objects that nothing leads to"


class _RunPages:
    """Goes through the pages of a file; what several of them name is looked at once."""

    def __init__(self, objects: OwnObjects, kinds: bytes, meant: MeantRun) -> None:
        self._objects, self._kinds, self._meant = objects, kinds, meant
        self._looked_at: set[Ref] = set()
        self._sizes: list[list[float]] = []
        """Of the first page and of the last one that was looked at."""
        self._base: frozenset[tuple[str, object]] | None = None

    def faults(self, top: Value) -> Iterator[str]:
        """Yield what is otherwise below ``top``, the root of the page tree."""
        objects, count = self._objects, 0
        above = dictionary(objects, top)
        yield from shape_faults("page tree", above, PAGES)
        for node in array(objects, above.get("Kids")):
            held = dictionary(objects, node)
            yield from shape_faults("page tree", held, RUN_NODE)
            kids = array(objects, held.get("Kids"))
            if held.get("Parent") != top or held.get("Count") != len(kids):
                yield "its page tree hangs together otherwise"
            for kid in kids:
                yield from self._page(kid, node, count)
                count += 1
                if count % _PAGES_HELD == 0:
                    objects.forget()
        if above.get("Count") != count or count != len(self._kinds):
            yield "its page tree says another number of pages"

    def _page(self, ref: Value, node: Value, index: int) -> Iterator[str]:
        entries = dictionary(self._objects, ref)
        kind = self._kinds[index] if index < len(self._kinds) else PageKind.OWN
        if entries.get("Parent") != node or entries.get("Type") != Name("Page"):
            yield f"its page {index + 1} hangs elsewhere"
        if kind == PageKind.BY_OTHERS:
            self._sizes = [*self._sizes[:1], _box(self._objects, entries.get("MediaBox"))]
            return
        yield from shape_faults(f"page {index + 1}", entries, RUN_PAGE)
        yield from self._boxes(entries, index)
        named = entries.get("Resources")
        if isinstance(named, Ref) != ("Contents" in entries):
            yield f"its page {index + 1} has content without fonts, or fonts without content"
        if isinstance(named, Ref) and named not in self._looked_at:
            self._looked_at.add(named)
            yield from self._resources(dictionary(self._objects, named))
        if kind == PageKind.SLIPS:
            yield from [f"its page {index + 1} {fault}" for fault in self._slips(entries)]

    def _boxes(self, entries: Mapping[str, Value], index: int) -> Iterator[str]:
        """Yield that a page's boxes do not lie around one another, or that a blank one has a size that no page before it has."""
        media, *inner = [_box(self._objects, entries.get(key)) for key in ("MediaBox", "BleedBox", "TrimBox")]
        if any(inner) != self._meant.is_trimmed or (any(inner) and not _are_around(media, *inner)):
            yield f"its page {index + 1} has boxes that do not lie around one another"
        if "Contents" not in entries and media not in self._sizes:
            yield f"its blank page {index + 1} is of another size"
        self._sizes = [*self._sizes[:1], media]

    def _resources(self, named: Mapping[str, Value]) -> Iterator[str]:
        yield from shape_faults("resources", named, RESOURCES)
        fonts = dictionary(self._objects, named.get("Font"))
        yield from font_key_faults(self._objects, fonts, self._meant.fonts)
        base = frozenset([(key, font) for key, font in fonts.items() if not is_brought(key)])
        if self._meant.is_of_one_language and base != (self._base or base):
            yield "its pages name other fonts"
        self._base = base
        for font in fonts.values():
            if isinstance(font, Ref) and font not in self._looked_at:
                self._looked_at.add(font)
                yield from font_entry_faults(self._objects, font, self._meant.fonts)
        for drawing in dictionary(self._objects, named.get("XObject")).values():
            if isinstance(drawing, Ref) and drawing not in self._looked_at:
                self._looked_at.add(drawing)
                if digest_of_file(self._objects, drawing, self._meant.of_use) not in self._meant.drawings.sizes:
                    yield "its drawing is not that of its file"

    def _slips(self, entries: Mapping[str, Value]) -> Iterator[str]:
        for slip in SLIP.finditer(self._content(entries)):
            operators = slip[3]
            yield from painting_of(operators).faults
            yield from order_faults(operators)
            marks = _MARK.findall(operators)
            if (
                sorted([int(each) for _, each in marks]) != list(range(len(marks)))
                or not {tag.decode("ascii") for tag, _ in marks} <= _SLIP_TAGS
            ):
                yield "marks its lines otherwise"

    def _content(self, entries: Mapping[str, Value]) -> bytes:
        streams = [self._objects.get(each) for each in array(self._objects, entries.get("Contents"))]
        if not all(isinstance(each, Stream) for each in streams):
            raise Malformed("the content of a page is missing")
        return b"\n".join([each.data() for each in streams if isinstance(each, Stream)])


def _bookmarks(objects: OwnObjects, top: Value) -> Iterator[str]:
    """Yield what the bookmarks are otherwise than one after the other."""
    listed = dictionary(objects, top)
    yield from shape_faults("list of bookmarks", listed, OUTLINES)
    count, last, each = 0, None, listed.get("First")
    while isinstance(each, Ref) and count < objects.rows.size:
        entries = dictionary(objects, each)
        if not entries and not count:
            break  # Of no packet there is none, and the list leads nowhere.
        yield from shape_faults("bookmark", entries, RUN_BOOKMARK)
        count, last, each = count + 1, each, entries.get("Next")
        if count % _PAGES_HELD == 0:
            objects.forget()
    if listed.get("Count") != count or (count and listed.get("Last") != last):
        yield "its list of bookmarks says another number of them"
