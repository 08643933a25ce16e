"""What levels of headings, emphasis and paragraphs look like by a script's own means, and headings that stand within lines."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from letterpack.fonts import has_italic, leading_of, scripts, size_of
from letterpack.forms import load_form
from letterpack.model.letter import Run, Style
from letterpack.model.observed import Shown
from letterpack.readback import PacketReader
from letterpack.readback.content import operators
from letterpack.readback.strange import OPERATORS
from letterpack.styles import load_style, style_names
from letterpack.text.families import Chains, Family, bundled_choice
from letterpack.text.fonts import Font, FontProgram
from letterpack.text.shape import Shaper
from letterpack.typeset import running
from tests.build.making import Made, campaign, make, person
from tests.fontmaking import Machine, font
from tests.installed import NOTO_CJK, NOTO_CORE, needs
from tests.typeset.setting import context

TEXT = "We ask that each of them be released, that the charges be dropped and that the law be repealed at once. " * 3
LEVELS = f"# One\n\n{TEXT}\n\n## Two\n\n{TEXT}\n\n### Three\n\n{TEXT}\n\n#### Four\n\n{TEXT}\n"
DECLARATION = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"


def made_of(out: Path, body: str, *, script: str = "", face: Path | None = None, **head: str) -> Made:
    """Build a letter of ``body``, its ``script`` set in the file ``face``."""
    written = "".join([f"{key}: {value}\n" for key, value in {"date": "2026-03-02", "status": "final", **head}.items()])
    brought = {f"fonts/{face.name}": face.read_bytes()} if face else {}
    settings = {"fonts": {script: list(brought)}} if brought else {}
    made = make(out, campaign([person("Alpha")], f"---\n{written}---\n\n{body}\n", settings=settings, more=brought))
    assert made.ok, made.findings
    return made


def lines_of(made: Made) -> list[Shown]:
    return [each for page in PacketReader().read(made.packets["alpha"], 0).pages for each in page.shown if not each.artifact]


@pytest.mark.parametrize("style", style_names())
def test_a_heading_of_the_last_levels_stands_on_the_first_line_of_its_paragraph(style: str, tmp_path: Path) -> None:
    made = made_of(tmp_path / "out", LEVELS, style=style)
    read = PacketReader().read(made.packets["alpha"], 0)
    assert not read.problems
    headed = [passage.text for passage in read.passages if re.fullmatch("H[1-6]", passage.roles[-1])]
    assert headed[-4:] == ["One", "Two", "Three", "Four"]
    shown = lines_of(made)
    runs_in = load_style(style).heading_run_in
    for level, said in enumerate(headed[-4:], 1):
        index = next(at for at, each in enumerate(shown) if each.text.strip() == said)
        heading, text = shown[index], shown[index + 1]
        assert (heading.y_pt == text.y_pt) == (level >= runs_in), said
        if level >= runs_in:
            assert text.x_pt == pytest.approx(heading.x_pt + heading.width_pt + load_style(style).body.size_pt, abs=0.1)


def test_a_heading_stands_alone_that_is_long_or_has_a_field_or_heads_no_paragraph(tmp_path: Path) -> None:
    long = "A heading that is so long that hardly any room is left on its line"
    parts = ("# One", "## Two", "### Three", f"#### {long}", TEXT, "#### {{ addressee.name }}", TEXT, "#### Listed", "- Item")
    body = "\n\n".join(parts)
    shown = lines_of(made_of(tmp_path / "out", body))
    for said in (long, "Alpha Example", "Listed"):
        heading = next(each for each in reversed(shown) if each.text.strip() == said)
        assert [each for each in shown if each.y_pt == heading.y_pt and each.x_pt > heading.x_pt] == []


def test_emphasis_is_dots_beside_ideographs_and_italic_beside_them(tmp_path: Path) -> None:
    body = f"{DECLARATION[:4]}*{DECLARATION[4:10]} UN*{DECLARATION[10:]}"
    face = needs(NOTO_CJK)
    plain, dotted = [
        made_of(tmp_path / name, text, script="Hani", face=face, language="zh")
        for name, text in (("plain", body.replace("*", "")), ("dotted", body))
    ]
    pages = [PdfReader(BytesIO(each.packets["alpha"])).pages[0].get_contents() for each in (plain, dotted)]
    rules = [page.get_data().count(b" S Q") for page in pages if page is not None]
    assert rules[1] - rules[0] == 2 * 5, "two for each dot, and none beside the comma"
    painted = {operator for page in pages if page is not None for operator, _ in operators(page.get_data())}
    assert painted <= OPERATORS, "what check does not know"
    assert "".join(dotted.text("alpha").split()) == "".join(plain.text("alpha").split())
    assert any(each.font.endswith("-Italic") and "UN" in each.text for each in lines_of(dotted))
    assert not any("CJK" in row["family"] and row["style"] != "regular" for row in dotted.manifest["fonts"])


@pytest.mark.parametrize(("language", "body"), [("zh", "Привет *我们*"), ("ar", "[*正義*]{lang=ja}")])
def test_dots_beside_letters_that_no_font_has_are_told(tmp_path: Path, language: str, body: str) -> None:
    letter = f"---\ndate: 2026-03-02\nlanguage: {language}\n---\n\n{body}\n"
    made = make(tmp_path, campaign([person("Alpha")], letter), workers=1)
    assert "LP210" in {found.code for found in made.findings}


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("th", "มาตรา 112 และ ICCPR 19 นี้", {"112": "bold", "19": "italic"}),
        ("ko", "제19조 7%", {"19": "bold", "7%": "bold"}),
        ("zh", "第19条 UN 5", {"19": "upright", "5": "italic"}),
        ("kk", "19-бап", {"19": "italic"}),
        ("hi", "1. धारा 12", {"1": "bold", "12": "bold"}),
    ],
)
def test_emphasized_figures_look_as_the_letters_beside_them(language: str, text: str, wanted: dict[str, str]) -> None:
    runs = running.shown((Run(text, Style(italic=True)),), context(language))
    assert "".join([run.text for run in runs]) == text
    for figures, look in wanted.items():
        style = next(run.style for run in runs if figures in run.text)
        assert ("bold" if style.bold else "italic" if style.italic else "upright") == look, figures


def test_latin_names_in_a_list_are_set_as_close_as_in_a_latin_letter(tmp_path: Path) -> None:
    latin, chinese = "Erfundener Verband der Zeitungsverlegerinnen und der Zeitungsverleger im Lande", "虚构新闻自由协会"
    names = [latin, chinese] * 2 + [chinese, latin] * 2
    files = {"fonts/cjk.ttc": needs(NOTO_CJK).read_bytes()}
    close: dict[str, float] = {}
    for language in ("en", "zh"):
        written = f"---\ndate: 2026-03-02\nlanguage: {language}\n---\n\nText.\n"
        own = campaign([person("Alpha")], written, names, {"fonts": list(files)}, files)
        lines = lines_of(make(tmp_path / language, own))
        first = {each.y_pt for each in lines if each.text.startswith("Erfundener")}
        assert first == {each.y_pt for each in lines if each.text.startswith(chinese)}, "names beside each other are level"
        heights = sorted({each.y_pt for each in lines if each.text.split(" ")[0] in latin.split()})
        close[language] = min([below - above for above, below in pairwise(heights)])
    assert close["zh"] == pytest.approx(close["en"], abs=0.01)


def test_paragraphs_of_chinese_are_set_in_by_two_letters_without_white_between(tmp_path: Path) -> None:
    made = made_of(
        tmp_path / "out",
        f"{DECLARATION}\n\n{DECLARATION}\n\n1. {DECLARATION}",
        script="Hani",
        face=needs(NOTO_CJK),
        language="zh",
    )
    begins = [each for each in lines_of(made) if each.text.startswith(DECLARATION[:2])]
    left = min(each.x_pt for each in lines_of(made) if each.text.startswith(("Minister", "1.")))
    measures = load_style("standard")
    assert [each.x_pt - left for each in begins[:2]] == pytest.approx([2 * measures.body.size_pt] * 2, abs=0.1)
    assert begins[2].x_pt - left == pytest.approx(measures.list_label_pt, abs=3.0)
    lines = sorted({each.y_pt for each in lines_of(made) if begins[0].y_pt <= each.y_pt <= begins[1].y_pt})
    steps = [below - above for above, below in pairwise(lines)]
    assert max(steps) == pytest.approx(min(steps), abs=0.01)


def test_a_japanese_letter_closes_at_the_end_of_its_line(tmp_path: Path) -> None:
    made = made_of(tmp_path / "out", "自由平等。", script="Hani", face=needs(NOTO_CJK), language="ja")
    closing = next(each for each in lines_of(made) if each.text.strip() == "敬具")
    form = load_form("plain-a4")
    em = load_style("standard").body.size_pt
    assert closing.x_pt + 3 * em == pytest.approx(form.first.x_pt + form.first.width_pt, abs=0.1)


def test_a_script_without_italic_has_levels_by_size_and_no_old_style_figures(tmp_path: Path) -> None:
    assert [code for code in scripts() if has_italic(code)] == ["Latn", "Cyrl", "Grek"]
    for name in style_names():
        style = load_style(name)
        upright = style.upright()
        assert upright.heading.size_pt * upright.heading_sizes[0] <= upright.subject_size_pt + 1e-9
        assert set(upright.heading_faces) == {"bold"}
        assert upright.heading_sizes[upright.heading_run_in - 1 :] == (1.0,)
        faces = (upright.letterhead_name_face, upright.signatories_head_face, upright.subject_face)
        assert set(faces) <= {"regular", "bold"}
    body = "# یک\n\nنكتب\n\n## دو\n\nنكتب\n\n### سه\n\nنكتب\n\n`ab cd`"
    made = made_of(tmp_path / "out", body, script="Arabic", face=needs(NOTO_CORE), language="ar", style="classic")
    sizes = {each.text.strip(): each.size_pt for each in lines_of(made)}
    assert sizes["یک"] > sizes["دو"]
    code = next(each for each in lines_of(made) if each.text.strip() == "ab cd")
    assert code.width_pt == pytest.approx(5 * 0.6 * code.size_pt, abs=0.1), "its space is as wide as its letters"


def test_other_scripts_look_as_large_as_the_text_of_each_style(tmp_path: Path) -> None:
    sizes = {}
    for style in style_names():
        made = made_of(tmp_path / style, "نكتب", script="Arabic", face=needs(NOTO_CORE), language="ar", style=style)
        sizes[style] = next(each.size_pt for each in lines_of(made) if each.text.strip() == "نكتب")
    assert max(sizes.values()) / min(sizes.values()) < 1.06, "the letters of the styles' own families are as high as each other"


URDU = "ہر شخص کو اپنی رائے رکھنے کا حق حاصل ہے۔ "


def urdu(out: Path, *, chosen: str = "", language: str = "ur", body: str = URDU * 6) -> Made:
    """Build a letter on a machine that has Naskh and Nastaliq."""
    core = needs(NOTO_CORE)
    machine = Machine({name: core.with_name(name).read_bytes() for name in (core.name, "NotoNastaliqUrdu-Regular.ttf")})
    letter = f"---\ndate: 2026-03-02\nlanguage: {language}\nstatus: final\n---\n\n{body}\n"
    settings = {"fonts": {"Arabic": chosen}} if chosen else {}
    made = make(out, campaign([person("Alpha", name="آزاد صحافت فورم")], letter, settings=settings), machine)
    assert made.ok, made.findings
    return made


def fonts_by_line(made: Made) -> list[tuple[float, str]]:
    """Where each line of Arabic letters is, and in which of the two families."""
    shown = [each for each in lines_of(made) if "Arabic" in each.font or "Nastaliq" in each.font]
    return sorted({(each.y_pt, "Nastaliq" if "Nastaliq" in each.font else "Naskh") for each in shown})


def test_a_letter_in_urdu_is_in_nastaliq_on_lines_that_have_room_for_it_and_its_address_in_naskh(tmp_path: Path) -> None:
    made = urdu(tmp_path / "out")
    lines = fonts_by_line(made)
    assert lines[0][1] == "Naskh", "the address"
    text = [y for y, family in lines[1:] if family == "Nastaliq"]
    leading = load_style("standard").body.leading_pt * leading_of("Arab", "Noto Nastaliq Urdu")
    assert leading == 26.0
    assert sum([abs(below - above - leading) < 0.01 for above, below in pairwise(text)]) >= 2
    assert made.text("alpha").count("حاصل") >= 5
    # It is not squeezed between lines that are closer, whether it was chosen or not.
    assert {family for _, family in fonts_by_line(urdu(tmp_path / "chosen", chosen="Noto Nastaliq Urdu"))} == {
        "Naskh",
        "Nastaliq",
    }
    english = urdu(tmp_path / "english", chosen="Noto Nastaliq Urdu", language="en", body=f"We write of {URDU}")
    assert {family for _, family in fonts_by_line(english)} == {"Naskh"}
    assert {family for _, family in fonts_by_line(urdu(tmp_path / "arabic", language="ar"))} == {"Naskh"}


def test_a_note_has_the_figures_of_its_language(tmp_path: Path) -> None:
    face = needs(NOTO_CORE).with_name("NotoSerifBengali-Regular.ttf")
    body = "মামলাটি পর্যালোচনা করুন।[^1]\n\n[^1]: প্রথম টীকা।"
    read = PacketReader().read(made_of(tmp_path / "out", body, script="Bengali", face=face, language="bn").packets["alpha"], 0)
    assert not read.problems
    said = [passage.text for passage in read.passages]
    assert any(text.endswith("।১") for text in said), "above the line"
    assert "১" in said, "before the note"


def test_what_is_raised_among_letters_that_run_leftward_says_what_it_shows(tmp_path: Path) -> None:
    face = needs(NOTO_CORE)
    body = "این ۱^۱^ و ۱^ام^ و متن^۱۲^ است."
    read = PacketReader().read(made_of(tmp_path / "out", body, script="Arabic", face=face, language="fa").packets["alpha"], 0)
    assert not read.problems
    assert body.replace("^", "") in [passage.text for passage in read.passages]


def test_a_persian_note_is_called_in_its_own_figures_on_the_line(tmp_path: Path) -> None:
    """In brackets, since readers would take a raised figure there for a line of its own."""
    body = "هر کس حق آزادی دارد.[^1] هر کس حق دارد.[^2]\n\n[^1]: یک.\n[^2]: دو."
    made = made_of(tmp_path / "out", body, script="Arabic", face=needs(NOTO_CORE), language="fa")
    text = PdfDocument(made.packets["alpha"])[0].get_textpage().get_text_range()
    assert "دارد.(۱) هر کس حق دارد.(۲)" in text


def test_a_persian_figure_has_the_form_that_persians_write() -> None:
    """Noto Naskh Arabic 2.004 gives every language the Urdu forms of 4, 6 and 7."""
    naskh = Font(FontProgram(needs(NOTO_CORE).read_bytes()), "Noto Naskh Arabic", "regular", "A")
    shaper = Shaper(Family(Chains((naskh,))))
    drawn = {tag: shaper.shape("۴۵۶۷", "regular", tag).runs[-1].ids for tag in ("fa", "ps", "ur")}
    assert drawn["fa"] == drawn["ps"] == tuple([naskh.font.get_nominal_glyph(ord(figure)) for figure in "۴۵۶۷"])
    assert [one == other for one, other in zip(drawn["fa"], drawn["ur"], strict=True)] == [False, True, False, False]


def test_lines_of_a_title_stand_as_far_apart_as_those_of_text(tmp_path: Path) -> None:
    """Beside their size: a larger title of Arabic met itself."""
    measures = load_style("standard").upright()
    body = "# " + "نكتب ونحن " * 12 + "\n\n" + "نكتب ونحن نكتب " * 30
    made = made_of(tmp_path / "out", body, script="Arabic", face=needs(NOTO_CORE), language="ar", subject="نكتب ونحن " * 12)
    read = [each for each in lines_of(made) if each.text.strip()]
    steps = {}
    for size, name in ((measures.subject_size_pt, "title"), (measures.body.size_pt, "text")):
        shown = size * size_of("Arab", "Noto Naskh Arabic")
        places = sorted({each.y_pt for each in read if each.size_pt == pytest.approx(shown, abs=0.1)})
        steps[name] = min(below - above for above, below in pairwise(places)) / size
    assert steps["title"] == pytest.approx(steps["text"], rel=0.01)


def test_a_dot_between_parts_of_a_line_is_narrow_in_a_chinese_letter(tmp_path: Path) -> None:
    """Between spaces; the dot within a name is as wide as its letters."""
    letter = "---\ndate: 2026-03-02\nlanguage: zh\nstatus: final\n---\n\n卡尔·马克思\n"
    settings = {"sender": {"names": ["House"], "contact": ["Street 1", "house@example.org"]}}
    machine = Machine({"/fonts/Han.ttf": font("一卡尔马克思此致敬礼尊的年月日：·", "Noto Serif CJK SC")})
    made = make(tmp_path / "out", campaign([person("Alpha")], letter, settings=settings), machine)
    assert made.ok, made.findings
    page = PdfDocument(made.packets["alpha"])[0].get_textpage()
    text = page.get_text_range()
    boxes = [page.get_charbox(index, loose=True) for index in range(len(text))]
    widths = {text[at - 1]: boxes[at][2] - boxes[at][0] for at, char in enumerate(text) if char == "·"}
    assert widths[" "] < widths["尔"] / 2


@pytest.mark.parametrize("style", style_names())
def test_a_turkish_small_capital_keeps_its_dot(style: str, tmp_path: Path) -> None:
    """Of the third level in every style: what is read is what was typed."""
    made = made_of(tmp_path / "out", "# Bir\n\n## Bir\n\n### biri\n\nBir.", language="tr", style=style, subject="Bir")
    read = PacketReader().read(made.packets["alpha"], 0)
    assert not read.problems
    assert "biri" in [passage.text for passage in read.passages]
    measures = load_style(style)
    font = bundled_choice(measures.faces_text).load("regular")
    shaper = Shaper(Family(Chains((), {"regular": font})))
    dotted, dotless = [shaper.shape("i", "small", tag).runs[0].ids for tag in ("tr", "en")]
    heights = [font.font.get_glyph_extents(ids[0]).y_bearing for ids in (dotted, dotless)]
    assert heights[0] > 1.1 * heights[1]
