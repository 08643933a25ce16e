"""Glyphs of TrueType programs as bytes: those that are alike in them draw alike (OpenType 1.9, glyf, loca, hmtx)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final

from letterpack.text.formats import KEPT

_PLAIN: Final = frozenset({b"head", b"hhea", b"hmtx", b"maxp", b"loca", b"glyf", b"OS/2", b"name", b"post", b"cmap"})
"""Tables that do not change what a glyph draws, but for the first six, by which it is found."""
_KEPT: Final = frozenset([tag.encode("ascii") for tag in KEPT])
_VERSIONED: Final = (b"head", b"hhea", b"maxp")
_VERSION: Final = b"\0\1\0\0"
_MAGIC: Final = (12, b"\x5f\x0f\x3c\xf5")
_RECORD: Final = struct.Struct(">4s4xII")
_DIRECTORY_BYTES: Final = 12
_PADDING: Final = 4
"""Tables begin at offsets that this divides."""
_FORMATS_AT: Final = 50
_FORMATS: Final = {b"\0\0\0\0": (">%dH", 2), b"\0\1\0\0": (">%dI", 4)}
"""How offsets are written, by the last two fields of `head`."""
_UNITS: Final = slice(18, 20)
"""Where `head` says how many there are in an em."""
_METRICS_AT: Final = 34
_COUNT_AT: Final = 4
_METRIC_BYTES: Final = 4
_HEADER_BYTES: Final = 10
_HAS_WORDS: Final = 0x1
_HAS_MORE: Final = 0x20
_HAS_INSTRUCTIONS: Final = 0x100
_TRANSFORMED: Final = {0x8: 2, 0x40: 4, 0x80: 8}
"""Flags of a part of a composite glyph, and how many bytes its matrix takes (OpenType 1.9, glyf)."""


class SimpleGlyphs:
    """The glyphs of a program that draw by themselves, or are put together of such, and in no variation. ``units`` are those of
    its em, as it says.
    """

    __slots__ = ("_metrics", "_offsets", "_outlines", "_whole", "units")

    def __init__(self, outlines: bytes, offsets: Sequence[int], metrics: bytes, whole: int, units: bytes) -> None:
        self._outlines, self._offsets, self._metrics, self._whole, self.units = outlines, offsets, metrics, whole, units

    def drawn(self, number: int) -> tuple[bytes, ...] | None:
        """Return what a glyph's drawing follows from: its outline, how wide it is, and how far from its origin it begins, and the
        same of its parts; None where these have parts, or there is none with this number.
        """
        own = self._measured(number)
        if own is None or not _is_composite(own[_METRIC_BYTES:]):
            return None if own is None else (own,)
        found = [own]
        for _, part in _parts(own[_METRIC_BYTES:]):
            each = self._measured(part)
            if each is None or _is_composite(each[_METRIC_BYTES:]):
                return None
            found.append(each)
        return tuple(found)

    def _measured(self, number: int) -> bytes | None:
        """Return the metrics of a glyph and its outline, one after the other; None where it is not whole."""
        outline = self._outline(number)
        if outline is None or 0 < len(outline) < _HEADER_BYTES or self._offsets[number + 1] > len(self._outlines):
            return None
        at = _METRIC_BYTES * number
        if number < self._whole:
            return self._metrics[at : at + _METRIC_BYTES] + outline
        last, at = _METRIC_BYTES * (self._whole - 1), _METRIC_BYTES * self._whole + 2 * (number - self._whole)
        return self._metrics[last : last + 2] + self._metrics[at : at + 2] + outline

    def _outline(self, number: int) -> bytes | None:
        return self._outlines[slice(*self._offsets[number : number + 2])] if number + 1 < len(self._offsets) else None

    def advance(self, number: int) -> int | None:
        """Return how wide a glyph is, in units of the font; None where there is none with this number."""
        if number + 1 >= len(self._offsets):
            return None
        at = _METRIC_BYTES * min(number, self._whole - 1)
        return int.from_bytes(self._metrics[at : at + 2], "big")

    def is_hinted(self, number: int) -> bool:
        """Whether a glyph has instructions, which may move its outline: no subset's has."""
        outline = self._outline(number)
        if not outline:
            return False
        if _is_composite(outline):
            return any(flags & _HAS_INSTRUCTIONS for flags, _ in _parts(outline))
        at = _HEADER_BYTES + 2 * int.from_bytes(outline[:2], "big")
        return any(outline[at : at + 2])


def _is_composite(outline: bytes) -> bool:
    """Whether a glyph is put together of others: it says a negative number of contours."""
    return bool(outline) and outline[0] >= 0x80  # noqa: PLR2004  The sign.


def _parts(outline: bytes) -> Iterator[tuple[int, int]]:
    """Yield the flags and the number of each part of a composite glyph."""
    at, more = _HEADER_BYTES, True
    while more and at + 4 <= len(outline):
        flags = int.from_bytes(outline[at : at + 2], "big")
        yield flags, int.from_bytes(outline[at + 2 : at + 4], "big")
        more = bool(flags & _HAS_MORE)
        at += 4 + (4 if flags & _HAS_WORDS else 2) + next((size for flag, size in _TRANSFORMED.items() if flags & flag), 0)


def simple_glyphs(program: bytes) -> SimpleGlyphs | None:
    """Return the glyphs of ``program``; None where anything in it may draw them otherwise, or it is damaged."""
    try:
        tables = _tables(program)
        if tables is None:
            return None
        head, places = tables[b"head"], tables[b"loca"]
        written, size = _FORMATS[head[_FORMATS_AT:]]
        offsets: Sequence[int] = struct.unpack(written % (len(places) // size), places)
        count = int.from_bytes(tables[b"maxp"][_COUNT_AT : _COUNT_AT + 2], "big")
        metrics = int.from_bytes(tables[b"hhea"][_METRICS_AT:], "big")
    except (struct.error, KeyError):
        return None
    offsets = offsets[: count + 1] if size > 2 else [2 * each for each in offsets[: count + 1]]  # noqa: PLR2004  Short ones are halves.
    return SimpleGlyphs(tables[b"glyf"], offsets, tables[b"hmtx"], metrics, head[_UNITS])


def beside_glyphs(program: bytes) -> str:
    """Return, in words, what a TrueType ``program`` holds that no subset has; empty where there is nothing. No page shows that,
    and whoever unpacks the file finds it.
    """
    end = _DIRECTORY_BYTES + _RECORD.size * int.from_bytes(program[4:6], "big")
    if not program.startswith(_VERSION) or end > len(program):
        return "another beginning"
    for tag, start, length in sorted(_RECORD.iter_unpack(program[_DIRECTORY_BYTES:end]), key=itemgetter(1)):
        if tag not in _KEPT:
            return f"the table {tag.decode('latin-1')}"
        if start != end and (any(program[end:start]) or not 0 <= start - end < _PADDING):
            return "bytes between its tables"
        end = start + length
    return "bytes behind its tables" if program[end:].strip(b"\0") or len(program) - end >= _PADDING else ""


def _tables(program: bytes) -> Mapping[bytes, bytes] | None:
    """Return the tables of ``program`` by their tags; None where one is not whole, or of a kind that may change what is drawn."""
    if not program.startswith(_VERSION):
        return None
    found: dict[bytes, bytes] = {}
    end = _DIRECTORY_BYTES + _RECORD.size * int.from_bytes(program[4:6], "big")
    for tag, start, length in _RECORD.iter_unpack(program[_DIRECTORY_BYTES:end]):
        if tag not in _PLAIN or tag in found or start + length > len(program):
            return None
        found[tag] = program[start : start + length]
    at, magic = _MAGIC
    are_known = all(found[tag].startswith(_VERSION) for tag in _VERSIONED) and found[b"head"].startswith(magic, at)
    return found if are_known else None
