"""Text that elements say themselves (part of stage 7 of 7): ActualText for whoever follows the tags (ISO 32000-1, 14.9.4).

What packets share is written with the tree; what is each packet's own is left open and filled in from its marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from letterpack.model.galley import Path, TagNode
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.press.pdf.segments import Segment, StripPlace, strip_at
from letterpack.press.pdf.structure import OpenElement

OwnTexts: TypeAlias = dict[Path, list[tuple[StripPlace, int]]]
"""The marks of each element that says text of the packet's own, by its path: strip and index."""


class OwnElement(Struct, frozen=True):
    """An element that says text of the packet's own: the marks whose text that is, and the rest of it."""

    marks: tuple[tuple[StripPlace, int], ...]
    written: OpenElement

    def body(self, sources: PacketBlocks) -> bytes:
        """Return the element of the packet with ``sources``."""
        said = [sources[at[0]][at[1]].strips[at[2]].marks[index].said for at, index in self.marks]
        return self.written.saying("".join(said))


def own_texts(segments: Sequence[Segment], pages: Sequence[PacketPage], sources: PacketBlocks) -> OwnTexts:
    """Return the elements that say text of the packet's own, in reading order."""
    found: OwnTexts = {}
    for segment in segments:
        page = pages[segment.page_index]
        for at in segment.strips if segment.own else ():
            for index, mark in enumerate(strip_at(page, sources, at).marks):
                if mark.said:
                    found.setdefault((TagNode("Part", page.part), *mark.path), []).append((at, index))
    return found
