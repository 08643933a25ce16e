"""Fonts of a campaign's own and of the machine, from ``letterpack.yaml`` to the file."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.cffLib import SubrsIndex
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from letterpack.fonts import scripts
from letterpack.typeset.saying import LEFT_TO_RIGHT_MARK
from tests.build.making import BODY, HEAD, Made, campaign, make, person
from tests.fontmaking import LATIN, Machine, collection, font, saved

ARABIC = scripts()["Arab"].sample
SUBROUTINE_BIAS = 107
"""Of the numbers by which few subroutines are called (Adobe Technical Note 5177, 4.7)."""
PAGE = " .,:;-–'’\"()/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZß"


def built(tmp_path: Path, files: dict[str, bytes], machine: Machine | None = None) -> Made:
    return make(tmp_path / "out", files, machine)


def names_of(pdf: bytes) -> set[str]:
    """The names of the fonts that pdfium sets the pages in, without their tags."""
    document = pypdfium2.PdfDocument(pdf)
    objects = [each for page in document for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
    found = {each.get_font().get_base_name().partition("+")[2] for each in objects}
    document.close()
    return found


def test_a_letter_is_set_in_the_family_that_it_chooses(tmp_path: Path) -> None:
    fonts = {f"fonts/{style}.ttf": font(PAGE, "House", style=style) for style in ("Regular", "Bold")}
    made = built(tmp_path, campaign(settings={"fonts": {"default": list(fonts)}}, more=fonts))
    assert names_of(made.packets["alpha"]) == {"House-Regular", "House-Bold"}
    rows = {(row["family"], row["style"], row["file"]) for row in made.manifest["fonts"]}
    assert rows > {("House", "bold", "Bold.ttf"), ("House", "regular", "Regular.ttf")}


def test_a_family_without_bold_sets_bold_in_its_regular(tmp_path: Path) -> None:
    files = campaign(settings={"fonts": {"default": "House"}})
    made = built(tmp_path, files, Machine({"/fonts/House.ttf": font(PAGE, "House")}))
    assert names_of(made.packets["alpha"]) == {"House-Regular"}
    (found,) = [each for each in made.findings if each.code == "LP211"]
    assert "no bold and no italic" in found.message and found.span.file == "letterpack.yaml"


def test_what_is_emphasized_is_bold_where_a_script_has_no_italic(tmp_path: Path) -> None:
    naskh = [font(ARABIC, "Noto Naskh Arabic", style=style) for style in ("Regular", "Bold")]
    machine = Machine({f"/fonts/{index}.ttf": data for index, data in enumerate(naskh)})
    made = built(tmp_path, campaign(letter=HEAD + f"We say س and *س* and `س`.\n\n{BODY}"), machine)
    assert {"NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold", "SourceCodePro-Regular"} - names_of(made.packets["alpha"]) == {
        "SourceCodePro-Regular"
    }, "code without a letter of its own face needs none"


@pytest.mark.parametrize("kind", ["ttf", "otf", "ttc", "variable"])
def test_a_script_is_set_in_the_font_that_the_machine_has(tmp_path: Path, kind: str) -> None:
    one = font(ARABIC, "Noto Naskh Arabic", cff=kind == "otf", axes=(("wght", 400, 400, 700),) if kind == "variable" else ())
    data = collection(font("x", "Other"), one) if kind == "ttc" else one
    made = built(tmp_path, campaign(letter=HEAD + f"We say س and **س**.\n\n{BODY}"), Machine({"/fonts/naskh": data}))
    wanted = {"NotoNaskhArabic-Regular"} | ({"NotoNaskhArabic-Bold"} if kind == "variable" else set())
    assert wanted < names_of(made.packets["alpha"])
    assert "We say س and س." in made.text("alpha").replace(LEFT_TO_RIGHT_MARK, "")
    rows = [row for row in made.manifest["fonts"] if row["family"] == "Noto Naskh Arabic"]
    assert {row["file"] for row in rows} == {"naskh#1" if kind == "ttc" else "naskh"}


def test_a_font_that_one_name_needs_is_nobody_elses(tmp_path: Path) -> None:
    machine = Machine({"/fonts/naskh.ttf": font(ARABIC, "Noto Naskh Arabic")})
    alone = built(tmp_path / "1", campaign([person("Alpha")]), machine)
    both = built(tmp_path / "2", campaign([person("Alpha"), person("Beta", name="سلام")]), machine)
    assert alone.packets["alpha"] == both.packets["alpha"]
    assert alone.row("alpha") == both.row("alpha")
    assert "NotoNaskhArabic-Regular" in names_of(both.packets["beta"])
    assert "Noto Naskh Arabic" not in str(alone.manifest["fonts"])
    assert "Noto Naskh Arabic" in str(both.manifest["fonts"])


def test_another_file_of_the_font_makes_another_packet_of_who_needs_it(tmp_path: Path) -> None:
    files = campaign([person("Alpha"), person("Beta", name="سلام")])
    first = built(tmp_path / "1", files, Machine({"a": font(ARABIC, "Noto Naskh Arabic")}))
    second = built(tmp_path / "2", files, Machine({"a": font(ARABIC + "x", "Noto Naskh Arabic")}))
    assert first.row("alpha")["inputs_sha256"] == second.row("alpha")["inputs_sha256"]
    assert first.row("beta")["inputs_sha256"] != second.row("beta")["inputs_sha256"]


def test_workers_say_which_fonts_they_used(tmp_path: Path) -> None:
    files = campaign([person("Alpha"), person("Beta", name="سلام"), person("Gamma", name="שלום")])
    machine = Machine({"a": font(ARABIC, "Noto Naskh Arabic"), "h": font("שלום", "Noto Serif Hebrew")})
    one = make(tmp_path / "1", files, machine, workers=1)
    many = make(tmp_path / "3", files, machine, workers=3)
    assert one.manifest == many.manifest
    assert {"Noto Naskh Arabic", "Noto Serif Hebrew"} < {row["family"] for row in many.manifest["fonts"]}


@pytest.mark.parametrize(
    ("fonts", "code", "said"),
    [
        (["fonts/no.ttf"], "LP217", "may not be used: its maker does not allow it to be embedded"),
        ({"default": "fonts/no.ttf"}, "LP217", "may not be used"),
        ({"Arabic": "fonts/latin.ttf"}, "LP219", "`Example` cannot set Arabic: it has no `س` (U+0633)"),
        ({"default": "fonts/arabic.ttf"}, "LP219", "`Example` cannot set Latin: it has no ` ` (U+0020)"),
        ({"Arab": "Noto Nashk Arabic"}, "LP218", "no font family `Noto Nashk Arabic` is installed"),
        ({"Arab": ["fonts/arabic.ttf", "fonts/none.ttf"]}, "LP216", "the font `fonts/none.ttf` cannot be read"),
    ],
)
def test_a_choice_that_cannot_serve_is_an_error_at_its_place(tmp_path: Path, fonts: object, code: str, said: str) -> None:
    more = {
        "fonts/no.ttf": font(permission=2),
        "fonts/latin.ttf": font(LATIN),
        "fonts/arabic.ttf": font(ARABIC),
    }
    machine = Machine({"a": font(ARABIC, "Noto Naskh Arabic")})
    made = built(tmp_path, campaign(settings={"fonts": fonts}, more=more), machine)
    assert made.codes == [code]
    assert said in made.findings[0].message
    assert made.findings[0].span.file == "letterpack.yaml"
    assert made.findings[0].span.line > 1
    if code == "LP218":
        assert "did you mean `Noto Naskh Arabic`?" in made.findings[0].hint


def test_rules_that_make_too_much_of_a_letter_are_told_at_the_font(tmp_path: Path) -> None:
    made = TTFont(BytesIO(font(PAGE, "House")))
    addOpenTypeFeaturesFromString(made, f"feature ccmp {{ sub u0065 by {'u0065 ' * 33}; }} ccmp;")
    found = built(tmp_path, campaign(settings={"fonts": {"default": "h.ttf"}}, more={"h.ttf": saved(made)})).findings
    assert [each.code for each in found] == ["LP216"]
    assert (found[0].span.file, "makes more than 32 glyphs" in found[0].message) == ("letterpack.yaml", True)


def called_in_one_another(levels: int) -> bytes:
    """Return a font whose outlines are so many calls deep."""
    made = TTFont(BytesIO(font(PAGE, "House", cff=True)))
    top = made["CFF "].cff.topDictIndex[0]
    calls = SubrsIndex()
    for level in range(1, levels):
        calls.append(T2CharString(program=[level - SUBROUTINE_BIAS, "callsubr", "return"], private=top.Private, globalSubrs=[]))
    calls.append(T2CharString(program=[100, "hlineto", "return"], private=top.Private, globalSubrs=[]))
    top.Private.Subrs = calls
    drawn = top.CharStrings["u0065"]
    drawn.decompile()
    drawn.program = [500, 50, 0, "rmoveto", -SUBROUTINE_BIAS, "callsubr", "endchar"]
    return saved(made)


@pytest.mark.parametrize(("levels", "codes"), [(10, ["LP211"]), (11, ["LP216"])])
def test_outlines_that_nobody_follows_to_their_end_are_told_at_the_font(tmp_path: Path, levels: int, codes: list[str]) -> None:
    files = campaign(settings={"fonts": {"default": "h.otf"}}, more={"h.otf": called_in_one_another(levels)})
    assert built(tmp_path, files).codes == codes


def test_a_font_file_has_a_most_of_bytes(tmp_path: Path, monkeypatch) -> None:
    data = font(PAGE, "House")
    files = campaign(settings={"fonts": {"default": "h.ttf"}}, more={"h.ttf": data})
    for most, codes in ((len(data), ["LP211"]), (len(data) - 1, ["LP216"])):
        monkeypatch.setattr("letterpack.pipeline.build.fonts.MOST_ATTACHED_BYTES", most)
        assert built(tmp_path / str(most), files).codes == codes


def test_no_glyph_is_ever_missing_in_the_file(tmp_path: Path) -> None:
    """Characters that no font has stop the build: one finding for each script and place, with what would help."""
    made = built(tmp_path, campaign([person("Alpha", name="王小明 Ⴀ")], letter=HEAD + "We write about 中华 and ⴰ.\n"))
    said = {(found.code, found.message.split(",")[0], found.hint.split(";")[0]) for found in made.findings}
    advice = f"install a font for Chinese: {scripts()['Hani'].advice}"
    assert ("LP210", "no font has glyphs for 2 characters of Chinese", advice) in said
    assert any("TIFINAGH LETTER YA" in message for _, message, _ in said)
    assert not made.ok


def test_letters_that_a_font_makes_nothing_of_are_told(tmp_path: Path) -> None:
    made = TTFont(BytesIO(font(PAGE, "Example")))
    addOpenTypeFeaturesFromString(made, "feature liga { sub u0066 u0066 by .notdef; } liga;")
    files = campaign(
        [person("Alpha")], HEAD + "An offer.\n", settings={"fonts": {"default": "f.ttf"}}, more={"f.ttf": saved(made)}
    )
    assert "LP210" in {found.code for found in built(tmp_path, files).findings}


def test_whole_lines_that_no_font_has_are_told(tmp_path: Path) -> None:
    """They are as wide as their spaces, and justified all the same."""
    made = built(tmp_path, campaign(letter=HEAD + f"{'ᚠᛇᚻ ' * 200}\n\n{'نكتب إليكم بشأن الصحفية ' * 30}\n"))
    assert {found.message.split(",")[0] for found in made.findings if found.code == "LP210"} == {
        "no font has glyphs for 3 characters of Runic", "no font has glyphs for 15 characters of Arabic",
    }  # fmt: skip


def test_a_latin_letter_looks_at_no_fonts_of_the_machine(tmp_path: Path) -> None:
    class Untouched(Machine):
        def files(self):
            raise AssertionError("nobody asked for these")

    made = built(
        tmp_path, campaign([person("Alpha", name="Dvořák"), person("Beta", name="Жанна", title="Ὑπουργός")]), Untouched({})
    )
    assert made.ok


@pytest.mark.parametrize("markup", ["*{}*", "**{}**", "***{}***", "# {}", "{}"])
@pytest.mark.parametrize("said", ["to {{ addressee.name }} and more", "س س", "for {{ addressee.name }} س"])
def test_every_face_that_a_page_selects_is_there(tmp_path: Path, markup: str, said: str) -> None:
    """A style whose only text is an addressee's, or in another script, has its word space all the same."""
    head = HEAD.replace("Release of the imprisoned", said)
    naskh = Machine({"/fonts/naskh.ttf": font(ARABIC, "Noto Naskh Arabic")})
    people = [person("Alpha"), person("Beta", name="سلام")]
    made = built(tmp_path, campaign(people, head + markup.format(said) + "\n"), naskh)
    assert made.ok, made.findings
    for data in made.packets.values():
        for page in PdfReader(BytesIO(data)).pages:
            wanted = set(re.findall(rb"/(\w+) [\d.]+ Tf", page.get_contents().get_data()))
            assert {name.decode() for name in wanted} <= {name[1:] for name in page["/Resources"]["/Font"]}
