"""CFF subsets: every glyph goes by its number in the whole font, and looks as it did there."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
import uharfbuzz as hb
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen

from letterpack.press.pdf.embedding import embed, extension
from letterpack.text.font_set import FontSet, faces_of
from letterpack.text.fonts import Font
from tests.fontmaking import font
from tests.installed import CJK_PACKAGE, NOTO_CJK, needs

LETTERS = "abcdefghij"


def loaded(data: bytes, style: str = "regular", family: str = "") -> Font:
    font_set = FontSet(faces_of(data, "x"), lambda path: data)
    faces = font_set.family(family) if family else next(iter(font_set.families.values()))
    return font_set.load(faces, style)


def program(fragment) -> tuple[str, bytes]:
    """The dictionaries of an embedded font, as one text, and its file."""
    bodies = [b"".join([part if isinstance(part, bytes) else b"%d" % part for part in each.parts]) for each in fragment.objects]
    data = zlib.decompress(bodies[3].split(b"stream\n", 1)[1].removesuffix(b"\nendstream"))
    return b"".join(bodies[:3]).decode("latin-1"), data


def outlines(cff: bytes) -> dict[int, tuple[float, ...] | None]:
    """The box of each glyph by CID."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(cff), None)
    (top,) = fonts
    assert top.ROS == ("Adobe", "Identity", 0)
    found = {}
    for name in top.charset:
        pen = BoundsPen(None)
        top.CharStrings[name].draw(pen)
        found[0 if name == ".notdef" else int(name.removeprefix("cid"))] = pen.bounds
    assert top.CIDCount == max(found) + 1
    return found


def box(one: Font, glyph: int) -> tuple[float, ...] | None:
    extents = one.font.get_glyph_extents(glyph)
    if not extents.width:
        return None
    left, top = extents.x_bearing, extents.y_bearing
    return (left, top + extents.height, left + extents.width, top)


@pytest.mark.parametrize("upem", [1000, 2048])
def test_a_font_that_was_not_cid_keyed_becomes_so(upem: int) -> None:
    one = loaded(font(LETTERS, cff=True, upem=upem))
    wanted = [2, 5, 9]
    said, data = program(embed(one, wanted))
    assert "/Subtype/CIDFontType0/" in said
    assert "/FontFile3 " in said
    assert "CIDToGIDMap" not in said
    found = outlines(data)
    assert set(found) == {0, *wanted}
    assert {glyph: found[glyph] for glyph in wanted} == {glyph: box(one, glyph) for glyph in wanted}


def test_an_extension_is_a_function_of_the_font_alone() -> None:
    one, again = (loaded(font(LETTERS, cff=True)) for _ in range(2))
    assert extension(one, (2, 5)) == extension(again, (2, 5)) != extension(one, (2, 6))


@pytest.mark.parametrize(
    ("path", "family", "style"),
    [
        (NOTO_CJK, "Noto Serif CJK SC", "regular"),
        (NOTO_CJK, "Noto Serif CJK KR", "regular"),
        (CJK_PACKAGE, "Noto Sans CJK JP", "regular"),
        (CJK_PACKAGE, "Noto Sans CJK JP", "bold"),
    ],
)
def test_a_collection_of_thousands_of_glyphs(path, family: str, style: str) -> None:
    one = loaded(needs(path).read_bytes(), style, family)
    wanted = sorted({one.font.get_nominal_glyph(ord(char)) for char in "一國한カ龍"})
    assert 0 not in wanted
    fragment = embed(one, wanted)
    found = outlines(program(fragment)[1])
    assert set(found) == {0, one.unseen, *wanted}
    for glyph in wanted:
        assert found[glyph] == pytest.approx(box(one, glyph), abs=2), glyph
    assert sum(len(b"".join([part for part in each.parts if isinstance(part, bytes)])) for each in fragment.objects) < 6_000


def test_an_instance_is_embedded_as_it_is_shaped() -> None:
    data = font(LETTERS, axes=(("wght", 400, 400, 900),))
    regular, bold = loaded(data), loaded(data, "bold")
    widths = []
    for one in (regular, bold):
        said, file = program(embed(one, [3]))
        assert "/CIDToGIDMap/Identity" in said
        embedded = hb.Font(hb.Face(hb.Blob(file)))
        assert embedded.get_glyph_h_advance(3) == one.font.get_glyph_h_advance(3)
        assert f"3[{one.advance(3):g}]" in said
        widths.append(embedded.get_glyph_h_advance(3))
    assert widths[0] < widths[1]


def test_a_large_font_is_numbered_anew_and_says_how() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 9000)))
    one = loaded(font(letters))
    assert one.is_large
    fragment = embed(one, [100, 8000])
    said, file = program(fragment)
    assert "/CIDToGIDMap 5" in said
    body = b"".join([part for part in fragment.objects[5].parts if isinstance(part, bytes)])
    table = zlib.decompress(body.split(b"stream\n", 1)[1].removesuffix(b"\nendstream"))
    embedded = hb.Font(hb.Face(hb.Blob(file)))
    for glyph in (100, 8000):
        new = int.from_bytes(table[2 * glyph : 2 * glyph + 2], "big")
        assert new
        assert embedded.get_glyph_extents(new) == one.font.get_glyph_extents(glyph)
    assert len(file) < 3_000
