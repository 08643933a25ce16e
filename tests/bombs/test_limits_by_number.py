"""What costs by its number and not by its bytes: unbroken text, data files, a font's rules. Each is a finding at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

import letterpack
from letterpack.limits import MOST_DATA_FILES, MOST_FONT_RULES, MOST_UNBROKEN_CHARACTERS
from letterpack.starter import start_campaign
from letterpack.text.font_set import faces_of
from letterpack.text.formats import UnreadableFont
from tests.fontmaking import font, saved

DAY = date(2026, 3, 2)


def many_forms(folder: Path) -> None:
    (folder / "forms").mkdir()
    for number in range(MOST_DATA_FILES + 1):
        (folder / f"forms/f{number}.toml").write_text('name="a"\n', encoding="utf-8")


def written(text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        letter = folder / "letter.md"
        letter.write_text(f"{letter.read_text(encoding='utf-8')}\n\n{text}\n", encoding="utf-8")

    return write


@pytest.mark.parametrize(
    "arm",
    [written("a\u200b" * MOST_UNBROKEN_CHARACTERS), written(f"https://example.org/{'a' * 60_000}"), many_forms],
    ids=["joined", "address", "forms"],
)
def test_it_is_said_once(tmp_path: Path, arm: Callable[[Path], None]) -> None:
    start_campaign(tmp_path, DAY)
    arm(tmp_path)
    result = letterpack.check(tmp_path)
    assert [found.code for found in result.findings if found.code == "LP113"] == ["LP113"]


@pytest.mark.parametrize("text", ["漢字" * 2_000, "ไทย" * 2_000, "word " * 2_000], ids=["ja", "th", "en"])
def test_a_script_without_spaces_needs_none(tmp_path: Path, text: str) -> None:
    start_campaign(tmp_path, DAY)
    written(text)(tmp_path)
    assert "LP113" not in [found.code for found in letterpack.check(tmp_path).findings]


def test_a_font_with_more_rules_than_any_writing_needs() -> None:
    made = TTFont(BytesIO(font()))
    rules = "".join([f"lookup r{number} {{ sub u0061 by u0041; }} r{number};\n" for number in range(MOST_FONT_RULES + 1)])
    uses = "".join([f"lookup r{number};" for number in range(MOST_FONT_RULES + 1)])
    addOpenTypeFeaturesFromString(made, f"{rules} feature salt {{ {uses} }} salt;")
    with pytest.raises(UnreadableFont, match="rules in GSUB"):
        faces_of(saved(made), "many.ttf")
