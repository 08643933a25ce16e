"""Pages: every strip of a galley at a fixed place, with nothing left to decide.

A layout names strips and does not hold them, so that packets whose galleys have equal shapes share one layout.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from letterpack.model.galley import Columns, Frame, GalleyBlock

StripRef: TypeAlias = tuple[int, int]
"""A strip: index of its part in ``Parts.blocks``, index of the strip in that block."""


class PlacedStrip(Struct, frozen=True):
    """A strip at a place: its top-left corner from the page's."""

    ref: StripRef
    x_pt: float
    y_pt: float


class PageLayout(Struct, frozen=True):
    """A page's strips in reading order. ``number`` is the 1-based number in the letter, None on a carrier."""

    placed: tuple[PlacedStrip, ...]
    number: int | None


class Parts(Struct, frozen=True):
    """All blocks of a letter in reading order: frames, then flow, then the rule above notes where there are some, then the
    signatories' lead and rows (as one block, a setting's behind another's).
    """

    blocks: tuple[GalleyBlock, ...]
    frames: tuple[Frame, ...]
    flow: range
    columns: Columns | None
    rows: int
    note_rule: int | None = None

    @property
    def settings(self) -> tuple[Columns, ...]:
        """The settings of the list of signatories, the best first."""
        return () if self.columns is None else (self.columns, *self.columns.others)


def framed(frames: tuple[Frame, ...], first_index: int = 0) -> list[PlacedStrip]:
    """Return the strips of ``frames`` at their places; the first frame is part ``first_index``."""
    placed: list[PlacedStrip] = []
    for index, frame in enumerate(frames, first_index):
        y = frame.y_pt
        for strip_index, strip in enumerate(frame.block.strips):
            y += strip.space_pt if strip_index else 0.0
            placed.append(PlacedStrip((index, strip_index), frame.x_pt, y))
            y += strip.height_pt
    return placed
