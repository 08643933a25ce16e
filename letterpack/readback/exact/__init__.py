"""A packet value by value: what letterpack writes there, by its own code and by the campaign's files, and nothing near it.

The long way of the second witness, for packets whose bytes are not those that their sources make. It sees no packet that is made
now: each value has one place that it follows from, in the file or in its sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.languages import runs_right_to_left
from letterpack.model.observed import ObservedPacket, Shown
from letterpack.model.profile import Intent
from letterpack.patterns import late
from letterpack.readback.exact.drawings import KnownDrawings, drawing_faults
from letterpack.readback.exact.elements import grown, is_enclosed, list_faults, tree_faults
from letterpack.readback.exact.flow import flow_faults
from letterpack.readback.exact.font_entries import font_entry_faults, font_key_faults, is_brought
from letterpack.readback.exact.heads import intent_faults
from letterpack.readback.exact.operators_in_order import order_faults
from letterpack.readback.exact.said import SaidBesideText, about_bytes_faults, said_faults, words_faults
from letterpack.readback.exact.shapes import (
    CATALOG,
    PAGE,
    PAGES,
    RESOURCES,
    shape_faults,
)
from letterpack.readback.exact.ways import Leading, PageLines, bookmark_faults, label_faults, link_faults, page_faults
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects, dictionary
from letterpack.readback.page_tree import FilePage, pages_of, streams_of
from letterpack.readback.values import Malformed, Ref, Value, text_of
from letterpack.readback.whitelist.typefaces import FontsNamed

__all__ = ["MeantPacket", "exact_faults"]

_FONT: Final = late(rb"/([\w.]+) [\d.]+ Tf")
_OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class MeantPacket(Struct, frozen=True):
    """What the sources make a packet be beside its words: how many pages are its ``own``, how many of them a ``carrier`` takes;
    the ways in which a page's ``boxes`` are written; its output ``intent``; its ``fonts`` and ``drawings``; the ``targets`` of
    links; what is ``enclosed``, each with the index of its first page; what tags have ``said`` beside the text; XMP and
    information ``about`` the file.
    """

    own: int
    carrier: int
    boxes: tuple[Mapping[str, Value], ...]
    intent: Intent
    is_pdf_2: bool
    fonts: FontsNamed
    drawings: KnownDrawings
    targets: frozenset[str]
    enclosed: tuple[tuple[str, int], ...]
    said: SaidBesideText
    about: tuple[bytes, bytes]


def exact_faults(data: bytes, found: ObservedPacket, meant: MeantPacket) -> Iterator[str]:
    """Yield what the packet ``data``, which shows what was ``found``, holds otherwise than it is ``meant``."""
    try:
        yield from dict.fromkeys(_faults(OwnObjects(data, ObjectMemories(Memory(), Memory(), Memory())), found, meant))
    except _OF_DAMAGE:
        # One that another program saved is told of already.
        yield from () if found.strange else ("what cannot be read value by value",)


def _faults(objects: OwnObjects, found: ObservedPacket, meant: MeantPacket) -> Iterator[str]:
    root = dictionary(objects, objects.trailer.get("Root"))
    pages, own = pages_of(objects, root), meant.own
    top, holder = grown(objects, root, pages), root.get("Pages")
    if top is None or not isinstance(holder, Ref):
        raise Malformed("it has no tags")
    yield from shape_faults("catalog", root, CATALOG)
    yield from shape_faults("page tree", dictionary(objects, holder), PAGES)
    yield from intent_faults(objects, root, meant.intent)
    yield from about_bytes_faults(objects, *meant.about)
    yield from label_faults(objects, root, meant.carrier, meant.enclosed)
    yield from _pages(objects, pages[:own], holder, meant)
    yield from tree_faults(objects, root, pages, own, top, is_pdf_2=meant.is_pdf_2)
    lines = _lines(found, own)
    shown = PageLines(lines, [page.height_pt for page in found.pages])
    letters = [each for each in top.walk() if not is_enclosed(each, own)]
    said = {each: shown.said(each) for each in letters if each.role == "Lbl"}
    for each in letters:
        yield from list_faults(objects, each, said) if each.role == "L" else ()
    ways = Leading(letters, shown, pages, meant.enclosed)
    yield from link_faults(objects, ways, meant.targets)
    yield from bookmark_faults(objects, root, ways)
    yield from drawing_faults(objects, pages[:own], letters, meant.drawings)
    language = text_of(objects.get(root.get("Lang")))
    yield from said_faults(letters, shown, language, meant.said)
    yield from words_faults(objects, letters, meant.said, frozenset(meant.drawings.said))
    yield from flow_faults(letters, lines, right_to_left=runs_right_to_left(language))


def _pages(objects: OwnObjects, pages: Sequence[FilePage], holder: Ref, meant: MeantPacket) -> Iterator[str]:
    """Yield what ``pages`` of ours are otherwise, below ``holder``: their entries, their fonts, the order of what they paint."""
    fonts: set[Ref] = set()
    brought, used = set[str](), set[bytes]()
    for index, page in enumerate(pages):
        yield from shape_faults(f"page {index + 1}", dictionary(objects, page.ref), PAGE)
        yield from page_faults(objects, page, holder, meant.boxes, index)
        resources = dictionary(objects, page.entries.get("Resources"))
        yield from shape_faults("resources", resources, RESOURCES)
        called = dictionary(objects, resources.get("Font"))
        yield from font_key_faults(objects, called, meant.fonts)
        brought.update(filter(is_brought, called))
        fonts.update([each for each in called.values() if isinstance(each, Ref)])
        for stream in streams_of(objects, page):
            used.update(_FONT.findall(stream.data()))
            yield from [f"its page {index + 1} {fault}" for fault in order_faults(stream.data())]
    yield from [f"a font {key} that no page shows" for key in sorted(brought) if key.encode("ascii") not in used]
    for font in sorted(fonts, key=lambda each: each.number):
        yield from font_entry_faults(objects, font, meant.fonts)


def _lines(found: ObservedPacket, own: int) -> Mapping[tuple[int, int], Sequence[Shown]]:
    lines: dict[tuple[int, int], list[Shown]] = {}
    for index, page in enumerate(found.pages[:own]):
        for line in page.shown:
            if line.mcid >= 0:
                lines.setdefault((index, line.mcid), []).append(line)
    return lines
