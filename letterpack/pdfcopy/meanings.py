"""How many characters a font's ``ToUnicode`` gives meanings to, before a reader of the packet makes a table of them."""

from __future__ import annotations

import re
from typing import Final

from pypdf.generic import DictionaryObject, StreamObject

from letterpack.limits import MOST_FONT_MEANINGS
from letterpack.patterns import late
from letterpack.pdfcopy.drawn import TooLarge

_RANGES: Final = late(rb"begin(?:bf|cid)range(.*?)(?:endbfrange|endcidrange|\Z)", re.DOTALL)
_RANGE: Final = late(rb"<([0-9A-Fa-f]{1,8})>[\0\t\n\f\r ]*+<([0-9A-Fa-f]{1,8})>[\0\t\n\f\r ]*+[<\[\d]")


def check_meanings(font: DictionaryObject) -> None:
    """Raise ``TooLarge`` where ranges of the font's ``ToUnicode`` (ISO 32000-1, 9.10.3) hold more characters than fonts have."""
    value = font.get("/ToUnicode")
    stream = value.get_object() if value is not None else None
    if not isinstance(stream, StreamObject):
        return
    count = 0
    for ranges in _RANGES.finditer(stream.get_data()):
        for first, last in _RANGE.findall(ranges[1]):
            count += max(1, int(last, 16) - int(first, 16) + 1)
            if count > MOST_FONT_MEANINGS:
                raise TooLarge(f"a font gives more than {MOST_FONT_MEANINGS:,} characters a meaning")
