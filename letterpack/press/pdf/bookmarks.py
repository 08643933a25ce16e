"""Bookmarks (part of stage 7 of 7): the outline of a document from its headings and enclosures (ISO 32000-1, 12.3.3).

A heading that a packet shares has its title in the plan. One with the packet's own words has only its place there, and the title
is written with the packet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from letterpack.press.pdf.destinations import destination
from letterpack.press.pdf.objects import text_string


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
