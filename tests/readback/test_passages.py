"""Passages that say their text themselves: what shares a glyph is no lie, and each style shows what is written."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import letterpack.fonts
from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from letterpack.readback.reading_order import lies
from tests.build.making import HEAD, campaign, make, person

FONTS = sorted(Path(letterpack.fonts.__file__).parent.glob("*.ttf"))


@pytest.mark.parametrize("path", FONTS, ids=[each.stem for each in FONTS])
def test_characters_that_share_a_glyph_are_no_lie(path: Path) -> None:
    shared: dict[str, list[str]] = defaultdict(list)
    with TTFont(path) as font:
        for code, glyph in font.getBestCmap().items():
            shared[glyph].append(chr(code))
    assert [pair for chars in shared.values() for pair in permutations(chars, 2) if lies(*pair)] == []


@pytest.mark.parametrize("style", ["standard", "classic", "modern"])
def test_letters_and_signs_of_one_glyph_are_read_as_they_are_written(tmp_path: Path, style: str) -> None:
    body = "We don’t say ‘so’ of Hawaiʻi, the Polʼana, ΔT and ∆T.\n"
    made = make(tmp_path, campaign([person("Alpha")], HEAD + body, settings={"style": style}))
    observed = PacketReader().read(made.packets["alpha"])
    assert isinstance(observed, ObservedPacket)
    assert observed.problems == ()


@pytest.mark.parametrize(
    ("said", "shown", "is_a_lie"),
    [
        ("ऐसे", "एेसे", False),
        ("\u0989\u09a4\u09cd\u200d\u09aa\u09c0", "\u0989\u09ce\u09aa\u09c0", False),
        ("आप", "अप", True),
        ("अप", "आप", True),
        ("ऐसे", "केसे", True),
    ],
)
def test_an_indic_vowel_may_be_made_of_another_and_a_sign(said: str, shown: str, is_a_lie: bool) -> None:
    assert lies(said, shown) is is_a_lie
