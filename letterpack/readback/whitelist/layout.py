"""How letterpack writes a file: object after object, each named by another, and nothing between them. What no reader shows can
be read all the same: in a comment, behind an object, in one that nothing leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.readback.objects import OwnObjects, is_whole
from letterpack.readback.values import Ref, Stream, Value

_HEADER: Final = re.compile(rb"%PDF-(?:1\.[4-7]|2\.0)\n%\xe2\xe3\xcf\xd3\n")


def layout_strange(objects: OwnObjects) -> Iterator[str]:
    """Yield what stands in a file beside its objects, and objects that nothing leads to."""
    if not _HEADER.fullmatch(objects.header()):
        yield "it begins otherwise"
    if not all(map(is_whole, objects.pieces())) or not objects.holds_no_more():
        yield "something stands between its objects"
    if not objects.is_named_by_digest():
        yield "its identifier is that of other bytes"
    if lost := objects.standing - _reached(objects):
        yield f"object {min(lost)} of it, which nothing leads to"


def _reached(objects: OwnObjects) -> set[int]:
    """Return the numbers of all objects that the trailer leads to."""
    waiting: list[Value] = [objects.trailer.get("Root"), objects.trailer.get("Info")]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Ref):
            if value.number in seen:
                continue
            seen.add(value.number)
            value = objects.get(value)
        if isinstance(value, Stream):
            value = value.values
        waiting.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return seen
