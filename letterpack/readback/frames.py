"""Pages that differ in what they lead to alone: one is parsed, and others are filled in (for long files of pages alike).

Sound because it asks for bytes: what stands between a page's references is what stood between those of a page that was parsed,
and a reference is written in one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.readback.objects import Memory, OwnObjects, dictionary
from letterpack.readback.page_tree import FilePage, page_of
from letterpack.readback.values import Ref, Value

_REFERENCE: Final = b" 0 R"
_DIGITS: Final = b"0123456789"
_MOST_DIGITS: Final = 9
"""Of an object's number, here: whatever has more is parsed."""
_MOST_FRAMES: Final = 64
_LEADING: Final = frozenset({"Parent", "DPart", "Resources", "Contents"})
"""What may lead elsewhere in pages of one frame: whoever looks at a page goes along these. Of any other entry, what it leads to
may be the page's size.
"""


class _Slot(NamedTuple):
    """Where references stand: the entry of a page that is one, or a list of this ``length``."""

    key: str
    length: int | None


class PageFrame:
    """What pages have in common: their entries but for references, which are in ``slots``, and their size.

    ``is_plain`` and ``boxes`` are for whoever looks at the pages: what was found of one holds for all.
    """

    __slots__ = ("_entries", "_size_pt", "_slots", "boxes", "is_plain")

    def __init__(self, page: FilePage, slots: tuple[_Slot, ...]) -> None:
        self._entries, self._size_pt, self._slots = page.entries, page.size_pt, slots
        self.boxes: bytes | None = None
        self.is_plain = False

    def filled(self, ref: Ref, numbers: list[bytes]) -> FilePage:
        """Return the page ``ref`` that leads to the objects with these ``numbers``."""
        entries = dict(self._entries)
        left = iter(numbers)
        for key, length in self._slots:
            if length is None:
                entries[key] = Ref(int(next(left)), 0)
            else:
                entries[key] = [Ref(int(next(left)), 0) for _ in range(length)]
        return FilePage(ref, entries, self._size_pt)


class FramedPage(Struct, frozen=True):
    """A page, and the frame that it fits; None for one that has other references than pages have."""

    page: FilePage
    frame: PageFrame | None


class PageFrames:
    """Reads the leaves of a page tree, what they have in common once."""

    def __init__(self) -> None:
        self._known: Memory[PageFrame] = Memory(_MOST_FRAMES)

    def page(self, objects: OwnObjects, value: Value) -> FramedPage | None:
        """Return the page that ``value`` is; None for a node of the tree. Raises ``Malformed``."""
        written = objects.written(value) if isinstance(value, Ref) else None
        between, numbers = _apart(written or b"")
        frame = self._known.get(between)
        if frame is not None and isinstance(value, Ref) and all(0 < len(each) <= _MOST_DIGITS for each in numbers):
            return FramedPage(frame.filled(value, numbers), frame)
        entries = dictionary(objects, value)
        if "Kids" in entries:
            return None
        page = page_of(objects, value if isinstance(value, Ref) else None, entries)
        slots = tuple(_slots(entries))
        if (
            written is None
            or list(_references(entries)) != [int(each or -1) for each in numbers]
            or not set(slots).isdisjoint({None})
        ):
            return FramedPage(page, None)
        made = PageFrame(page, tuple(filter(None, slots)))
        return FramedPage(page, self._known.put(between, made))


def _apart(written: bytes) -> tuple[tuple[bytes, ...], list[bytes]]:
    """Return what stands before, between and behind the references of a page, and the digits of their numbers."""
    *led, rest = written.split(_REFERENCE)
    between = [each.rstrip(_DIGITS) for each in led]
    numbers = [each[len(before) :] for each, before in zip(led, between, strict=True)]
    return (*between, rest), numbers


def _slots(entries: dict[str, Value]) -> Iterator[_Slot | None]:
    """Yield where references stand in a page's entries; None where there are others than pages have."""
    for key, value in entries.items():
        if isinstance(value, Ref) and key in _LEADING:
            yield _Slot(key, None)
        elif key in _LEADING and isinstance(value, list) and value and all(isinstance(each, Ref) for each in value):
            yield _Slot(key, len(value))
        elif next(_references(value), None) is not None:
            yield None


def _references(value: Value) -> Iterator[int]:
    """Yield the numbers of the objects that ``value`` names, as they stand in it."""
    if isinstance(value, Ref):
        yield value.number
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _references(each)
