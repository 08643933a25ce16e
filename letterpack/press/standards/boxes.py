"""Page boxes and crop marks (part of stage 7 of 7; ISO 32000-1, 14.11.2 and 14.11.3).

A packet's page is its paper. For the print room the box of the finished sheet is named too (TrimBox); where a letterhead reaches
the paper's edge, the page grows by a bleed, into which it is drawn, and by room for marks that show where to cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.model.form import BLEED_PT
from letterpack.model.galley import Strip
from letterpack.model.profile import Profile
from letterpack.units import mm_to_pt

MARK_LENGTH_PT: Final = mm_to_pt(5.0)
MARK_GAP_PT: Final = BLEED_PT
"""Marks begin where the bleed ends, so that none can be left on a sheet that is cut a little off."""
MARK_WIDTH_PT: Final = 0.25
SLUG_PT: Final = MARK_GAP_PT + MARK_LENGTH_PT + mm_to_pt(2.0)
"""From the edge of the finished sheet to that of the page with marks."""
_REACHES_PT: Final = 0.5
"""A drawing that comes this near to the edge will show white there when it is cut."""


Boxes: TypeAlias = Literal["paper", "trim", "bleed"]
"""What a page's boxes name: the paper alone, the finished sheet too, or that within a bleed and room for crop marks."""


def boxes_for(profile: Profile) -> Boxes:
    """Return what the boxes of a page name on which nothing reaches the edge."""
    return "trim" if profile.is_trimmed else "paper"


class Sheet(Struct, frozen=True):
    """The finished sheet, and what the boxes of its pages name."""

    width_pt: float
    height_pt: float
    boxes: Boxes = "paper"

    def entries(self) -> str:
        """Return the page dictionary's boxes. The finished sheet's lower left corner is the origin, whatever lies around it."""
        width, height = self.width_pt, self.height_pt
        trim = f"[0 0 {width:.3f} {height:.3f}]"
        if self.boxes == "paper":
            return f"/MediaBox{trim}"
        if self.boxes == "trim":
            return f"/MediaBox{trim}/TrimBox{trim}/BleedBox{trim}"
        return f"/MediaBox{_grown(width, height, SLUG_PT)}/TrimBox{trim}/BleedBox{_grown(width, height, BLEED_PT)}"

    def marks(self) -> str:
        """Return operators that draw the crop marks, as an artifact of type Page (14.8.2.2.2); nothing where nothing bleeds."""
        if self.boxes != "bleed":
            return ""
        lines = [line for x in (0.0, self.width_pt) for y in (0.0, self.height_pt) for line in _corner(x, y)]
        return f"/Artifact<</Type/Page>>BDC q 0 G {MARK_WIDTH_PT:g} w {' '.join(lines)} Q EMC"


def reaches_edge(strips: Iterable[tuple[Strip, float, float]], width_pt: float) -> bool:
    """Return whether a drawing of ``strips``, each with its top-left corner, lies across the whole of a sheet this wide."""
    return any(
        x + drawing.x_pt < _REACHES_PT and x + drawing.x_pt + drawing.width_pt > width_pt - _REACHES_PT
        for strip, x, _ in strips
        for drawing in strip.drawings
    )


def _grown(width_pt: float, height_pt: float, by_pt: float) -> str:
    return f"[{-by_pt:.3f} {-by_pt:.3f} {width_pt + by_pt:.3f} {height_pt + by_pt:.3f}]"


def _corner(x: float, y: float) -> tuple[str, str]:
    """Return the two marks at the corner (``x``, ``y``) of the finished sheet, each pointing away from it."""
    across, up = (-1 if x == 0 else 1), (-1 if y == 0 else 1)
    near, far = MARK_GAP_PT, MARK_GAP_PT + MARK_LENGTH_PT
    return (
        f"{x + across * near:.2f} {y:.2f} m {x + across * far:.2f} {y:.2f} l S",
        f"{x:.2f} {y + up * near:.2f} m {x:.2f} {y + up * far:.2f} l S",
    )
