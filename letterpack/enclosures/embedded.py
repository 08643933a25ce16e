"""A font in an enclosure beside what is shown in it: whether its program has each glyph, as wide as the font says, and whether
each has a meaning (part of stage 6; ISO 19005-2, 6.2.11; ISO 14289-1, 7.21).

What is not looked at bears out no claim: the kinds of fonts that office programs and browsers embed are looked at.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import uharfbuzz as hb
from msgspec import Struct
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, PdfObject, StreamObject

from letterpack.enclosures.breaches import Against
from letterpack.enclosures.cmaps import glyph_table
from letterpack.patterns import late
from letterpack.pdfcopy.cff_widths import CffWidths
from letterpack.pdfcopy.cid_fonts import opened_cff

_SECTION: Final = late(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CHAR: Final = late(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE: Final = late(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_HEX: Final = late(rb"<([0-9A-Fa-f\s]*)>")
_NO_MEANING: Final = frozenset("\0\ufeff\ufffe")
_BYTE: Final = 8
_SAME_WIDTH: Final = 1.0
_SYMBOLIC, _PLAIN_LETTERS = 4, 32
_CODECS: Final = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class FontFault(NamedTuple):
    """What is wrong with a font, in words that follow its name, and against which standards it is."""

    what: str
    against: Against


class _Program(Struct, frozen=True):
    """How an embedded program is asked, in units of 1/1000 em: the ``glyph`` of a code, 0 for none; how wide the font says that
    it is; how wide it is (``advance``, by the glyph), None where the program does not say.
    """

    size: int
    glyph: Callable[[int], int]
    width: Callable[[int], float]
    advance: Callable[[int], float | None]


def font_faults(font: DictionaryObject, shown: frozenset[int]) -> Iterator[FontFault]:
    """Yield what is wrong with ``font`` where the codes in ``shown`` are shown in it."""
    kind = _text(font, "/Subtype")
    try:
        _text(font, "/BaseFont").encode("latin-1").decode("utf-8")
    except UnicodeError:
        yield FontFault("has a name that is not UTF-8", "looks")  # 6.1.8
    try:
        program = _composite(font) if kind == "/Type0" else _simple(font) if kind == "/TrueType" else None
    except (LookupError, ValueError, ArithmeticError, TypeError, AttributeError, struct.error):
        yield FontFault("has a program that cannot be read", "all")
        return
    if program is None:
        yield FontFault("is of a kind whose glyphs are not looked at", "all")
        return
    yield from _glyph_faults(program, shown)
    yield from meaning_faults(font, shown)


def _glyph_faults(program: _Program, shown: frozenset[int]) -> Iterator[FontFault]:
    for code in shown:
        glyph = program.glyph(code)
        if not 0 < glyph < program.size:
            yield FontFault("shows a character that it has no glyph for", "all")  # ISO 19005-2, 6.2.11.4.1 and 6.2.11.8
            return
        advance = program.advance(glyph)
        if advance is None or abs(advance - program.width(code)) > _SAME_WIDTH:
            yield FontFault("gives a glyph another width than its program", "all")  # 6.2.11.5
            return


def meaning_faults(font: DictionaryObject, shown: frozenset[int]) -> Iterator[FontFault]:
    """Yield where a code in ``shown`` has no meaning, or one that only its writer knows."""
    meanings = meanings_of(font)
    if any(not meanings.get(code) or not _NO_MEANING.isdisjoint(meanings[code]) for code in shown):
        yield FontFault("shows a character without a meaning", "meanings")  # ISO 19005-2, 6.2.11.7.2
    elif any(is_private(char) for code in shown for char in meanings[code]):
        yield FontFault("shows a character whose meaning is private", "tags")  # 6.2.11.7.3


def is_private(char: str) -> bool:
    """Whether ``char`` is of Unicode's private use areas."""
    return "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def meanings_of(font: DictionaryObject) -> Mapping[int, str]:
    """Return what each code of ``font`` says: by its ToUnicode, or by a simple font's standard encoding."""
    table = _entry(font, "/ToUnicode")
    if isinstance(table, StreamObject):
        return dict(_meanings(table.get_data()))
    codec = _CODECS.get(_base_encoding(font))
    if codec is None or _text(font, "/Subtype") == "/Type0":
        return {}
    return {code: bytes((code,)).decode(codec, "ignore") for code in range(32, 256)}


def _meanings(cmap: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in _SECTION.findall(cmap):
        if kind == b"bfchar":
            yield from [(int(_digits(code), 16), _said(text)) for code, text in _CHAR.findall(body) if _digits(code)]
            continue
        for first, last, text, listed in _RANGE.findall(body):
            codes = range(int(first, 16), int(last, 16) + 1)
            if codes and codes[0] >> _BYTE != codes[-1] >> _BYTE:
                continue  # Adobe Technical Note 5014, 4.4: the last byte alone may differ.
            if listed:
                yield from zip(codes, map(_said, _HEX.findall(listed)), strict=False)
            elif begin := _said(text):
                yield from [(code, begin[:-1] + chr(ord(begin[-1]) + code - codes[0])) for code in codes]


def _digits(text: bytes) -> bytes:
    return bytes(text).translate(None, b" \t\r\n\f\0")


def _said(digits: bytes) -> str:
    return bytes.fromhex(_digits(digits).decode("ascii")).decode("utf-16-be", "replace")


def _composite(font: DictionaryObject) -> _Program | None:
    """Return the program of a composite font whose codes are its characters' numbers; None of any other."""
    below = _entry(font, "/DescendantFonts")
    descendant = below[0].get_object() if isinstance(below, ArrayObject) and len(below) == 1 else None
    if _text(font, "/Encoding") != "/Identity-H" or not isinstance(descendant, DictionaryObject):
        return None
    widths, default = _cid_widths(_entry(descendant, "/W")), _number(descendant, "/DW", 1000.0)

    def width(code: int) -> float:
        return widths.get(code, default)

    kind, (key, data) = _text(descendant, "/Subtype"), _program(descendant)
    if kind == "/CIDFontType2" and key == "/FontFile2":
        order = _entry(descendant, "/CIDToGIDMap")
        if isinstance(order, StreamObject):
            table = order.get_data()
            return _true_type(data, lambda code: int.from_bytes(table[2 * code : 2 * code + 2], "big"), width)
        return _true_type(data, lambda code: code, width) if str(order) == "/Identity" else None
    if kind == "/CIDFontType0" and key == "/FontFile3" and data[:1] == b"\x01":
        face, numbers = opened_cff(data)
        widths_held, scale = CffWidths(data), 1000 / face.upem
        return _Program(
            len(numbers),
            lambda code: numbers.get(code, 0),
            width,
            lambda glyph: None if (found := widths_held.width(glyph)) is None else found * scale,
        )
    return None


def _simple(font: DictionaryObject) -> _Program | None:
    """Return the program of a TrueType font with codes of a byte; None where its encoding is not looked at (6.2.11.6)."""
    key, data = _program(font)
    descriptor = _entry(font, "/FontDescriptor")
    flags = _number(descriptor, "/Flags", 0.0) if isinstance(descriptor, DictionaryObject) else 0.0
    is_symbolic = bool(int(flags) & _SYMBOLIC)
    encoding = _entry(font, "/Encoding")
    if key != "/FontFile2" or is_symbolic == bool(int(flags) & _PLAIN_LETTERS):
        return None
    if is_symbolic:
        table = None if encoding is not None else glyph_table(data, symbolic=True)
    else:
        codec = _CODECS.get(str(encoding)) if isinstance(encoding, NameObject) else None
        plain = glyph_table(data, symbolic=False) if codec is not None else None
        table = None
        if plain is not None and codec is not None:
            chars = {code: bytes((code,)).decode(codec, "ignore") for code in range(256)}
            table = {code: plain.get(ord(char), 0) for code, char in chars.items() if char}
    first, widths = int(_number(font, "/FirstChar", 0.0)), _entry(font, "/Widths")
    if table is None or not isinstance(widths, ArrayObject) or not {"/FirstChar", "/LastChar"} <= font.keys():
        return None
    by_code = {first + at: _float(each) for at, each in enumerate(widths)}
    found = table
    return _true_type(data, lambda code: found.get(code, 0), lambda code: by_code.get(code, -1000.0))


def _base_encoding(font: DictionaryObject) -> str:
    """Return the standard encoding that ``font`` has unchanged; empty where it is another."""
    encoding = _entry(font, "/Encoding")
    return str(encoding) if isinstance(encoding, NameObject) else ""


def _program(holder: DictionaryObject) -> tuple[str, bytes]:
    """Return under which key a font has its program, and the program."""
    descriptor = _entry(holder, "/FontDescriptor")
    held = descriptor if isinstance(descriptor, DictionaryObject) else DictionaryObject()
    for key in ("/FontFile2", "/FontFile3", "/FontFile"):
        file = _entry(held, key)
        if isinstance(file, StreamObject):
            return key, file.get_data()
    raise LookupError("no program")


def _true_type(data: bytes, glyph: Callable[[int], int], width: Callable[[int], float]) -> _Program:
    face = hb.Face(hb.Blob(data))
    if not face.glyph_count or not face.upem:
        raise ValueError("no font")
    font, scale = hb.Font(face), 1000 / face.upem
    return _Program(face.glyph_count, glyph, width, lambda each: font.get_glyph_h_advance(each) * scale)


def _cid_widths(value: PdfObject | None) -> dict[int, float]:
    """Return the array W (ISO 32000-1, 9.7.4.3) as a mapping."""
    items = [each.get_object() for each in list.__iter__(value)] if isinstance(value, ArrayObject) else []
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(items):
        first, second = int(_float(items[at])), items[at + 1]
        if isinstance(second, ArrayObject):
            found.update(enumerate(map(_float, second), first))
            at += 2
        else:
            width = _float(items[at + 2]) if at + 2 < len(items) else 0.0
            found.update(dict.fromkeys(range(first, min(int(_float(second)), first + 0xFFFF) + 1), width))
            at += 3
    return found


def _float(value: PdfObject | None) -> float:
    target = value.get_object() if value is not None else None
    return float(target) if isinstance(target, NumberObject | FloatObject) else -1000.0


def _number(holder: DictionaryObject, key: str, default: float) -> float:
    value = _entry(holder, key)
    return default if value is None else _float(value)


def _entry(holder: DictionaryObject, key: str) -> PdfObject | None:
    value = holder.get(key)
    return value.get_object() if value is not None else None


def _text(holder: DictionaryObject, key: str) -> str:
    value = _entry(holder, key)
    return str(value) if value is not None else ""
