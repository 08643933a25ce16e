"""A file's bytes to an ``ObservedPacket``. ``PacketReader`` remembers what many files share."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final

from msgspec import Struct

from letterpack.model.observed import ObservedPacket, ObservedPage, Unreadable
from letterpack.readback.molds import Mold
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects, dictionary
from letterpack.readback.packet_reading import LooksWanted, PacketReading
from letterpack.readback.page_marks import PageMark, PageMarks, PageShape, content_digest
from letterpack.readback.page_tree import MOST_PAGES, pages_of
from letterpack.readback.shared_parts import SharedParts
from letterpack.readback.stems import Stem
from letterpack.readback.values import Malformed
from letterpack.readback.whitelist.typefaces import FontsNamed

_OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What comes of a file in which any object may be of any kind: whatever it is, the file is not one of ours any more."""
_MOST_OBJECTS: Final = 2_048
_MOST_STEMS: Final = 64
"""Of those read last, half as many to as many stay in memory: some 300 KB each."""
_MOST_TRIED: Final = 8
"""Stems with which a file is compared before it is parsed."""


class _Cast(Struct, frozen=True):
    """A file that was read against a mold: its bytes, how many pages in it others have made, what its own objects hold."""

    data: bytes
    enclosed: int
    mold: Mold
    contents: Mapping[int, bytes]


class PacketReader:
    """Reads packets, what they share once. Not for use by several threads at a time."""

    def __init__(self, *, digests: bool = True, looks: bool = False, fonts: FontsNamed | None = None) -> None:
        """Begin with nothing remembered. Without ``digests``, pages of letterpack's do not get that of what they paint. With
        ``looks``, packets get their ``look``. With ``fonts``, those that files may name, what is strange in a file is looked for.
        """
        self._wanted = LooksWanted(digests, looks)
        self._shared = SharedParts(fonts)
        self._marks = PageMarks()
        self._memories = ObjectMemories(Memory(_MOST_OBJECTS), Memory(16), Memory(_MOST_STEMS))
        self._begun: deque[Stem] = deque(maxlen=_MOST_TRIED)
        self._shapes: Memory[tuple[PageShape, ...]] = Memory(_MOST_STEMS)
        self._last: _Cast | None = None

    def read(self, data: bytes, enclosed: int = 0, sha256: str = "") -> ObservedPacket | Unreadable:
        """Return what the PDF ``data`` shows, or why it cannot be read. Others have made its last ``enclosed`` pages. ``sha256``
        is its digest, where that is known.
        """
        digest, self._last = sha256 or hashlib.sha256(data).hexdigest(), None
        try:
            begun = next((stem for stem in self._begun if data.startswith(stem.data)), None)
            if begun is not None and (known := self._from_mold(begun, data, enclosed, digest)):
                return known
            objects = OwnObjects(data, self._memories)
            if objects.stem is not None and objects.stem is not begun:
                self._begun.appendleft(objects.stem)
                if known := self._from_mold(objects.stem, data, enclosed, digest):
                    return known
            return PacketReading(data, digest, objects, self._shared, self._wanted).packet(enclosed)
        except _OF_DAMAGE:  # Another program may have saved it again.
            return self._read(data, digest, enclosed)

    def marks(self, data: bytes, enclosed: int = 0) -> tuple[PageMark, ...]:
        """Return the marks of the pages of the PDF ``data``, whose last ``enclosed`` others have made; none of a file that is not
        ours.
        """
        try:
            last = self._last
            if last is None or last.data is not data or last.enclosed != enclosed:
                return tuple([each.mark({}) for each in self._shaped(data, enclosed, frozenset())])
            shapes = self._shapes.get(last.mold) or self._shapes.put(last.mold, self._shaped(data, enclosed, last.mold.numbers))
            own = {number: content_digest(last.contents[number]) for number in last.mold.numbers}
            return tuple([each.mark(own) for each in shapes])
        except _OF_DAMAGE:
            return ()

    def _shaped(self, data: bytes, enclosed: int, own: AbstractSet[int]) -> tuple[PageShape, ...]:
        """Return what the marks of the pages of ``data`` are the digests of, where the contents ``own`` are each file's own."""
        objects = OwnObjects(data, self._memories)
        pages = objects.once("pages", partial(pages_of, objects, dictionary(objects, objects.trailer.get("Root"))))
        left = len(pages) - enclosed
        return tuple([self._marks.shape(objects, page, by_others=at >= left, own=own) for at, page in enumerate(pages)])

    def _from_mold(self, stem: Stem, data: bytes, enclosed: int, digest: str) -> ObservedPacket | None:
        """Return what the file ``data`` shows, which begins with ``stem``, where another differs from it in nothing but content;
        else None.
        """
        molds = stem.molds.get(enclosed, [])
        for at, mold in enumerate(molds):
            try:
                contents = mold.surroundings.contents(data)
                found = mold.cast(contents, digest, len(data)) if contents is not None else None
            except Malformed:
                return None
            if contents is not None and found is not None:
                molds.insert(0, molds.pop(at))
                self._last = _Cast(data, enclosed, mold, contents)
                return found
        return None

    def read_by_others(self, data: bytes) -> ObservedPacket | Unreadable:
        """Return what a PDF shows that letterpack did not make: text and places by PDFium, no passages."""
        return self._read(data, hashlib.sha256(data).hexdigest(), MOST_PAGES)

    def pages_by_others(self, data: bytes) -> tuple[ObservedPage, ...]:
        """Return the pages of a PDF that letterpack did not make, as ``read_by_others`` has them; none of one that is damaged."""
        from letterpack.readback.foreign_objects import ForeignObjects

        try:
            digest = hashlib.sha256(data).hexdigest()
            return PacketReading(data, digest, ForeignObjects(data), self._shared, self._wanted).pages_by_others()
        except _OF_DAMAGE:
            return ()

    def _read(self, data: bytes, digest: str, enclosed: int) -> ObservedPacket | Unreadable:
        # Most files are as we made them, and need not load what opens others.
        from letterpack.pdfcopy.weighing import too_heavy
        from letterpack.readback.foreign_objects import ForeignObjects

        if self._wanted.looks and (why := too_heavy(data)):
            return Unreadable(digest, len(data), why)
        try:
            return PacketReading(data, digest, ForeignObjects(data), self._shared, self._wanted).packet(enclosed)
        except _OF_DAMAGE as error:
            return Unreadable(digest, len(data), _why(error))


def _why(error: Exception) -> str:
    """Return, for people, why a file cannot be read."""
    if isinstance(error, RecursionError):
        return "its objects nest too deep"
    return str(error) if isinstance(error, Malformed) else "an object is of another kind than its place asks for"
