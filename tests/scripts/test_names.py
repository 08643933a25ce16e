"""A name in any script, which only its own packet has glyphs for, is read off an English letter as it was written."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.build.making import campaign, make, person
from tests.fontmaking import cut
from tests.pdf_kinds import dictionary
from tests.scripts.test_extraction import ENGINES, font_of, letter_of, notdefs, read, said_anywhere

NAMES = {
    "Arab": ("محمد بن سلمان", "مُحَمَّدُ بْنُ عَبْدِ اللَّهِ", "محترم جناب ٹیکسی", "ئۇيغۇر ئاپتونوم رايونى"),
    "Hebr": ("יִצְחָק בֶּן־צְבִי", "משה שָׁלוֹםָ"),
    "Syrc": ("ܣܘܼܪܝܵܐ ܒܪ̈ܬܐ", "ܐܝܠܐ ܕܐ ܬܐ"),
    "Thaa": ("ދިވެހިރާއްޖެ", "އިބްރާހީމް މުޙައްމަދު"),
    "Nkoo": ("ߞߊ߬ߙߊ߲߬ߘߊ ߓߍ߯",),
    "Taml": ("தமிழ்நாடு ஸ்ரீ க்ஷ", "ஸ்ரீ ஸ்ரீ ரவிசங்கர்"),
    "Sinh": ("ශ්‍රී ලංකා ක්‍ෂ",),
    "Deva": ("श्री क्षत्रिय राष्ट्रीय",),
    "Mlym": ("മലയാളം ന്‍റെ ക്ഷേത്രം",),
    "Khmr": ("ព្រះរាជាណាចក្រកម្ពុជា ស្ត្រី",),
    "Tibt": ("བོད་ལྗོངས་ རྒྱལ་པོ",),
    "Hani": ("（株）「自由」、東京 支店", "「自由」、 「平和」", "人権（JP）。 会", "『あ』「い」 う", "《自由》、 香港"),
    "Thai": ("นายกรัฐมนตรี ป่ำ ก็ญู่",),
    "Latn": ("Nguyễn Thị Ánh Nguyệt", "Ọ̀yọ́ Gbọ́lájọkọ", "Ė́ į̃ ū̃"),
}


@pytest.mark.parametrize(("script", "name"), [(script, name) for script, names in NAMES.items() for name in names])
def test_a_name_is_read_as_it_was_written(script: str, name: str, tmp_path: Path) -> None:
    fonts = font_of(script)
    entry = person("Alpha", name=name, title="Q", organization=name)
    settings = {"fonts": list(fonts)} if fonts else None
    made = make(tmp_path / "out", campaign([entry], settings=settings, more=fonts))
    for engine in ENGINES:
        lines = [" ".join(line.split()) for line in said_anywhere(read(made.packets["alpha"], engine, tmp_path)).split("\n")]
        assert lines.count(said_anywhere(name)) == 2, engine


@pytest.mark.parametrize(("script", "name"), [("Thaa", "ދިވެހިރާއްޖެ"), ("Taml", "ஸ்ரீ"), ("Arab", "مُحَمَّدُ")])
def test_a_font_without_a_glyph_that_nobody_sees_shows_no_notdef(script: str, name: str, tmp_path: Path) -> None:
    fonts = {path: cut(data, name) for path, data in font_of(script).items()}
    made = make(tmp_path / "out", campaign([person("Alpha", name=name)], settings={"fonts": list(fonts)}, more=fonts))
    pdf = made.packets["alpha"]
    assert not notdefs(pdf)
    assert all(name in said_anywhere(read(pdf, engine, tmp_path)) for engine in ENGINES)


@pytest.mark.parametrize(
    ("script", "tag", "said"), [("Arab", "ur", "ہر شخص کو اپنی رائے رکھنے کا حق"), ("Deva", "hi", "प्रत्येक व्यक्ति को अधिकार है")]
)
def test_what_a_letter_says_around_a_field_is_no_packets_own(script: str, tag: str, said: str, tmp_path: Path) -> None:
    """Its words are shaped as they are set, from right to left or by the rules of a script: a packet brings no glyph of them."""
    fonts = font_of(script)
    letter = letter_of(f"{said} {{{{ addressee.name }}}} {said}", tag)
    made = make(tmp_path / "out", campaign([person("Alpha")], letter, settings={"fonts": list(fonts)}, more=fonts))
    page = PdfReader(io.BytesIO(made.packets["alpha"])).pages[0]
    assert not [name for name in dictionary(dictionary(page["/Resources"])["/Font"]) if name.endswith("e")]
