"""Pages that others made (enclosures), by PDFium, which reads any font and paints any page: their text with places, and looks."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable
from contextlib import ExitStack
from typing import Final

import pypdfium2 as pdfium
from msgspec import Struct

from letterpack.model.observed import GreyPicture, Shown
from letterpack.pdfcopy.opened import opened
from letterpack.pdfcopy.weighing import TooHeavy
from letterpack.readback.foreign_letters import page_lines, page_words

_PIXELS_A_POINT: Final = 0.5
"""36 dpi: a letter of text is a few pixels, and a page has 125,000."""
_MOST_SIDE: Final = 2_000


class ForeignPage(Struct, frozen=True):
    """The lines of text on a page, and how it looks; nothing of a page that cannot be opened."""

    shown: tuple[Shown, ...] = ()
    painted: GreyPicture | None = None


def foreign_pages(
    data: bytes, page_indexes: Iterable[int], words_alone: Container[int] = (), *, paints: bool
) -> dict[int, ForeignPage]:
    """Return the pages with these 0-based indexes, painted where that is asked for; of some, ``words_alone`` without places."""
    found: dict[int, ForeignPage] = {}
    with ExitStack() as held:
        try:
            document = held.enter_context(opened(data))
        except (pdfium.PdfiumError, TooHeavy):
            return dict.fromkeys(page_indexes, ForeignPage())
        for index in page_indexes:
            try:
                page = document[index]
            except (pdfium.PdfiumError, IndexError):
                found[index] = ForeignPage()
                continue
            found[index] = ForeignPage(
                (page_words if index in words_alone else page_lines)(page), _painted(page) if paints else None
            )
            page.close()
    return found


def _painted(page: pdfium.PdfPage) -> GreyPicture:
    """Return a small grey picture of ``page`` without annotations: a copy leaves them out, and what they show is reported."""
    scale = min(_PIXELS_A_POINT, _MOST_SIDE / max(page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    rows = bytes(bitmap.buffer)
    packed = b"".join([rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)])
    found = GreyPicture(bitmap.width, bitmap.height, zlib.compress(packed, 1))
    bitmap.close()
    return found
