"""Pictures of a document as files that a letter can print: PNG, JPEG and SVG as they are, other kinds as PNG."""

from __future__ import annotations

import io
import warnings
from typing import Final

from msgspec import Struct

from letterpack.intake.letters.document import DocumentRefused
from letterpack.limits import MOST_ATTACHED_BYTES, MOST_DOCUMENT_PIXELS

_AS_THEY_ARE: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_TURNED: Final = ("GIF", "BMP", "TIFF", "WEBP")
"""What Pillow reads and a letter does not print."""


class UsablePicture(Struct, frozen=True):
    """A picture's bytes, the suffix of its name, and how many pixels were turned into another kind of picture."""

    data: bytes
    suffix: str
    pixels: int = 0


def usable_picture(data: bytes, most_pixels: int) -> UsablePicture | None:
    """Return ``data`` as a picture that a letter can print; None where it is none.

    Raises ``DocumentRefused`` where it must be turned into another kind, and has more than ``most_pixels``.
    """
    if len(data) > MOST_ATTACHED_BYTES:
        return None
    for head, suffix in _AS_THEY_ARE.items():
        if data.startswith(head):
            return UsablePicture(data, suffix)
    if b"<svg" in data[:4096]:
        return UsablePicture(data, ".svg")
    return _as_png(data, most_pixels)


def _as_png(data: bytes, most_pixels: int) -> UsablePicture | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_TURNED) as picture:
            pixels = picture.width * picture.height
            if pixels > most_pixels:
                raise DocumentRefused(
                    f"has more than {MOST_DOCUMENT_PIXELS:,} pixels in pictures that are neither PNG nor JPEG",
                    "make these smaller",
                )
            made = io.BytesIO()
            picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB").save(made, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return UsablePicture(made.getvalue(), ".png", pixels)
