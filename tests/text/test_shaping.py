"""A font's rules are a program that a stranger wrote: it is run within bounds, and named where it passes them."""

from __future__ import annotations

from io import BytesIO

import pytest
import uharfbuzz as hb
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

from letterpack.errors import LetterpackError
from letterpack.text.formats import shape_with
from tests.fontmaking import font, saved


def shaped(times: int, text: str) -> int:
    """Return how many glyphs come of ``text`` in a font that puts eight in the place of each, so many times over."""
    made = TTFont(BytesIO(font("ab")))
    lookups = [f"lookup L{at} {{ sub u0061 by {'u0061 ' * 8}; }} L{at};" for at in range(times)]
    addOpenTypeFeaturesFromString(made, f"feature ccmp {{ {' '.join(lookups)} }} ccmp;")
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    shape_with(hb.Font(hb.Face(saved(made))), buffer, None, "w.ttf")
    return len(buffer)


@pytest.mark.parametrize(("times", "text"), [(2, "a"), (2, "aa" * 500), (6, "a"), (6, "ab" * 500)])
def test_a_font_that_makes_too_much_of_a_text_is_named(times: int, text: str) -> None:
    with pytest.raises(LetterpackError, match=r"the font `w\.ttf` makes more than 32 glyphs"):
        shaped(times, text)


def test_what_languages_need_is_made() -> None:
    assert [shaped(1, "a"), shaped(2, "b" * 500), shaped(0, "")] == [8, 500, 0]
