"""What a content paints with while its painting is counted, and what comes of the count."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.pdfcopy.places import Corners, Turn


class PaintedArea(NamedTuple):
    """What a content paints in its own space: square points, how many operators (each covers the page at most), points of path,
    and what is the same at any size. Each counts as often as it costs more than plain colour; letters of texts are counted as
    they are.
    """

    area: float = 0.0
    times: float = 0.0
    length: float = 0.0
    fixed: float = 0.0
    letters: int = 0

    def seen(self, scale: float, visible_pt2: float) -> float:
        """Return the square points where the content is shown ``scale`` times as large in area, and so much of it is visible."""
        return min(self.area * scale, self.times * visible_pt2) + self.length * math.sqrt(scale) + self.fixed


class Colouring(Struct, frozen=True):
    """What a square point of a colour costs; of a pattern, how far apart its tiles are, what each costs, and the first one."""

    factor: float = 1.0
    tile_pt2: float = 0.0
    tile: float = 0.0
    first: float = 0.0


PLAIN: Final = Colouring()


class PaintState(Struct, frozen=True):
    """What ``q`` keeps (ISO 32000-1, 8.4.1)."""

    matrix: Turn
    clip: Corners
    fill: Colouring = PLAIN
    stroke: Colouring = PLAIN
    clear_fill: float = 1.0
    clear_stroke: float = 1.0
    blended: float = 1.0
    masked: float = 1.0
    fixed: float = 0.0
    """What the mask costs each time."""
    width: float = 1.0
    glyph: PaintedArea | None = None
    size: float = 1.0

    @property
    def factor(self) -> float:
        """How often all that is painted counts, as it shows through, is blended or masked."""
        return max(self.clear_fill, self.clear_stroke, self.blended, self.masked)
