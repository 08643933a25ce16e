"""The table ``cmap`` of a TrueType program (OpenType 1.9): which glyph a code of a simple font shows (part of stage 6)."""

from __future__ import annotations

import struct
from typing import Final

_WINDOWS, _MACINTOSH = 3, 1
_SYMBOL, _UNICODE = 0, 1
_PRIVATE: Final = (0xF000, 0xF100, 0xF200, 0)
"""Where symbol fonts have their codes (ISO 32000-1, 9.6.6.4)."""


def glyph_table(data: bytes, *, symbolic: bool) -> dict[int, int] | None:
    """Return glyphs by code, of a symbolic font, or by character; None where the program has not the table for it.

    Raises ``struct.error``, a ``ValueError``, and ``LookupError`` where it is damaged.
    """
    found = _subtables(data)
    if not symbolic:
        return _mapping(found[_WINDOWS, _UNICODE]) if (_WINDOWS, _UNICODE) in found else None
    if (_WINDOWS, _SYMBOL) in found:
        table = _mapping(found[_WINDOWS, _SYMBOL])
        return {code: next((table[base + code] for base in _PRIVATE if base + code in table), 0) for code in range(256)}
    # One table alone leaves no choice (ISO 19005-2, 6.2.11.6).
    return _mapping(next(iter(found.values()))) if len(found) == 1 and (_MACINTOSH, 0) in found else None


def _subtables(data: bytes) -> dict[tuple[int, int], bytes]:
    try:
        (count,) = struct.unpack_from(">H", data, 4)
        rows = [struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count)]
        start = next(offset for tag, _, offset, _ in rows if tag == b"cmap")
        (count,) = struct.unpack_from(">H", data, start + 2)
        heads = [struct.unpack_from(">HHI", data, start + 4 + 8 * index) for index in range(count)]
    except (struct.error, StopIteration) as error:
        raise ValueError("no cmap") from error
    return {(platform, encoding): data[start + offset :] for platform, encoding, offset in heads}


def _mapping(table: bytes) -> dict[int, int]:
    kind = int.from_bytes(table[:2], "big")
    if kind == 0:
        return dict(enumerate(table[6:262]))
    if kind == 4:  # noqa: PLR2004  Formats are numbers.
        return _segments(table)
    if kind == 6:  # noqa: PLR2004
        first, count = struct.unpack_from(">HH", table, 6)
        return dict(enumerate(struct.unpack_from(f">{count}H", table, 10), first))
    raise ValueError("a cmap of another format")


def _segments(table: bytes) -> dict[int, int]:
    """Return the mapping of format 4."""
    count = int.from_bytes(table[6:8], "big") // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    at = 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", table, at)
    if any(after <= before for before, after in zip(ends, starts[1:], strict=False)):
        raise ValueError("the stretches of a cmap lie over each other")  # Each would hold all codes, and be read for minutes.
    found: dict[int, int] = {}
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if offsets[index]:
                place = at + 2 * index + offsets[index] + 2 * (code - first)
                glyph = int.from_bytes(table[place : place + 2], "big")
                if not glyph:
                    continue
            found[code] = (glyph + deltas[index]) & 0xFFFF
    return found
