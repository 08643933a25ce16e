"""Fonts as a reader needs them: what a string of codes says, and how wide it is (ISO 32000-1, 9.7, 9.10.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from letterpack.limits import MOST_FONT_MEANINGS
from letterpack.model.observed import ObservedFont
from letterpack.patterns import late
from letterpack.readback.objects import Objects, array, dictionary, name, number
from letterpack.readback.values import Malformed, Stream, Value

_SECTION: Final = late(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR: Final = late(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE: Final = late(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[([^\]]*)\])")
_HEX: Final = late(rb"<([0-9A-Fa-f]*)>")
UNKNOWN: Final = "\ufffd"
"""What a code without a meaning says."""


class CompositeFont:
    """A composite font with two-byte codes: what a string of them says, and how wide it is.

    Compared by identity: the reader makes one for all files that hold the same font. ``called`` is its name without a subset's
    tag.
    """

    def __init__(self, base: str, meaning: dict[int, str], widths: dict[int, float], default_width: float) -> None:
        self.base, self.called = base, base.rpartition("+")[2]
        self._meaning, self._widths, self._default_width = meaning, widths, default_width

    def string(self, codes: bytes) -> tuple[str, float]:
        """Return what ``codes`` say, U+FFFD for a code that says nothing or shows .notdef, and their width in 1/1000 em."""
        text: list[str] = []
        width = 0.0
        for at in range(0, len(codes) - 1, 2):
            code = codes[at] << 8 | codes[at + 1]
            text.append(self._meaning.get(code, UNKNOWN) if code else UNKNOWN)
            width += self._widths.get(code, self._default_width)
        return "".join(text), width


def read_font(objects: Objects, value: Value) -> CompositeFont | None:
    """Return the font dictionary ``value`` for reading; None where it is not of the kind that the press embeds."""
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    to_unicode = objects.get(font.get("ToUnicode"))
    if name(objects, font.get("Encoding")) != "Identity-H" or not below or not isinstance(to_unicode, Stream):
        return None
    descendant = dictionary(objects, below[0])
    default = number(objects, descendant.get("DW", 1000))
    return CompositeFont(
        name(objects, font.get("BaseFont")), meanings(to_unicode.data()), widths_of(objects, descendant.get("W")), default
    )


def describe_font(objects: Objects, value: Value) -> ObservedFont:
    """Return what checks want to know of the font dictionary ``value``."""
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    holder = dictionary(objects, below[0]) if below else font
    descriptor = dictionary(objects, holder.get("FontDescriptor"))
    embedded = name(objects, font.get("Subtype")) == "Type3" or any(
        key in descriptor for key in ("FontFile", "FontFile2", "FontFile3")
    )
    return ObservedFont(name(objects, font.get("BaseFont")), embedded, "ToUnicode" in font)


def meanings(cmap: bytes) -> dict[int, str]:
    """Return what each code of a ToUnicode CMap says. Raises ``Malformed`` if it says more than fonts have characters."""
    found: dict[int, str] = {}
    left = MOST_FONT_MEANINGS
    for kind, body in _SECTION.findall(cmap):
        if kind == b"bfchar":
            found.update({int(code, 16): _utf16(text) for code, text in _PAIR.findall(body)})
            continue
        for first, last, text, listed in _RANGE.findall(body):
            codes = range(int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF) + 1)
            left -= len(codes)
            if left < 0:
                raise Malformed("a font's table of meanings is too long")
            if listed:
                found.update(zip(codes, map(_utf16, _HEX.findall(listed)), strict=False))
            else:
                begin = _utf16(text)
                found.update({code: begin[:-1] + chr(ord(begin[-1]) + code - codes[0]) for code in codes if begin})
    return found


@lru_cache(maxsize=4096)
def _utf16(digits: bytes) -> str:
    try:
        return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")
    except ValueError as error:
        raise Malformed("a font's table of meanings is damaged") from error


def widths_of(objects: Objects, value: Value) -> dict[int, float]:
    """Return the array W (9.7.4.3) as a mapping."""
    items = array(objects, value)
    widths: dict[int, float] = {}
    at = 0
    while at + 1 < len(items):
        first, second = int(number(objects, items[at])), objects.get(items[at + 1])
        if isinstance(second, list):
            widths.update(enumerate([number(objects, width) for width in second], first))
            at += 2
        elif at + 2 < len(items):
            width = number(objects, items[at + 2])
            widths.update(dict.fromkeys(range(first, min(int(number(objects, second)), first + 0xFFFF) + 1), width))
            at += 3
        else:
            break
    return widths
