"""The page's words: every language says everything, in the forms that its numbers ask for, with the same values in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import letterpack

PAGE = Path(letterpack.__file__).parent / "preview/page"
WORDS = {path.name.split(".")[1]: json.loads(path.read_text(encoding="utf-8")) for path in PAGE.glob("words.*.json")}
FORMS = {
    "en": {"one", "other"},
    "de": {"one", "other"},
    "fr": {"one", "other"},
    "es": {"one", "other"},
    "ru": {"one", "few", "many", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}
"""Of each language's numbers (CLDR, plurals); of French and Spanish, `many` is said as `other`."""
ONE_OF_ITS_OWN = {"ar"}
"""Languages whose forms for one and two need no figure."""


def texts(said: object) -> list[str]:
    return list(said.values()) if isinstance(said, dict) else [str(said)]


def test_there_are_six_languages_one_from_right_to_left() -> None:
    assert set(FORMS) <= set(WORDS)
    assert [tag for tag, said in WORDS.items() if said["direction"] == "rtl"] == ["ar"]


@pytest.mark.parametrize("tag", WORDS)
def test_a_language_says_everything(tag: str) -> None:
    said, english = WORDS[tag], WORDS["en"]
    assert list(said) == list(english)
    for key, value in said.items():
        assert isinstance(value, dict) == isinstance(english[key], dict), key
        assert all(each.strip() == each and each for each in texts(value)), key
        if isinstance(value, dict):
            assert set(value) == FORMS.get(tag, set(value)), key


@pytest.mark.parametrize("tag", WORDS)
def test_a_language_has_the_same_values_in_its_words(tag: str) -> None:
    for key, value in WORDS[tag].items():
        wanted = set(re.findall(r"\{(\w+)\}", texts(WORDS["en"][key])[-1]))
        for form, text in value.items() if isinstance(value, dict) else (("", value),):
            found = set(re.findall(r"\{(\w+)\}", text))
            assert found == wanted or (tag in ONE_OF_ITS_OWN and form in ("one", "two") and found == wanted - {"n"}), (key, form)


def test_every_word_that_the_page_asks_for_is_there_and_no_other() -> None:
    script = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'data-(?:word|hint)="([\w-]+)"', html)) | set(re.findall(r'\bsay\("([\w-]+)"', script))
    asked |= {f"name_{name}" for name in re.findall(r'data-name="([\w-]+)"', html)}
    known = set(WORDS["en"])
    assert not asked - known
    built = re.findall(r"say\(`(\w+?)\$\{", script)
    listed = {word for word in known if f'"{word}"' in script or any(word.startswith(start) for start in built)}
    assert known - asked - listed == {"language", "direction"} - listed
