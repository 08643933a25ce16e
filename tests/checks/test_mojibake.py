"""What looks like text read in the wrong encoding: looked at before the library is loaded that says what it was."""

from __future__ import annotations

import ftfy.bad_codecs
import pytest
from babel import Locale
from ftfy import fix_encoding
from ftfy.badness import is_bad

from letterpack.checks.evidence.neighbor_page import strange_texts
from letterpack.checks.rules.mojibake import _CODE_PAGES, meant_by

_SOUND = (
    "Żądnych Źródeł", "Прыдуманая суполка слова «Ці ўсё йдзе»", "Υποδειγματικό Ίδρυμα «Ωδή»", "МІНИСТРЛІГІ", "Às", "façade",
    "Đặng Thị", "Ελλάδα", "Łódź", "Ümraniye", "Þórður", "Größe", "Кыргызстандын", "Қазақстан", "Србија", "Їжак",
)  # fmt: skip
_NAMES = (
    *_SOUND, "Zażółć Gęślą", "Министерство культуры", "Мәдениет министрлігі", "Ministère de la Défense", "Ångström", "“Dvořák”",
    "Müller – Söhne", "日本語", "العربية",
)  # fmt: skip
ftfy.bad_codecs.ok()


def _read_in(page: str, text: str) -> str | None:
    """Return ``text`` as a program shows it that takes its UTF-8 for ``page``; None where that cannot show it."""
    name = f"sloppy-windows-{page.removeprefix('cp')}" if page.startswith("cp12") else page
    try:
        return text.encode("utf-8").decode(name)
    except UnicodeError:
        return None


@pytest.mark.parametrize("page", _CODE_PAGES)
@pytest.mark.parametrize("inside", ["{}", "Ms {}, office", "“{}”", "{} – {}"])
def test_nothing_that_the_library_knows_is_missed(page: str, inside: str) -> None:
    for name in _NAMES:
        for word in (name, *name.split()):
            damaged = _read_in(page, word)
            if damaged is None or damaged == word:
                continue
            text = inside.format(damaged, "Привет")
            known = fix_encoding(text) if is_bad(text) else text
            whole = inside.format(word, "Привет")
            assert meant_by(text) in ("", whole) if known == text else meant_by(text) == known, (word, text)


@pytest.mark.parametrize("text", _SOUND)
def test_sound_words_are_let_be(text: str) -> None:
    assert meant_by(text) == ""


@pytest.mark.parametrize("name", ["Анна", "Зоя", "Νίκος", "Անի"])
def test_short_names_that_the_library_does_not_know_are_known(name: str) -> None:
    for text in (name, f"{name} Roe"):
        assert meant_by(text.encode().decode("cp1251")) == text


@pytest.mark.parametrize(
    ("language", "page"),
    [
        ("cs", "cp1250"),
        ("pl", "cp1250"),
        ("hu", "cp1250"),
        ("sr", "cp1250"),
        ("tr", "cp1254"),
        ("lt", "cp1257"),
        ("et", "cp1257"),
    ],
)
def test_names_of_a_neighbouring_page_are_known_by_their_list(language: str, page: str) -> None:
    """Of all countries, as CLDR calls them; a list of Nordic and Spanish names is let be."""
    names = [str(name) for name in Locale.parse({"sr": "sr_Latn"}.get(language, language)).territories.values()]
    misread = [name.encode(page, "ignore").decode("cp1252", "ignore") for name in names]
    assert strange_texts(names, language) == []
    assert strange_texts(["Søren Nørgaard", "José Núñez"], language) == []
    found = strange_texts([name for name in misread if name.isascii() or name not in names], language)
    assert len(found) > 1
    assert {each.meant for each in found} <= {name.encode(page, "ignore").decode(page) for name in names}
