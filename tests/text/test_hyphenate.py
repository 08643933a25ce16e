"""Hyphenation: pyphen's points, less those a careful typesetter would not use."""

from __future__ import annotations

from itertools import pairwise

import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.text.hyphenate import hyphenate, load_patterns, protected_words


def shown(word: str, language: str, protected: frozenset[str] = frozenset()) -> str:
    points = hyphenate(word, language, protected)
    cuts = [0, *points, len(word)]
    return "-".join(word[begin:end] for begin, end in pairwise(cuts))


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("en", "recommendations", "rec-om-men-da-tions"),
        ("en", "“Recommendations,”", "“Rec-om-men-da-tions,”"),
        ("en-US", "defamation", "defama-tion"),
        ("fr", "l’organisation", "l’or-ga-ni-sa-tion"),
        ("ru", "международный", "меж-ду-на-род-ный"),
        ("de-DE", "Menschenrechte", "Men-schen-rechte"),
        ("el", "δικαιώματα", "δι-καιώματα"),
        ("kk", "халықаралық", "ха-лы-қа-ра-лық"),
        ("kk-KZ", "«Министрлігінің»", "«Ми-нистр-лі-гі-нің»"),
        ("kk", "қауіпсіздік", "қа-уіп-сіз-дік"),
        ("kk", "дайындық", "да-йын-дық"),
        ("kk", "объектінің", "объ-ек-ті-нің"),
        ("kk", "альбом", "аль-бом"),
        ("ta", "சுதந்திரத்துக்கும்,", "சுதந்-தி-ரத்-துக்-கும்,"),
        ("ta-LK", "பொருட்படுத்தாமலும்", "பொருட்-ப-டுத்-தா-ம-லும்"),
        ("ta", "ஒவ்வொருவரும்", "ஒவ்-வொ-ரு-வ-ரும்"),
        ("ta", "பரீட்சை", "பரீட்சை"),
        ("ml", "അധികാരമുണ്ടെന്നു", "അധി-കാ-ര-മു-ണ്ടെന്നു"),
        ("ml", "സ്വതന്ത്രമായ", "സ്വത-ന്ത്ര-മായ"),
        ("te", "వ్యక్తికిని", "వ్యక్తి-కిని"),
        ("te", "స్వాతంత్ర్యమునకును,", "స్వాతం-త్ర్య-ము-న-కును,"),
        ("te", "హక్కు", "హక్కు"),
        ("kn", "ಸ್ವಾತಂತ್ರ್ಯಗಳ", "ಸ್ವಾತಂ-ತ್ರ್ಯ-ಗಳ"),
    ],
)
def test_words_break_by_language(language: str, word: str, expected: str) -> None:
    assert shown(word, language) == expected


@pytest.mark.parametrize("language", ["ha", "xx", "", "../x", "th", "zz-ZZ"])
def test_languages_without_patterns_have_no_points(language: str) -> None:
    assert hyphenate("халықаралық", language) == ()


@given(st.text("бғджйқлнрстшьаәеиоөуұүыія", min_size=4, max_size=18))
def test_no_kazakh_syllable_is_without_a_vowel(word: str) -> None:
    parts = shown(word, "kk").split("-")
    if len(parts) > 1:
        assert all(set(part) & set("аәеиоөуұүыія") for part in parts)
        assert len(parts[0]) >= 2
        assert len(parts[-1]) >= 3
        assert all(part[0] != "ь" for part in parts[1:])


@pytest.mark.parametrize("word", ["сия", "аю", "ана", "ауа", "әке", "БҰҰ", "АҚШ"])
def test_no_letter_is_left_alone_in_kazakh(word: str) -> None:
    assert hyphenate(word, "kk") == ()


@pytest.mark.parametrize(
    "word",
    [
        *("UNESCO", "NGOs", "2016-2017", "34th", "AdilSoz", "the", "sign-on", "human-rights", "", "…", "“”", "—"),
        *("https://example.org/recommendations", "www.example.org", "recommendations@example.org", "recommendation/organization"),
    ],
)
def test_some_words_stay_whole(word: str) -> None:
    assert hyphenate(word, "en") == ()


def test_protected_names_stay_whole() -> None:
    protected = protected_words(["Amangeldy Batyrbekov", "Adil Soz", "Saryagash info"])
    assert hyphenate("Batyrbekov", "en") != ()
    for word in ("Batyrbekov", "Batyrbekov,", "Batyrbekov’s", "(Batyrbekov)", "Amangeldy", "Saryagash"):
        assert hyphenate(word, "en", protected) == ()
    assert hyphenate("recommendations", "en", protected) != ()


def test_soft_hyphens_are_the_only_points() -> None:
    assert hyphenate("recom\u00admendations", "en") == (5,)
    assert hyphenate("халық\u00adаралық", "kk") == (5,)


def test_a_spelling_is_never_changed() -> None:
    # Hungarian doubles letters at some points (asszony → asz-szony): those points are not offered.
    assert pyphen.Pyphen(lang="hu").positions("asszonnyal") != []
    assert "asz-szony" in pyphen.Pyphen(lang="hu").inserted("asszonnyal")
    assert 2 not in hyphenate("asszonnyal", "hu")
    assert 3 not in hyphenate("asszonnyal", "hu")


def test_a_mark_is_not_parted_from_its_letter() -> None:
    word = "re\u0301publique"
    assert all(word[point] != "\u0301" for point in hyphenate(word, "fr"))


def test_patterns_with_two_digits_in_a_row_do_no_harm() -> None:
    text = "Setiap orang berhak atas kebebasan mempunyai dan mengeluarkan pendapat dengan tidak memandang batas-batas wilayah"
    found = {word: pyphen.Pyphen(lang="id").positions(word) for word in text.split()}
    assert all(set(hyphenate(word, "id")) <= set(points) for word, points in found.items())


WITHOUT_HYPHENS = {"as", "kn", "mr", "or", "pa", "sa", "te", "th"}


@pytest.mark.parametrize("language", sorted(WITHOUT_HYPHENS))
def test_scripts_without_hyphens_get_none(language: str) -> None:
    assert load_patterns(language) is None


@pytest.mark.parametrize("language", sorted(name for name in pyphen.LANGUAGES if name.split("_")[0] not in WITHOUT_HYPHENS))
def test_every_dictionary_loads(language: str) -> None:
    patterns = load_patterns(language)
    assert patterns is not None
    assert patterns.left >= 2
    assert patterns.right >= 2
    assert len(patterns.entries) > 40
    assert patterns.longest < 40


@pytest.mark.parametrize("language", ["en_US", "en_GB", "ru_RU", "fr", "de_DE", "es", "hu_HU", "uk_UA", "pl_PL", "nl_NL", "sv"])
def test_equals_pyphen(language: str) -> None:
    letters = sorted({char for key in load_patterns(language).entries for char in key if char.isalpha() and char.islower()})
    oracle = pyphen.HyphDict(pyphen.LANGUAGES[language])
    left, right = load_patterns(language).left, load_patterns(language).right

    @given(st.text(letters, min_size=4, max_size=18))
    def check(word: str) -> None:
        expected = [at for at in oracle.positions(word) if left <= at <= len(word) - right and not at.data]
        assert list(hyphenate(word, language)) == expected

    check()


@given(st.text(max_size=20), st.sampled_from(["en", "fr", "ru", "el", "hu", "sa", "te"]))
def test_any_text_is_taken(word: str, language: str) -> None:
    points = hyphenate(word, language)
    assert list(points) == sorted(set(points))
    assert all(0 <= point < max(len(word), 1) for point in points)
