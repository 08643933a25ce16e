"""The pages of a file: the leaves of its page tree, what they inherit, and digests of what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from letterpack.readback.appearance import digest_with, unpacked
from letterpack.readback.objects import Objects, array, dictionary, number
from letterpack.readback.values import Malformed, Ref, Stream, Value

MOST_PAGES: Final = 20_000
_QUARTER_TURN: Final = 90
"""Degrees (7.7.3.3, Rotate)."""
_INHERITED: Final = ("MediaBox", "Resources", "CropBox", "Rotate")


class FilePage(Struct, frozen=True):
    """A page object with what it inherits, the reference that the structure tree knows it by, its width and height."""

    ref: Ref | None
    entries: dict[str, Value]
    size_pt: tuple[float, float]


def pages_of(objects: Objects, root: Mapping[str, Value]) -> list[FilePage]:
    """Return the page tree's leaves in order, each with what it inherits (7.7.3)."""
    found: list[FilePage] = []
    waiting: list[tuple[Value, dict[str, Value]]] = [(root.get("Pages"), {})]
    seen: set[Ref] = set()
    while waiting and len(found) < MOST_PAGES:
        value, inherited = waiting.pop()
        ref = value if isinstance(value, Ref) else None
        entries = dictionary(objects, value)
        if ref is not None and ref in seen:
            raise Malformed("its page tree goes in circles")
        seen.update((ref,) if ref else ())
        if "Kids" in entries:
            below = inherited | {key: entries[key] for key in _INHERITED if key in entries}
            waiting.extend([(kid, below) for kid in reversed(array(objects, entries["Kids"]))])
        elif entries:
            entries = {**inherited, **entries} if inherited else entries
            found.append(page_of(objects, ref, entries))
    return found


def page_of(objects: Objects, ref: Ref | None, entries: dict[str, Value]) -> FilePage:
    """Return the page with these ``entries``, those that it inherits among them."""
    return FilePage(ref, entries, _size(objects, entries))


def streams_of(objects: Objects, page: FilePage) -> Iterator[Stream]:
    """Yield the content streams of a page."""
    for value in array(objects, page.entries.get("Contents")):
        stream = objects.get(value)
        if isinstance(stream, Stream):
            yield stream


def digest_of(objects: Objects, page: FilePage) -> bytes:
    """Return a digest of a page's size, content and resources."""
    digest = hashlib.sha256(repr(page.size_pt).encode())
    for stream in streams_of(objects, page):
        digest.update(unpacked(stream))
    return digest_with(objects, page.entries.get("Resources"), digest)


def pictures_of(objects: Objects, page: FilePage) -> bytes:
    """Return a digest of the pictures and drawings that a page may place."""
    resources = dictionary(objects, page.entries.get("Resources"))
    return digest_with(objects, resources.get("XObject"), hashlib.sha256())


def _size(objects: Objects, entries: Mapping[str, Value]) -> tuple[float, float]:
    left, bottom, right, top = ([number(objects, each) for each in array(objects, entries.get("MediaBox"))] + [0.0] * 4)[:4]
    width, height = abs(right - left), abs(top - bottom)
    turned = number(objects, entries.get("Rotate")) % (2 * _QUARTER_TURN) == _QUARTER_TURN
    return (height, width) if turned else (width, height)
