"""Text that runs from right to left: levels, isolates, lines, the mirrored page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpack.disk import Disk
from letterpack.model.letter import Run, Runs, Style, Table
from letterpack.spans import Span
from letterpack.text.families import Chains, Family
from letterpack.text.fonts import Font, FontProgram
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.clusters import LevelRun, in_directions, values
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.items import Gatherer
from letterpack.typeset.lines import set_line, set_text
from letterpack.typeset.pieces import RAGGED, TextFace, at_left
from letterpack.typeset.running import Position
from letterpack.typeset.tables import table
from letterpack.values import replace
from tests.build.making import boxes_of, campaign, make, pages_of, person
from tests.installed import NOTO_CJK, NOTO_CORE, needs
from tests.typeset.setting import context

FACE = TextFace(11.0)
ALEF, SALAM, NAME = "ا", "سلام", "محمد"


def arabic(tag: str) -> Setter:
    font = Font(FontProgram(needs(NOTO_CORE).read_bytes()), "Noto Naskh Arabic", "regular", "A")
    return Setter(Shaper(Family(Chains((font,)))), Subsets(), tag)


def glyphs(operators: str) -> str:
    return re.findall("[0-9A-F]{8,}", operators)[0]


def split(*runs: Run, right_to_left: bool = False) -> list[tuple[str, int]]:
    return [(stretch.run.text, stretch.level) for stretch in in_directions(runs, right_to_left=right_to_left).stretches]


@pytest.mark.parametrize(("name", "office", "leftward"), [("سمير", "مدير", True), ("Zoe", "Director", False)])
def test_who_speaks_for_a_signatory_is_read_before_the_office(tmp_path: Path, name: str, office: str, leftward: bool) -> None:
    """In an Arabic letter: Arabic from right to left, Latin from left to right, the country behind both, at their left."""
    letter = "---\ndate: 2026-03-02\nlanguage: ar\n---\n\nنكتب إليكم.\n"
    row = f"organization,name,title,country\nاتحاد,{name},{office},NO\n"
    made = make(
        tmp_path / "out", campaign([person("Alpha")], letter, more={"signatories.csv": row.encode()}), fonts=Disk(tmp_path).fonts
    )
    at = [boxes_of(made.packets["alpha"], 0, said)[0][0] for said in (name, office, "النرويج")]
    # PDFium places letters that run against their line by what is said, which is in the order that it needs; pypdf goes by what
    # is drawn.
    drawn = PdfReader(BytesIO(made.packets["alpha"])).pages[0].extract_text()
    assert at[0] > at[1] if leftward else drawn.index(name) < drawn.index(office)
    assert at[2] < min(at[:2])
    assert re.search(f"{name}[,،] {office}\\W+النرويج", pages_of(made.packets["alpha"])[0])


def test_what_runs_against_its_paragraph_hangs_over_no_edge() -> None:
    """Wherever a line ends in it, the last sign of such a word is not the one at the edge."""
    stretches, turned = in_directions((Run("אב abc def. ghi, גד."),), right_to_left=True)
    gathered = Gatherer(context("he").setter, FACE, RAGGED, right_to_left=turned)
    for stretch in stretches:
        gathered.add(*stretch)
    hanging = [atom.text for atom, right in zip(gathered.atoms, gathered.items().protrude_right, strict=True) if atom and right]
    assert hanging == [",", "גד."]


def test_left_to_right_text_passes_untouched() -> None:
    runs = (Run("Dear "), Run("Ann", isolated=True))
    assert in_directions(runs, right_to_left=False) == ([LevelRun(runs[0], 0), LevelRun(runs[1], 0)], False)


def test_runs_are_split_where_the_direction_changes() -> None:
    assert split(Run(f"We met {NAME} {SALAM} (2019).")) == [
        ("We met ", 0),
        (f"{NAME} {SALAM} (", 1),
        ("2019", 2),
        (")", 1),
        (".", 0),
    ]
    assert split(Run(f"{NAME} 2019 abc"), right_to_left=True) == [(f"{NAME} ", 1), ("2019", 2), (" ", 1), ("abc", 2)]


def test_a_value_has_a_direction_of_its_own() -> None:
    assert split(Run(f"{ALEF} "), Run("3 (b)"), Run(f" {ALEF}"))[0:2] == [(f"{ALEF} ", 1), ("3", 2)]
    assert split(Run(f"{ALEF} "), Run("3 (b)", isolated=True), Run(f" {ALEF}"))[1] == ("3 (b)", 2)


@pytest.mark.parametrize("value", ["\u202eabc", "a\u2069b", "\u2067x", "\u2069\u2069\u2066\u2066"])
def test_controls_in_a_value_do_not_reach_its_neighbours(value: str) -> None:
    found = split(Run("before "), Run(value, isolated=True), Run(" after"))
    assert (found[0][0].startswith("before "), found[0][1]) == (True, 0)
    assert (found[-1][0].endswith(" after"), found[-1][1]) == (True, 0)
    shown = "".join(text for text, _ in found)
    assert shown == "before " + "".join(char for char in value if char.isalpha()) + " after"


def test_a_hard_break_does_not_end_the_paragraph() -> None:
    assert split(Run(f"{NAME}\nabc {SALAM}"), right_to_left=True)[0][1] == 1


def test_values_are_joined_and_kept_apart_only_where_it_matters() -> None:
    assert values(("Ann", "", "Judge"), ", ", right_to_left=False) == "Ann, Judge"
    assert values((NAME, "Judge"), ", ", right_to_left=False) == f"\u2068{NAME}\u2069, \u2068Judge\u2069"
    assert values(("Foo Inc.",), "، ", right_to_left=True) == "\u2068Foo Inc.\u2069"
    assert values((), ", ", right_to_left=True) == ""


def test_lines_of_a_right_to_left_letter_end_at_the_right() -> None:
    text = set_text((Run(f"{SALAM} {NAME}"),), 300.0, FACE, arabic("ar"), RAGGED)
    (line,) = text.lines
    assert line.pieces[0].x_pt + line.pieces[-1].width_pt == pytest.approx(300.0)
    assert line.width_pt < 100.0
    assert at_left(line).pieces[0].x_pt == 0.0


def test_words_are_shown_from_left_to_right_and_pieces_read_in_order() -> None:
    made = arabic("en")
    line = set_line(f"a {SALAM} {NAME} b", "regular", FACE, made)
    assert [piece.language for piece in line.pieces] == ["", "und-Arab", ""]
    first, turned, last = line.pieces
    assert first.x_pt < turned.x_pt < last.x_pt
    salam, name = (glyphs(made.word(word, "regular", 11.0, right_to_left=True).inner) for word in (SALAM, NAME))
    assert turned.operators.index(name) < turned.operators.index(salam)


@pytest.mark.parametrize(("tag", "dot_is_right"), [("en", True), ("ar", False)])
def test_a_label_without_letters_runs_as_the_letter_does(tag: str, dot_is_right: bool) -> None:
    made = arabic(tag)
    font = made.shaper.family.chain("regular")[0]
    one, dot = (f"{font.font.get_nominal_glyph(ord(char)):04X}" for char in "1.")
    operators = set_line("1.", "regular", FACE, made).pieces[0].operators
    assert (operators.index(one) < operators.index(dot)) is dot_is_right


def test_ideographs_share_what_a_line_lacks() -> None:
    font = Font(FontProgram(needs(NOTO_CJK).read_bytes(), face_index=2), "Noto Serif CJK SC", "regular", "C")
    made = Setter(Shaper(Family(Chains((font,)))), Subsets(), "zh")
    text = (
        "人人有权享有主张和发表意见的自由此项权利包括持有主张而不受干涉的自由和通过任何媒介和不论国界寻求接受和传递消息和思想的自由"
        * 3
    )
    lines = set_text((Run(text),), 300.0, FACE, made).lines
    assert len(lines) > 5
    assert all(line.width_pt == pytest.approx(300.0, abs=0.05) for line in lines[:-1])
    assert not any(line.overfull for line in lines)


UNSEEN = ("\u200b", "\u200c", "\u200d", "\u00a0")


def shown(runs: Runs, made: Setter) -> list[tuple[int, str]]:
    """Return the glyphs of a line from left to right, each with what it means."""
    (line,) = set_text(runs, 400.0, FACE, made, RAGGED).lines
    pieces = sorted(line.pieces, key=lambda piece: piece.x_pt)
    operators = re.sub("/ActualText<[^>]*>", "", "".join(piece.operators for piece in pieces))
    fonts = {font.resource: font for style in ("regular", "bold", "italic") for font in made.shaper.family.chain(style)}
    found: list[tuple[int, str]] = []
    font = made.first("regular")
    for resource, string in re.findall(r"/(\w+) [\d.]+ Tf|<([0-9A-F]+)>", operators):
        font = fonts.get(resource, font)
        glyphs = [int(string[at : at + 4], 16) for at in range(0, len(string), 4)]
        found.extend((glyph, font.meaning.get(glyph, "")) for glyph in glyphs)
    return [each for each in found if each[1] not in UNSEEN]


def seen(runs: Runs, made: Setter) -> str:
    """Return the meanings of the glyphs of a line from left to right."""
    return "".join([meaning for _, meaning in shown(runs, made)])


@pytest.mark.parametrize(
    ("runs", "whole"),
    [
        ((Run("مك"), Run("ت", Style(bold=True)), Run("بة")), "مكتبة"),
        ((Run("مكت"), Run("بة", link="https://example.org")), "مكتبة"),
        ((Run("وال"), Run("مكتبة هنا", Style(bold=True)), Run(" لا")), "والمكتبة هنا لا"),
        ((Run("مَ", Style(italic=True)), Run("كْتَ"), Run("بة", Style(italic=True))), "مَكْتَبة"),
        ((Run("قال ل"), Run("أحمد", isolated=True), Run(" نعم")), "قال لأحمد نعم"),
        ((Run("ب"), Run("محمد (2019)", isolated=True)), "بمحمد (2019)"),
    ],
    ids=["bold", "link", "words", "marks", "value", "value with a figure"],
)
@pytest.mark.parametrize("tag", ["ar", "en"])
def test_letters_join_over_the_end_of_a_run(runs: Runs, whole: str, tag: str) -> None:
    made = arabic(tag)
    apart = [glyph for run in runs for glyph in shown((Run(run.text),), made)]
    joined = shown((Run(whole),), made)
    assert sorted(shown(runs, made)) == sorted(joined)
    assert sorted(apart) != sorted(joined)


def test_a_letter_between_two_others_has_its_medial_form() -> None:
    made = arabic("ar")
    medial = made.shaper.shape("ببب", "regular", "ar", right_to_left=True).runs[0].ids[1]
    assert shown((Run("ب"), Run("ب", Style(bold=True)), Run("ب")), made)[1][0] == medial


@pytest.mark.parametrize("runs", [(Run("كتا"), Run("مكتبة", Style(bold=True))), (Run("مكتب "), Run("بة", Style(bold=True)))])
def test_letters_that_do_not_touch_do_not_join(runs: Runs) -> None:
    made = arabic("ar")
    assert shown(runs, made)[: len(shown(runs[1:], made))] == shown(runs[1:], made)


def test_a_value_that_runs_the_other_way_does_not_join_at_its_far_end() -> None:
    made = arabic("ar")
    beside = shown((Run("abc بب", isolated=True), Run("بب")), made)
    assert beside[:2] == shown((Run("بب"),), made)


def test_a_paragraph_that_runs_the_other_way_is_read_so() -> None:
    made = arabic("ar")
    assert seen((Run("Foo (Inc)."),), made) == "Foo (Inc)."
    text = "All of this is in English, and it ends with a full stop. " * 4
    first, *_, last = set_text((Run(text.strip()),), 200.0, FACE, made).lines
    assert (first.pieces[0].x_pt, last.pieces[0].x_pt) == pytest.approx((0.0, 0.0), abs=1.0)
    assert last.width_pt < 190.0
    *_, turned = set_text((Run(f"{SALAM} {NAME} " * 20 + SALAM),), 200.0, FACE, arabic("en")).lines
    assert turned.pieces[0].x_pt + sum(piece.width_pt for piece in turned.pieces) == pytest.approx(200.0, abs=1.0)


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("ا (ab) د", "د (ab) ا"),
        ("ا (19) د", "د (19) ا"),
        ("ا [د] (ر)", "(ر) [د] ا"),
        ("ا (a [ب] 5)", "(5 [ب] a) ا"),
        ("ا «د». 3-5", "5-3 .«د» ا"),
        ("ab (ا) ab", "ab (ا) ab"),
        ("٢٥٪ 1,234.5", "1,234.5 ٪٢٥"),
    ],
)
def test_brackets_and_figures_stand_in_order(text: str, visual: str) -> None:
    assert seen((Run(f"ا {text} ا"),), arabic("ar")) == f"ا {visual} ا"


@pytest.mark.parametrize("tag", ["ar", "en"])
def test_a_column_is_as_wide_as_its_text_joined(tag: str) -> None:
    made = replace(context(tag), setter=arabic(tag))
    rows = tuple(((Run(text),),) for text in ("ا", "لكل شخص الحق في حرية الرأي", "ا"))
    place = Position(0.0, 400.0, (), made.measures.body, 0.0, {}, mirrored=tag == "ar")
    _, first, second, _ = table(Table(("start",), ((Run("ا"),),), rows, Span("letter.md")), place, made)
    assert first.height_pt == second.height_pt
