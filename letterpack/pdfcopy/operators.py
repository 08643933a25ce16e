"""The operators of a page's content that say what else is drawn and in which colours, found in one pass that keeps nothing.

pypdf's ``ContentStream`` keeps every operator of a page: 20 bytes of content become 400, and a megabyte takes a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.pdfcopy.tokens import BLANK, REGULAR, behind_string, decoded_name

_BETWEEN: Final = rf"(?:{BLANK}|%[^\r\n]*+)++"
_NAMED: Final = rf"/(?P<name>{REGULAR}*+){_BETWEEN}(?:[-+.\d]++{_BETWEEN})?+"
_USES: Final = late(rf"{_NAMED}(?P<word>Do|gs|scn|SCN|Tf)(?!{REGULAR})".encode())
_TOKEN: Final = late(
    (
        rf"{_NAMED}(?P<named>cs|CS)(?!{REGULAR})"
        rf"|(?<!{REGULAR})(?P<bare>rg|RG|k|K|BI)(?!{REGULAR})"
        rf"|(?:\((?:[^()\\]++|\\.)*+\){BLANK}*+)++|(?P<string>\()|%[^\r\n]*+|<[0-9A-Fa-f\0\t\n\f\r ]*+>"
    ).encode(),
    re.DOTALL,
)
_DATA: Final = late(rf"{BLANK}ID{BLANK}".encode())
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())


class Operator(Struct, frozen=True):
    """An operator, the name before it, and for ``BI`` the settings of the picture."""

    word: bytes
    name: str = ""
    settings: bytes = b""


def uses(content: bytes) -> Counter[Operator]:
    """Return how often ``content`` (ISO 32000-1, 7.8.2) uses a form, a pattern, a graphics state or a font.

    What strings hold is counted too: rather too much than too little.
    """
    counted = Counter[Operator]()
    for (name, word), times in Counter(_USES.findall(content)).items():
        counted[Operator(word, decoded_name(name))] += times
    return counted


class Colours:
    """Finds the operators of colour and the pictures within content, for a whole file.

    ``is_spent`` says that ``most`` places have been looked at, and that what came later was not.
    """

    def __init__(self, most: int) -> None:
        self._left = most
        self.is_spent = False

    def of(self, content: bytes) -> Iterator[Operator]:
        """Yield those of ``content``: ``rg RG k K cs CS BI``."""
        at = 0
        while (found := _TOKEN.search(content, at)) is not None:
            self._left -= 1
            if self._left < 0:
                self.is_spent = True
                return
            at = found.end()
            if found["named"]:
                yield Operator(found["named"], decoded_name(found["name"]))
            elif found["bare"] == b"BI":
                data = _DATA.search(content, at)
                end = _PICTURE_END.search(content, data.end() - 1) if data else None
                yield Operator(b"BI", "", content[at : data.start() if data else at])
                at = end.end() if end else len(content)
            elif found["bare"]:
                yield Operator(found["bare"])
            elif found["string"]:
                at = behind_string(content, at)
