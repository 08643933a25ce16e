"""Font files (text layer): TrueType, OpenType with CFF or CFF2, collections; what in them can be set and may be embedded; and
HarfBuzz asked to shape with them, within bounds: a font whose rules make more glyphs than any language needs is named, and not
obeyed.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import uharfbuzz as hb

from letterpack.errors import LetterpackError
from letterpack.limits import MOST_FONT_RULES, MOST_GLYPHS_OF_CHARACTER

_COLLECTION: Final = b"ttcf"
_SIGNATURES: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO", _COLLECTION)
_HEAD_BYTES: Final = 12
_ROW_BYTES: Final = 16
"""Of a font file's head and of each table's row in it (OpenType 1.9, Font File)."""
_RESTRICTED: Final = 0x0002
_LESS_RESTRICTED: Final = 0x000C
_NO_SUBSETS: Final = 0x0100
_BITMAPS_ONLY: Final = 0x0200
_FS_TYPE: Final = slice(8, 10)
_OUTLINES: Final = frozenset({"glyf", "CFF ", "CFF2"})
_NEEDED: Final = frozenset({"cmap", "head", "hmtx"})

KEPT: Final = frozenset(
    ("glyf", "loca", "CFF ", "CFF2", "head", "hhea", "hmtx", "maxp", *("fvar", "avar", "gvar", "HVAR", "MVAR"))
)
"""A composite font's file in a PDF needs outlines and metrics alone (ISO 32000-1, 9.9, table 126), and an instance what it is
made of. Whatever else a font says, of its makers and their machines too, stays out: also in tables that nobody knows.
"""


_LAST: Final[deque[tuple[bytes, hb.Blob]]] = deque(maxlen=1)
"""Looked up by what it is a copy of: a digest of so many bytes costs as much as the copy. The last alone: a preview reads its
fonts anew for each build, and those of earlier builds would add up.
"""


class UnreadableFont(ValueError):
    """The file is no font that can be set and embedded."""


class ForbiddenFont(UnreadableFont):
    """The font's own licence bits forbid that a subset of it is embedded."""


def open_face(data: bytes, index: int = 0) -> hb.Face:
    """Return the face of a font file. Raises ``UnreadableFont`` where it cannot be set, ``ForbiddenFont`` where it may not be."""
    if data[:4] not in _SIGNATURES:
        raise UnreadableFont("it is not a TrueType or OpenType font")
    if _is_damaged(data, index):
        raise UnreadableFont("the file is damaged: its tables are not where it says")
    face = hb.Face(_blob(data), index)
    if face.glyph_count <= 1 or not face.upem:
        bytearray(2 * len(data))  # HarfBuzz says so too where it gets no memory for its copy: then there is none for this.
        raise UnreadableFont("it contains no glyphs")
    if not _OUTLINES.intersection(face.table_tags):
        raise UnreadableFont("its glyphs are pictures, not outlines")
    if not _NEEDED.issubset(face.table_tags):
        raise UnreadableFont("it does not say which glyph a character has, or how wide one is")
    _check_permission(face)
    return face


def _blob(data: bytes) -> hb.Blob:
    """Return ``data`` as HarfBuzz has it: a copy, which all faces, instances and sizes of a file share. A collection of CJK has
    33 MB.
    """
    blob = next((blob for known, blob in _LAST if known is data), None)
    if blob is None:
        blob = hb.Blob(data)
        _LAST.append((data, blob))
    return blob


def dropped_tables(face: hb.Face) -> tuple[int, ...]:
    """Return the tags of the tables of ``face`` that no subset keeps."""
    return tuple([int.from_bytes(tag.encode("ascii"), "big") for tag in face.table_tags if tag not in KEPT])


def without_dropped(face: hb.Face) -> hb.Face:
    """Return ``face`` without the tables that no subset keeps: without its character map, which HarfBuzz reads through for each
    subset, one is made in a twelfth of the time, and is the same.
    """
    tables = [(tag, face.reference_table(tag).data) for tag in sorted(face.table_tags) if tag in KEPT]
    at = _HEAD_BYTES + _ROW_BYTES * len(tables)
    rows: list[bytes] = []
    parts: list[bytes] = []
    for tag, data in tables:
        rows.append(tag.encode("ascii") + struct.pack(">III", 0, at, len(data)))
        parts += [data, bytes(-len(data) % 4)]
        at += len(data) + -len(data) % 4
    head = struct.pack(">4sHHHH", _SIGNATURES[0], len(tables), 0, 0, 0)
    return hb.Face(hb.Blob(b"".join([head, *rows, *parts])))


def check_parts(face: hb.Face) -> None:
    """Raise ``UnreadableFont`` where no subset can be made of the font, as packets have it, or its rules would cost too much."""
    for tag in ("GSUB", "GPOS"):
        table = face.reference_table(tag).data
        lookups = int.from_bytes(table[8:10], "big")
        if lookups and int.from_bytes(table[lookups : lookups + 2], "big") > MOST_FONT_RULES:
            raise UnreadableFont(f"it has more than {MOST_FONT_RULES:,} rules in {tag}")
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update({0})
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(dropped_tables(face))
    try:
        hb.subset(face, wanted)
    except RuntimeError:
        raise UnreadableFont("the file is damaged: no part of it can be taken out") from None


def _is_damaged(data: bytes, index: int) -> bool:
    """Whether the table directory of a face points outside of the file, where its shaper would take a glyph for an empty one; or
    names tables in other letters than ASCII ones.
    """
    try:
        start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data.startswith(_COLLECTION) else 0
        count = struct.unpack_from(">H", data, start + 4)[0]
        tables = [struct.unpack_from(">4s4xII", data, start + 12 + 16 * table) for table in range(count)]
    except struct.error:
        return True
    return any(offset + length > len(data) or not tag.isascii() for tag, offset, length in tables)


def _check_permission(face: hb.Face) -> None:
    """Raise ``ForbiddenFont`` where OS/2's fsType does not let us embed a subset of its outlines (OpenType 1.9, OS/2)."""
    bits = int.from_bytes(face.reference_table("OS/2").data[_FS_TYPE], "big")
    if bits & _RESTRICTED and not bits & _LESS_RESTRICTED:
        raise ForbiddenFont("its maker does not allow it to be embedded")
    if bits & _NO_SUBSETS:
        raise ForbiddenFont("its maker does not allow a part of it to be embedded")
    if bits & _BITMAPS_ONLY:
        raise ForbiddenFont("its maker allows only its bitmaps to be embedded")


# Shaping within bounds.

_BYTES_OF_CHARACTER = 64 * 40
"""That HarfBuzz takes at most."""
_BYTES_OF_TEXT = 4 << 20
_TRIED = 1_000
"""Characters: all of most scripts."""


def shape_with(font: hb.Font, buffer: hb.Buffer, features: Mapping[str, Any] | None, name: str) -> None:
    """Shape ``buffer`` with ``font``. Raises ``LetterpackError`` where the font called ``name`` makes too much of it."""
    count = len(buffer)
    try:
        hb.shape(font, buffer, features)
    except MemoryError:
        bytearray(_BYTES_OF_TEXT + count * _BYTES_OF_CHARACTER)  # Raises it again where there is none.
        raise _too_much(name) from None
    if len(buffer) > MOST_GLYPHS_OF_CHARACTER * count:
        raise _too_much(name)


def try_rules(face: hb.Face, name: str) -> None:
    """Shape the first characters of ``face`` one by one. Raises ``LetterpackError`` where its rules make too much of one."""
    font, buffer = hb.Font(face), hb.Buffer()
    for code in sorted(face.unicodes)[:_TRIED]:
        buffer.reset()
        buffer.add_codepoints([code])
        buffer.guess_segment_properties()
        shape_with(font, buffer, None, name)


def try_outlines(face: hb.Face, name: str) -> None:
    """Take the glyphs of the first characters of ``face`` out of it, as a PDF does. Raises ``LetterpackError`` where one of them
    cannot be followed to its end.
    """
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update(sorted(face.unicodes)[:_TRIED])
    try:
        hb.SubsetPlan(face, wanted).execute()
    except RuntimeError:
        said = f"the font `{name}` is damaged: not every glyph of it can be embedded"
        raise LetterpackError(said, "get the file again from where it was published") from None


def _too_much(name: str) -> LetterpackError:
    said = f"the font `{name}` makes more than {MOST_GLYPHS_OF_CHARACTER} glyphs of a character, and cannot be used"
    return LetterpackError(said, "get the file again from where it was published, or choose another font under `fonts`")
