"""HarfBuzz, asked to shape a text: a font whose rules make more glyphs of it than any language needs is named, and not obeyed.

HarfBuzz has bounds of its own (64 glyphs for each character, and 1,024 steps), and says that there is no memory where one is
passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import uharfbuzz as hb

from letterpack.errors import LetterpackError
from letterpack.limits import MOST_GLYPHS_OF_CHARACTER

_BYTES_OF_CHARACTER = 64 * 40
"""That HarfBuzz takes at most."""
_BYTES_OF_TEXT = 4 << 20
_TRIED = 1_000
"""Characters: all of most scripts."""


def shape_with(font: hb.Font, buffer: hb.Buffer, features: Mapping[str, Any] | None, name: str) -> None:
    """Shape ``buffer`` with ``font``. Raises ``LetterpackError`` where the font called ``name`` makes too much of it."""
    count = len(buffer)
    try:
        hb.shape(font, buffer, features)
    except MemoryError:
        bytearray(_BYTES_OF_TEXT + count * _BYTES_OF_CHARACTER)  # Raises it again where there is none.
        raise _too_much(name) from None
    if len(buffer) > MOST_GLYPHS_OF_CHARACTER * count:
        raise _too_much(name)


def try_rules(face: hb.Face, name: str) -> None:
    """Shape the first characters of ``face`` one by one. Raises ``LetterpackError`` where its rules make too much of one."""
    font, buffer = hb.Font(face), hb.Buffer()
    for code in sorted(face.unicodes)[:_TRIED]:
        buffer.reset()
        buffer.add_codepoints([code])
        buffer.guess_segment_properties()
        shape_with(font, buffer, None, name)


def try_outlines(face: hb.Face, name: str) -> None:
    """Take the glyphs of the first characters of ``face`` out of it, as a PDF does. Raises ``LetterpackError`` where one of them
    cannot be followed to its end.
    """
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update(sorted(face.unicodes)[:_TRIED])
    try:
        hb.SubsetPlan(face, wanted).execute()
    except RuntimeError:
        said = f"the font `{name}` is damaged: not every glyph of it can be embedded"
        raise LetterpackError(said, "get the file again from where it was published") from None


def _too_much(name: str) -> LetterpackError:
    said = f"the font `{name}` makes more than {MOST_GLYPHS_OF_CHARACTER} glyphs of a character, and cannot be used"
    return LetterpackError(said, "get the file again from where it was published, or choose another font under `fonts`")
