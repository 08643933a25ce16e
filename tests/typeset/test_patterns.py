"""Paragraphs that are filled from one pattern are set as if each were set by itself."""

from __future__ import annotations

from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.letter import Run, Runs, Style
from letterpack.model.merge_field import Field
from letterpack.spans import Span
from letterpack.text import refit
from letterpack.typeset.lines import set_text
from letterpack.typeset.patterns import Pattern
from letterpack.typeset.pieces import FEWEST, JUSTIFIED, TextFace
from letterpack.values import replace
from tests.trying import tried
from tests.typeset.setting import setter

_FACE: Final = TextFace(11.0)
_TEXT: Final = """
we write about journalists who have been imprisoned; their release, and the Covenant's Article 19 (freedom of expression), No. 5,
e.g. 12 % of them — government-owned media “as said” https://example.org/a/long/address/to/break fundamental responsibilities
"""
_WORDS: Final = tuple(_TEXT.split())
_VALUES: Final = (
    "Bo",
    "Ministry of Foreign Affairs and Cooperation",
    "Zażółć Gęślą",
    "№ 7",
    "an-other/one",
    "министр Ким",
    "שלום",
    "外交部",
    "x " * 30,
)
_SETTER: Final = setter(closed_after="".join(sorted({*"".join(_WORDS), *"".join(_VALUES[:4]), " ", "-"})))
_STYLES: Final = (Style(), Style(), Style(bold=True), Style(italic=True), Style(code=True))
_FIELD: Final = Field("addressee", "name", Span("letter.md", 1, 1))


def _pattern(chance: Random, counts: list[int]) -> Runs:
    """Return runs with a field between any two stretches of so many words, in several styles."""
    runs: list[Run] = []
    for index, count in enumerate(counts):
        if index:
            runs.append(Run("", chance.choice(_STYLES), field=_FIELD))
        words = chance.choices(_WORDS, k=count)
        while words:
            size = chance.randint(1, len(words))
            taken, words = words[:size], words[size:]
            text = chance.choice((" ", "", ", ")) + " ".join(taken) + chance.choice((" ", "", "."))
            runs.append(Run(text, chance.choice(_STYLES), chance.choice((None, None, "https://example.org"))))
    return tuple(runs)


def _filled(pattern: Runs, chance: Random) -> Runs:
    """Return ``pattern`` with a value in each field, neighbours of one style joined as merging does."""
    filled: list[Run] = []
    for run in pattern:
        text = chance.choice(_VALUES) if run.field else run.text
        if filled and (filled[-1].style, filled[-1].link) == (run.style, run.link):
            filled[-1] = Run(filled[-1].text + text, run.style, run.link)
        else:
            filled.append(Run(text, run.style, run.link))
    return tuple(filled)


@tried(3)
@given(
    st.integers(0, 1 << 32),
    st.lists(st.integers(0, 50), min_size=1, max_size=4),
    st.sampled_from((130.0, 451.3)),
    st.booleans(),
)
def test_all_lines_are_those_of_the_paragraph_itself(seed: int, counts: list[int], measure: float, fewest: bool) -> None:
    chance, composition = Random(seed), FEWEST if fewest else JUSTIFIED
    runs = _pattern(chance, counts) or (Run("one"),)
    pattern = Pattern(runs, measure, _FACE, _SETTER, composition)
    alone = replace(composition, rivers=any(run.field for run in runs))
    for _ in range(5):
        filled = _filled(runs, chance)
        assert pattern.set(filled) == set_text(filled, measure, _FACE, _SETTER, alone)


def test_what_is_shared_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(Random(3).choices(_WORDS[:20], k=100))
    pattern = Pattern((Run(f"{words} "), Run("", field=_FIELD), Run(f" {words}")), 451.3, _FACE, _SETTER, JUSTIFIED)
    for value in ("Bo", "Max"):
        pattern.set((Run(f"{words} {value} {words}"),))

    def whole(*_: object, **__: object) -> None:
        raise AssertionError("the whole paragraph was searched")

    monkeypatch.setattr("letterpack.typeset.lines.break_lines", whole)
    monkeypatch.setattr(refit, "break_lines", whole)
    for value in ("Anna", "Ministry of Foreign Affairs", "Bo"):
        assert len(pattern.set((Run(f"{words} {value} {words}"),)).lines) > 10
