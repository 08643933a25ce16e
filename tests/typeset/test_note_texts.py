"""Marks of notes and their texts: what belongs together on a line, and what stands below what."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.readback import PacketReader
from tests.build.making import HEAD, campaign, make, person
from tests.fontmaking import Machine, font

MACHINE = {"/fonts/Han.ttf": font("权利", "Noto Serif CJK SC"), "/fonts/Khmer.ttf": font("ដយ។", "Noto Serif Khmer")}
SUPERIOR = "¹²³⁴⁵⁶⁷⁸⁹⁰"


def shown_of(out: Path, body: str) -> list[tuple[str, float, float]]:
    """Return each text of the first page with where it begins, from the left and from the foot."""
    made = make(out, campaign([person("Alpha")], f"{HEAD}{body}\n"), Machine(MACHINE))
    assert made.ok, made.findings
    page = PacketReader().read(made.packets["alpha"], 0).pages[0]
    return [(each.text, each.x_pt, each.y_pt) for each in page.shown if not each.artifact]


@pytest.mark.parametrize(("word", "length"), [("权利", 33), ("权利", 34), ("权利", 35), ("ដយ។", 20)])
def test_no_line_begins_with_the_mark_of_a_note(word: str, length: int, tmp_path: Path) -> None:
    """Where a line may end nearly everywhere, as among ideographs or behind a stop of Khmer, a mark stays beside its word."""
    words = "".join([f"{word * length}[^{note}]" for note in range(1, 7)])
    notes = "\n".join([f"[^{note}]: Note." for note in range(1, 7)])
    shown = shown_of(tmp_path / "out", f"{words}{word[0]}\n\n{notes}")
    lines: dict[float, tuple[float, str]] = {}
    for text, x, y in shown:
        lines[y] = min(lines.get(y, (x, text)), (x, text))
    assert sum(text.count(sign) for text, _, _ in shown for sign in SUPERIOR) == 6
    assert not [text for _, text in lines.values() if text[:1] in SUPERIOR]


def test_the_texts_of_all_notes_begin_below_each_other(tmp_path: Path) -> None:
    said = " ".join([f"Word.[^{note}]" for note in range(1, 12)])
    notes = "\n".join([f"[^{note}]: Note of a report." for note in range(1, 12)])
    starts = [x for text, x, _ in shown_of(tmp_path / "out", f"{said}\n\n{notes}") if text.startswith("Note of")]
    assert len(starts) == 11
    assert max(starts) - min(starts) < 0.01
