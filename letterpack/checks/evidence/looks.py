"""The way back: whether two small pictures of pages show the same."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from letterpack.model.observed import GreyPicture
from letterpack.model.pdf import is_like

if TYPE_CHECKING:
    from PIL.Image import Image

_SEEN: Final = 64
"""Of 255 shades of grey: by less, edges and compressed pictures differ from one program to another."""
_COARSE: Final = 6
"""Pixels that are made one: what was drawn smaller is nowhere the same to the pixel."""
_SEEN_COARSE: Final = 40
_MOST_COARSE: Final = 2
_WHITE: Final = 250
_STAMP_HEIGHT: Final = 16
"""Of a page's height, the part in which a stamp may stand, above and below."""


def placed_size(size_pt: tuple[float, float], paper_pt: tuple[float, float] | None) -> tuple[float, float]:
    """Return the size of a page on ``paper_pt``, turned as the page is; its own where it has such paper, or none is asked for."""
    if paper_pt is None or is_like(size_pt, paper_pt):
        return size_pt
    short, long = sorted(paper_pt)
    return (long, short) if size_pt[0] > size_pt[1] else (short, long)


@lru_cache(maxsize=256)
def differing(one: GreyPicture, other: GreyPicture) -> int:
    """Return how many pixels differ by more than the eye overlooks."""
    from PIL import ImageChops

    if (one.width, one.height) != (other.width, other.height):
        return one.width * one.height
    return sum(ImageChops.difference(_opened(one), _opened(other)).histogram()[_SEEN:])


@lru_cache(maxsize=256)
def shows(source: GreyPicture, page: GreyPicture, scale: float, *, has_stamp: bool) -> bool:
    """Whether ``page`` shows ``source`` in its middle, ``scale`` as large, and else nothing but a stamp near its upper or lower
    edge: looked at from as far away as a copy that was drawn smaller is the same.
    """
    from PIL import Image, ImageChops

    wanted = Image.new("L", (page.width, page.height), 255)
    small = _opened(source).resize(
        (max(1, round(source.width * scale)), max(1, round(source.height * scale))), Image.Resampling.BOX
    )
    wanted.paste(small, ((page.width - small.width) // 2, (page.height - small.height) // 2))
    coarse = (max(1, page.width // _COARSE), max(1, page.height // _COARSE))
    pictures = [each.resize(coarse, Image.Resampling.BOX) for each in (wanted, _opened(page))]
    difference = ImageChops.difference(*pictures)
    if has_stamp:
        edge = max(1, coarse[1] // _STAMP_HEIGHT + 1)
        difference = difference.crop((0, edge, coarse[0], max(edge + 1, coarse[1] - edge)))
    return sum(difference.histogram()[_SEEN_COARSE:]) <= _MOST_COARSE


def is_white(picture: GreyPicture) -> bool:
    """Whether nothing is to be seen."""
    return min(zlib.decompress(picture.packed), default=255) >= _WHITE


def _opened(picture: GreyPicture) -> Image:
    from PIL import Image

    return Image.frombytes("L", (picture.width, picture.height), zlib.decompress(picture.packed))
