"""The envelopes: sizes and windows as data. An envelope is a TOML file of this folder or of a campaign's ``envelopes/``, in
millimetres on its front, with the edge that the flap is on at the top.

A window is written as makers give it: its size, and how far it is from the nearest two edges. Every table has a ``source``, and
``confidence`` says how far the windows' numbers can be trusted: ``high`` where a standard or the post says them, ``medium`` where
several makers agree, ``low`` where one was read, or at second hand. What a form shows in an envelope is worked out in ``forms``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Final

import msgspec

from letterpack.datafiles import BrokenData, Fault, FileTable, TomlTable, Words, convert, names, parse, program_table
from letterpack.model.form import CONFIDENCES, Envelope, EnvelopeWindow, Rect
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.units import mm_to_pt

ROOM: Final = "envelopes"
_MOST_MM: Final = 1000.0
_Measure = Annotated[float, msgspec.Meta(gt=0.0, le=_MOST_MM)]
_Distance = Annotated[float, msgspec.Meta(ge=0.0, le=_MOST_MM)]


class OuterSize(FileTable, frozen=True):
    """The envelope's outer size, and what makers call it: `DL`, `C5`."""

    source: Words
    name: Words
    width: _Measure
    height: _Measure


class Hole(FileTable, frozen=True):
    """A window, by its distance from one edge at the side and one above or below; ``clear`` is the white that the post wants
    around what shows.
    """

    source: Words
    width: _Measure
    height: _Measure
    left: _Distance | None = None
    right: _Distance | None = None
    top: _Distance | None = None
    bottom: _Distance | None = None
    clear: _Distance = 0.0

    def window(self, size: OuterSize) -> EnvelopeWindow:
        """Return the window of an envelope of this ``size``, in points."""
        x = self.left if self.left is not None else size.width - self.width - (self.right or 0.0)
        y = self.top if self.top is not None else size.height - self.height - (self.bottom or 0.0)
        place = Rect(mm_to_pt(x), mm_to_pt(y), mm_to_pt(self.width), mm_to_pt(self.height))
        return EnvelopeWindow(place, mm_to_pt(self.clear))


class Load(FileTable, frozen=True):
    """How many sheets the envelope takes, folded so that they go in."""

    source: Words
    sheets: Annotated[int, msgspec.Meta(ge=1)]


class EnvelopeFile(FileTable, frozen=True):
    """An envelope's file. ``countries`` are those (ISO 3166) that it is sold in; none where that is everywhere."""

    title: Words
    countries: list[Words]
    confidence: Words
    size: OuterSize
    load: Load
    window: Hole | None = None
    return_window: Hole | None = None

    @property
    def holes(self) -> Iterator[tuple[str, Hole]]:
        """The windows by their keys."""
        named = (("window", self.window), ("return_window", self.return_window))
        return ((key, hole) for key, hole in named if hole)

    def envelope(self, name: str) -> Envelope:
        """Return the envelope in points."""
        return Envelope(
            name=name,
            size=self.size.name,
            width_pt=mm_to_pt(self.size.width),
            height_pt=mm_to_pt(self.size.height),
            max_sheets=self.load.sheets,
            window=self.window.window(self.size) if self.window else None,
            return_window=self.return_window.window(self.size) if self.return_window else None,
            confidence=self.confidence,
        )


def envelope_names(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the names of all envelopes, the campaign's ``own`` among them, sorted."""
    return names(ROOM, own)


@lru_cache(maxsize=256)
def envelope_file(name: str, own: OwnData = NO_OWN_DATA) -> EnvelopeFile:
    """Return what the file of the envelope ``name`` says, with its sources: the campaign's own before the program's. Raises
    ``KeyError`` where there is none.
    """
    text = own.text(ROOM, name)
    file = convert(parse(text) if text is not None else program_table(ROOM, name), EnvelopeFile)
    if isinstance(file, list) or (found := list(_faults(file))):
        raise BrokenData(f"{ROOM}/{name}.toml", file if isinstance(file, list) else found)
    return file


def load_envelope(name: str, own: OwnData = NO_OWN_DATA) -> Envelope:
    """Return the envelope called ``name``. Raises ``KeyError`` where there is none."""
    return envelope_file(name, own).envelope(name)


def read_envelope(name: str, table: TomlTable) -> Envelope | list[Fault]:
    """Return the envelope that ``table`` describes, or all that is wrong with it."""
    file = convert(table, EnvelopeFile)
    if isinstance(file, list):
        return file
    return list(_faults(file)) or file.envelope(name)


def _faults(file: EnvelopeFile) -> Iterator[Fault]:
    if file.confidence not in CONFIDENCES:
        message = f"`confidence` is `{file.confidence}`"
        yield Fault(("confidence",), message, f"write one of {', '.join(CONFIDENCES)}", CONFIDENCES)
    front = Rect(0.0, 0.0, mm_to_pt(file.size.width), mm_to_pt(file.size.height))
    for key, hole in file.holes:
        for one, other in (("left", "right"), ("top", "bottom")):
            if (getattr(hole, one) is None) == (getattr(hole, other) is None):
                hint = f"give the distance from one of the two, as the maker does: `{one}` or `{other}`"
                yield Fault((key,), f"`{key}` needs one of `{one}` and `{other}`", hint, contradicts=True)
                return
        if not front.holds(hole.window(file.size).place):
            message = f"`{key}` does not lie on the envelope"
            yield Fault((key,), message, "measure again from the edge that is named, the flap's edge on top", contradicts=True)
    places = [hole.window(file.size).place for _, hole in file.holes]
    if len(places) > 1 and places[0].meets(places[1]):
        message = "`return_window` overlaps `window`"
        yield Fault(("return_window",), message, "correct one of the two", contradicts=True)
