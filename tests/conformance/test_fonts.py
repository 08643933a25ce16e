"""Packets set in installed fonts: TrueType, CFF in collections, variable fonts of both kinds. Do they keep the standards, is
every glyph there, do two readers read what was written?
"""

from __future__ import annotations

import subprocess
import unicodedata
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.build.making import Made, campaign, make, person, text_of
from tests.conformance.campaign import judged
from tests.fontmaking import Machine
from tests.installed import CJK_PACKAGE, NOTO_CJK, NOTO_CORE, SCRIPTS_PACKAGE, needs, program

LETTER = """---
date: 2026-03-02
subject: Release of 王小明
---

We write to 中华人民共和国司法部 about 王小明 and **한국어**, *ひらがな* and カタカナ, 学而时习之。

Հայաստան, **საქართველო**, ሰላም ለዓለም, ไทย and **ลาว**; नमस्ते, তথ্য, தமிழ்.

1. Freedom of expression
2. 表达自由
"""
WORDS = (
    "中华人民共和国司法部",
    "王小明",
    "한국어",
    "ひらがな",
    "カタカナ",
    "Հայաստան",
    "საქართველო",
    "ሰላም",
    "ไทย",
    "表达自由",
    "李学国",
)


def system() -> Machine:
    """A Debian machine with its packages of Noto."""
    folders = [needs(NOTO_CORE).parent, needs(NOTO_CJK).parent]
    return Machine({str(path): path.read_bytes() for folder in folders for path in folder.iterdir()})


def packages() -> Machine:
    """A machine that has nothing but the extras."""
    files = [*needs(SCRIPTS_PACKAGE).parent.glob("*.ttf"), needs(CJK_PACKAGE)]
    return Machine({f"package/{path.name}": path.read_bytes() for path in files})


@pytest.fixture(scope="module", params=[system, packages], ids=["system", "extras"])
def made(request, tmp_path_factory) -> Made:
    people = [person("Alpha"), person("Beta", name="李学国", address=["江苏路 1", "Զորավար", "010000 Astana"])]
    found = make(tmp_path_factory.mktemp("fonts") / "out", campaign(people, LETTER), request.param())
    assert found.ok, found.findings
    return found


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_packets_keep_the_standards(made: Made, flavour: str) -> None:
    assert judged([made.out / "packets" / f"{name}.pdf" for name in made.packets], flavour) == {}


def test_readers_read_what_was_written(made: Made) -> None:
    path = made.out / "packets" / "beta.pdf"
    poppler = subprocess.run([program("pdftotext"), str(path), "-"], check=True, capture_output=True, text=True).stdout
    for said in (poppler, text_of(path.read_bytes())):
        squeezed = "".join(unicodedata.normalize("NFC", said).split())
        assert [word for word in WORDS if word not in squeezed] == []


def test_every_font_is_embedded_under_its_own_name(made: Made) -> None:
    for data in made.packets.values():
        names: dict[str, str] = {}
        for font in fonts_of(data):
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
            assert names.setdefault(str(font["/BaseFont"]), str(descriptor["/FontName"])) == descriptor["/FontName"]
        kinds = {str(font["/DescendantFonts"][0]["/Subtype"]) for font in fonts_of(data)}
        assert kinds == {"/CIDFontType0", "/CIDFontType2"}


def fonts_of(data: bytes) -> list[Any]:
    reader = PdfReader(BytesIO(data))
    return [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]


def test_the_manifest_names_the_files(made: Made) -> None:
    rows = {(row["family"], row["file"]) for row in made.manifest["fonts"]}
    assert ("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc#2") in rows or ("Noto Sans CJK SC", "NotoSansCJK-VF.otf.ttc#2") in rows
    assert len({row["sha256"] for row in made.manifest["fonts"]}) > 8


def test_a_name_in_chinese_is_small(made: Made) -> None:
    """An extension of a font of 65,535 glyphs holds few of them."""
    assert len(made.packets["beta"]) - len(made.packets["alpha"]) < 40_000


def test_pictures_of_glyphs_are_the_fonts(made: Made) -> None:
    """Ink where each word stands: an outline that got lost would leave white."""
    document = pypdfium2.PdfDocument(made.packets["beta"])
    page = document[0]
    image = page.render(scale=4).to_pil().convert("L")
    text = page.get_textpage()
    height = page.get_height()
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        if not char.strip() or unicodedata.category(char)[0] != "L":
            continue
        left, bottom, right, top = text.get_charbox(index)
        area = image.crop((int(left * 4), int((height - top) * 4), int(right * 4) + 1, int((height - bottom) * 4) + 1))
        assert area.getextrema()[0] < 160, f"{char} U+{ord(char):04X} is white"
    document.close()
