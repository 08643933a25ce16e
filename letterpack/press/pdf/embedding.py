"""Fonts into the file (part of stage 7 of 7): a subset, its widths, and what each of its glyphs says.

In strings a glyph goes by its number in the full font, so that a base and its extension agree. The base of a small TrueType font
keeps these numbers; an extension, a font of many glyphs and a CFF font are numbered anew and say which is which (CIDToGIDMap,
charset). Composite fonts with Identity-H (ISO 32000-1, 9.7); the tag of a subset is a digest of it (9.6.4). An instance of a
variable font is made with its subset. A subset of a CFF font is CID-keyed: its charset says by which number each glyph is called
(Adobe Technical Note 5176, 13 and 18). A font that was not CID-keyed becomes so, with one font dictionary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from string import ascii_uppercase
from typing import Final

import uharfbuzz as hb
from msgspec import Struct

from letterpack.cff import ESCAPE, LONG, CffDict, CffOperator, read_dict, read_index
from letterpack.errors import CannotBuild
from letterpack.model.pdf import Fragment, Part, PdfObject
from letterpack.press.pdf.objects import OWN_LEVEL, SHARED_LEVEL, stream
from letterpack.text.bidi import needs_bidi
from letterpack.text.fonts import Font
from letterpack.text.formats import dropped_tables, without_dropped

_CHARSET: Final = 15
_ENCODING: Final = 16
_CHAR_STRINGS: Final = 17
_PRIVATE: Final = 18
_ROS: Final = (ESCAPE, 30)
_CID_COUNT: Final = (ESCAPE, 34)
_FD_ARRAY: Final = (ESCAPE, 36)
_FD_SELECT: Final = (ESCAPE, 37)
_LEFT_OUT: Final = frozenset({_ROS, _ENCODING, _PRIVATE, 0, 1, 2, 3, 4, (ESCAPE, 0), (ESCAPE, 21), (ESCAPE, 22), (ESCAPE, 38)})
"""What is written anew, what a CID-keyed font has not, and names and notices, which nobody reads in a PDF."""
_STANDARD_STRINGS: Final = 391
_OFFSET_BYTES: Final = 4


def cid_keyed(cff: bytes, numbers: Sequence[int], name: str) -> bytes:
    """Return the font ``cff`` CID-keyed and called ``name``, glyph ``i`` going by the CID ``numbers[i]``; these ascend from 0."""
    names = read_index(cff, cff[2])
    tops = read_index(cff, names.end)
    strings = read_index(cff, tops.end)
    top = read_dict(tops.items(cff)[0])
    select = top.get(_FD_SELECT)
    own: CffDict = {} if select else {_PRIVATE: top[_PRIVATE]}
    dictionaries = [read_dict(item) for item in read_index(cff, _at(top[_FD_ARRAY])).items(cff)] if select else [own]
    own_strings = _written_index([b"Adobe", b"Identity"])
    keyed: CffDict = {_ROS: (_STANDARD_STRINGS, _STANDARD_STRINGS + 1, 0)}
    keyed |= {operator: operands for operator, operands in top.items() if operator not in _LEFT_OUT}
    keyed |= {_CID_COUNT: (numbers[-1] + 1,), _CHARSET: (0,), _FD_SELECT: (0,), _FD_ARRAY: (0,)}
    head = b"\x01\x00\x04\x04" + _written_index([name.encode("ascii")])
    moved = len(head) + len(_written_index([_written(keyed)])) + len(own_strings) - strings.end
    charset = b"\x00" + b"".join([number.to_bytes(2, "big") for number in numbers[1:]])
    fd_select = b"" if select else b"\x03\x00\x01\x00\x00\x00" + len(numbers).to_bytes(2, "big")
    at = len(cff) + moved
    keyed |= {
        _CHAR_STRINGS: (_at(top[_CHAR_STRINGS]) + moved,),
        _CHARSET: (at,),
        _FD_SELECT: (_at(select) + moved if select else at + len(charset),),
        _FD_ARRAY: (at + len(charset) + len(fd_select),),
    }
    fd_array = _written_index([_written(_moved(each, moved)) for each in dictionaries])
    return b"".join([head, _written_index([_written(keyed)]), own_strings, cff[strings.end :], charset, fd_select, fd_array])


def _at(operands: tuple[int | bytes, ...]) -> int:
    """Return an offset: the last operand."""
    assert isinstance(operands[-1], int)
    return operands[-1]


def _moved(dictionary: CffDict, by: int) -> CffDict:
    """Return a font dictionary whose private dictionary has moved."""
    size, _ = dictionary[_PRIVATE]
    kept = {operator: operands for operator, operands in dictionary.items() if operator not in _LEFT_OUT}
    return kept | {_PRIVATE: (size, _at(dictionary[_PRIVATE]) + by)}


def _written_index(items: Iterable[bytes]) -> bytes:
    held = tuple(items)
    if not held:
        return b"\x00\x00"
    ends = [1]
    for item in held:
        ends.append(ends[-1] + len(item))
    offsets = b"".join([end.to_bytes(_OFFSET_BYTES, "big") for end in ends])
    return len(held).to_bytes(2, "big") + bytes([_OFFSET_BYTES]) + offsets + b"".join(held)


def _written(dictionary: Mapping[CffOperator, tuple[int | bytes, ...]]) -> bytes:
    """Return a DICT; every integer in five bytes, so that its size does not depend on what it says."""
    out: list[bytes] = []
    for operator, operands in dictionary.items():
        out.extend(
            [each if isinstance(each, bytes) else bytes([LONG]) + each.to_bytes(4, "big", signed=True) for each in operands]
        )
        out.append(bytes(operator) if isinstance(operator, tuple) else bytes([operator]))
    return b"".join(out)


_TAG_LETTERS: Final = 6
"""Of a subset's name (9.6.4)."""
_ITALIC: Final = 1 << 6
_SERIF: Final = 1 << 1
_SYMBOLIC: Final = 1 << 2
_STEM: Final = 80
_BOLD_STEM: Final = 140
"""1/1000 em, usual for text faces: a reader looks at it where it puts another font in place of one that is not embedded."""
_MOST_EXTENSIONS: Final = 1024
"""Of those made last stay in memory, some 4 KB each."""
_MOST_GLYPHS: Final = 1 << 14
_WHOLE_OF_MANY: Final = 12
"""Subsets of a font of 65,535 ideographs that take as long from all of it as copying what they need does: 30 ms, and 24 MB."""
_ONE_CHARACTER: Final = 4
"""Hexadecimal digits of UTF-16."""
_WORTH_A_RANGE: Final = 3
"""Glyphs: a row for two would be as long as theirs."""
_REPLACEMENT: Final = "\ufffd"
"""What a glyph without a meaning of its own says; its place in the text says better, by ActualText."""


@lru_cache(maxsize=_MOST_EXTENSIONS)
def extension(font: Font, glyphs: tuple[int, ...]) -> Fragment:
    """Return what ``embed`` does for the ``glyphs`` that a packet has beyond the base: made fast, and as small as can be."""
    return _embedded(font, glyphs, keeps_numbers=False, level=OWN_LEVEL)


def embed(font: Font, glyphs: Iterable[int]) -> Fragment:
    """Return ``font`` with ``glyphs``, ``.notdef`` and ``Font.unseen`` as PDF objects; the first is the font dictionary."""
    return _embedded(font, glyphs, keeps_numbers=not (font.is_large or font.is_cff), level=SHARED_LEVEL)


def _embedded(font: Font, glyphs: Iterable[int], *, keeps_numbers: bool, level: int) -> Fragment:
    wanted = sorted({0, font.unseen, *glyphs})
    program = _program(font, wanted, keeps_numbers=keeps_numbers)
    tag = "".join([ascii_uppercase[byte % len(ascii_uppercase)] for byte in hashlib.sha256(program.data).digest()[:_TAG_LETTERS]])
    name = f"/{tag}+{_name(font)}"
    metrics = font.metrics
    flags = _SYMBOLIC | _SERIF | (_ITALIC if "italic" in font.style else 0)
    box = " ".join(map(str, metrics.bbox))
    descriptor = (
        f"<</Type/FontDescriptor/FontName{name}/Flags {flags}/FontBBox[{box}]/ItalicAngle {metrics.italic_angle:g}"
        f"/Ascent {metrics.ascent}/Descent {metrics.descent}/CapHeight {metrics.cap_height}/XHeight {metrics.x_height}"
        f"/StemV {_BOLD_STEM if 'bold' in font.style else _STEM}/{program.key} "
    )
    descendant = (
        f"<</Type/Font/Subtype/{program.subtype}/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"{program.mapping}"
    )
    mapped: tuple[Part, ...] = (5,) if program.map else ()
    parent = f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts["
    objects = [
        PdfObject((parent.encode(), 1, b"]/ToUnicode ", 4, b">>")),
        PdfObject((descendant.encode(), *mapped, f"/DW 1000/W[{_widths(font, wanted)}]/FontDescriptor ".encode(), 2, b">>")),
        PdfObject((descriptor.encode(), 3, b">>")),
        PdfObject((stream(program.data, program.entries, level),), is_stream=True),
        PdfObject((stream(_to_unicode(font, wanted).encode("ascii"), level=level),), is_stream=True),
    ]
    if program.map:
        objects.append(PdfObject((stream(program.map, level=level),), is_stream=True))
    return Fragment(tuple(objects))


def _name(font: Font) -> str:
    """Return the font's name, in letters that a PDF name holds as they are."""
    plain = "".join([char for char in font.family if char.isascii() and char.isalnum()]) or "Font"
    return f"{plain}-{font.style.title()}"


class _Program(Struct, frozen=True):
    """A font file for the PDF, and what the dictionaries around it say: the key and entries of the file, the CIDFont's subtype,
    and how its numbers become the file's, with the stream ``map`` where a table says so.
    """

    data: bytes
    key: str
    entries: str
    subtype: str
    mapping: str
    map: bytes = b""


def _program(font: Font, glyphs: list[int], *, keeps_numbers: bool) -> _Program:
    try:
        return _part(font, glyphs, keeps_numbers=keeps_numbers)
    except (RuntimeError, KeyError):
        message = f"the font `{font.program.file or font.family}` is damaged: not every glyph of it can be embedded"
        raise CannotBuild(message, "install it again, or choose another font") from None


def _part(font: Font, glyphs: list[int], *, keeps_numbers: bool) -> _Program:
    plan = _plan(font, glyphs, keeps_numbers=keeps_numbers)
    data = plan.execute()
    if font.is_cff:
        from letterpack.press.pdf.embedding import cid_keyed

        numbers = [old for _, old in sorted(plan.new_to_old_glyph_mapping.items())]
        return _Program(
            cid_keyed(bytes(data.reference_table("CFF ").data), numbers, _name(font)),
            "FontFile3",
            "/Subtype/CIDFontType0C",
            "CIDFontType0",
            "",
        )
    file = bytes(data.blob.data)
    if keeps_numbers:
        return _Program(file, "FontFile2", f"/Length1 {len(file)}", "CIDFontType2", "/CIDToGIDMap/Identity")
    new = plan.old_to_new_glyph_mapping
    table = bytearray(2 * (glyphs[-1] + 1))
    for glyph in glyphs:
        table[2 * glyph : 2 * glyph + 2] = new[glyph].to_bytes(2, "big")
    return _Program(file, "FontFile2", f"/Length1 {len(file)}", "CIDFontType2", "/CIDToGIDMap ", bytes(table))


class _SubsetSource:
    """A font that subsets are taken from, without what none of them keeps once that pays: they are the same."""

    def __init__(self, font: Font) -> None:
        self._face = font.face
        self._left = _WHOLE_OF_MANY if font.is_large else 1
        self.dropped = dropped_tables(font.face)

    def face(self) -> hb.Face:
        """Return the face that the next subset is taken from."""
        self._left -= 1
        if not self._left:
            self._face = without_dropped(self._face)
        return self._face


@cache
def _source(font: Font) -> _SubsetSource:
    return _SubsetSource(font)


def _plan(font: Font, glyphs: list[int], *, keeps_numbers: bool) -> hb.SubsetPlan:
    source = _source(font)
    face = source.face()
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(source.dropped)
    wanted.flags = hb.SubsetFlags.NO_HINTING
    if font.is_cff:
        wanted.flags |= hb.SubsetFlags.DOWNGRADE_CFF2
    elif keeps_numbers:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    for tag, value in font.program.coordinates:
        wanted.pin_axis_location(face, tag, value)
    return hb.SubsetPlan(face, wanted)


def _widths(font: Font, glyphs: list[int]) -> str:
    """Return the array W (9.7.4.3): runs of consecutive glyphs."""
    parts: list[str] = []
    previous = -2
    for glyph in glyphs:
        if glyph == previous + 1:
            parts.append(" ")
        else:
            parts.append(f"{']' if parts else ''}{glyph}[")
        parts.append(_width(font, glyph))
        previous = glyph
    return "".join(parts) + "]"


@lru_cache(maxsize=_MOST_GLYPHS)
def _width(font: Font, glyph: int) -> str:
    # A tenth of a thousandth of the size: what is lost in a line is less than any printer's dot.
    return f"{font.advance(glyph):.1f}".removesuffix(".0")


@lru_cache(maxsize=_MOST_GLYPHS)
def _said(font: Font, glyph: int) -> str:
    """Return what ``glyph`` says, as hexadecimal UTF-16. The letters of a right-to-left ligature stand in visual order, as its
    neighbours do: readers turn the whole line.
    """
    text = font.meaning.get(glyph, _REPLACEMENT)
    return (text[::-1] if needs_bidi(text) else text).encode("utf-16-be").hex().upper()


def _goes_on(before: tuple[int, str], each: tuple[int, str]) -> bool:
    """Whether a glyph, the next ``before`` another, and its character are those behind that and its character, high bytes alike
    (9.10.3).
    """
    (glyph, text), (number, said) = before, each
    return (
        number >> 8 == glyph >> 8
        and len(text) == len(said) == _ONE_CHARACTER
        and int(said, 16) == int(text, 16) + 1
        and said[:2] == text[:2]
    )


def _sections(kind: str, rows: list[str]) -> Iterator[str]:
    """Yield ``rows`` by the hundred, the most that a section may hold."""
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        yield f"{len(part)} begin{kind}\n" + "\n".join(part) + f"\nend{kind}"


def _to_unicode(font: Font, glyphs: list[int]) -> str:
    """Return what each glyph says."""
    stretches: list[list[tuple[int, str]]] = []
    for each in [(glyph, _said(font, glyph)) for glyph in glyphs if glyph]:
        if stretches and each[0] == stretches[-1][-1][0] + 1 and _goes_on(stretches[-1][-1], each):
            stretches[-1].append(each)
        else:
            stretches.append([each])
    single = [each for stretch in stretches if len(stretch) < _WORTH_A_RANGE for each in stretch]
    chars = [f"<{glyph:04X}> <{said}>" for glyph, said in single]
    long = [stretch for stretch in stretches if len(stretch) >= _WORTH_A_RANGE]
    ranges = [f"<{stretch[0][0]:04X}> <{stretch[-1][0]:04X}> <{stretch[0][1]}>" for stretch in long]
    blocks = "\n".join([*_sections("bfchar", chars), *_sections("bfrange", ranges)])
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
