"""Scripts whose letters carry much above and below them: lines farther apart on a grid as coarse, smaller type in the window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from letterpack.fonts import leading_of
from letterpack.styles import STANDARD, load_style
from tests.build.making import all_boxes, campaign, make, person
from tests.fontmaking import Machine, font
from tests.installed import NOTO_CORE, needs

KHMER = "កខគឃង"
MACHINE = {"/fonts/Khmer.ttf": font(KHMER + "មីនា ", "Noto Serif Khmer")}
BODY = f"{KHMER} " * 60


def baselines(out: Path, language: str, name: str, char: str) -> list[float]:
    """Return where the lines that hold ``char`` stand, from the top, in points, and how wide it is in the first."""
    head = f"---\ndate: 2026-03-02\nstatus: final\nlanguage: {language}\nsalutation: Q1\nclosing: Q2\nplace: Q\n---\n\n"
    made = make(out, campaign([person("Alpha", name=name, title=None)], f"{head}{BODY}\n\n{BODY}\n"), Machine(MACHINE))
    assert made.ok, made.findings
    return sorted({round(bottom, 2) for each, _, _, _, bottom in all_boxes(made.packets["alpha"], 0) if each == char})


@pytest.mark.parametrize(("language", "leading"), [("en", 16.0), ("km", 19.2)])
def test_lines_of_a_tall_script_stand_farther_apart(language: str, leading: float, tmp_path: Path) -> None:
    lines = baselines(tmp_path / "out", language, "Example", KHMER[1])
    apart = [after - before for before, after in pairwise(lines)]
    assert {round(each, 1) for each in apart} == {leading, round(leading * 1.5, 1)}
    assert apart.count(max(apart)) == 1


def test_no_hamza_meets_the_dots_of_the_line_above(tmp_path: Path) -> None:
    regular = needs(NOTO_CORE)
    letter = f"---\ndate: 2026-03-02\nlanguage: ar\nsalutation: Q\nclosing: Q\n---\n\n{'في أن ' * 60}\n"
    brought = {f"fonts/{regular.name}": regular.read_bytes()}
    made = make(tmp_path / "out", campaign([person("Alpha")], letter, settings={"fonts": {"Arab": list(brought)}}, more=brought))
    assert made.ok, made.findings
    boxes = all_boxes(made.packets["alpha"], 0)
    lowest = sorted({round(bottom, 1) for char, _, _, _, bottom in boxes if char == "ي"})
    highest = sorted({round(top, 1) for char, _, top, _, _ in boxes if char == "أ"})
    assert len(lowest) == len(highest) > 3
    assert all(dots < hamza for dots, hamza in zip(lowest, highest[1:], strict=False))


def test_a_tall_name_is_smaller_in_the_window_and_all_lines_with_it(tmp_path: Path) -> None:
    def width(name: str, out: str) -> float:
        made = make(tmp_path / out, campaign([person("Alpha", name=name, title=None)]), Machine(MACHINE))
        return max(right - left for char, left, _, right, _ in all_boxes(made.packets["alpha"], 0)[:40] if char == "m")

    assert width(f"m {KHMER}", "tall") == pytest.approx(width("m Example", "plain") / leading_of("Khmr"), rel=0.02)


def test_everything_on_the_grid_moves_with_the_lines() -> None:
    plain = load_style(STANDARD)
    led = plain.led(1.2)
    assert [led.body.leading_pt, led.body_space_pt, led.subject_below_pt] == pytest.approx([19.2, 9.6, 19.2])
    assert led.heading_above_pt + led.heading_below_pt == pytest.approx(led.body.leading_pt)
    assert (led.quote_inset_pt, led.column_gap_pt, led.letterhead_rule_gap_pt) == (
        plain.quote_inset_pt,
        plain.column_gap_pt,
        plain.letterhead_rule_gap_pt,
    )
    assert plain.led(1.0) is plain
