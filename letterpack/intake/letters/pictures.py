"""Pictures of a document as files that a letter can print: PNG, JPEG and SVG as they are, other kinds as PNG."""

from __future__ import annotations

import io
import warnings
from typing import Final, NamedTuple

from letterpack.limits import MOST_ATTACHED_BYTES, MOST_PIXELS

_AS_THEY_ARE: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_TURNED: Final = ("GIF", "BMP", "TIFF", "WEBP")
"""What Pillow reads and a letter does not print."""


class UsablePicture(NamedTuple):
    """A picture's bytes, and the suffix of its name."""

    data: bytes
    suffix: str


def usable_picture(data: bytes) -> UsablePicture | None:
    """Return ``data`` as a picture that a letter can print; None where it is none."""
    if len(data) > MOST_ATTACHED_BYTES:
        return None
    for head, suffix in _AS_THEY_ARE.items():
        if data.startswith(head):
            return UsablePicture(data, suffix)
    if b"<svg" in data[:4096]:
        return UsablePicture(data, ".svg")
    return _as_png(data)


def _as_png(data: bytes) -> UsablePicture | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_TURNED) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            made = io.BytesIO()
            picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB").save(made, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return UsablePicture(made.getvalue(), ".png")
