"""What the codes of a page say by its fonts, how wide that is (ISO 32000-1, 9.7, 9.10.3), and lines as they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from letterpack.limits import MOST_FONT_MEANINGS
from letterpack.model.observed import ObservedFont, Shown
from letterpack.patterns import late
from letterpack.readback.objects import Objects, array, dictionary, name, number
from letterpack.readback.values import Malformed, Stream, Value
from letterpack.text.bidi import CONTROL, embedding_levels, has_direction, needs_bidi, visual_order

_SECTION: Final = late(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR: Final = late(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE: Final = late(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[([^\]]*)\])")
_HEX: Final = late(rb"<([0-9A-Fa-f]*)>")
_MIRRORS: Final = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
"""Signs that a font shows turned round in a stretch from right to left (BidiMirroring.txt, those that letters use)."""
_BESIDE_PT: Final = 1.0
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


@lru_cache(maxsize=4096)
def reading_order(shown: str, *, right_to_left: bool = False) -> str:
    """Return the line ``shown``, glyph by glyph from left to right, in the order in which it is read.

    The bidirectional algorithm undoes itself (UAX 9, 3.4): what put the line into visual order puts it back. The line's own
    direction is that of most of its letters; of a line without letters, that of its document. Direction controls are gone.
    """
    if not needs_bidi(shown):
        return shown if not right_to_left or has_direction(shown) else _turned(shown, 1)
    classes = [unicodedata.bidirectional(char) for char in shown]
    base = int(sum([each in ("R", "AL") for each in classes]) > classes.count("L"))
    return CONTROL.sub("", _turned(shown, base))


def in_their_lines(lines: Sequence[Shown], seen: Sequence[str]) -> list[Shown]:
    """Return the ``lines`` of a document from right to left, of which ``seen`` are the glyphs from left to right: what has no
    letter runs as what stands beside it has it, such as a comma between two Latin names.
    """
    made = list(lines)
    order = sorted(range(len(lines)), key=lambda index: (lines[index].y_pt, lines[index].x_pt))
    for place, index in enumerate(order):
        if has_direction(seen[index]) or not seen[index].strip():
            continue
        left = next((seen[at] for at in order[max(0, place - 1) : place] if _touch(lines[at], lines[index])), "")
        right = next((seen[at] for at in order[place + 1 : place + 2] if _touch(lines[index], lines[at])), "")
        if _runs_on(left, seen[index], right):
            made[index] = lines[index]._replace(text=seen[index])
    return made


def _touch(left: Shown, right: Shown) -> bool:
    return abs(left.y_pt - right.y_pt) < _BESIDE_PT and abs(left.x_pt + left.width_pt - right.x_pt) < _BESIDE_PT


def _runs_on(left: str, seen: str, right: str) -> bool:
    """Whether ``seen`` runs from left to right between its neighbours (UAX 9, W7 and N1)."""
    levels = embedding_levels(left + seen + right, 1)[len(left) : len(left) + len(seen)]
    return bool(left) and not any(level % 2 for level in levels)


def _turned(shown: str, base: int) -> str:
    levels = embedding_levels(shown, base)
    parts = [shown[index].translate(_MIRRORS) if levels[index] % 2 else shown[index] for index in visual_order(levels)]
    return "".join(parts)


def is_mirrored(text: str) -> bool:
    """Whether a passage says a bracket: what one looks like, a passage in reversed order inside it says, or if that is empty,
    the glyph. What that says of letters, if anything, the passage around it says too.
    """
    return bool(text) and all(map(unicodedata.mirrored, text))
