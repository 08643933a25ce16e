"""The mark of a page: a digest of all that it shows, by which it is known again in another file, whatever the numbers there."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from letterpack.readback.appearance import unpacked
from letterpack.readback.objects import Memory, Objects, array, dictionary, name, number
from letterpack.readback.page_tree import FilePage, digest_of, pictures_of, streams_of
from letterpack.readback.values import Ref

_BOXES: Final = ("MediaBox", "CropBox", "TrimBox", "BleedBox", "Rotate", "UserUnit")
_TAG_LETTERS: Final = 7


class PageMark(NamedTuple):
    """A digest of what a page shows, and whether others have made it."""

    digest: bytes
    by_others: bool


class PageMarks:
    """Makes marks, of what many pages share once. Not for use by several threads at a time."""

    def __init__(self) -> None:
        self._contents: Memory[bytes] = Memory()

    def mark(self, objects: Objects, page: FilePage, *, by_others: bool) -> PageMark:
        """Return the mark of a page: its boxes, its content, its pictures. A font counts by its name, since what a file has of
        it is as much as the file needs; a page by others has fonts of its own, and they count whole.
        """
        digest = hashlib.sha256()
        for key in _BOXES:
            sides = [round(number(objects, each), 2) for each in array(objects, page.entries.get(key))]
            digest.update(repr((key, sides)).encode("ascii"))
        if by_others:
            digest.update(digest_of(objects, page))
            return PageMark(digest.digest(), by_others)
        for stream in streams_of(objects, page):
            digest.update(self._contents.get(stream) or self._contents.put(stream, hashlib.sha256(unpacked(stream)).digest()))
        resources = dictionary(objects, page.entries.get("Resources"))
        fonts = dictionary(objects, resources.get("Font"))
        called = [(key, name(objects, dictionary(objects, value).get("BaseFont"))[_TAG_LETTERS:]) for key, value in fonts.items()]
        digest.update(repr(sorted(called)).encode("utf-8"))
        drawn = resources.get("XObject")
        if drawn is not None:
            digest.update(self._pictures(objects, page, drawn))
        return PageMark(digest.digest(), by_others)

    def _pictures(self, objects: Objects, page: FilePage, drawn: object) -> bytes:
        """Return the digest of a page's pictures; that of the same places in a file's stem is made once."""
        key = ("pictures", repr(drawn))
        return objects.once(key, lambda: pictures_of(objects, page)) if not isinstance(drawn, Ref) else pictures_of(objects, page)
