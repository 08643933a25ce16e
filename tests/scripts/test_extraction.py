"""What poppler and PDFium read off a letter in each of the world's scripts is what was written."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpack.languages import language
from letterpack.manners import Mender
from tests.build.making import campaign, make, pages_of, person
from tests.installed import NOTO_CJK, NOTO_CORE, SCRIPTS_PACKAGE, needs, program

TEXTS = {entry["code"]: entry for entry in json.loads((Path(__file__).parent / "article19.json").read_text(encoding="utf-8"))}
NOTO = {
    "Adlm": "SansAdlam", "Cakm": "SansChakma",
    "Arab": "NaskhArabic", "Armn": "SerifArmenian", "Beng": "SerifBengali", "Cher": "SansCherokee", "Deva": "SerifDevanagari",
    "Ethi": "SerifEthiopic", "Geor": "SerifGeorgian", "Gujr": "SerifGujarati", "Guru": "SansGurmukhi", "Hebr": "SerifHebrew",
    "Khmr": "SerifKhmer", "Knda": "SerifKannada", "Laoo": "SerifLao", "Mlym": "SerifMalayalam", "Mymr": "SerifMyanmar",
    "Nkoo": "SansNKo", "Sinh": "SerifSinhala", "Syrc": "SansSyriac", "Taml": "SerifTamil", "Telu": "SerifTelugu",
    "Tfng": "SansTifinagh",
    "Thaa": "SansThaana", "Thai": "SerifThai", "Tibt": "SerifTibetan",
}  # fmt: skip
SPACELESS = {"Hani", "Hira", "Khmr", "Laoo", "Mymr", "Thai", "Tibt"}
WITHOUT_SPACES = {"amh"}
ENGINES = ("poppler", "pdfium")
BEFORE, BEHIND = "Q20", "Q21"


def font_of(script: str) -> dict[str, bytes]:
    if script in ("Hani", "Hira", "Hang"):
        return {"fonts/cjk.ttc": needs(NOTO_CJK).read_bytes()}
    if script not in NOTO:
        return {}
    path = NOTO_CORE.with_name(f"Noto{NOTO[script]}-Regular.ttf")
    needs(NOTO_CORE)
    return {f"fonts/{path.name}": path.read_bytes()}


def letter_of(text: str, tag: str) -> str:
    # A final letter is in a language that has all its words.
    status = "final" if language(tag).own else "draft"
    head = f"date: 2026-03-02\nstatus: {status}\nlanguage: {tag}\nsubject: Q19\nsalutation: {BEFORE}\nclosing: {BEHIND}"
    return f"---\n{head}\n---\n\n{text}\n"


def pdf_of(text: str, tag: str, fonts: dict[str, bytes], out: Path) -> bytes:
    settings = {"fonts": list(fonts)} if fonts else None
    made = make(out, campaign([person("Alpha")], letter_of(text, tag), settings=settings, more=fonts))
    assert made.ok, made.findings
    return made.packets["alpha"]


def read(pdf: bytes, engine: str, out: Path) -> str:
    if engine == "pdfium":
        return "\n".join(pages_of(pdf))
    (out / "read.pdf").write_bytes(pdf)
    done = subprocess.run([program("pdftotext"), "-enc", "UTF-8", str(out / "read.pdf"), "-"], capture_output=True, check=True)
    assert not done.stderr, done.stderr[:200]
    return done.stdout.decode("utf-8")


def said(text: str) -> str:
    """Return the letter's body as read: lines joined, broken words whole, direction marks gone."""
    return said_anywhere(text.replace("\f", "\n").partition(BEFORE)[2].rpartition(BEHIND)[0])


def said_anywhere(text: str) -> str:
    """Return ``text`` with broken words whole and without direction marks."""
    for hyphen in ("\u00ad\n", "\ufffe\n", "\u00ad", "\ufffe"):
        text = text.replace(hyphen, "")
    return unicodedata.normalize("NFC", re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text))


def share_of_words(wanted: str, found: str) -> float:
    words = wanted.split()
    blocks = SequenceMatcher(None, words, found.split(), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


@cache
def wanted(code: str) -> str:
    """Return what is printed of the article: its narrow signs among Chinese characters are wide, for one."""
    return unicodedata.normalize("NFC", Mender().text(TEXTS[code]["text"], TEXTS[code]["tag"]))


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_article_19_comes_out_as_it_went_in(code: str, tmp_path: Path) -> None:
    entry = TEXTS[code]
    script = entry["script"]
    pdf = pdf_of(entry["text"], entry["tag"], font_of(script), tmp_path / "out")
    for engine in ENGINES:
        found = said(read(pdf, engine, tmp_path))
        letters = ["".join(text.split()) for text in (wanted(code), found)]
        assert letters[0] == letters[1], engine
        if script not in SPACELESS and code not in WITHOUT_SPACES:
            assert share_of_words(wanted(code), found) == 1.0, engine


@pytest.mark.parametrize("code", ["arb", "cmn_hans", "eng", "heb", "hin", "tha"])
def test_no_glyph_is_notdef(code: str, tmp_path: Path) -> None:
    entry = TEXTS[code]
    assert not notdefs(pdf_of(entry["text"], entry["tag"], font_of(entry["script"]), tmp_path / "out"))


def notdefs(pdf: bytes) -> int:
    """Return how many glyphs of the pages, of which there must be some, are ``.notdef``."""
    shown = [page.get_contents().get_data().decode("latin-1") for page in PdfReader(BytesIO(pdf)).pages]
    strings = [
        text
        for content in shown
        for array in re.findall(r"\[([^\]]*)\]TJ", content)
        for text in re.findall("<([0-9A-F]+)>", array)
    ]
    assert strings
    return sum(string[at : at + 4] == "0000" for string in strings for at in range(0, len(string), 4))


PADDING = "\u0628\u0627 " * 30


@pytest.mark.parametrize(
    ("text", "tag", "scripts"),
    [
        ("می‌شود کتاب‌ها را " + PADDING, "fa", ("Arab",)),
        ("مُحَمَّدٌ رَسُولُ اللَّهِ " + PADDING, "ar", ("Arab",)),
        ("בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ " * 3, "he", ("Hebr",)),
        ("שָׁלוֹם אֱלֹהִים בֹּ. " * 5, "he", ("Hebr",)),
        ("كتا**ب**ة وال**كتاب** [مُد](https://example.org/)رسة (ق**رآن**) " * 3, "ar", ("Arab",)),
        ("ߞߊ߬ߙߊ߲߬ߘߊ ߓߍ߯ ߦߋ߫ (ߒߞߏ) ߁߂߃، ߤߐ߬ߙߐ߲߬ߧߊ ߣߌ߫ ߓߛߊ߬ߞߍ ߘߐ߫. " * 8, "nqo", ("Nkoo",)),
        ("ܫܠܳܡܳܐ ܕܐܠܳܗܳܐ (ܐܬܘܪ̈ܝܐ)، ܘܣܘܼܪܝܵܐ ܒܪ̈ܬܐ. " * 8, "syr", ("Syrc",)),
        ("ދިވެހިރާއްޖެ (އަޑު)، ޝަރުޙު ޙަޤީޤަތް. " * 8, "dv", ("Thaa",)),
        ("Nguyễn Văn Đạt, Q̈ and x̂ȳ. " * 5, "vi", ()),
    ],
    ids=["joiners", "vowels", "points", "a point and a stop", "styles", "N'Ko", "Syriac", "Thaana", "stacked marks"],
)  # fmt: skip
@pytest.mark.parametrize("engine", ENGINES)
def test_marks_and_joiners_are_kept(text: str, tag: str, scripts: tuple[str, ...], engine: str, tmp_path: Path) -> None:
    fonts = {name: data for script in scripts for name, data in font_of(script).items()}
    found = said(read(pdf_of(text, tag, fonts, tmp_path / "out"), engine, tmp_path))
    written = re.sub(r"\*\*|\]\([^)]*\)|\[", "", unicodedata.normalize("NFC", text))
    assert "".join(found.split()) == "".join(written.split())


@pytest.mark.parametrize("path", [NOTO_CORE, SCRIPTS_PACKAGE], ids=["Naskh", "Sans"])
def test_lines_with_links_and_notes_are_read_in_order(path: Path, tmp_path: Path) -> None:
    """Noto Sans Arabic draws dots by themselves, off the line: PDFium does not put in order what stands around them."""
    text = (
        "نكتب بشأن [مَشرُوع القانون](https://example.org/) الذي نشر[^1] في "
        "[الجريدة](https://example.org/1) ونطلب النظر فيه[^2] مرة أخرى. "
    )
    note = "\n\n[^1]: ملاحظة.\n\n[^2]: أخرى."
    pdf = pdf_of(text + PADDING + note, "ar", {"fonts/own.ttf": needs(path).read_bytes()}, tmp_path / "out")
    wanted = re.sub(r"\]\([^)]*\)|\[\^|\[|\]", "", text).translate({0x31: "¹", 0x32: "²"}).split()
    for engine in ENGINES:
        found = said(read(pdf, engine, tmp_path)).split()
        assert "".join(found).startswith("".join(wanted)), engine
        # Poppler sees a space before the mark of a note.
        assert found[: len(wanted)] == wanted or engine == "poppler"


HEBREW = """כל אדם Human Rights זכאי.

כל Human Rights Watch, New York אדם.

כל Article~19 ICCPR (COVID-19) אדם, זכאי: אדם; 15% (ABC) זכאי/אדם 12/2026.

כל (אדם זכאי) office@example.org אדם 1,200.50 זכאי."""
NKO = "ߞߊ߬ߙߊ߲߬ߘߊ ߓߍ߯ Human Rights ߦߋ߫ (ߒߞߏ)، ߤߐ߬ߙߐ߲߬ߧߊ (ABC) 2026 ߣߌ߫."
ENGLISH = """We met דנה לוי and left.

דנה לוי בר and דנה.

We met Zoe, דנה לוי בר and דנה לוי בר כהן in 2026."""


@pytest.mark.parametrize(
    ("text", "tag", "script"),
    [(HEBREW, "he", "Hebr"), (NKO, "nqo", "Nkoo"), (ENGLISH, "en", "Hebr")],
    ids=["Hebrew", "N'Ko", "English"],
)
def test_lines_of_two_directions_are_read_in_order(text: str, tag: str, script: str, tmp_path: Path) -> None:
    """Spaces, brackets and all words of what runs against its line stand where they were written, and figures as they were."""
    lines = text.replace("~", " ").split("\n\n")
    # Poppler goes by most letters of a page.
    pdf = pdf_of(text.replace("~", "\u00a0") + "\n\n" + f"{lines[0].split()[0]} " * 99, tag, font_of(script), tmp_path / "out")
    for engine in ENGINES:
        found = said(read(pdf, engine, tmp_path)).replace("\u200c", "").replace("\u00a0", " ").splitlines()
        assert [line.strip() for line in found if line.strip()][: len(lines)] == lines, engine


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_of_many_scripts_loses_no_letter(engine: str, tmp_path: Path) -> None:
    text = "We met محمد علي and שלום in Алматы, then 村上 went to देहली with สมชาย (2019). " * 2
    fonts = {name: data for script in ("Arab", "Hebr", "Deva", "Thai", "Hani") for name, data in font_of(script).items()}
    found = said(read(pdf_of(text, "en", fonts, tmp_path / "out"), engine, tmp_path))
    assert sorted("".join(found.split())) == sorted("".join(unicodedata.normalize("NFC", text).split()))


@pytest.mark.parametrize(
    ("text", "tag", "font"),
    [
        ("𞤊𞤮𞥅𞤣𞤭 𞤲𞥋𞤣𞤭𞤴𞤢𞤲𞤳𞤮 𞤲𞤫𞤯𞥆𞤮 𞤸𞤢𞤱𞥆𞤮.", "ff-Adlm", "SansAdlam"),
        ("𐴀𐴝𐴘𐴝𐴁 𐴌𐴟𐴇𐴥𐴝𐴚𐴒𐴙𐴝 𐴀𐴝𐴏𐴝𐴓.", "rhg-Rohg", "SansHanifiRohingya"),
        ("𑄥𑄧𑄝𑄴 𑄃𑄬 𑄟𑄚𑄴𑄎𑄧𑄢𑄴 𑄉𑄘𑄧𑄟𑄴.", "ccp", "SansChakma"),
    ],
)
def test_letters_beyond_the_bmp_reach_both_readers(text: str, tag: str, font: str, tmp_path: Path) -> None:
    """PDFium drops them from what a passage says: it must read what glyphs mean. It loses none, but knows neither
    their direction nor which letter a mark off the line belongs to.
    """
    path = NOTO_CORE.with_name(f"Noto{font}-Regular.ttf")
    needs(NOTO_CORE)
    pdf = pdf_of(text, tag, {"fonts/own.ttf": path.read_bytes()}, tmp_path / "out")
    written = sorted("".join(text.split()))
    for engine in ENGINES:
        found = said(read(pdf, engine, tmp_path))
        assert sorted(re.sub("[\\s\u200c]", "", found)) == written, engine
        assert "\ufffd" not in found
