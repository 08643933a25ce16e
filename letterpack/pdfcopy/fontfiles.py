"""Font files in foreign PDFs without the words in them: whose font it is, who made it, from which file (ISO 32000-1, 9.9).

What draws a glyph, measures it and finds it stays as it is. A font that cannot be taken apart stays whole.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.cff import CffDict, read_dict, read_index
from letterpack.patterns import late
from letterpack.pdfcopy.postscript import without_comments

FONT_FILES: Final = frozenset(("/FontFile", "/FontFile2", "/FontFile3"))

_KEPT_TABLES: Final = frozenset((
    b"cmap", b"cvt ", b"fpgm", b"gasp", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"OS/2", b"post", b"prep", b"vhea",
    b"vmtx", b"VORG", b"CFF ", b"GSUB", b"hdmx", b"VDMX", b"LTSH", b"kern", b"EBDT", b"EBLC", b"EBSC",
))  # fmt: skip
"""Of TrueType and OpenType: outlines, widths, how to find a glyph. Names, notes, signatures and sources go."""
_SIGNATURES: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_HEAD_BYTES, _ROW_BYTES = 12, 16
_EEXEC: Final = b"eexec"
_TRAILER: Final = b"cleartomark"
_STRING: Final = late(rb"\(((?:[^()\\]++|\\.)*+)\)", re.DOTALL)
_STANDARD_STRINGS: Final = 391
_CHARSET, _CHAR_STRINGS, _ROS, _FD_ARRAY = 15, 17, (12, 30), (12, 36)
_SAYING: Final = (0, 1, 2, 3, 4, (12, 0), (12, 21), (12, 22), (12, 38))
"""Operators of a CFF's dictionaries whose operand is a notice or a name (Adobe Technical Note 5176, tables 9 and 23)."""
_PREDEFINED_CHARSETS: Final = 2
_WIDE_RANGES: Final = 2


def without_names(role: str, data: bytes) -> bytes:
    """Return the font file ``data`` under the key ``role`` less its words. Raises ``LookupError`` where it is damaged."""
    if data[:4] in _SIGNATURES:
        return _sfnt(data)
    if role == "/FontFile":
        return _type_1(data)
    return _cff(data) if data[:1] == b"\x01" else data


class _FontPart(Struct, frozen=True):
    tag: bytes
    checksum: int
    data: bytes


def _sfnt(data: bytes) -> bytes:
    """Return a font of tables (OpenType 1.9, Font File) with those that are kept."""
    tables = [_cleaned(each) for each in _tables(data) if each.tag in _KEPT_TABLES]
    start = _HEAD_BYTES + _ROW_BYTES * len(tables)
    rows, bodies = b"", []
    for each in tables:
        rows += each.tag + b"".join([part.to_bytes(4, "big") for part in (each.checksum, start, len(each.data))])
        bodies.append(each.data + bytes(-len(each.data) % 4))
        start += len(bodies[-1])
    log = len(tables).bit_length() - 1
    head = (len(tables), 16 << log, log, 16 * len(tables) - (16 << log)) if tables else (0, 0, 0, 0)
    made = data[:4] + b"".join([part.to_bytes(2, "big") for part in head]) + rows + b"".join(bodies)
    return data if made == data.ljust(len(made), b"\0") and len(made) >= len(data) else made


def _tables(data: bytes) -> Iterator[_FontPart]:
    left = len(data)
    for number in range(int.from_bytes(data[4:6], "big")):
        row = data[_HEAD_BYTES + _ROW_BYTES * number :][:_ROW_BYTES]
        checksum, start, size = (int.from_bytes(row[at : at + 4], "big") for at in (4, 8, 12))
        left -= size
        if len(row) < _ROW_BYTES or start + size > len(data) or left < 0:
            raise LookupError("a table of the font lies outside of it")
        yield _FontPart(row[:4], checksum, data[start : start + size])


def _cleaned(table: _FontPart) -> _FontPart:
    if table.tag != b"CFF ":
        return table
    cleaned = _cff(table.data)
    return table if cleaned == table.data else _FontPart(table.tag, _checksum(cleaned), cleaned)


def _checksum(data: bytes) -> int:
    numbers = array("I", data + bytes(-len(data) % 4))
    numbers.byteswap()
    return sum(numbers) & 0xFFFF_FFFF


def _type_1(data: bytes) -> bytes:
    """Return a Type 1 font with the words of its head made blanks, and what follows its end (Adobe Type 1 Font Format, 2)."""
    begin = data.find(_EEXEC)
    if begin < 0:
        return data
    head = _STRING.sub(lambda found: b"(%s)" % (b" " * len(found[1])), without_comments(data[:begin], b" "))
    end = data.rfind(_TRAILER)
    if end < begin:
        return head + data[begin:]
    end += len(_TRAILER)
    return head + data[begin:end] + b" " * (len(data) - end)


def _cff(data: bytes) -> bytes:
    """Return a CFF font with its notices made blanks, but for strings that are names of glyphs too."""
    tops = read_index(data, read_index(data, data[2]).end)
    strings = read_index(data, tops.end)
    top = read_dict(tops.items(data)[0])
    dictionaries = [top]
    if _FD_ARRAY in top:
        dictionaries += [read_dict(each) for each in read_index(data, _number(top, _FD_ARRAY)).items(data)]
    named = {_number(each, key) for each in dictionaries for key in _SAYING if key in each}
    named -= {operand for operand in top.get(_ROS, ())[:2] if isinstance(operand, int)} | _glyph_names(data, top)
    cleaned = bytearray(data)
    for number in named:
        if 0 <= number - _STANDARD_STRINGS < len(strings.offsets) - 1:
            start, end = strings.offsets[number - _STANDARD_STRINGS :][:2]
            cleaned[start:end] = b" " * len(cleaned[start:end])
    return bytes(cleaned)


def _number(dictionary: CffDict, key: int | tuple[int, int]) -> int:
    """Return the last operand of an operator, which must be there."""
    operand = dictionary[key][-1]
    return operand if isinstance(operand, int) else -1


def _glyph_names(data: bytes, top: CffDict) -> set[int]:
    """Return the strings that the charset uses (13); those of a font by CID are numbers, and none."""
    at = _number(top, _CHARSET) if _CHARSET in top else 0
    if _ROS in top or at <= _PREDEFINED_CHARSETS:
        return set()
    left = len(read_index(data, _number(top, _CHAR_STRINGS)).offsets) - 2
    kind, at = data[at], at + 1
    names: set[int] = set()
    while left > 0:
        first, at = int.from_bytes(data[at : at + 2], "big"), at + 2
        size = min(kind, _WIDE_RANGES)
        more = int.from_bytes(data[at : at + size], "big") if size else 0
        if at + size > len(data):
            raise LookupError("the charset of the font is cut off")
        names.update(range(first, first + more + 1))
        at, left = at + size, left - more - 1
    return names
