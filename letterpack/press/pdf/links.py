"""Links (part of stage 7 of 7): the annotations that lead to addresses, from a call to its note, and from the note back to its
call (ISO 32000-1, 12.5.6.5).

The two ends of a note are each other's destination. Where a link's line is a packet's own, the packet writes the link, at its own
place: packets in which a name moves a link still share their plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from letterpack.model.galley import Link
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.press.pdf.destinations import destination
from letterpack.press.pdf.objects import literal, text_string
from letterpack.press.pdf.segments import Segment, StripPlace, strip_at

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
