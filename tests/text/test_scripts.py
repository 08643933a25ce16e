"""Which script a stretch of text is in."""

from __future__ import annotations

import pytest

from letterpack.languages import usual_script
from letterpack.text.scripts import one_script, script_of, script_runs


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("a", "Latn"),
        ("б", "Cyrl"),
        ("ω", "Grek"),
        ("ا", "Arab"),
        ("ߊ", "Nkoo"),
        ("漢", "Hani"),
        ("あ", "Hira"),
        ("1", ""),
        ("،", ""),
        ("\u0301", ""),
    ],
)
def test_a_characters_script(char: str, script: str) -> None:
    assert script_of(char) == script


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Dvořák’s", [("Latn", "Dvořák’s")]),
        ("2019-жыл", [("Cyrl", "2019-жыл")]),
        ("Zoom-ға", [("Latn", "Zoom-"), ("Cyrl", "ға")]),
        ("(漢字かな)", [("Hani", "(漢字"), ("Hira", "かな)")]),
        ("«العربية»", [("Arab", "«العربية»")]),
        ("123", [("", "123")]),
        ("", [("", "")]),
    ],
)
def test_runs(text: str, runs: list[tuple[str, str]]) -> None:
    assert script_runs(text) == runs


@pytest.mark.parametrize(
    ("text", "script"),
    [("Freedom, “so” – №", "Latn"), ("Қазақстан Республикасы", "Cyrl"), ("Ἑλλάς", "Grek"), ("12/2019", ""), ("", "")],
)
def test_one_script_is_quickly_told(text: str, script: str) -> None:
    assert one_script(text) == script
    assert script_runs(text) == [(script, text)]


@pytest.mark.parametrize("text", ["Zoom-ға", "漢字", "ϣⲁ"])
def test_what_is_not_one_of_the_three_is_not_quickly_told(text: str) -> None:
    assert one_script(text) is None


def test_a_language_that_cldr_counts_to_another_has_its_script() -> None:
    scripts = [usual_script(tag) for tag in ("pnb", "prs", "pnb-Guru", "sr", "sr-Latn", "en", "ja")]
    assert scripts == ["Arab", "Arab", "Guru", "Cyrl", "Latn", "Latn", "Jpan"]
