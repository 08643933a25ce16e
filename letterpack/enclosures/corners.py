"""Where a page has room for a stamp (part of stage 6): PDFium draws it, and a corner is free where one light shade is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

from letterpack.model.form import Rect
from letterpack.pdfcopy import Damaged
from letterpack.units import PT_PER_INCH, mm_to_pt

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE: Final = 50 / PT_PER_INCH
_MOST_PIXELS: Final = 3000
"""In a row or a column: a page that is larger is looked at less closely."""
_MARGINS_PT: Final = tuple(mm_to_pt(each) for each in (12.0, 9.0, 7.0, 5.0))
"""From the edges of the paper to the stamp; office printers leave 5 mm white."""
_AROUND_PT: Final = 2.0
_LIGHT: Final = 200
_ONE_SHADE: Final = 24
"""Of 255: paper that was scanned has spots, and is not quite white."""


class SeenPage(NamedTuple):
    """A page, drawn with so many pixels a point."""

    image: Image
    scale: float


class DrawnPages:
    """The pages of a file as a reader sees them, one drawn at a time. Raises ``Damaged``."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        from letterpack.pdfcopy.opened import opened
        from letterpack.pdfcopy.weighing import TooHeavy

        self._held = ExitStack()
        try:
            self._document = self._held.enter_context(opened(data))
        except TooHeavy as error:
            raise Damaged(f"its pages cannot be drawn: {error}") from error
        except pypdfium2.PdfiumError as error:
            raise Damaged("its pages cannot be drawn") from error

    def close(self) -> None:
        """Let go of the file: until then, no other thread draws any."""
        self._held.close()

    def seen(self, index: int, width_pt: float, height_pt: float) -> SeenPage:
        """Return page ``index`` in shades of gray, shown on ``width_pt`` and ``height_pt``."""
        import pypdfium2

        scale = min(_SCALE, _MOST_PIXELS / max(width_pt, height_pt))
        try:
            page = self._document[index]
            image = page.render(scale=scale * width_pt / page.get_width(), grayscale=True).to_pil().convert("L")
            page.close()
        except pypdfium2.PdfiumError as error:
            raise Damaged(f"page {index + 1} cannot be drawn") from error
        return SeenPage(image, scale)


def free_corner(
    seen: SeenPage, paper_pt: tuple[float, float], size_pt: tuple[float, float], *, from_left: bool
) -> tuple[float, float] | None:
    """Return the lower left corner, in points from the paper's, of a place for ``size_pt`` in a free corner; None where none is.

    ``seen`` lies in the middle of the paper. A page is marked above, where it begins to be read last: ``from_left`` for pages
    that run from right to left.
    """
    image, scale = seen
    inset = (paper_pt[0] - image.width / scale) / 2, (paper_pt[1] - image.height / scale) / 2
    for x, y in _places(paper_pt, size_pt, from_left=from_left):
        left, lower = x - _AROUND_PT - inset[0], y - _AROUND_PT - inset[1]
        right, upper = left + size_pt[0] + 2 * _AROUND_PT, lower + size_pt[1] + 2 * _AROUND_PT
        top, bottom = image.height - upper * scale, image.height - lower * scale
        if _is_free(image, (int(left * scale), int(top), int(right * scale) + 1, int(bottom) + 1)):
            return x, y
    return None


def is_clear(seen: SeenPage, paper_pt: tuple[float, float], area: Rect) -> bool:
    """Whether one light shade is all over ``area``, measured from the paper's top left corner; ``seen`` lies in the middle of the
    paper.
    """
    image, scale = seen
    across, down = (paper_pt[0] - image.width / scale) / 2, (paper_pt[1] - image.height / scale) / 2
    left, top = (area.x_pt - across) * scale, (area.y_pt - down) * scale
    right, bottom = (area.right_pt - across) * scale, (area.bottom_pt - down) * scale
    return _is_free(image, (int(left), int(top), int(right) + 1, int(bottom) + 1))


def _places(paper_pt: tuple[float, float], size_pt: tuple[float, float], *, from_left: bool) -> Iterator[tuple[float, float]]:
    for margin in _MARGINS_PT:
        left, right = margin, paper_pt[0] - size_pt[0] - margin
        for y in (paper_pt[1] - size_pt[1] - margin, margin):
            yield from ((x, y) for x in ((left, right) if from_left else (right, left)))


def _is_free(image: Image, box: tuple[int, int, int, int]) -> bool:
    inner = max(0, box[0]), max(0, box[1]), min(image.width, box[2]), min(image.height, box[3])
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return True
    shades = image.crop(inner).tobytes()
    return min(shades) >= _LIGHT and max(shades) - min(shades) <= _ONE_SHADE
