"""What a font in somebody else's file says of its glyphs, read out of its program: which one a code shows, how wide it is."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from letterpack.cff import read_dict
from letterpack.enclosures.cmaps import glyph_table
from letterpack.enclosures.embedded import font_faults
from letterpack.pdfcopy.cff_widths import CffWidths
from letterpack.pdfcopy.cid_fonts import _real, _whole
from letterpack.press.pdf.embedding import embed
from letterpack.text.font_set import FontSet, faces_of
from tests.enclosures.makers import dictionary
from tests.fontmaking import font, saved

USUAL, NEAR = 400, 600
"""The width of a glyph that says none, and what one that says some adds to."""
OUTLINES: list[tuple[list[Any], float | None]] = [
    ([100, "hmoveto", "endchar"], USUAL),
    ([5, 100, "hmoveto", "endchar"], NEAR + 5),
    ([200, 1, 2, "rmoveto", "endchar"], NEAR + 200),
    ([-300, 1, "vmoveto", "endchar"], NEAR - 300),
    ([2000, 10, 20, "hstem", "endchar"], NEAR + 2000),
    ([10, 20, "vstem", "endchar"], USUAL),
    ([0.5, "endchar"], NEAR + 0.5),
    (["endchar"], USUAL),
    ([1, 2, "rlineto", "endchar"], None),
]
"""Programs of glyphs, with the width that each says; None where it does not begin as glyphs do."""


def compact(outlines: dict[str, T2CharString]) -> bytes:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([*outlines])
    builder.setupCFF("Example", {}, outlines, {"defaultWidthX": USUAL, "nominalWidthX": NEAR})
    builder.setupHorizontalMetrics(dict.fromkeys(outlines, (0, 0)))
    return bytes(TTFont(BytesIO(saved(builder.font))).reader["CFF "])


def test_a_glyph_is_as_wide_as_its_outline_says():
    glyphs = {".notdef": T2CharString(program=["endchar"])}
    glyphs |= {f"g{index}": T2CharString(program=said) for index, (said, _) in enumerate(OUTLINES)}
    found = CffWidths(compact(glyphs))
    assert [found.width(index) for index in range(len(glyphs))] == [USUAL, *[width for _, width in OUTLINES]]


@pytest.mark.parametrize("letters", ["ab", "abcdefghijklmnop"])
def test_a_font_by_numbers_has_the_widths_of_the_font_it_was_cut_from(letters: str) -> None:
    """What letterpack itself embeds is of this kind: glyphs by numbers, with a table of which part each belongs to."""
    data = font(letters, cff=True)
    font_set = FontSet(faces_of(data, "x"), lambda _: data)
    one = font_set.load(next(iter(font_set.families.values())), "regular")
    embedded = embed(one, range(1, len(letters) + 1))
    bodies = [b"".join([part if isinstance(part, bytes) else b"%d" % part for part in each.parts]) for each in embedded.objects]
    program = zlib.decompress(bodies[3].split(b"stream\n", 1)[1].removesuffix(b"\nendstream"))
    found = CffWidths(program)
    assert [found.width(index) for index in range(1, len(letters) + 1)] == [502 + index for index in range(len(letters))]
    widths = ArrayObject([NumberObject(1), ArrayObject([NumberObject(502 + index) for index in range(len(letters))])])
    assert not {*font_faults(by_numbers(program, widths), frozenset({1, 2}))} - MEANINGLESS
    same = ArrayObject([NumberObject(1), NumberObject(2), NumberObject(600)])
    assert "gives a glyph another width than its program" in [
        what for what, _ in font_faults(by_numbers(program, same), frozenset({1, 2}))
    ]


MEANINGLESS = {("shows a character without a meaning", "meanings")}


def by_numbers(program: bytes, widths: ArrayObject) -> DictionaryObject:
    descriptor = dictionary(FontFile3=stream(program))
    below = dictionary(Subtype=NameObject("/CIDFontType0"), FontDescriptor=descriptor, W=widths)
    return dictionary(Subtype=NameObject("/Type0"), Encoding=NameObject("/Identity-H"), DescendantFonts=ArrayObject([below]))


def stream(data: bytes) -> StreamObject:
    made = StreamObject()
    made._data = data
    return made


def with_tables(*tables: tuple[int, int, int, dict[int, str]]) -> bytes:
    """A font with these tables of codes alone: platform, encoding, format, glyphs by code."""
    made = TTFont(BytesIO(font("abc")))
    made["cmap"] = newTable("cmap")
    made["cmap"].tableVersion, made["cmap"].tables = 0, []
    for platform, encoding, kind, codes in tables:
        table = CmapSubtable.newSubtable(kind)
        table.platformID, table.platEncID, table.language, table.cmap = platform, encoding, 0, codes
        made["cmap"].tables.append(table)
    return saved(made)


A, B, C = "u0061", "u0062", "u0063"
"""The names of glyphs 1, 2, 3."""


def test_plain_letters_go_by_their_characters():
    data = with_tables((3, 1, 4, {0x61: C, 0x62: A, 0x63: B, 0x416: A}), (1, 0, 0, {0x61: A}))
    assert glyph_table(data, symbolic=False) == {0x61: 3, 0x62: 1, 0x63: 2, 0x416: 1, 0xFFFF: 0}


@pytest.mark.parametrize("kind", [0, 6])
def test_symbols_go_by_their_codes_where_there_is_one_table(kind):
    found = glyph_table(with_tables((1, 0, kind, {0x61: B, 0x62: A})), symbolic=True)
    assert found is not None and (found[0x61], found[0x62]) == (2, 1)


@pytest.mark.parametrize("base", [0xF000, 0xF100, 0])
def test_symbols_have_codes_of_their_own(base):
    found = glyph_table(with_tables((3, 0, 4, {base + 0x61: C}), (1, 0, 0, {0x61: A})), symbolic=True)
    assert found is not None and found[0x61] == 3 and found[0x62] == 0


def test_a_program_without_a_table_for_it_shows_nothing():
    assert glyph_table(with_tables((1, 0, 0, {0x61: A})), symbolic=False) is None
    assert glyph_table(with_tables((1, 0, 0, {0x61: A}), (3, 1, 4, {0x61: A})), symbolic=True) is None
    with pytest.raises(ValueError, match="of another format"):
        glyph_table(with_tables((3, 1, 12, {0x61: A})), symbolic=False)
    with pytest.raises(ValueError, match="no cmap"):
        glyph_table(b"\0\1\0\0\0\1", symbolic=False)


def simple(data: bytes, flags: int, widths: list[int], **more: NameObject) -> DictionaryObject:
    descriptor = dictionary(FontFile2=stream(data), Flags=NumberObject(flags))
    said = {"FirstChar": NumberObject(0x61), "LastChar": NumberObject(0x60 + len(widths))}
    return dictionary(
        Subtype=NameObject("/TrueType"), FontDescriptor=descriptor, Widths=ArrayObject(map(NumberObject, widths)), **said, **more
    )


LATIN = NameObject("/WinAnsiEncoding")


@pytest.mark.parametrize(
    ("made", "shown", "said"),
    [
        (simple(font("abc"), 32, [501, 502, 503], Encoding=LATIN), b"abc", []),
        (simple(font("abc"), 32, [501, 502, 777], Encoding=LATIN), b"abc", ["gives a glyph another width than its program"]),
        (simple(font("abc"), 32, [501, 502, 503], Encoding=LATIN), b"abX", ["shows a character that it has no glyph for"]),
        (simple(font("abc"), 36, [501], Encoding=LATIN), b"a", ["is of a kind whose glyphs are not looked at"]),
        (simple(font("abc"), 4, [501], Encoding=LATIN), b"a", ["is of a kind whose glyphs are not looked at"]),
        (simple(b"no font", 32, [501], Encoding=LATIN), b"a", ["has a program that cannot be read"]),
        (dictionary(Subtype=NameObject("/TrueType")), b"a", ["has a program that cannot be read"]),
    ],
)
def test_what_is_wrong_with_a_simple_font_is_said(made, shown, said):
    assert [what for what, against in font_faults(made, frozenset(shown)) if against == "all"] == said


def test_a_table_of_codes_that_goes_over_and_over_the_same_ones_is_refused():
    """Thousands of stretches that each hold all codes would be read for minutes; in a sound table each begins behind the last."""
    count = 3000
    rows = b"\xff\xff" * count + b"\0\0" + b"\0\0" * count + b"\0\0" * 2 * count
    table = b"\0\4\0\0\0\0" + (2 * count).to_bytes(2, "big") + bytes(6) + rows
    cmap = b"\0\0\0\1" + b"\0\3\0\1" + (12).to_bytes(4, "big") + table
    data = b"\0\1\0\0\0\1" + bytes(6) + b"cmap" + bytes(4) + (28).to_bytes(4, "big") + len(cmap).to_bytes(4, "big") + cmap
    with pytest.raises(ValueError, match="over each other"):
        glyph_table(data, symbolic=False)


@pytest.mark.parametrize(
    ("written", "stands_for"),
    [
        ("89", -2), ("8b", 0), ("ef", 100), ("27", -100), ("fa7c", 1000), ("fe7c", -1000), ("1c2710", 10000),
        ("1cd8f0", -10000), ("1d000186a0", 100000), ("1dfffe7960", -100000), ("1ee2a25f", -2.25), ("1e0a140541c3ff", 0.000140541),
    ],
)  # fmt: skip
def test_operands_are_read_as_the_format_writes_them(written: str, stands_for: float) -> None:
    """The examples of Adobe Technical Note 5176, 4."""
    assert [_real(each) for each in read_dict(bytes.fromhex(written) + b"\x0f")[15]] == [stands_for]


def test_a_place_is_a_whole_number() -> None:
    with pytest.raises(ValueError, match="whole"):
        _whole((b"\x1e\xe2\xa2\x5f",))
