"""Stripes of white down a paragraph go where other lines are as good."""

from __future__ import annotations

import json
import re
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from letterpack.model.letter import Run
from letterpack.text.linebreak import break_lines
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import JUSTIFIED, SetLine, TextFace
from letterpack.values import replace
from tests.typeset.setting import setter

TEXTS = json.loads((Path(__file__).parents[2] / "benchmarks" / "udhr.json").read_text(encoding="utf-8"))
KEPT = replace(JUSTIFIED, rivers=True)
FACE = TextFace(11.0)
LONGEST = 4
_SHOWN = re.compile(r"(?:([\d.]+) Tz )?/R 11 Tf\[(.*?)\]TJ")


def _set(text: str, language: str, measure_pt: float, composition=JUSTIFIED) -> list[SetLine]:
    return list(set_text((Run(text),), measure_pt, FACE, setter(language), composition).lines)


def _spaces(line: SetLine, language: str) -> list[tuple[float, float]]:
    """Return where the spaces of a line begin and end, as its operators place them."""
    made = setter(language)
    x, found = line.pieces[0].x_pt, []
    for piece in line.pieces:
        scale = float(match[1]) / 100 if (match := re.match(r"([\d.]+) Tz", piece.operators)) else 1.0
        kerns = [float(by) for by in re.findall(rf"{made.space_code('regular')}>(-?[\d.]+)<", piece.operators)]
        words = piece.text.replace("\u00ad", "-").split(" ")
        space = made.space("regular", 11.0)
        for index, word in enumerate(words[:-1]):
            x += made.word(word, "regular", 11.0).width_pt * scale if word else 0.0
            gained = -kerns[index] * 11.0 / 1000 if index < len(kerns) else 0.0
            found.append((x, x := x + (space + gained) * scale))
    return found


def _rivers(lines: list[SetLine], language: str) -> int:
    """Count the chains of spaces that meet in four lines or more."""
    least, rivers = 0.25 * setter(language).space("regular", 11.0), 0
    flows: list[tuple[float, float, int]] = []
    for line in lines:
        flows = [
            (start, end, 1 + max((n for left, right, n in flows if min(end, right) - max(start, left) >= least), default=0))
            for start, end in _spaces(line, language)
        ]
        rivers += any(length == LONGEST for *_, length in flows)
    return rivers


def test_other_lines_have_fewer_rivers_and_are_as_many() -> None:
    before = after = 0
    for language, texts in TEXTS.items():
        for text, measure in product(texts, (240.0, 368.5, 453.5)):
            kept, mended = _set(text, language, measure, KEPT), _set(text, language, measure)
            if kept == mended:
                continue
            assert len(kept) == len(mended)
            assert sum(line.hyphenated for line in mended) <= 1 + sum(line.hyphenated for line in kept)
            before, after = before + _rivers(kept, language), after + _rivers(mended, language)
    assert after < before / 2


@pytest.mark.parametrize("language", ["en", "de", "ru", "fr"])
def test_letters_give_before_spaces_do(language: str) -> None:
    """A space is wider or narrower than is hardly seen only where the line's letters give all that they may."""
    space = setter(language).space("regular", 11.0)
    seen = 0
    for text in TEXTS[language]:
        for line in _set(text, language, 368.5)[:-1]:
            scales = {float(found) for piece in line.pieces for found in re.findall(r"([\d.]+) Tz /", piece.operators)} or {100.0}
            widths = {round((end - start) / space, 3) for start, end in _spaces(line, language)}
            (scale,) = scales
            assert 97.0 <= scale <= 103.0
            if any(not 0.895 <= width <= 1.155 for width in widths):
                assert scale in (97.0, 103.0), (scale, widths)
                seen += 1
            if 98.05 < scale < 101.95:
                assert all(abs(width - scale / 100) < 0.01 for width in widths)
    assert seen


def test_no_line_of_a_paragraph_in_two_directions_is_moved() -> None:
    text = "The word \u05e9\u05dc\u05d5\u05dd stands in it, " * 12
    assert _set(text, "en", 240.0) == _set(text, "en", 240.0, KEPT)
    assert all(one.width_pt == pytest.approx(other.width_pt) for one, other in pairwise(_set(text, "en", 240.0)[:-1]))


def test_what_is_no_prose_is_broken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Single letters, more of them than lines of words have: to break them again and again cost seconds for 4 kB."""
    asked: list[object] = []

    def counted(*given: Any, **more: Any) -> object:
        asked.append(more)
        return break_lines(*given, **more)

    monkeypatch.setattr("letterpack.typeset.lines.break_lines", counted)
    for count in (500, 1_002):
        asked.clear()
        _set("a " * count, "en", 450.0)
        assert (len(asked) > 1) is (count == 500)
