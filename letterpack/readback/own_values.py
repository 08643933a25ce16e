"""Objects that are each file's own in one value alone, where files have all else in common: the title of a bookmark, the place
of a link, what a tag says of its text.

Sound because it asks for bytes: around the value stands what stood around it in a file that was read before. Nobody reads a title
but who clicks on it; a link may lie anywhere, and be as high as a line; what a tag says is compared with what its page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.objects import Behind
from letterpack.readback.plain_text import NUMBER
from letterpack.readback.values import parse, text_of
from letterpack.readback.whitelist.dictionaries import MOST_LINK_PT

STRING: Final = rb"(\((?:[^()\\\r\n]|\\[^\r\n])*+\)|<FEFF(?:[0-9A-F]{4})*+>)"
"""A text string (7.9.2.2) as the press writes it: by its bytes, or in UTF-16BE."""
_BOOKMARK: Final = late(
    rb"(\d{1,9} 0 obj\n<</Title)"
    + STRING
    + rb"(/Parent \d{1,9} 0 R(?:/\w+ -?\d+(?: \d+ R)?)*/Dest\[\d{1,9} 0 R[\w/. ]*\](?:/\w+ -?\d+(?: \d+ R)?)*>>\nendobj\n)"
)
_LINK: Final = late(
    rb"(\d{1,9} 0 obj\n<</Type/Annot/Subtype/Link/F 4/Border\[0 0 0\]/Rect\[)%(n)s (?P<low>%(n)s) %(n)s (?P<high>%(n)s)"
    rb"(\]/[^\r\n]*>>\nendobj\n)" % {b"n": NUMBER}
)
_SPAN: Final = late(
    rb"(\d{1,9} 0 obj\n<</S/Span(?:/(?:NS|P|Pg) \d{1,9} 0 R|/Lang\([\w-]*\))*/ActualText)"
    + STRING
    + rb"(/K\[\d{1,9}(?: \d{1,9})*\]>>\nendobj\n)"
)


class AroundValue(Struct, frozen=True):
    """What stands before and behind an object's own value, the whole object over."""

    before: bytes
    behind: bytes

    @property
    def is_said(self) -> bool:
        """Whether the value is what a tag says."""
        return self.before.endswith(b"/ActualText")

    def value(self, raw: bytes) -> str | None:
        """Return what a tag says that ``raw`` is, nothing for any other object; None where it is another than this is around."""
        found = _taken_apart(raw)
        return found[1] if found is not None and found[0] == self else None


def own_values(behind: Behind) -> Mapping[int, AroundValue]:
    """Return what stands around the values of the objects that a file has ``behind`` its stem, by their numbers."""
    found = {number: _taken_apart(raw) for number, raw in behind.objects.items()}
    return {number: each[0] for number, each in found.items() if each is not None}


def _taken_apart(raw: bytes) -> tuple[AroundValue, str] | None:
    """Return what stands around the value of the object ``raw``, and what a tag says in it; None of an object of another kind."""
    if found := _BOOKMARK.fullmatch(raw):
        return AroundValue(found[1], found[3]), ""
    if found := _LINK.fullmatch(raw):
        is_line = abs(float(found["high"]) - float(found["low"])) <= MOST_LINK_PT
        return (AroundValue(found[1], found[4]), "") if is_line else None
    if found := _SPAN.fullmatch(raw):
        said = text_of(parse(found[2])[0])
        return (AroundValue(found[1], found[3]), said) if said else None
    return None
