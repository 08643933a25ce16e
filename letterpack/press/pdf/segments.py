"""Segments (part of stage 7 of 7): what of a page all packets of a shape share, what is each packet's own, in reading order."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from letterpack.model.galley import Strip
from letterpack.model.packet import FURNITURE, HEAD, PacketBlocks, PacketPage

StripPlace: TypeAlias = tuple[int, int, int, float, float]
"""A strip by source, part and index, and its top-left corner."""


class Segment(Struct, frozen=True):
    """Consecutive strips of a page that are all shared, or all a packet's own."""

    page_index: int
    own: bool
    strips: tuple[StripPlace, ...]


def segments_of(page: PacketPage, page_index: int, sources: PacketBlocks) -> list[Segment]:
    """Return the segments of a page in reading order."""
    found: list[tuple[bool, list[StripPlace]]] = []
    for source, placed in page.placed:
        blocks = page.furniture if source == FURNITURE else sources[source]
        own = blocks[placed.ref[0]].own
        if not found or found[-1][0] != own:
            found.append((own, []))
        found[-1][1].append((source, *placed.ref, placed.x_pt, placed.y_pt))
    return [Segment(page_index, own, tuple(strips)) for own, strips in found]


def numbered_own(segments: list[Segment]) -> dict[int, int]:
    """Map own segments, by identity, to object numbers; artifacts that stand on several pages alike have one stream."""
    numbers: dict[int, int] = {}
    alike: dict[tuple[StripPlace, ...], int] = {}
    for segment in segments:
        if segment.own:
            new = len(set(numbers.values())) + 1
            running = all(source == HEAD for source, *_ in segment.strips)
            numbers[id(segment)] = alike.setdefault(segment.strips, new) if running else new
    return numbers


def strip_at(page: PacketPage, sources: PacketBlocks, at: StripPlace) -> Strip:
    """Return the strip that a page names."""
    source, block, index = at[:3]
    blocks = page.furniture if source == FURNITURE else sources[source]
    return blocks[block].strips[index]
