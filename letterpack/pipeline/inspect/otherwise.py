"""A packet that other versions made beside the one that is made now: what no version explains."""

from __future__ import annotations

from typing import Final

import pypdfium2 as pdfium

from letterpack.pdfcopy.weighing import TooHeavy
from letterpack.readback.beside_pages import beside_pages, told_otherwise
from letterpack.readback.whitelist.runs import OF_DAMAGE
from letterpack.review.pictures import same_pictures

_PICTURES: Final = "its pictures are not those of their files"


def otherwise(data: bytes, made: bytes, enclosed: int) -> tuple[str, ...]:
    """Return what the packet ``data`` says or shows otherwise than the one that is ``made``; others made the last ``enclosed``
    pages of both. Nothing of a file that is none of letterpack's, and is told to be so.
    """
    try:
        now, then = (beside_pages(each, enclosed) for each in (data, made))
        said = tuple(told_otherwise(now, then))
        if now.pictures == then.pictures or same_pictures(data, made, max(now.own, then.own)):
            return said
    except (*OF_DAMAGE, TooHeavy, pdfium.PdfiumError):
        return ()
    return (*said, _PICTURES)
