"""A packet's pages, and the blocks they name."""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.galley import GalleyBlock
from letterpack.model.page import PlacedStrip

LETTER: Final = 0
HEAD: Final = 1
CARRIER: Final = 2
FURNITURE: Final = 3
"""The source of a page's own furniture, which the page itself holds."""


class PacketPage(Struct, frozen=True):
    """A page of a packet: each strip with the source its reference is in; ``part`` is ``carrier``, ``letter`` or ``annex``."""

    placed: tuple[tuple[int, PlacedStrip], ...]
    part: str
    furniture: tuple[GalleyBlock, ...]


class PacketBlocks(NamedTuple):
    """The blocks that a packet's pages refer to, by source: the letter's parts, the running head, the carrier's frames."""

    letter: tuple[GalleyBlock, ...]
    head: tuple[GalleyBlock, ...]
    carrier: tuple[GalleyBlock, ...]
