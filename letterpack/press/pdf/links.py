"""Links and bookmarks (part of stage 7 of 7; ISO 32000-1, 12.5.6.5 and 12.3.3): annotations that lead to addresses, from a
call to its note and back, and the outline of a document from its headings and enclosures.

The two ends of a note are each other's destination. If a line is a packet's own, the packet writes its link at its own place:
packets in which a name moves a link still share their plan. The same holds for the title of a heading with own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from letterpack.model.galley import Link
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.press.pdf.content import Segment, StripPlace, strip_at
from letterpack.press.pdf.objects import literal, text_string


def destination(page_number: int, view: str, element: int = 0) -> str:
    """Return the entry that leads to a ``view`` of the page with this object number, such as ``/Fit``.

    With the number of an ``element`` it leads to that tag, too, wherever a reader that follows the tags has it (12.3.2.3).
    """
    page = f"[{page_number} 0 R{view}]"
    return f"/A<</S/GoTo/D{page}/SD[{element} 0 R{view}]>>" if element else f"/Dest{page}"


Anchors: TypeAlias = Mapping[str, tuple[int, float]]
"""Where the ends of notes stand, by the link that is there: 0-based page index, y of the strip's top."""


class OwnLink(NamedTuple):
    """A link that each packet writes: the one at ``position`` among those of the strip at ``at``; its key in the parent tree, its
    action as PDF source.
    """

    at: StripPlace
    position: int
    key: int
    action: str


def anchors(segments: Iterable[Segment], pages: Sequence[PacketPage], sources: PacketBlocks) -> Anchors:
    """Return where calls and notes stand."""
    found: dict[str, tuple[int, float]] = {}
    for segment in segments:
        for at in segment.strips:
            for link in strip_at(pages[segment.page_index], sources, at).links:
                if link.note:
                    found.setdefault(link.target, (segment.page_index, at[4]))
    return found


def action(link: Link, places: Anchors, page_numbers: Sequence[int], page_height_pt: float, element: int = 0) -> str:
    """Return what a click on ``link`` does, as entries of its annotation; ``element`` is the object of the tag that one between a
    note and its call leads to, too.
    """
    if not link.note:
        return f"/A<</S/URI/URI{literal(link.target)}>>"
    page_index, y = places[link.leads]
    return destination(page_numbers[page_index], f"/XYZ null {page_height_pt - y:.1f} null", element)


def annotation(link: Link, at: StripPlace, page_height_pt: float, key: int, does: str) -> bytes:
    """Return the annotation of ``link`` in the strip at ``at``, with its ``key`` in the parent tree, that ``does`` this."""
    left, top = at[3] + link.x_pt, page_height_pt - at[4] - link.y_pt
    rect = f"[{left:.2f} {top - link.height_pt:.2f} {left + link.width_pt:.2f} {top:.2f}]"
    return (
        f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect{rect}/Contents{text_string(link.said)}{does}/StructParent {key}>>"
    ).encode("ascii")


class Bookmark(Struct, frozen=True):
    """What a bookmark leads to: a level from 1, a title, a page's object number and a height on it (None: the whole page).

    ``number`` is the object that the bookmark must be, for a title that packets write themselves; None where any will do.
    ``element`` is the object of the tag that it leads to, too; 0 where it leads to the page alone.
    """

    level: int
    title: str
    page_number: int
    y_pt: float | None
    number: int | None = None
    element: int = 0


class OwnTitle(Struct, frozen=True):
    """A bookmark's dictionary without its title: what stands before and after it."""

    before: bytes
    after: bytes


class Outline(Struct, frozen=True):
    """The outline's root (0: no bookmarks), its objects, and the dictionaries that wait for a title, by number."""

    root: int
    objects: list[tuple[int, bytes]]
    own: dict[int, OwnTitle]


class _OutlineItem(Struct, eq=False):
    heading: Bookmark
    number: int
    parent: _OutlineItem | None
    kids: list[_OutlineItem] = field(default_factory=list)


def outline(headings: Sequence[Bookmark], reserve: Callable[[], int]) -> Outline:
    """Return the outline of ``headings`` in order, deeper levels below the last one above them. ``reserve`` gives object
    numbers.
    """
    if not headings:
        return Outline(0, [], {})
    root = _OutlineItem(Bookmark(0, "", 0, None), reserve(), None)
    items: list[_OutlineItem] = []
    last = root
    for heading in headings:
        while last.heading.level >= heading.level:
            assert last.parent is not None
            last = last.parent
        item = _OutlineItem(heading, reserve() if heading.number is None else heading.number, last)
        last.kids.append(item)
        items.append(item)
        last = item
    objects = [(root.number, f"<</Type/Outlines{_family(root)}>>".encode("ascii"))]
    own: dict[int, OwnTitle] = {}
    for item in items:
        written = OwnTitle(b"<</Title", _rest(item).encode("ascii"))
        if item.heading.number is None:
            objects.append((item.number, with_title(written, item.heading.title)))
        else:
            own[item.number] = written
    return Outline(root.number, objects, own)


def with_title(own: OwnTitle, title: str) -> bytes:
    """Return the dictionary of a bookmark with ``title``."""
    return own.before + text_string(title).encode("ascii") + own.after


def _rest(item: _OutlineItem) -> str:
    assert item.parent is not None
    siblings = item.parent.kids
    index = siblings.index(item)
    before = f"/Prev {siblings[index - 1].number} 0 R" if index else ""
    after = f"/Next {siblings[index + 1].number} 0 R" if index + 1 < len(siblings) else ""
    heading = item.heading
    view = "/Fit" if heading.y_pt is None else f"/XYZ null {heading.y_pt:.1f} null"
    leads = destination(heading.page_number, view, heading.element)
    return f"/Parent {item.parent.number} 0 R{before}{after}{leads}{_family(item)}>>"


def _family(item: _OutlineItem) -> str:
    """Return the entries that name an item's kids; all are shown open, as a letter has few."""
    if not item.kids:
        return ""
    return f"/First {item.kids[0].number} 0 R/Last {item.kids[-1].number} 0 R/Count {_count(item)}"


def _count(item: _OutlineItem) -> int:
    return sum(1 + _count(kid) for kid in item.kids)
