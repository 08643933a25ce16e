"""A letter's picture as an editable copy shows it: as large as it is on a screen, and no wider than the text."""

from __future__ import annotations

import io
from typing import Final

from msgspec import Struct

from letterpack.model.exported import ExportedLetter
from letterpack.model.letter import Picture

_MM_OF_PIXEL: Final = 25.4 / 96
_WIDEST_MM: Final = 160.0


class CopiedPicture(Struct, frozen=True):
    """A picture's bytes, how its file's name ends, and its size in millimetres."""

    data: bytes
    suffix: str
    width_mm: float
    height_mm: float


def copied_picture(letter: ExportedLetter, block: Picture) -> CopiedPicture | None:
    """Return the picture of ``block``; None of a drawing, which a word processor may not show, and of one that is not there."""
    from PIL import Image

    data = letter.pictures.get(block.path, b"")
    if not data:
        return None
    suffix = "png" if data.startswith(b"\x89PNG") else "jpg"
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.width * _MM_OF_PIXEL, picture.height * _MM_OF_PIXEL
    scale = min(1.0, _WIDEST_MM / width)
    return CopiedPicture(data, suffix, width * scale, height * scale)
