"""Text that runs from right to left: levels, isolates, lines, the mirrored page."""

from __future__ import annotations

import re

import pytest

from letterpack.model.letter import Run
from letterpack.text.families import default_family
from letterpack.text.fonts import Font
from letterpack.text.shape import Shaper
from letterpack.text.subsets import Subsets
from letterpack.typeset.directions import in_directions, values
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.items import Face
from letterpack.typeset.lines import at_left, set_line, set_text
from tests.installed import NOTO_CJK, NOTO_CORE, needs

FACE = Face(11.0)
ALEF, SALAM, NAME = "ا", "سلام", "محمد"


def arabic(tag: str) -> Setter:
    font = Font(needs(NOTO_CORE).read_bytes(), "Noto Naskh Arabic", "regular", "A")
    return Setter(Shaper(default_family((font,))), Subsets(), tag)


def glyphs(operators: str) -> str:
    return re.findall("[0-9A-F]{8,}", operators)[0]


def split(*runs: Run, right_to_left: bool = False) -> list[tuple[str, int]]:
    return [(run.text, level) for run, level in in_directions(runs, right_to_left)]


def test_left_to_right_text_passes_untouched() -> None:
    runs = (Run("Dear "), Run("Ann", isolated=True))
    assert in_directions(runs, False) == [(runs[0], 0), (runs[1], 0)]


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
    assert values(("Ann", "", "Judge"), ", ") == (Run("Ann, Judge"),)
    assert values((NAME, "Judge"), ", ") == (Run(NAME, isolated=True), Run(", "), Run("Judge", isolated=True))
    assert values((), ", ") == (Run(""),)


def test_lines_of_a_right_to_left_letter_end_at_the_right() -> None:
    text = set_text((Run(f"{SALAM} {NAME}"),), 300.0, FACE, arabic("ar"), justified=False, hyphens=False)
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
    font = Font(needs(NOTO_CJK).read_bytes(), "Noto Serif CJK SC", "regular", "C", index=2)
    made = Setter(Shaper(default_family((font,))), Subsets(), "zh")
    text = (
        "人人有权享有主张和发表意见的自由此项权利包括持有主张而不受干涉的自由和通过任何媒介和不论国界寻求接受和传递消息和思想的自由"
        * 3
    )
    lines = set_text((Run(text),), 300.0, FACE, made).lines
    assert len(lines) > 5
    assert all(line.width_pt == pytest.approx(300.0, abs=0.05) for line in lines[:-1])
    assert not any(line.overfull for line in lines)
