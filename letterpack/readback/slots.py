"""Content streams that are each file's own, where the files have all else in common: read against those that were read before.

Plain ones differ in the codes of their lines alone, and of such a stream nothing else is read again. Sound because it asks for
bytes: all that stands between the codes is what stood there in a stream that was read in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.fonts import UNKNOWN, CompositeFont
from letterpack.readback.graphics_state import START
from letterpack.readback.plain_text import CODES, NUMBER, line_of
from letterpack.readback.whitelist.painting import PLAIN_TEXT, painting_of

_CODES: Final = late(rb"\[(%s)\]TJ" % CODES)
_FACE: Final = late(rb"/(\w+) (%s) Tf[^/]*\Z" % NUMBER)
_MORE: Final = late(rb"\[| Tz |/ActualText")
"""What lines have besides codes between brackets, in streams that are read each by itself."""
_PLACE: Final = b" Tm "
"""Each line has one."""
_NO_FONTS: Final[Mapping[str, CompositeFont]] = {}
_MOST_SLOTS: Final = 256
"""Of one stream: letters of another font come anywhere in a name. A few KB each."""


class Stand(NamedTuple):
    """Where a line of a file's own stands, which content it is, and how far it may reach to the right."""

    x_pt: float
    y_pt: float
    size_pt: float
    mcid: int
    free_pt: float


class StreamRead(Struct, frozen=True):
    """What a stream of a file's own paints, and whether its lines stand where those of the first file did and have room there: if
    not, where they stand is still to be judged.
    """

    reading: ContentRead
    is_in_place: bool


class OwnStream:
    """A stream of each file's own, by the ``number`` of its object, on a page of ``height_pt`` with these ``fonts``, which all
    files share. In the first file its lines stood at ``stands``; the structure has ``reached`` their marked contents.
    """

    __slots__ = ("_fonts", "_height_pt", "_known", "_reached", "_right_to_left", "_stands", "number")

    def __init__(
        self,
        number: int,
        height_pt: float,
        fonts: Mapping[str, CompositeFont | None],
        stands: tuple[Stand, ...],
        reached: frozenset[int],
        *,
        right_to_left: bool = False,
    ) -> None:
        self.number, self._height_pt, self._fonts, self._stands, self._reached = number, height_pt, fonts, stands, reached
        self._right_to_left = right_to_left
        self._known: dict[tuple[bytes, ...], _Slots] = {}

    def read(self, data: bytes, fonts: Mapping[str, CompositeFont] = _NO_FONTS) -> StreamRead | None:
        """Return what ``data`` paints, in a file with ``fonts`` of its own; None where there is anything to remark about it
        beside where its lines stand. Raises ``Malformed``.
        """
        pieces = _CODES.split(data)
        between = tuple(pieces[::2])
        if (slots := self._known.get(between)) and (known := self._filled(slots, pieces[1::2], fonts)):
            return known
        reading = read_content(data, START, {**self._fonts, **fonts}, {}, self._height_pt, right_to_left=self._right_to_left)
        if not (self._is_sound(reading) and (reading.is_plain or painting_of(data) == PLAIN_TEXT)):
            return None
        is_in_place = self._is_in_place(reading)
        made = _slots_of(reading, pieces, self._fonts, fonts) if reading.is_plain and is_in_place else None
        if made is not None:
            if len(self._known) >= _MOST_SLOTS:
                self._known.clear()
            self._known[between] = made
        return StreamRead(reading, is_in_place)

    def _filled(self, slots: _Slots, said: list[bytes], fonts: Mapping[str, CompositeFont]) -> StreamRead | None:
        shown: list[Shown] = []
        is_in_place = True
        for slot, stand in zip(slots.lines, self._stands, strict=True):
            faces = slot.faces
            if slot.named:
                faces = tuple(
                    [(fonts[name] if name else font, size) for name, (font, size) in zip(slot.named, faces, strict=True)]
                )
            line = line_of(faces, said[slot.codes], slot.place, slot.mark)
            if line is None or UNKNOWN in line.text:
                return None
            is_in_place = is_in_place and line.x_pt + line.width_pt <= stand.free_pt
            shown.append(line)
        return StreamRead(ContentRead(tuple(shown), slots.mcids, is_plain=True), is_in_place)

    def _is_sound(self, reading: ContentRead) -> bool:
        """Whether a stream leaves the page as it was, shows text where the first did, and there is nothing to remark."""
        if reading.end is not START or reading.problems or reading.says_unknown or reading.says_unmarked:
            return False
        return reading.said_mcids <= self._reached and bool(reading.shown) == bool(self._stands)

    def _is_in_place(self, reading: ContentRead) -> bool:
        """Whether the lines stand where those of the first file did, and have room there. How far one from right to left reaches
        to the left is another in each.
        """
        return (
            not self._right_to_left
            and len(reading.shown) == len(self._stands)
            and all(
                (line.x_pt, line.y_pt, line.size_pt, line.mcid) == stand[:4] and line.x_pt + line.width_pt <= stand.free_pt
                for line, stand in zip(reading.shown, self._stands, strict=True)
            )
        )


class _Slot(NamedTuple):
    """A line: the fonts and sizes of its codes, which of the stream's these are, its place and its mark. A font of the file's own
    is ``named`` by its resource, any other by nothing; of a line without, ``named`` is empty.
    """

    faces: tuple[tuple[CompositeFont, float], ...]
    codes: slice
    place: tuple[float, float]
    mark: tuple[int, str]
    named: tuple[str, ...]


class _Slots(Struct, frozen=True):
    """A plain stream that was read: what each line is beside its text and its width."""

    lines: tuple[_Slot, ...]
    mcids: tuple[int, ...]


def _slots_of(
    reading: ContentRead, pieces: list[bytes], shared: Mapping[str, CompositeFont | None], own: Mapping[str, CompositeFont]
) -> _Slots | None:
    if any(map(_MORE.search, pieces[::2])):
        return None
    faces: list[list[tuple[CompositeFont, float]]] = []
    named: list[list[str]] = []
    for before in pieces[:-1:2]:
        found = _FACE.search(before)
        resource = found[1].decode("ascii") if found else ""
        font = own.get(resource) or shared.get(resource)
        if found is None or font is None:
            return None
        if _PLACE in before:
            faces.append([])
            named.append([])
        if not faces:
            return None
        faces[-1].append((font, float(found[2])))
        named[-1].append(resource if resource in own else "")
    if len(faces) != len(reading.shown):
        return None
    firsts = accumulate(map(len, faces), initial=0)
    lines = [
        _Slot(
            tuple(each),
            slice(first, first + len(each)),
            (line.x_pt, line.y_pt),
            (line.mcid, line.artifact),
            tuple(names) if any(names) else (),
        )
        for each, names, first, line in zip(faces, named, firsts, reading.shown, strict=False)
    ]
    return _Slots(tuple(lines), reading.mcids)
