"""Whether a page's content closes what it opens, so that what is drawn behind it stands where it should."""

from __future__ import annotations

import re
from typing import Final

from letterpack.patterns import late
from letterpack.pdfcopy.tokens import BLANK, REGULAR, behind_string

_TOKEN: Final = late(
    (
        rf"(?<!{REGULAR})(?P<word>q|Q|BT|ET|BMC|BDC|EMC|BI)(?!{REGULAR})|/{REGULAR}*+"
        rf"|(?:\((?:[^()\\]++|\\.)*+\){BLANK}*+)++|(?P<string>\()|%[^\r\n]*+|<[0-9A-Fa-f\0\t\n\f\r ]*+>"
    ).encode(),
    re.DOTALL,
)
_DATA: Final = late(rf"{BLANK}ID{BLANK}".encode())
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())
_STEPS: Final = {b"q": (0, 1), b"Q": (0, -1), b"BT": (1, 1), b"ET": (1, -1), b"BMC": (2, 1), b"BDC": (2, 1), b"EMC": (2, -1)}
"""Which of three depths an operator changes (graphics states, text objects, marked content), and by how much."""


def is_closed(content: bytes) -> bool:
    """Whether ``content`` (ISO 32000-1, 7.8.2) ends every graphics state, text object and marked content that it begins, and no
    other.
    """
    depths = [0, 0, 0]
    at = 0
    while (found := _TOKEN.search(content, at)) is not None:
        at = found.end()
        word = found["word"]
        if word == b"BI":
            data = _DATA.search(content, at)
            end = _PICTURE_END.search(content, data.end() - 1) if data else None
            at = end.end() if end else len(content)
        elif word:
            which, step = _STEPS[word]
            depths[which] += step
            if depths[which] < 0:
                return False
        elif found["string"]:
            at = behind_string(content, at)
    return not any(depths)
