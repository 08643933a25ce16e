"""Pictures and drawings by themselves, as they look: what every version makes of the same files, wherever it places them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pypdfium2 as pdfium
from PIL import Image

from letterpack.pdfcopy.opened import opened
from letterpack.review.pixels import look_otherwise

_WIDTH_PIXELS: Final = 400
_MOST_SCALE: Final = 8.0
_LEAST_PT: Final = 0.5
_PICTURES: Final = frozenset({pdfium.raw.FPDF_PAGEOBJ_FORM, pdfium.raw.FPDF_PAGEOBJ_IMAGE})
_SAME_SHAPE: Final = 0.02


def same_pictures(one: bytes, other: bytes, pages: int) -> bool:
    """Whether the first ``pages`` of two PDFs show the same pictures in the same order, of whatever size and at whatever place.

    Raises ``TooHeavy``, and ``PdfiumError`` where one of them cannot be opened.
    """
    ours, theirs = (list(_pictures(data, pages)) for data in (one, other))
    return len(ours) == len(theirs) and all(map(_are_alike, ours, theirs))


def _pictures(data: bytes, pages: int) -> Iterator[Image.Image]:
    with opened(data) as document:
        for index in range(min(pages, len(document))):
            yield from _of_page(document[index])


def _of_page(page: pdfium.PdfPage) -> Iterator[Image.Image]:
    objects = list(page.get_objects(max_depth=1))
    shown = [(each, each.get_bounds()) for each in objects if each.type in _PICTURES]
    for each in objects if shown else ():
        page.remove_obj(each)
    width, height = page.get_size()
    for each, (left, bottom, right, top) in shown:
        sides = (max(left, 0.0), max(bottom, 0.0), min(right, width), min(top, height))
        across, up = sides[2] - sides[0], sides[3] - sides[1]
        if across < _LEAST_PT or up < _LEAST_PT:
            continue
        page.insert_obj(each)
        crop = (sides[0], sides[1], width - sides[2], height - sides[3])
        yield page.render(scale=min(_MOST_SCALE, _WIDTH_PIXELS / across), crop=crop).to_pil().convert("RGB")
        page.remove_obj(each)


def _are_alike(one: Image.Image, other: Image.Image) -> bool:
    if abs(one.width / one.height - other.width / other.height) > _SAME_SHAPE * max(1.0, one.width / one.height):
        return False
    return not look_otherwise(one, other.resize(one.size))
