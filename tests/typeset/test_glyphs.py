"""Words to operators: what is shown is the word, as wide as it is said to be, whatever subset its glyphs are in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.text.families import bundled
from letterpack.text.shape import MissingGlyph
from tests.typeset.setting import setter

REGULAR = bundled("regular")
TEXT = st.text("abcfijlAVTWYoéőřžЖқөΩάς’-", min_size=1, max_size=15)


def shown(inner: str) -> tuple[list[int], float]:
    """Return the glyphs that an array shows, and how far it moves on, in 1/1000 em."""
    array = "<" + re.sub(r">\]TJ.*?\[<", "><", inner) + ">"
    glyphs: list[int] = []
    width = 0.0
    for string, number in re.findall(r"<([0-9A-F]*)>|(-?\d+(?:\.\d+)?)", array):
        codes = [int(string[at : at + 4], 16) for at in range(0, len(string), 4)]
        glyphs.extend(codes)
        width += sum(REGULAR.advance(code) for code in codes) - float(number or 0)
    return glyphs, width


@given(TEXT)
def test_the_width_is_what_the_operators_move(text: str) -> None:
    word = setter().word(text, "regular", 10.0)
    glyphs, width = shown(word.inner)
    assert len(glyphs) > 0
    assert abs(width / 100 - word.width_pt) <= 0.006 * len(text)


@given(TEXT)
def test_subsets_change_no_glyph_and_no_width(text: str) -> None:
    whole, split = setter().word(text, "regular", 10.0), setter(closed_after="abc").word(text, "regular", 10.0)
    assert shown(whole.inner) == shown(split.inner)
    assert whole.width_pt == split.width_pt
    assert whole.extensions == frozenset()


@given(TEXT)
def test_a_word_set_once_is_set_as_one_that_is_remembered(text: str) -> None:
    made = setter()
    remembered = made.word(text, "regular", 10.0)
    made.subsets.close()
    assert made.set_word(text, "regular", 10.0, right_to_left=False) == remembered


def test_what_is_not_in_the_base_is_shown_by_an_extension() -> None:
    word = setter(closed_after="abc").word("aЖb", "regular", 10.0)
    assert len(word.extensions) == 1
    name, glyph = next(iter(word.extensions))
    assert REGULAR.meaning[glyph] == "Ж"
    assert f"/{name} 10 Tf" in word.inner
    assert word.inner.rstrip("<[0123456789ABCDEF").endswith(f"/{REGULAR.resource} 10 Tf"), "the base font is selected again"


@given(st.text("abQxyжΩ\u0300\u0308\u0302\u0323", min_size=1, max_size=12))
def test_every_glyph_is_shown_by_a_subset_that_has_it(text: str) -> None:
    """A glyph that a subset lacks has no width there: what stands behind it would be shifted."""
    made = setter(closed_after="abc")
    word = made.word(text, "regular", 10.0)
    resource = REGULAR.resource
    for selected, string in re.findall(r"/(\w+) 10 Tf|([0-9A-F]{4,})(?=[>\[]|$)", re.sub(r"<FEFF\w*>", "", word.inner)):
        resource = selected or resource
        for glyph in [int(string[at : at + 4], 16) for at in range(0, len(string), 4)]:
            held = (resource, glyph) in word.extensions or (resource == REGULAR.resource and glyph in made.subsets.base[REGULAR])
            assert held or glyph == REGULAR.unseen


@pytest.mark.parametrize("text", ["ⴰ", "a\U0001f54ab"])
def test_a_missing_glyph_is_never_a_box(text: str) -> None:
    with pytest.raises(MissingGlyph) as missing:
        setter().word(text, "regular", 10.0)
    assert set(missing.value.characters) <= set(text) - set("ab")


def test_a_word_remembers_its_language() -> None:
    made = setter("en")
    assert made.word("Freedom", "regular", 10.0).tag == ""
    assert made.word("2026", "regular", 10.0).tag is None
    assert made.word("Сөз", "regular", 10.0).tag == "und-Cyrl"
