"""Paragraphs that share most of their text are broken as if each were broken by itself."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from letterpack.text.breaks import FORBID, FORCE, Items
from letterpack.text.linebreak import TEX, Demerits, break_lines
from letterpack.text.refit import Fixed, ParagraphPart, Refit
from tests.text.test_linebreak import Text
from tests.trying import tried

_RULES = (TEX, Demerits(line=3_000.0), Demerits(tolerances=(4_000.0,)), Demerits(tolerances=()))


def _stretch(chance: Random, words: int, *, even: bool) -> Text:
    """Return words with spaces between them, of a book's widths, or of a few widths so that many ways are as good."""
    text = Text([])
    for index in range(words):
        if index:
            joint = chance.random()
            if joint < 0.02:
                text.penalty(FORCE)
            elif joint < 0.06:
                text.penalty(FORBID).glue()
            else:
                text.glue(*((4.0, 2.0, 1.0) if even else (2.93, 1.465, 0.7325)))
        for syllable in range(chance.choice((1, 1, 2, 3))):
            if syllable:
                text.penalty(200.0, 3.0 if even else 3.61, True, chance.choice((0.0, 1.8)))
            width = float(chance.choice((10, 20, 30))) if even else chance.uniform(4.0, 34.0)
            text.box(width, chance.choice((0.0, 0.0, 1.1)), chance.choice((0.0, 0.0, 2.3)))
    return text


def _joined(parts: list[tuple[Text, Fixed | None]]) -> tuple[Items, list[ParagraphPart]]:
    """Return a paragraph of ``parts`` with the place of each; words that change have the spaces around them."""
    whole = Text([])
    places: list[ParagraphPart] = []
    for index, (text, fixed) in enumerate(parts):
        start = len(whole.rows)
        if fixed is None and index:
            whole.glue()
        whole.rows.extend(text.rows)
        if fixed is None and index < len(parts) - 1:
            whole.glue()
        places.append(ParagraphPart(start, len(whole.rows), fixed))
    return whole.items, places


@tried(8)
@given(
    st.integers(0, 1 << 32),
    st.booleans(),
    st.booleans(),
    st.lists(st.integers(0, 60), min_size=2, max_size=4),
    st.sampled_from(_RULES),
    st.sampled_from([[120.0], [451.3], [430.0, 451.3], [60.0]]),
)
def test_the_lines_are_those_of_the_whole_search(
    seed: int, even: bool, justified: bool, counts: list[int], rules: Demerits, measures: list[float]
) -> None:
    chance = Random(seed)
    stretches = [_stretch(chance, count, even=even) for count in counts]
    fixed = [Fixed(each.items, justified) if each.rows else None for each in stretches]
    inner = [(text, each) for text, each in zip(stretches[1:-1], fixed[1:-1], strict=True) if each is not None]
    refit = Refit(measures, fixed[0], fixed[-1], justified=justified, demerits=rules)
    for _ in range(3):
        parts: list[tuple[Text, Fixed | None]] = [(stretches[0], fixed[0])] if fixed[0] else []
        for each in [*inner, (stretches[-1], fixed[-1])]:
            parts.append((_stretch(chance, chance.randint(1, 5), even=even), None))
            if each[1] is not None:
                parts.append(each)
        items, places = _joined(parts)
        assert refit.break_lines(items, places) == break_lines(items, measures, justified=justified, demerits=rules)
