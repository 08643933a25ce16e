"""Fonts in the file: subsets that keep their numbers, widths that are the font's, text that reads back."""

from __future__ import annotations

import pickle
import re
import zlib
from random import Random

import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import strategies as st

from letterpack.errors import CannotBuild
from letterpack.press.pdf import embedding
from letterpack.press.pdf.embedding import embed, extension
from letterpack.text.families import bundled
from letterpack.text.fonts import Font, FontProgram
from tests import installed
from tests.fontmaking import font
from tests.trying import tried

REGULAR = bundled("regular")
CYRILLIC = "".join(map(chr, [*range(0x410, 0x450), *range(0x490, 0x4A0)]))


def glyphs(font: Font, text: str) -> list[int]:
    return [font.font.get_nominal_glyph(ord(char)) for char in text]


def joined(fragment) -> list[bytes]:
    return [b"".join([part if isinstance(part, bytes) else b"%d 0 R" % part for part in each.parts]) for each in fragment.objects]


def streams(fragment) -> list[bytes]:
    found = [body.split(b"stream\n", 1)[1].removesuffix(b"\nendstream") for body in joined(fragment) if b"stream\n" in body]
    return [zlib.decompress(each) for each in found]


def test_a_subset_keeps_glyph_numbers_and_outlines() -> None:
    wanted = glyphs(REGULAR, "Aé")
    program = next(data for data in streams(embed(REGULAR, wanted)) if data[:4] == b"\x00\x01\x00\x00")
    font = hb.Font(hb.Face(hb.Blob(program)))
    for glyph in wanted:
        assert font.get_glyph_extents(glyph) == REGULAR.font.get_glyph_extents(glyph)
        assert font.get_glyph_h_advance(glyph) == REGULAR.font.get_glyph_h_advance(glyph)
    other = glyphs(REGULAR, "Ж")[0]
    assert font.get_glyph_extents(other).width == 0


def test_widths_are_those_of_the_font() -> None:
    wanted = glyphs(REGULAR, "iMW")
    body = b"".join(joined(embed(REGULAR, wanted))).decode("latin-1")
    said = re.search(r"/W\[(.*?)\]/F", body)[1]
    widths: dict[int, float] = {}
    for first, row in re.findall(r"(\d+)\s*\[([\d. ]+)\]", said + "]" if said.count("[") > said.count("]") else said):
        widths.update({int(first) + offset: float(value) for offset, value in enumerate(row.split())})
    for glyph in wanted:
        assert abs(widths[glyph] - REGULAR.advance(glyph)) < 1


def test_every_glyph_of_a_text_reads_back() -> None:
    wanted = glyphs(REGULAR, "AéЖқΩ")
    cmap = next(data for data in streams(embed(REGULAR, wanted)) if b"beginbfchar" in data or b"beginbfrange" in data).decode()
    said = {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9A-F]{4})>\s*<([0-9A-F]{4,})>", cmap)
    }
    assert [said.get(glyph) for glyph in wanted] == list("AéЖқΩ")


def test_the_name_is_a_digest_of_the_subset() -> None:
    one, same, other = (embed(REGULAR, glyphs(REGULAR, text)) for text in ("abc", "cba", "abd"))
    assert one == same
    names = [re.search(rb"/BaseFont/([A-Z]{6})\+", joined(each)[0])[1] for each in (one, other)]
    assert names[0] != names[1]


def test_an_extension_is_a_function_of_the_font_alone() -> None:
    again = pickle.loads(pickle.dumps(REGULAR))
    assert extension(REGULAR, (300, 400)) == extension(again, (300, 400)) != extension(REGULAR, (300, 401))


def _fonts(kind: str) -> tuple[Font, Font]:
    """Return a font twice: neither knows what was taken from the other."""
    if kind == "bundled":
        return (copy := pickle.loads(pickle.dumps(REGULAR))), pickle.loads(pickle.dumps(copy))
    if kind == "variable":
        axis = FontProgram(installed.needs(installed.SCRIPTS_PACKAGE).read_bytes(), coordinates=(("wght", 550.0),))
        return Font(axis, "Example", "regular"), Font(axis, "Example", "regular")
    if kind == "ideographs":
        program = FontProgram(installed.needs(installed.NOTO_CJK).read_bytes())
        return Font(program, "Example", "regular"), Font(program, "Example", "regular")
    program = FontProgram(font(CYRILLIC[:40], cff=kind == "cff"))
    return Font(program, "Example", "regular"), Font(program, "Example", "regular")


@pytest.mark.parametrize("kind", ["glyf", "cff", "bundled", "variable", "ideographs"])
def test_an_extension_is_the_same_from_all_of_a_font(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(1)
    lean, whole = _fonts(kind)
    most = 40 if kind in ("glyf", "cff") else lean.face.glyph_count - 1
    monkeypatch.setattr(embedding, "_WHOLE_OF_MANY", 1)
    wanted = [tuple(sorted(chance.sample(range(1, most), chance.randint(1, 12)))) for _ in range(12)]
    first = [extension(lean, glyphs) for glyphs in wanted]
    monkeypatch.setattr(embedding, "without_dropped", lambda face: face)
    assert first == [extension(whole, glyphs) for glyphs in wanted]


@given(st.text(CYRILLIC, min_size=1, max_size=40))
@tried(0.4)
def test_an_extension_shows_each_of_its_glyphs_and_is_small(text: str) -> None:
    wanted = sorted(set(glyphs(REGULAR, text)))
    fragment = extension(REGULAR, tuple(wanted))
    program, _, numbers = streams(fragment)
    embedded = hb.Font(hb.Face(hb.Blob(program)))
    for glyph in wanted:
        new = int.from_bytes(numbers[2 * glyph : 2 * glyph + 2], "big")
        assert new
        assert embedded.get_glyph_extents(new) == REGULAR.font.get_glyph_extents(glyph)
        assert embedded.get_glyph_h_advance(new) == REGULAR.font.get_glyph_h_advance(glyph)
    assert sum(map(len, joined(fragment))) < 1_600 + 250 * len(wanted)


def test_a_damaged_font_ends_the_build_with_its_name() -> None:
    data = bytearray(font("ab"))
    at = data.index(b"head", 12)
    start = int.from_bytes(data[at + 8 : at + 12], "big")
    data[start : start + 12] = bytes(12)
    with pytest.raises(CannotBuild, match=r"`Old\.ttf` is damaged"):
        embed(Font(FontProgram(bytes(data), "Old.ttf"), "Old", "regular"), [1])
