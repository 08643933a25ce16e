"""How even lines are: letterpack beside a greedy setter, LuaLaTeX with microtype, and typst, judged by one reader.

``python -m benchmarks.line_quality``. Needs pdftotext, typst (``pip install typst``), and LuaLaTeX with its patterns (Debian's
texlive-luatex, texlive-latex-recommended, texlive-lang-cyrillic, -german, -french, -spanish, -polish). The paragraphs are the
sample letter's, and those of thirty words or more of the Universal Declaration of Human Rights.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.campaigns import word
from benchmarks.line_reading import HEADINGS, Figures, paragraphs_of
from benchmarks.line_setters import MARGIN_PT, SETTERS, context, installed_setters, place, space_pt
from benchmarks.measuring import ROOT, say
from letterpack.model.letter import Paragraph, Run
from letterpack.spans import Span
from letterpack.text.families import Chains, Family
from letterpack.text.shape import Shaper
from letterpack.typeset.body import set_block

MEASURES_PT = (453.5, 368.5, 240.0)
"""160 mm, 130 mm, and a narrow column."""
PARAGRAPH_WORDS = 70
TIMES = 60


def main() -> None:
    """Measure and print."""
    setters = installed_setters()
    if lacking := [name for name in SETTERS if name not in setters]:
        print(f"not installed, and left out: {', '.join(lacking)}")
    for measure in MEASURES_PT:
        print(f"\n{measure:g} pt".ljust(24) + "".join([f"{heading:>13}" for heading in HEADINGS]))
        every = {setter: Figures() for setter in setters}
        for name, paragraphs in texts().items():
            for setter in setters:
                figures = Figures()
                judge(setter, paragraphs, "en" if name == "sample" else name, measure, figures, every[setter])
                _print(name, setter, figures)
        for setter, figures in every.items():
            _print("all", setter, figures)
    print()
    say("70 words never seen before, a paragraph", 1000 * cost(fresh=True), "CPU-ms", "under 2")
    say("70 words set before, a paragraph", 1000 * cost(fresh=False), "CPU-ms")


def texts() -> dict[str, list[str]]:
    """Return the paragraphs of each text by its name."""
    letter = (ROOT / "letter.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    sample = [re.sub(r"^(>|\d+\.) ", "", each) for each in letter.strip().split("\n\n") if not each.startswith("#")]
    declaration = json.loads((Path(__file__).parent / "udhr.json").read_text(encoding="utf-8"))
    return {"sample": sample, **declaration}


def _print(name: str, setter: str, figures: Figures) -> None:
    print(f"{name:<10}{setter:<13}" + "".join([f"{cell:>13}" for cell in figures.row()]))


def judge(setter: str, paragraphs: Sequence[str], tag: str, measure_pt: float, *figures: Figures) -> None:
    """Add to ``figures`` those of ``paragraphs`` set by one of ``SETTERS``."""
    pdf = SETTERS[setter](paragraphs, tag, measure_pt)
    for lines, source in zip(paragraphs_of(pdf, space_pt(), MARGIN_PT), paragraphs, strict=True):
        for each in figures:
            each.add(lines, source, measure_pt, space_pt())


def cost(*, fresh: bool) -> float:
    """Return the CPU seconds that a paragraph takes, the cheapest tenth of several: of ``fresh`` words, or of words known."""
    chance = random.Random(3)
    vocabulary = [word(chance) for _ in range(PARAGRAPH_WORDS)]
    means, where, spent = context("en", Shaper(Family(Chains()))), place(MEASURES_PT[0]), []
    for number in range(TIMES):
        words = [word(chance).lower() for _ in range(PARAGRAPH_WORDS)] if fresh else chance.sample(vocabulary, PARAGRAPH_WORDS)
        block = Paragraph((Run(" ".join(words)),), Span("letter.md", number + 1, 1))
        began = time.process_time()
        set_block(block, where, means)
        spent.append(time.process_time() - began)
    return sorted(spent)[TIMES // 10]


if __name__ == "__main__":
    main()
