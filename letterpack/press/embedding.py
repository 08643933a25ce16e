"""Fonts into the file (part of stage 7 of 7): a subset, its widths, and what each of its glyphs says.

A subset keeps the font's glyph numbers, so strings need no translation and a base and its extensions agree. Composite
fonts with Identity-H (ISO 32000-1, 9.7); the subset's tag is a digest of the subset (9.6.4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import uharfbuzz as hb

from letterpack.model.pdf import Fragment, PdfObject
from letterpack.press.objects import stream
from letterpack.text.bidi import needs_bidi
from letterpack.text.fonts import Font
from letterpack.text.subsets import EXTENSION_GLYPHS

_DROPPED_TABLES: Final = (
    "GSUB",
    "GPOS",
    "GDEF",
    "name",
    "OS/2",
    "post",
    "cmap",
    "gasp",
    "kern",
    "DSIG",
    "Silf",
    "Feat",
    "Glat",
    "Gloc",
    "Sill",
)
"""A composite font's file needs outlines and metrics alone (9.9, table 126)."""
_ITALIC: Final = 1 << 6
_SERIF: Final = 1 << 1
_SYMBOLIC: Final = 1 << 2
_REPLACEMENT: Final = "\ufffd"
"""What a glyph without a meaning of its own says; its place in the text says better, by ActualText."""


@lru_cache(maxsize=4096)
def extension(font: Font, unit: int) -> Fragment:
    """Return the subset of glyphs ``64 * unit`` to ``64 * unit + 63``: a function of the font alone."""
    first = unit * EXTENSION_GLYPHS
    return embed(font, range(first, min(first + EXTENSION_GLYPHS, font.face.glyph_count)))


def embed(font: Font, glyphs: Iterable[int]) -> Fragment:
    """Return ``font`` with ``glyphs`` and ``.notdef`` as PDF objects; the first is the font dictionary."""
    wanted = sorted({0, *glyphs})
    data = _subset(font, wanted)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    name = f"/{tag}+{(font.family + '-' + font.style.title()).replace(' ', '')}"
    metrics = font.metrics
    flags = _SYMBOLIC | _SERIF | (_ITALIC if "italic" in font.style else 0)
    box = " ".join(map(str, metrics.bbox))
    descriptor = (
        f"<</Type/FontDescriptor/FontName{name}/Flags {flags}/FontBBox[{box}]/ItalicAngle {metrics.italic_angle:g}/Ascent {metrics.ascent}"
        f"/Descent {metrics.descent}/CapHeight {metrics.cap_height}/XHeight {metrics.x_height}/StemV {140 if 'bold' in font.style else 80}/FontFile2 "
    )
    descendant = (
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/CIDToGIDMap/Identity/DW 1000/W[{_widths(font, wanted)}]/FontDescriptor "
    )
    parent = f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts["
    return Fragment(
        (
            PdfObject((parent.encode(), 1, b"]/ToUnicode ", 4, b">>")),
            PdfObject((descendant.encode(), 2, b">>")),
            PdfObject((descriptor.encode(), 3, b">>")),
            PdfObject((stream(data, f"/Length1 {len(data)}"),), is_stream=True),
            PdfObject((stream(_to_unicode(font, wanted).encode("ascii")),), is_stream=True),
        )
    )


def _subset(font: Font, glyphs: list[int]) -> bytes:
    plan = hb.SubsetInput()
    plan.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    plan.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        int.from_bytes(tag.encode("ascii").ljust(4), "big") for tag in _DROPPED_TABLES
    )
    plan.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(font.face, plan).blob.data)


def _widths(font: Font, glyphs: list[int]) -> str:
    """Return the array W (9.7.4.3): runs of consecutive glyphs."""
    parts: list[str] = []
    previous = -2
    for glyph in glyphs:
        if glyph != previous + 1:
            parts.append(f"{']' if parts else ''}{glyph}[")
        parts.append(f"{font.advance(glyph):.2f} ".replace(".00 ", " "))
        previous = glyph
    return "".join(parts) + "]"


def _to_unicode(font: Font, glyphs: list[int]) -> str:
    """Return what each glyph says. The letters of a right-to-left ligature stand in visual order, as its neighbours do: readers turn
    the whole line.
    """
    meaning = font.meaning
    said = [(glyph, meaning.get(glyph, _REPLACEMENT)) for glyph in glyphs if glyph]
    rows = [
        f"<{glyph:04X}> <{(text[::-1] if needs_bidi(text) else text).encode('utf-16-be').hex().upper()}>" for glyph, text in said
    ]
    blocks = "\n".join(
        f"{len(rows[start : start + 100])} beginbfchar\n" + "\n".join(rows[start : start + 100]) + "\nendbfchar"
        for start in range(0, len(rows), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
