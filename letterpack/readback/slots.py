"""Content streams that are each file's own, where the files have all else in common: read against those that were read before.

Plain ones differ in the codes of their lines alone, and of such a stream nothing else is read again. Sound because it asks for
bytes: all that stands between the codes is what stood there in a stream that was read in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from letterpack.model.observed import Shown
from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.fonts import UNKNOWN, CompositeFont
from letterpack.readback.graphics_state import START
from letterpack.readback.plain_text import NUMBER, line_of
from letterpack.readback.whitelist.painting import PLAIN_TEXT, painting_of

_CODES: Final = re.compile(rb"\[(<(?:[0-9A-F]{4})*>(?:(?:%(n)s)?<(?:[0-9A-F]{4})*>)*)\]TJ" % {b"n": NUMBER})
_FONT: Final = re.compile(rb"/(\w+) %(n)s Tf[^/]*\Z" % {b"n": NUMBER})
_MOST_SLOTS: Final = 4
"""Of one stream: with other lines in another font, or in none of one's own."""


class Stand(NamedTuple):
    """Where a line of a file's own stands, which content it is, and how far it may reach to the right."""

    x_pt: float
    y_pt: float
    size_pt: float
    mcid: int
    free_pt: float


class OwnStream:
    """A stream of each file's own, by the ``number`` of its object, on a page of ``height_pt`` with these ``fonts``. Its lines
    stand at ``stands``, and the structure has ``reached`` their marked contents.
    """

    __slots__ = ("_fonts", "_height_pt", "_known", "_reached", "_stands", "number")

    def __init__(
        self,
        number: int,
        height_pt: float,
        fonts: Mapping[str, CompositeFont | None],
        stands: tuple[Stand, ...],
        reached: frozenset[int],
    ) -> None:
        self.number, self._height_pt, self._fonts, self._stands, self._reached = number, height_pt, fonts, stands, reached
        self._known: list[_Slots] = []

    def read(self, data: bytes) -> ContentRead | None:
        """Return what ``data`` paints; None where its lines stand elsewhere, or there is anything to remark about it. Raises
        ``Malformed``.
        """
        pieces = _CODES.split(data)
        for slots in self._known:
            if pieces[::2] == slots.between:
                return self._filled(slots, pieces[1::2])
        reading = read_content(data, START, self._fonts, {}, self._height_pt)
        if not (self._is_as_ever(reading) and (reading.is_plain or painting_of(data) == PLAIN_TEXT)):
            return None
        made = _slots_of(reading, pieces, self._fonts) if reading.is_plain else None
        if made is not None:
            self._known = [made, *self._known][:_MOST_SLOTS]
        return reading

    def _filled(self, slots: _Slots, said: list[bytes]) -> ContentRead | None:
        shown: list[Shown] = []
        for line, font, stand, codes in zip(slots.lines, slots.fonts, self._stands, said, strict=True):
            _, x_pt, y_pt, _, size_pt, base, artifact, mcid, _ = line
            text, width_pt = line_of(font, codes, size_pt, x_pt)
            if x_pt + width_pt > stand.free_pt or UNKNOWN in text:
                return None
            shown.append(Shown(text, x_pt, y_pt, width_pt, size_pt, base, artifact, mcid))
        return ContentRead(tuple(shown), slots.mcids, is_plain=True)

    def _is_as_ever(self, reading: ContentRead) -> bool:
        """Whether a stream leaves the page as it was, its lines stand where they should, and there is nothing to remark."""
        if reading.end is not START or reading.problems or reading.says_unknown or reading.says_unmarked:
            return False
        return (
            reading.said_mcids <= self._reached
            and len(reading.shown) == len(self._stands)
            and all(
                (line.x_pt, line.y_pt, line.size_pt, line.mcid) == stand[:4] and line.x_pt + line.width_pt <= stand.free_pt
                for line, stand in zip(reading.shown, self._stands, strict=True)
            )
        )


class _Slots(NamedTuple):
    """A plain stream that was read: what stands ``between`` the codes, and what each line is beside its text and its width."""

    between: list[bytes]
    lines: tuple[Shown, ...]
    fonts: tuple[CompositeFont, ...]
    mcids: tuple[int, ...]


def _slots_of(reading: ContentRead, pieces: list[bytes], fonts: Mapping[str, CompositeFont | None]) -> _Slots | None:
    named = [_FONT.search(before) for before in pieces[:-1:2]]
    used = [font for each in named if each and (font := fonts.get(each[1].decode("ascii"))) is not None]
    if not len(used) == len(named) == len(reading.shown):
        return None
    return _Slots(pieces[::2], reading.shown, tuple(used), reading.mcids)
