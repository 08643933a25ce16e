"""Fonts value by value: what their dictionaries say follows from the font that they are taken from, and from their own program.

Their glyphs, widths and meanings are compared elsewhere; here is what stands around them, whichever glyph it is about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from string import ascii_uppercase
from typing import Final

from letterpack.patterns import late
from letterpack.readback.exact.shapes import (
    CONTENT,
    DESCENDANT,
    DESCRIPTOR,
    FONT,
    DictionaryShape,
    is_count,
    is_name,
    shape_faults,
)
from letterpack.readback.fonts import widths_of
from letterpack.readback.objects import OwnObjects, array, dictionary, name
from letterpack.readback.values import Stream, Value
from letterpack.readback.whitelist.typefaces import FontsNamed
from letterpack.text.fonts import Font

_TAG: Final = 6
_KEY: Final = late(r"(?:(?P<digest>S[0-9a-f]+x)|(?P<style>[A-Z]+))(?P<brought>e?)(?:\.\d+)?")
"""What pages call a font: by its style, or by a digest of all that it is set in; ``e`` where it holds what packets bring, and a
number where a page has another of the name.
"""
_PACKED: Final = frozenset({"Length", "Filter"})
_TRUE_TYPE: Final = DictionaryShape({"Length1": is_count})
_CFF: Final = DictionaryShape({"Subtype": is_name("CIDFontType0C")})
_ITALIC: Final = 64
_FLAGS: Final = 6
"""Symbolic, with serifs, as all our descriptors say: nothing depends on it where the font is in the file."""
_STEMS: Final = {False: 80, True: 140}
_SAME: Final = 0.01


def font_key_faults(objects: OwnObjects, fonts: Mapping[str, Value], named: FontsNamed) -> Iterator[str]:
    """Yield which of a page's ``fonts`` have other names there than letterpack gives them."""
    for key, value in fonts.items():
        called = name(objects, dictionary(objects, value).get("BaseFont"))[_TAG + 1 :]
        known = _KEY.fullmatch(key)
        if known is None or not (known["digest"] or any(each.resource == known["style"] for each in named(called))):
            yield f"its font {called} has another name on its pages"


def is_brought(key: str) -> bool:
    """Whether the font that pages call ``key`` holds what packets bring, and not what their letter does."""
    known = _KEY.fullmatch(key)
    return known is not None and bool(known["brought"])


def font_entry_faults(objects: OwnObjects, value: Value, named: FontsNamed) -> Iterator[str]:
    """Yield what the dictionaries of the font ``value`` say otherwise."""
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else {}
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    called = name(objects, font.get("BaseFont"))[_TAG + 1 :]
    what = f"font {called}"
    for has, shape in ((font, FONT), (descendant, DESCENDANT), (descriptor, DESCRIPTOR)):
        yield from shape_faults(what, has, shape)
    key = "FontFile3" if "FontFile3" in descriptor else "FontFile2"
    program = objects.get(descriptor.get(key))
    if not isinstance(program, Stream):
        yield f"its {what} has no program"
        return
    is_cff, data = key == "FontFile3", program.data()
    yield from shape_faults(what, _about(program), _CFF if is_cff else _TRUE_TYPE)
    if not is_cff and program.values.get("Length1") != len(data):
        yield f"its {what} says another length"
    numbering = objects.get(descendant.get("CIDToGIDMap"))
    for each in (objects.get(font.get("ToUnicode")), numbering):
        yield from shape_faults(what, _about(each), CONTENT) if isinstance(each, Stream) else ()
    if name(objects, descendant.get("Subtype")) != ("CIDFontType0" if is_cff else "CIDFontType2") or is_cff != (
        numbering is None
    ):
        yield f"its {what} is of another kind"
    if isinstance(numbering, Stream) and not _numbers(numbering.data(), widths_of(objects, descendant.get("W")).keys()):
        yield f"its {what} numbers glyphs that it has not"
    tag = "".join([ascii_uppercase[byte % len(ascii_uppercase)] for byte in hashlib.sha256(data).digest()[:_TAG]])
    names = {name(objects, each) for each in (font.get("BaseFont"), descendant.get("BaseFont"), descriptor.get("FontName"))}
    if names != {f"{tag}+{called}"}:
        yield f"its {what} is called otherwise"
    if not any(_is_of(descriptor, each) for each in named(called)):
        yield f"its {what} is described otherwise than its font is"


def _numbers(table: bytes, codes: AbstractSet[int]) -> bool:
    """Whether a ``table`` gives numbers to the glyphs ``codes``, ascending as these do, and to no other."""
    numbers = [int.from_bytes(table[at : at + 2], "big") for at in range(0, len(table), 2)]
    known = [numbers[code] for code in sorted(codes) if code < len(numbers)]
    is_whole = len(known) == len(codes) and len(table) == 2 * (max(codes, default=-1) + 1)
    return is_whole and known == sorted(set(known)) and sum(map(bool, numbers)) == sum(map(bool, known))


def _about(stream: Stream) -> dict[str, Value]:
    return {key: value for key, value in stream.values.items() if key not in _PACKED}


def _is_of(descriptor: Mapping[str, Value], font: Font) -> bool:
    """Whether a ``descriptor`` says what follows from ``font``."""
    metrics, style = font.metrics, font.style
    stem = _STEMS["bold" in style]
    numbers: dict[str, float] = {
        "Flags": _FLAGS | (_ITALIC if "italic" in style else 0), "ItalicAngle": metrics.italic_angle, "Ascent": metrics.ascent,
        "Descent": metrics.descent, "CapHeight": metrics.cap_height, "XHeight": metrics.x_height, "StemV": stem,
    }  # fmt: skip
    box = descriptor.get("FontBBox")
    return box == list(metrics.bbox) and all(
        isinstance(has := descriptor.get(key), int | float) and abs(has - wanted) <= _SAME for key, wanted in numbers.items()
    )
