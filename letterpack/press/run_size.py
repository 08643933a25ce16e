"""How large a print run may become (part of stage 7 of 7): at most, known before a packet is written, so that no file outgrows
its limit.

What a file writes of a packet is compressed or shared in part, so this is never too little; it is a few percent too much.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from letterpack.model.manifest import PacketRow
from letterpack.model.pdf import Enclosure, Fragment, Graphic, PdfObject
from letterpack.press.planner import RunPage
from letterpack.press.print_run import RunPacket

_FILE_BYTES: Final = 1 << 16
"""Of what every file has: its head, its metadata, its tables, a sheet of totals."""
_OBJECT_BYTES: Final = 48
"""Around an object: its number, its row of the cross-reference."""
_REFERENCE_BYTES: Final = 16
_PAGE_BYTES: Final = 512
"""Of a page's dictionary, with its boxes and its contents, and of its place in the tree."""
_MARK_BYTES: Final = 4_096
"""Of a sheet's insertion marks: those of a Data Matrix are the longest."""
_PACKET_BYTES: Final = 512
"""Of a packet's bookmark, and of its record without what that says."""
_GLYPH_BYTES: Final = 64
"""Of a glyph's width, and of the text that it stands for."""
_CHARACTER_BYTES: Final = 6
"""Of a text in a dictionary, in whatever way it is written."""


class RunSize:
    """The size of one file, whose color profile has ``fixed_bytes``; ``marked`` where its sheets have insertion marks."""

    def __init__(self, fixed_bytes: int, *, marked: bool) -> None:
        self._packets = 0
        self.size_bytes = _FILE_BYTES + fixed_bytes
        self._page_bytes = _PAGE_BYTES + (_MARK_BYTES if marked else 0)
        self._seen: set[Hashable] = set()
        self._last: _ShapeParts | None = None
        """Of the last packet that the file has: all of it was seen."""

    def take(
        self, row: PacketRow, pages: RunPacket, enclosures: Sequence[Enclosure], said: Sequence[str] = (), *, most: int = 0
    ) -> bool:
        """Count the packet of ``row``, the record of which says ``said``, as one of the file; False where that could have more
        than ``most`` bytes then. The first packet has room however large it is.
        """
        new = self._new(pages, enclosures)
        size_bytes = self.size_bytes + self._own(row, pages, enclosures, said) + sum(new.values())
        if self._packets and most and size_bytes > most:
            return False
        self.size_bytes = size_bytes
        self._seen.update(new)
        self._last = _ShapeParts(pages.pages, pages.fonts, pages.graphics)
        self._packets += 1
        return True

    def _own(self, row: PacketRow, pages: RunPacket, enclosures: Sequence[Enclosure], said: Sequence[str]) -> int:
        """Return the bytes of what is written for each packet."""
        texts = _CHARACTER_BYTES * sum(map(len, (row.id, *said)))
        streams = sum([len(body) + _OBJECT_BYTES for body in pages.streams])
        enclosed = sum([_object_bytes(each.fragment.objects[page.page_object]) for each in enclosures for page in each.pages])
        return _PACKET_BYTES + texts + streams + enclosed + self._page_bytes * (row.pages + 1)

    def _new(self, pages: RunPacket, enclosures: Sequence[Enclosure]) -> dict[Hashable, int]:
        """Return what is new in the file with a packet, and may be shared with others, and the bytes of each."""
        shape = _ShapeParts(pages.pages, pages.fonts, pages.graphics)
        # Packets of one shape come one after the other, and a shape is one object for all of them.
        known = self._last is not None and all(map(operator.is_, self._last, shape))
        parts = chain(() if known else _of_shape(shape), _of_packet(pages, enclosures))
        return dict([each for each in parts if each[0] not in self._seen])


class _ShapeParts(NamedTuple):
    """What packets of one shape have in common."""

    pages: tuple[RunPage, ...]
    fonts: tuple[tuple[str, Fragment], ...]
    graphics: tuple[tuple[str, Graphic], ...]


def _of_shape(shape: _ShapeParts) -> Iterator[tuple[Hashable, int]]:
    """Yield what a packet's shape may share with others of its file, and the bytes of each."""
    for page in shape.pages:
        yield from [(part, len(part) + _OBJECT_BYTES) for part in page.contents if isinstance(part, bytes)]
    drawn = [graphic.fragment for _, graphic in shape.graphics]
    for fragment in (*[fragment for _, fragment in shape.fonts], *drawn):
        yield fragment, _size_bytes(fragment)
    yield (shape.fonts, shape.graphics), _PAGE_BYTES


def _of_packet(pages: RunPacket, enclosures: Sequence[Enclosure]) -> Iterator[tuple[Hashable, int]]:
    """Yield what a packet may share with others of its file beside its shape, and the bytes of each."""
    for extension in pages.extensions:
        yield ("font", extension.name), len(extension.font.program.data) + _PAGE_BYTES
        yield from [((extension.name, glyph), _GLYPH_BYTES) for glyph in extension.glyphs]
    for each in enclosures:
        yield (each.path, each.sha256, each.stamp), _size_bytes(each.fragment)


def _size_bytes(fragment: Fragment) -> int:
    return sum(map(_object_bytes, fragment.objects))


def _object_bytes(each: PdfObject) -> int:
    """Return the bytes of an object, the numbers of others in it too."""
    return _OBJECT_BYTES + sum([len(part) if isinstance(part, bytes) else _REFERENCE_BYTES for part in each.parts])
