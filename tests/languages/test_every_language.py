"""Every language has every word, a source, its days and months; and all that docs/languages.md promises are there."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from letterpack.languages import language, languages
from letterpack.languages.lineage import lineage
from letterpack.languages.numbers import SPELLED

FOLDER = Path(__file__).resolve().parents[2] / "letterpack/languages"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.toml")) if path.stem in languages()}
WHOLE = [tag for tag in FILES if not any(parent in FILES for parent in lineage(tag)[1:]) or tag == "nn"]
"""Those that have nobody's words but their own."""
PLURALS = [("enclosures",), ("undersigned", "organizations"), ("undersigned", "people"), ("undersigned", "signatories")]
COUNTED = range(1, 200)
PROMISED = {
    "United Nations": "ar zh en fr ru es",
    "Council of Europe": "sq ca hy de az nl fr bs sr hr bg el tr cs da et fi sv ka hu is ga it lv lt lb mt ro sr-ME no nn mk pl",
    "Council of Europe, more": "pt-PT sk sl es rm uk en",
    "Central Asia and South Caucasus": "kk ky uz tg tk ru hy az ka",
    "largest": "hi bn ur pt id ja ko vi tr fa sw th ms ta te mr fil am he my km ne mn be zh-Hant",
}


def read(tag: str) -> dict[str, Any]:
    return tomllib.loads(FILES[tag].read_text(encoding="utf-8"))


ENGLISH = read("en")


def table(data: dict[str, Any], path: tuple[str, ...]) -> dict[str, str]:
    for key in path:
        data = data.get(key, {})
    return data


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def leaves(data: dict[str, Any]) -> list[str]:
    below = [
        leaves(value) if isinstance(value, dict) else [value] for key, value in data.items() if key not in ("sources", "unsure")
    ]
    return [text for texts in below for text in texts]


def test_all_that_are_promised_are_there():
    promised = {tag for tags in PROMISED.values() for tag in tags.split()}
    assert [tag for tag in sorted(promised) if not language(tag).own] == []
    assert len(WHOLE) >= 60


@pytest.mark.parametrize("tag", FILES)
class TestFile:
    def test_it_has_every_word_and_no_other(self, tag: str) -> None:
        data = read(tag)
        assert set(data) - {"unsure"} <= set(ENGLISH)
        if tag in WHOLE:
            assert set(data) - {"unsure"} == set(ENGLISH)
        for key in ("labels", "salutation", "undersigned"):
            assert set(data.get(key, {})) == set(ENGLISH[key]) or tag not in WHOLE, key
            assert set(data.get(key, {})) <= set(ENGLISH[key]), key

    def test_it_says_where_its_words_are_from(self, tag: str) -> None:
        data = read(tag)
        assert data["sources"]["letters"]
        if data["sources"]["letters"].startswith("none found"):
            assert {"closing", "salutation"} <= set(data["unsure"])

    def test_what_it_is_unsure_of_is_in_it(self, tag: str) -> None:
        data = read(tag)
        for path in data.get("unsure", ()):
            assert table(data, tuple(path.split("."))), path

    def test_no_word_is_empty_or_has_space_around_it(self, tag: str) -> None:
        assert all(word and word == word.strip() for word in leaves(read(tag)))

    def test_braces_are_kept(self, tag: str) -> None:
        data = read(tag)
        labels, salutation = data.get("labels", {}), data.get("salutation", {})
        assert braces(labels.get("page", "{number}{count}")) == {"number", "count"}
        assert braces(labels.get("note", "{number}")) == {"number"}
        assert braces(salutation.get("title", "")) <= {"title"}
        assert braces(salutation.get("name", "")) <= {"name"}
        assert braces(salutation.get("nobody", "")) == set()
        for path in PLURALS[1:]:
            forms = table(data, path)
            assert len(braces(forms.get("other", "{count}"))) == 1, path
            assert all(braces(text) <= {"count", *SPELLED} for text in forms.values()), path

    def test_plural_forms_are_the_language_s(self, tag: str) -> None:
        data = read(tag)
        known = {*Locale.parse(data["locale"]).plural_form.tags, "other"}
        for path in PLURALS:
            forms = table(data, path)
            assert not forms or "other" in forms, path
            assert set(forms) <= known, path

    def test_a_form_without_a_number_stands_for_one_number_alone(self, tag: str) -> None:
        """Russian's ``one`` is also 21: a text for it must say the number."""
        data = read(tag)
        plural = Locale.parse(data["locale"]).plural_form
        for path in PLURALS[1:]:
            for form, text in table(data, path).items():
                stands_for = [count for count in COUNTED if plural(count) == form]
                assert len(stands_for) == 1 or braces(text) or not stands_for, (path, form)

    def test_labels_before_something_end_in_a_colon(self, tag: str) -> None:
        labels = read(tag).get("labels", {})
        sign = {"hy": "՝", "am": "፦", "km": "៖"}.get(tag, "[:：]")
        named = ("cc", "subject", "reference", "copy_to", "copy_date")
        assert all(re.search(f"{sign}$", labels[key]) for key in named if key in labels)

    def test_it_is_written_in_its_script(self, tag: str) -> None:
        """No letter of another script slipped in: a Latin ``j`` in a Macedonian word looks like its own."""
        from unicodedata import name

        allowed = {
            "zh": ("CJK",),
            "zh-Hant": ("CJK",),
            "zh-Hant-HK": ("CJK",),
            "ja": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
            "ko": ("HANGUL",),
        }
        words = [
            re.sub(r"\{\w+\}", "", text) for key, text in zip(_keys(read(tag)), leaves(read(tag)), strict=True) if key != "locale"
        ]
        scripts = {name(char).split()[0] for text in words for char in text if char.isalpha() and char not in "№ªº"}
        scripts -= {"MODIFIER"}
        assert scripts <= set(allowed.get(tag, ())) or len(scripts) == 1, scripts

    def test_its_words_are_whole_with_those_of_its_parents(self, tag: str) -> None:
        words = language(tag)
        assert (words.own, words.words, words.tag) == (True, tag, tag)
        assert set(words.labels) == set(ENGLISH["labels"])
        assert all((words.closing, words.salutation("", ""), words.enclosures(2), words.page(2, 3)))
        for kind in ("organizations", "people", "signatories"):
            assert words.undersigned(40, kind)

    def test_its_months_days_and_figures_are_its_own(self, tag: str) -> None:
        words = language(tag)
        months = {words.date(date(2026, month, 1)) for month in range(1, 13)}
        days = {words.weekday(date(2026, 3, day)) for day in range(1, 8)}
        assert (len(months), len(days)) == (12, 7)
        assert all(words.date_spoken(date(2026, month, 1)) == "" for month in range(1, 13))
        english = {language("en").weekday(date(2026, 3, day)) for day in range(1, 8)}
        assert tag.startswith("en") or not days & english
        assert words.comma.strip()
        assert len(words.figures(1234567890)) == 10


def _keys(data: dict[str, Any]) -> list[str]:
    below = [
        _keys(value) if isinstance(value, dict) else [key] for key, value in data.items() if key not in ("sources", "unsure")
    ]
    return [text for texts in below for text in texts]
