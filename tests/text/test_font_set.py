"""Which faces font files hold, which of them sets a style, and what is remembered of them."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from letterpack.text import font_set
from letterpack.text.font_set import FontSet, faces_of, font_set_of, styled
from letterpack.text.formats import ForbiddenFont, UnreadableFont, open_face
from tests.fontmaking import Machine, collection, font, saved


def test_a_face_says_what_it_covers() -> None:
    (face,) = faces_of(font("abcz"), "a.ttf")
    assert (face.family, face.weight, face.italic, face.file) == ("Example", 400, False, "a.ttf")
    assert face.ends == (ord("a"), ord("d"), ord("z"), ord("{"))
    assert face.covers("abz")
    assert not face.covers("ad")


def test_a_collection_has_its_faces_by_number() -> None:
    faces = faces_of(collection(font("ab", "One"), font("yz", "Two", cff=False)), "both.ttc")
    assert [(face.family, face.index, face.file) for face in faces] == [("One", 0, "both.ttc"), ("Two", 1, "both.ttc#1")]
    font_set = FontSet(faces, lambda path: collection(font("ab", "One"), font("yz", "Two")))
    assert font_set.load(font_set.family("two"), "regular").coverage == {ord("y"), ord("z")}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a TrueType or OpenType"),
        (b"%!PS-AdobeFont-1.0: Old", "not a TrueType or OpenType"),
        (b"wOF2" + bytes(100), "not a TrueType or OpenType"),
        (b"\x00\x01\x00\x00" + bytes(100), "no glyphs"),
        (font("ab")[:300], "damaged"),
        (font("ab")[:-4], "damaged"),
        (font("ab")[:8], "damaged"),
        (font("ab").replace(b"post", b"p\x8bst", 1), "damaged"),
        (b"ttcf", "contains no fonts"),
    ],
)
def test_what_is_no_font_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFont, match=why):
        faces_of(data, "x.ttf")


def test_a_file_of_more_faces_or_characters_than_there_are_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A face of a collection is 4 bytes that say where it is, and a character none, where a range has a million of them."""
    with pytest.raises(UnreadableFont, match="more than 1,000 faces"):
        faces_of(b"ttcf" + struct.pack(">HHI", 1, 0, 1_001) + bytes(4_004), "x.ttc")
    monkeypatch.setattr(font_set, "MOST_FONT_CHARACTERS", 4)
    assert len(faces_of(collection(font("ab", "One"), font("cd", "Two")), "x.ttc")) == 2
    with pytest.raises(UnreadableFont, match="more than 4 characters"):
        faces_of(collection(font("ab", "One"), font("cde", "Two")), "x.ttc")


@pytest.mark.parametrize("permission", [0x0002, 0x0100, 0x0200, 0x0104])
def test_a_font_that_may_not_be_embedded_is_refused(permission: int) -> None:
    with pytest.raises(ForbiddenFont):
        open_face(font(permission=permission))


@pytest.mark.parametrize("permission", [0, 0x0004, 0x0008, 0x000A])
def test_a_font_that_may_be_embedded_is_not(permission: int) -> None:
    assert open_face(font(permission=permission)).glyph_count > 2


FOUR = {style: font("ab", style=style) for style in ("Regular", "Bold", "Italic", "Bold Italic")}


@pytest.mark.parametrize(
    ("has", "wanted", "made"),
    [
        (["Regular", "Bold", "Italic", "Bold Italic"], "bold-italic", "bold-italic"),
        (["Regular", "Bold", "Italic"], "bold-italic", "bold"),
        (["Regular", "Italic"], "bold-italic", "italic"),
        (["Regular", "Bold"], "italic", "bold"),
        (["Regular"], "bold", "regular"),
        (["Regular", "Bold"], "regular", "regular"),
        (["Bold"], "regular", "regular"),
        (["Italic"], "regular", "italic"),
    ],
)
def test_the_nearest_face_sets_a_style_that_a_family_lacks(has: list[str], wanted: str, made: str) -> None:
    faces = [face for style in has for face in faces_of(FOUR[style], f"{style}.ttf")]
    assert styled(faces, wanted).style == made


def test_a_bold_face_that_gives_the_weight_of_a_regular_is_bold() -> None:
    wrong = TTFont(BytesIO(FOUR["Bold"]))
    wrong["OS/2"].usWeightClass, wrong["OS/2"].fsSelection = 400, 0x20
    faces = [*faces_of(saved(wrong), "a.ttf"), *faces_of(FOUR["Regular"], "b.ttf")]
    assert [styled(faces, style).face.path for style in ("regular", "bold")] == ["b.ttf", "a.ttf"]


def test_a_variable_font_is_bold_where_its_axis_says_so() -> None:
    data = font("ab", axes=(("wght", 100, 400, 900), ("wdth", 75, 100, 125)))
    font_set = FontSet(faces_of(data, "v.ttf"), lambda path: data)
    faces = font_set.family("Example")
    regular, bold = font_set.load(faces, "regular"), font_set.load(faces, "bold")
    assert regular.program.coordinates == (("wdth", 100.0), ("wght", 400.0))
    assert (bold.program.coordinates, bold.style) == ((("wdth", 100.0), ("wght", 700.0)), "bold")
    assert bold.advance(1) > regular.advance(1)
    assert bold.sha256 == regular.sha256
    assert bold.resource != regular.resource


def test_fonts_of_packages_go_before_the_same_family_of_the_system() -> None:
    machine = Machine({"a/Example.ttf": font("ab"), "package/Example.ttf": font("abc")})
    assert [face.path for face in font_set_of(machine).family("EXAMPLE")] == ["package/Example.ttf"]


def test_a_file_is_read_once_until_it_changes() -> None:
    fonts = {"a.ttf": font("ab"), "b.ttc": collection(font("a", "One"), font("a", "Two")), "c.ttf": b"no font"}
    first = Machine(fonts)
    families = font_set_of(first).families
    assert set(first.read_paths) == set(fonts)
    second = Machine(fonts, first.note)
    assert font_set_of(second).families == families
    assert second.read_paths == []
    changed = Machine(fonts | {"a.ttf": font("abc")}, first.note)
    assert font_set_of(changed).family("Example")[0].covers("c")
    assert changed.read_paths == ["a.ttf"]
    assert "b.ttc" not in font_set_of(Machine({"a.ttf": font("ab")}, first.note)).families


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b'{"version": 1}', b'{"version":1,"harfbuzz":"0.1","files":{},"covered":[]}', b"\xff"]
)
def test_a_note_of_another_version_is_not_believed(note: bytes) -> None:
    machine = Machine({"a.ttf": font("ab")}, note)
    assert font_set_of(machine).family("Example")
    assert machine.note != note
