"""Every language file has every word, as docs/languages.md promises who adds one."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from letterpack.languages import languages

FOLDER = Path(__file__).resolve().parents[2] / "letterpack/languages"
FILES = sorted(path for path in FOLDER.glob("*.toml") if path.stem in languages())
PLURALS = [("enclosures",), ("undersigned", "organizations"), ("undersigned", "people"), ("undersigned", "signatories")]
COUNTED = range(1, 200)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


ENGLISH = read(FOLDER / "en.toml")


def table(data: dict[str, Any], path: tuple[str, ...]) -> dict[str, str]:
    for key in path:
        data = data[key]
    return data


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
class TestLanguage:
    def test_it_has_every_word_and_no_other(self, file: Path) -> None:
        data = read(file)
        assert set(data) == set(ENGLISH)
        for key in ("labels", "salutation", "undersigned"):
            assert set(data[key]) == set(ENGLISH[key]), key

    def test_no_word_is_empty_or_has_space_around_it(self, file: Path) -> None:
        data = read(file)
        words = [data["closing"], *data["labels"].values(), *data["salutation"].values()]
        words += [text for path in PLURALS for text in table(data, path).values()]
        assert all(word and word == word.strip() for word in words)

    def test_braces_are_kept(self, file: Path) -> None:
        data = read(file)
        assert braces(data["labels"]["page"]) == {"number", "count"}
        assert braces(data["labels"]["note"]) == {"number"}
        assert braces(data["salutation"]["title"]) <= {"title"}
        assert braces(data["salutation"]["name"]) <= {"name"}
        assert braces(data["salutation"]["nobody"]) == set()
        for path in PLURALS[1:]:
            forms = table(data, path)
            assert braces(forms["other"]) == {"count"}, path
            assert all(braces(text) <= {"count"} for text in forms.values()), path

    def test_plural_forms_are_the_language_s(self, file: Path) -> None:
        data = read(file)
        known = {*Locale.parse(data["locale"]).plural_form.tags, "other"}
        for path in PLURALS:
            forms = table(data, path)
            assert "other" in forms, path
            assert set(forms) <= known, path

    def test_a_form_without_a_number_stands_for_one_number_alone(self, file: Path) -> None:
        """Russian's ``one`` is also 21: a text for it must say the number."""
        data = read(file)
        plural = Locale.parse(data["locale"]).plural_form
        for path in PLURALS[1:]:
            for form, text in table(data, path).items():
                stands_for = [count for count in COUNTED if plural(count) == form]
                assert len(stands_for) == 1 or "{count}" in text or not stands_for, (path, form)

    def test_labels_before_something_end_in_a_colon(self, file: Path) -> None:
        labels = read(file)["labels"]
        assert all(re.search("[:：]$", labels[key]) for key in ("cc", "subject", "reference", "copy_to", "copy_date"))
