"""Lines in languages that pyphen lacks are as even as others: of 100 at 442 pt, 95 have spaces of 0.75 to 1.5 of normal."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.line_reading import Figures, paragraphs_of
from benchmarks.line_setters import MARGIN_PT, SETTERS, space_pt
from tests.installed import program

DECLARED = json.loads((Path(__file__).parent.parent / "scripts/article19.json").read_text(encoding="utf-8"))
ARTICLES = {each["tag"]: each["text"].split() for each in DECLARED}
MEASURE_PT = 442.0
WORDS, PARAGRAPHS = 70, 8
LANGUAGES = ("az-Latn", "cy", "el-polyton", "fi", "kk", "ky", "mk", "tg", "tk-Latn", "tr", "tt", "uz-Latn")


def paragraphs(tag: str) -> list[str]:
    """Return paragraphs of a text's words: half as they follow each other, half by chance."""
    words, chance = ARTICLES[tag], random.Random(tag)
    made = []
    for _ in range(PARAGRAPHS):
        start = chance.randrange(len(words))
        running = (words[start:] + words[:start]) * 4
        made.append(" ".join(running[: WORDS // 2] + chance.choices(words, k=WORDS - WORDS // 2)))
    return made


@pytest.mark.parametrize("tag", LANGUAGES)
def test_lines_are_even(tag: str) -> None:
    program("pdftotext")
    figures, texts = Figures(), paragraphs(tag)
    pdf = SETTERS["letterpack"](texts, tag, MEASURE_PT)
    for lines, source in zip(paragraphs_of(pdf, space_pt(), MARGIN_PT), texts, strict=True):
        figures.add(lines, source, MEASURE_PT, space_pt())
    even = sum([0.745 <= space <= 1.505 for space in figures.spaces]) / len(figures.spaces)
    assert even >= 0.95
    assert not figures.overfull
