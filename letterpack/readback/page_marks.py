"""The mark of a page: a digest of all that it shows, by which it is known again in another file, whatever the numbers there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from msgspec import Struct

from letterpack.readback.appearance import unpacked
from letterpack.readback.objects import Memory, Objects, array, dictionary, name, number
from letterpack.readback.page_tree import FilePage, digest_of, pictures_of
from letterpack.readback.values import Ref, Stream

_BOXES: Final = ("MediaBox", "CropBox", "TrimBox", "BleedBox", "Rotate", "UserUnit")
_TAG_LETTERS: Final = 7


class PageMark(Struct, frozen=True):
    """A digest of what a page shows, and whether others have made it."""

    digest: bytes
    by_others: bool


class PageShape(Struct, frozen=True):
    """What the mark of a page is the digest of, in ``pieces``; the number of an object is in place of the digest of a content
    that is each file's own.
    """

    pieces: tuple[bytes | int, ...]
    by_others: bool

    def mark(self, own: Mapping[int, bytes]) -> PageMark:
        """Return the mark of the page in a file with these digests of its ``own`` contents."""
        return mark_of([own[piece] if isinstance(piece, int) else piece for piece in self.pieces], by_others=self.by_others)


class PageMarks:
    """Makes marks, of what many pages share once. Not for use by several threads at a time."""

    def __init__(self) -> None:
        self._contents: Memory[bytes] = Memory()

    def mark(self, objects: Objects, page: FilePage, *, by_others: bool) -> PageMark:
        """Return the mark of a page: its boxes, its content, its pictures. A font counts by its name, since what a file has of
        it is as much as the file needs; a page by others has fonts of its own, and they count whole.
        """
        return self.shape(objects, page, by_others=by_others).mark({})

    def shape(self, objects: Objects, page: FilePage, *, by_others: bool, own: AbstractSet[int] = frozenset()) -> PageShape:
        """Return what the mark of a page is the digest of, where the contents ``own`` are each file's own."""
        boxes = self.boxes(objects, page)
        if by_others:
            return PageShape((boxes, digest_of(objects, page)), by_others)
        contents: list[bytes | int] = []
        for value in array(objects, page.entries.get("Contents")):
            if isinstance(value, Ref) and value.number in own:
                contents.append(value.number)
            elif isinstance(stream := objects.get(value), Stream):
                contents.append(self.content(stream))
        return PageShape((boxes, *contents, self.resources(objects, page)), by_others)

    def boxes(self, objects: Objects, page: FilePage) -> bytes:
        """Return the part of a page's mark that its boxes are."""
        sides = [(key, [round(number(objects, each), 2) for each in array(objects, page.entries.get(key))]) for key in _BOXES]
        return repr(sides).encode("ascii")

    def content(self, stream: Stream) -> bytes:
        """Return the part of a page's mark that one of its contents is."""
        return self._contents.get(stream) or self._contents.put(stream, content_digest(unpacked(stream)))

    def resources(self, objects: Objects, page: FilePage) -> bytes:
        """Return the part of a page's mark that its fonts' names and its pictures are."""
        resources = dictionary(objects, page.entries.get("Resources"))
        fonts = dictionary(objects, resources.get("Font"))
        called = [(key, name(objects, dictionary(objects, value).get("BaseFont"))[_TAG_LETTERS:]) for key, value in fonts.items()]
        drawn = resources.get("XObject")
        return repr(sorted(called)).encode("utf-8") + (self._pictures(objects, page, drawn) if drawn is not None else b"")

    def _pictures(self, objects: Objects, page: FilePage, drawn: object) -> bytes:
        """Return the digest of a page's pictures; that of the same places in a file's stem is made once."""
        key = ("pictures", repr(drawn))
        return objects.once(key, lambda: pictures_of(objects, page)) if not isinstance(drawn, Ref) else pictures_of(objects, page)


def mark_of(pieces: Iterable[bytes], *, by_others: bool) -> PageMark:
    """Return the mark of a page whose parts of a mark are these ``pieces``."""
    return PageMark(hashlib.sha256(b"".join(pieces)).digest(), by_others)


def content_digest(content: bytes) -> bytes:
    """Return what stands for a page's unpacked ``content`` in its mark."""
    return hashlib.sha256(content).digest()
