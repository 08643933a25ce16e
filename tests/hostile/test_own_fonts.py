"""A font of the campaign's own is in a packet as outlines and measures: nothing else that its file says goes along."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from letterpack.press.pdf.embedding import embed, extension
from letterpack.text.fonts import Font, FontProgram
from tests.fontmaking import LATIN, font, saved
from tests.hostile.seeking import forms

NAMES = (0, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 19, 25, 256)
"""Copyright, file, version, trademark, maker, designer, description, addresses, license, sample, one of the font's own."""
TABLES = (
    *("zzzz", "FFTM", "PfEd", "TeX ", "BDF ", "meta", "webf", "META", "PCLT", "Zapf", "xref", "prop", "trak", "just", "SING"),
    *("prep", "fpgm", "cvt ", "VDMX", "hdmx", "LTSH", "SVG ", "EBDT", "CBDT", "sbix", "JSTF", "MATH", "VORG", "TSI0", "TSI1"),
)
"""Of programs that make fonts, of hints, of pictures beside the outlines, and of nobody."""
NEEDED = {"glyf", "loca", "head", "hhea", "hmtx", "maxp"}
"""ISO 32000-1, 9.9, table 126, for a composite font that is not hinted."""
KINDS = ("ttf", "otf", "variable")


def burdened(kind: str) -> tuple[bytes, set[str]]:
    """Return a font that has a word in each place of its file, and the words."""
    words: set[str] = set()

    def word(place: str) -> str:
        words.add(said := f"Zovu{''.join(char for char in place.lower() if char.isalnum())}fagim")
        return said

    axes = (("wght", 400.0, 400.0, 700.0),) if kind == "variable" else ()
    made: Any = TTFont(BytesIO(font(LATIN, "Example", cff=kind == "otf", axes=axes)))
    for number in NAMES:
        for platform in ((3, 1, 0x409), (1, 0, 0)):
            made["name"].setName(word(f"name {number}"), number, *platform)
    made["OS/2"].achVendID = "ZOVU"
    for tag in TABLES:
        made[tag] = DefaultTable(tag)
        made[tag].data = f"by {word(f'table {tag}')}, {tag}".encode().ljust(48, b"\0")
    if kind == "otf":
        top = made["CFF "].cff.topDictIndex[0]
        for key in ("Notice", "Copyright", "FullName", "FamilyName"):
            setattr(top, key, word(f"compact {key}"))
        made["CFF "].cff.fontNames = [word("name of a compact font")]
    else:
        made["glyf"]["u0041"].program.fromBytecode(b"\xb0" + bytes([len(code := word("code of a glyph").encode()) % 256]) + code)
    return saved(made), words


def files_of(data: bytes) -> list[bytes]:
    """Return all streams and dictionaries that letters in this font bring into a packet."""
    instance = (("wght", 500.0),) if b"fvar" in data else ()
    one = Font(FontProgram(data, "Example.ttf", 0, instance), "Example", "regular")
    glyphs = [glyph for char in LATIN if (glyph := one.font.get_nominal_glyph(ord(char))) is not None]
    found: list[bytes] = []
    for fragment in (embed(one, glyphs), extension(one, tuple(sorted(glyphs)))):
        for each in fragment.objects:
            body = b"".join([part if isinstance(part, bytes) else b"%d" % part for part in each.parts])
            head, is_stream, packed = body.partition(b"stream\n")
            found += [head, zlib.decompress(packed.removesuffix(b"\nendstream"))] if is_stream else [body]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_font_says_of_its_makers_is_embedded(kind: str) -> None:
    data, words = burdened(kind)
    assert all(any(form in data.lower() for form in forms(word)) for word in words), "the search would not find them"
    whole = b"\0".join(files_of(data)).lower()
    assert {word for word in words if any(form in whole for form in forms(word))} == set()
    assert b"zovu" not in whole


@pytest.mark.parametrize("kind", ["ttf", "variable"])
def test_only_tables_that_a_pdf_needs_are_embedded(kind: str) -> None:
    data, _ = burdened(kind)
    programs = [each for each in files_of(data) if each.startswith(b"\0\1\0\0")]
    assert len(programs) == 2
    for program in programs:
        assert set(TTFont(BytesIO(program)).keys()) - {"GlyphOrder"} <= NEEDED
