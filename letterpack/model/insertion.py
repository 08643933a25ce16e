"""Insertion marks: what a folding and inserting machine reads on each sheet, so that a packet's sheets stay together."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from letterpack.model.form import Rect

BITS: Final = 3
"""How many lines a sequence number may have: it counts to 7 and begins again."""


class SheetCode(Struct, frozen=True):
    """What a sheet's marks say. ``run`` and ``piece`` number the print run and the packet in it, from 1; the sheet is number
    ``sheet`` of ``sheets`` of its packet, from 1; ``sequence`` counts all sheets of the file, from 0.
    """

    run: int
    piece: int
    sheet: int
    sheets: int
    sequence: int


class OmrLines(Struct, frozen=True):
    """Short lines below each other, each at its own place, there or not: what it says is its role, from the first read on."""

    roles: tuple[str, ...]
    length_pt: float
    thickness_pt: float
    pitch_pt: float


class SymbolMatrix(Struct, frozen=True):
    """A Data Matrix symbol of ``side`` modules, with the fields of a ``SheetCode`` as digits, each of a fixed width."""

    fields: tuple[tuple[str, int], ...]
    side: int
    module_pt: float


class InsertionMarks(Struct, frozen=True):
    """The marks of a machine: what they are, and where on the front of each sheet.

    ``inset_pt`` is from the paper's ``edge`` to the marks, ``top_pt`` from its top. Nothing else may be printed within
    ``sides_pt`` beside them and ``ends_pt`` above and below, nor, where it ``clears_back``, behind that on the back.
    """

    name: str
    title: str
    marks: OmrLines | SymbolMatrix
    edge: Literal["left", "right"]
    inset_pt: float
    top_pt: float
    sides_pt: float
    ends_pt: float
    clears_back: bool

    @property
    def size_pt(self) -> tuple[float, float]:
        """How wide and how high the marks are, all of them printed."""
        marks = self.marks
        if isinstance(marks, SymbolMatrix):
            return marks.side * marks.module_pt, marks.side * marks.module_pt
        return marks.length_pt, (len(marks.roles) - 1) * marks.pitch_pt + marks.thickness_pt

    def place(self, paper_width_pt: float) -> Rect:
        """Return where the marks are on paper of this width."""
        width, height = self.size_pt
        x = self.inset_pt if self.edge == "left" else paper_width_pt - self.inset_pt - width
        return Rect(x, self.top_pt, width, height)

    def zone(self, paper_width_pt: float) -> Rect:
        """Return what must be clear on the front: around the marks, and as far as the edge that they are at."""
        place = self.place(paper_width_pt)
        left = 0.0 if self.edge == "left" else place.x_pt - self.sides_pt
        right = place.right_pt + self.sides_pt if self.edge == "left" else paper_width_pt
        return Rect(left, place.y_pt - self.ends_pt, right - left, place.height_pt + 2 * self.ends_pt)

    def back_zone(self, paper_width_pt: float) -> Rect | None:
        """Return what must be clear on the back, which is turned along the long edge; None where it may be printed on."""
        zone = self.zone(paper_width_pt)
        return Rect(paper_width_pt - zone.right_pt, zone.y_pt, zone.width_pt, zone.height_pt) if self.clears_back else None
