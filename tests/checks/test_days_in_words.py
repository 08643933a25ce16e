"""Days of the month in words are read where they stand before a month, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from letterpack.checks.evidence.date_words import dates_in


@pytest.mark.parametrize(
    ("tag", "text", "day", "weekday"),
    [
        ("en", "on Monday, the fifteenth of March 2026, there", 15, 0),
        ("en", "on the thirty-first of April", 31, None),
        ("en", "the twenty first of March 2026, a Monday", 21, 0),
        ("fr", "lundi premier mai 2026", 1, 0),
        ("fr", "le vendredi vingt et un mars", 21, 4),
        ("de", "am Montag, dem dritten März 2026", 3, 0),
        ("de", "am einunddreißigsten April", 31, None),
        ("ru", "в понедельник, пятнадцатого марта 2026 года", 15, 0),
        ("es", "el lunes treinta y uno de abril", 31, 0),
        ("sv", "måndagen den tjugo första mars", 21, 0),
        ("fi", "maanantaina viidestoista maaliskuuta 2026", 15, 0),
        ("ar", "يوم الاثنين الخامس عشر من مارس", 15, 0),
    ],
)
def test_a_day_in_words_is_read(tag: str, text: str, day: int, weekday: int | None) -> None:
    assert [(said.day, said.weekday) for said in dates_in(text, tag)] == [(day, weekday)]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "On Friday, the second March for Women took place."),
        ("en", "On Friday, a third of April salaries was paid."),
        ("en", "On Sunday, the fifteenth of March nineteen thirty-nine, troops came."),
        ("en", "the first Monday of March"),
        ("en", "On Monday, Second of May Movement members met."),
        ("en", "You may first ask on Monday, and second the motion in May."),
        ("en", "thirty-one April cases"),
        ("en", "by the first of May"),
        ("de", "am Sonntag, dem fünfzehnten März neunzehnhundertneununddreißig"),
        ("de", "am ersten Montag im März"),
        ("it", "venerdì, secondo Marzo"),
        ("el", "την πρώτη Δευτέρα του Μαρτίου"),
        ("vi", "thứ hai tháng ba"),
    ],
)
def test_what_only_looks_like_one_is_not(tag: str, text: str) -> None:
    assert list(dates_in(text, tag)) == []


@pytest.mark.parametrize(
    ("tag", "text", "day", "weekday"),
    [
        ("uk", "двадцять шостого листопада, у середу", 26, 2),
        ("cs", "třicátého prvního listopadu", 31, None),
        ("cs", "šestadvacátého listopadu ve středu", 26, 2),
        ("sk", "v stredu dvadsiateho šiesteho novembra", 26, 2),
        ("sl", "v sredo, šestindvajsetega novembra", 26, 2),
        ("ka", "ოცდაექვს ნოემბერს, ოთხშაბათს", 26, 2),
        ("ro", "miercuri, douăzeci și șase noiembrie", 26, 2),
        ("en", "on Wednesday, November the twenty-sixth", 26, 2),
        ("hu", "november huszonhatodikán, szerdán", 26, 2),
        ("lt", "Trečiadienį, lapkričio dvidešimt šeštąją", 26, 2),
        ("tr", "Kasım'ın yirmi altısı Çarşamba", 26, 2),
        ("zh", "十一月二十六日（星期三）", 26, 2),
        ("ja", "公判は11月26日（水）に", 26, 2),
        ("ko", "11월 26일(수)", 26, 2),
        ("hu", "nov. 26., sze. 10 órakor", 26, 2),
        ("mn", "Лхагва гарагт, 2026 оны арваннэгдүгээр сарын 26-нд", 26, 2),
    ],
)
def test_a_day_is_read_in_words_behind_its_month_and_in_signs(tag: str, text: str, day: int, weekday: int | None) -> None:
    assert [(said.day, said.weekday) for said in dates_in(text, tag)] == [(day, weekday)]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("ja", "11月26日金融庁に"),
        ("ko", "11월 26일 수원에서"),
        ("zh", "11月26日三位律师"),
        ("tr", "Çarşamba, Kasım iki bin yirmi altı"),
        ("hu", "szerdán, november kétezer-huszonhat"),
        ("en", "on Wednesday, March Second Street"),
    ],
)
def test_what_stands_behind_a_month_is_not_always_a_day(tag: str, text: str) -> None:
    assert list(dates_in(text, tag)) == []
