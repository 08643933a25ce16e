"""How letterpack writes a file: object after object, each named by another, and nothing between them. What no reader shows can
be read all the same: in a comment, behind an object, in one that nothing leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from letterpack.patterns import late
from letterpack.readback.objects import OwnObjects
from letterpack.readback.values import Ref, Stream, Value

_OBJECTS_HELD: Final = 1_024
"""After so many, those of a long file are read again."""
_HEADER: Final = late(rb"%PDF-(?:1\.[4-7]|2\.0)\n%\xe2\xe3\xcf\xd3\n")


def layout_strange(objects: OwnObjects) -> Iterator[str]:
    """Yield what stands in a file beside its objects, and objects that nothing leads to."""
    yield from bytes_strange(objects)
    if lost := objects.standing - _reached(objects):
        yield f"object {min(lost)} of it, which nothing leads to"


def bytes_strange(objects: OwnObjects) -> Iterator[str]:
    """Yield what stands in a file beside its objects, which may be more than memory holds."""
    if not _HEADER.fullmatch(objects.header()):
        yield "it begins otherwise"
    if not objects.are_whole() or not objects.holds_no_more():
        yield "something stands between its objects"
    if not objects.is_named_by_digest():
        yield "its identifier is that of other bytes"


def has_lost(objects: OwnObjects) -> bool:
    """Whether nothing leads to some of a file's objects, which may be more than memory holds."""
    seen, count = bytearray(objects.rows.size), 0
    waiting: list[Value] = [objects.trailer.get("Root"), objects.trailer.get("Info")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Ref):
            if not 0 < value.number < len(seen) or seen[value.number] or not objects.rows[value.number][0]:
                continue
            seen[value.number] = 1
            count += 1
            if count % _OBJECTS_HELD == 0:
                objects.forget()
            value = objects.get(value)
        if isinstance(value, Stream):
            value = value.values
        waiting.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return any(objects.get(Ref(number, 0)) is not None for number in objects.beside(seen))


def _reached(objects: OwnObjects) -> set[int]:
    """Return the numbers of all objects that the trailer leads to; where the file's stem alone leads, is found once."""
    shared, behind = objects.once("reached", partial(_reached_in_stem, objects))
    seen = set(shared)
    for _ in _walk(objects, [*behind, objects.trailer.get("Info")], seen):
        pass
    return seen


def _reached_in_stem(objects: OwnObjects) -> tuple[frozenset[int], tuple[Ref, ...]]:
    """Return the numbers of the objects that the stem leads to in itself, and what it leads to behind it."""
    seen: set[int] = set()
    behind = tuple(_walk(objects, [objects.trailer.get("Root")], seen, objects.is_shared))
    return frozenset(seen), behind


def _walk(
    objects: OwnObjects, waiting: list[Value], seen: set[int], goes: Callable[[Ref], bool] = lambda _: True
) -> Iterator[Ref]:
    """Add to ``seen`` the numbers of all objects that what is ``waiting`` leads to; yield the references that lead no further."""
    while waiting:
        value = waiting.pop()
        if isinstance(value, Ref):
            if value.number in seen:
                continue
            if not goes(value):
                yield value
                continue
            seen.add(value.number)
            value = objects.get(value)
        if isinstance(value, Stream):
            value = value.values
        waiting.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
