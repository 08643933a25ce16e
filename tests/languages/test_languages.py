"""Words and dates of the languages."""

from __future__ import annotations

from datetime import date

import pytest

from letterpack.languages import canonical_tag, language, languages
from letterpack.languages.called import tag_named
from letterpack.languages.numbers import FORMS, numbers_in_words
from letterpack.lookalikes import script_of

THE_DAY = date(2019, 10, 30)


def test_the_six_languages_of_the_house_have_words_of_their_own():
    assert {"ar", "en", "es", "fr", "kk", "ru"} <= set(languages())
    assert all(language(tag).own for tag in languages())


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "30 October 2019"),
        ("en-US", "October 30, 2019"),
        ("fr", "30 octobre 2019"),
        ("ru", "30 октября 2019\u00a0г."),
        ("kk", "2019\u00a0ж. 30 қазан"),
        ("pt-BR", "30 de outubro de 2019"),
        ("ja", "2019年10月30日"),
        ("dv", "30 October 2019"),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(tag, written):
    assert language(tag).date(THE_DAY) == written


def test_a_language_without_a_file_takes_english_words_and_says_so():
    swiss = language("gsw")
    assert (swiss.own, swiss.cc, swiss.date(THE_DAY)) == (False, "Cc:", "30. Oktoober 2019")


@pytest.mark.parametrize(
    ("tag", "signs"), [("ru", (", ", "; ")), ("he", (", ", "; ")), ("ar", ("، ", "؛ ")), ("ur", ("، ", "؛ "))]
)
def test_enumerations_have_the_signs_of_their_script(tag, signs):
    assert (language(tag).comma, language(tag).semicolon) == signs


def test_plural_forms_follow_the_language():
    russian = language("ru")
    heads = [russian.undersigned(count).split()[-1] for count in (1, 2, 5, 21, 40)]
    assert heads == ["организация", "организации", "организаций", "организация", "организаций"]
    assert language("ar").undersigned(2) == "المنظمتان الموقعتان أدناه"
    assert language("en").undersigned(1) == "The undersigned organisation"
    assert language("en").undersigned(7) == "The seven undersigned organisations"
    assert language("en").undersigned(13) == "The 13 undersigned organisations"
    assert language("pt").undersigned(2) == "As duas organizações signatárias"
    assert language("pt").undersigned(2, "signatories") == "Os dois signatários"
    pashto = language("ps")
    assert (pashto.figures(12), pashto.note_figures(12)) == ("12", "۱۲"), "its words are English, its text is not"
    assert language("en").enclosures(2) == "Enclosures:"


def test_every_language_has_every_word():
    for tag in languages():
        words = language(tag)
        assert all((words.cc, words.subject, words.reference, words.draft, words.copy, words.joint, words.closing))
        assert words.figures(3) in words.page(3, 7)
        assert words.figures(7) in words.page(3, 7)
        for kind in ("organizations", "people", "signatories"):
            assert words.figures(40) in words.undersigned(40, kind)


def test_a_language_is_known_by_its_tag_and_by_its_names():
    named = {
        "English": "en",
        "русский": "ru",
        "Қазақ тілі": "kk",
        "français": "fr",
        "francés": "fr",
        "deutsch": "de",
        "中文": "zh",
    }
    assert {name: tag_named(name) for name in named} == named
    assert [tag_named(name) for name in ("EN", "kaz", "English and French", "")] == ["en", "kk", None, None]


def test_what_is_english_for_want_of_words_says_so():
    swiss, dhivehi = language("gsw"), language("dv")
    assert [swiss.spoken(*keys) for keys in (("labels", "cc"), ("closing",), ("undersigned", "people"))] == ["en"] * 3
    assert (swiss.date_spoken(THE_DAY), swiss.country_spoken("NO"), swiss.country_spoken("Kosovo")) == ("", "", "")
    assert (dhivehi.date_spoken(THE_DAY), dhivehi.country_spoken("NO"), dhivehi.country_spoken("XX")) == ("en", "en", "")
    for tag in languages():
        assert (language(tag).spoken("labels", "cc"), language(tag).date_spoken(THE_DAY), language(tag).country_spoken("NO")) == (
            "",
        ) * 3


def test_a_country_is_named_in_the_language():
    assert [language(tag).country("NO") for tag in ("en", "ru", "de")] == ["Norway", "Норвегия", "Norwegen"]
    assert language("en").country("Kosovo") == "Kosovo"
    assert language("fr").country("XK") == "Kosovo"
    assert language("dv").country("KZ") == "Kazakhstan"


def test_a_salutation_goes_by_title_then_name_and_braces_stay_text():
    english = language("en")
    assert english.salutation("Ann", "Minister") == "Dear Minister,"
    assert english.salutation("Ann {title} {0}", "") == "Dear Ann {title} {0},"
    assert english.salutation("", "") == "Dear Sir or Madam,"


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("eng", "en"),
        ("ca-valencia", "ca-valencia"),
        ("english!", None),
        ("", None),
        ("xx", None),
        ("de-XX", None),
        ("de-Abcd", None),
        ("en-", None),
        ("x-klingon", None),
    ],
)
def test_tags_are_put_in_their_usual_case(typed, tag):
    assert canonical_tag(typed) == tag


@pytest.mark.parametrize(
    ("tag", "first", "second"),
    [
        ("fr", "1er mars 2026", "2 mars 2026"),
        ("fr-CH", "1er mars 2026", "2 mars 2026"),
        ("pt", "1º de março de 2026", "2 de março de 2026"),
        ("pt-PT", "1 de março de 2026", "2 de março de 2026"),
        ("en-US", "March 1, 2026", "March 2, 2026"),
    ],
)
def test_the_first_of_a_month_is_written_as_people_write_it(tag: str, first: str, second: str) -> None:
    words = language(tag)
    assert (words.date(date(2026, 3, 1)), words.date(date(2026, 3, 2))) == (first, second)


@pytest.mark.parametrize("tag", ["be", "bg", "el", "hy", "ka", "kk", "ky", "mk", "ru", "sr", "uk"])
def test_a_number_in_words_is_typed_in_one_alphabet(tag):
    said = [word for form in FORMS for word in " ".join(numbers_in_words((*range(21), 100, 1_000), tag, form)).split()]
    assert [word for word in said if len({script_of(letter) for letter in word if letter.isalpha() and letter != "ʼ"}) > 1] == []
