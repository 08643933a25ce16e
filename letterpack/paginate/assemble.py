"""Stage 6 of 7: the pages of a letter become the pages of a packet.

Decides their order, what each carries beside the letter (running head, foot, marks), and where a carrier stands. What is
printed on a page still names its strips by source and reference, so that packets of equal shape share all of this.
"""

from __future__ import annotations

from collections.abc import Callable

from letterpack.model import roles
from letterpack.model.galley import Frame
from letterpack.model.packet import CARRIER, FURNITURE, HEAD, LETTER, PacketPage
from letterpack.model.page import PageLayout, PlacedStrip, framed


def assemble(
    layout: tuple[PageLayout, ...],
    head: Frame,
    carrier: tuple[Frame, ...],
    furniture: Callable[[int | None, int], tuple[Frame, ...]],
    annex: int | None = None,
) -> tuple[PacketPage, ...]:
    """Return the packet's pages: the carrier if it has frames, then the letter's.

    ``furniture`` gives the foot and marks of a letter's page by its number and the number of the letter's pages, or those of a
    carrier for None. Pages that begin with part ``annex`` of the letter, or a later one, are its annex.
    """
    count = len(layout)
    pages: list[PacketPage] = []
    if carrier:
        pages.append(_page([(CARRIER, placed) for placed in framed(carrier)], "carrier", furniture(None, count)))
    for page in layout:
        placed = [(HEAD, place) for place in framed((head,))] if page.number != 1 else []
        placed.extend((LETTER, place) for place in page.placed)
        is_annex = annex is not None and bool(page.placed) and page.placed[0].ref[0] >= annex
        pages.append(_page(placed, "annex" if is_annex else "letter", furniture(page.number, count)))
    return tuple(pages)


def _page(placed: list[tuple[int, PlacedStrip]], part: str, furniture: tuple[Frame, ...]) -> PacketPage:
    around = [(FURNITURE, place) for place in framed(furniture)]
    # What says that a letter is a draft is read before it.
    first = sum([len(frame.block.strips) for frame in furniture if frame.name == roles.DRAFT])
    return PacketPage((*around[:first], *placed, *around[first:]), part, tuple([frame.block for frame in furniture]))
