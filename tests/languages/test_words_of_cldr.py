"""Dates, ordinal numbers and signs of lists beside CLDR's, by ICU, which has it apart from Babel: equal, or there is a reason."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from babel import Locale
from icu4py.messageformat import MessageFormat

from letterpack.languages import language, languages
from letterpack.languages.tags import locale_of
from letterpack.manners import manners_of
from letterpack.manners.months import dated_months

DATES = {
    "hy": "Babel 2.19: the year first, as in the acts of Armenia (2026 թվականի հունվարի 5); CLDR 48 fills the day with a nought",
}
FIRST_DAYS = {
    "fr": "Lexique des règles typographiques en usage à l’Imprimerie nationale",
    "it": "Manuale interistituzionale di convenzioni redazionali",
    "pt": "Manual de redação da Presidência da República; not in Portugal",
}
"""Languages whose first day of a month is no plain figure; CLDR’s is."""
LISTS = {
    "ar": "CLDR has ‘and’ before each member; between the parts of somebody’s name and office stands the comma of the script",
    "fa": "CLDR’s comma is followed by a direction mark; values are isolated instead (UAX #9)",
    "th": "CLDR’s space alone parts no name from an office: ราชบัณฑิตยสถาน, หลักเกณฑ์การใช้เครื่องหมายวรรคตอน, จุลภาค",
}
STOPS_BUT_NOT_IN_DATES = {"pl", "tr"}
"""Ordinal numbers that end in a stop beside days of the month that do not; the files of manners name the source."""

_NUMBERED = re.compile("[0-9] ?[月월]")
"""A month that has a number, and no name."""


def test_a_date_is_that_of_icu() -> None:
    others: dict[str, set[int]] = {}
    unknown: list[tuple[str, str]] = []
    for tag in languages():
        words = language(tag)
        for month in range(1, 13):
            day = datetime(2026, month, 1 if month % 2 else 21, 12)
            said = MessageFormat("{day, date, long}", f"{words.locale}-u-ca-gregory").format({"day": day})
            if words.date(day.date()) != said.replace("\u202f", "\u00a0"):
                others.setdefault(tag, set()).add(day.day)
            months = dated_months(manners_of(tag))
            if not any(name in said for name in months) and not _NUMBERED.search(said):
                unknown.append((tag, said))
    assert unknown == []
    assert {tag for tag, days in others.items() if days != {1}} == set(DATES)
    firsts = {tag for tag in languages() if tag.split("-")[0] in FIRST_DAYS and tag != "pt-PT"}
    assert {tag for tag, days in others.items() if days == {1}} == firsts


def test_ordinals_end_in_a_stop_where_those_of_cldr_do() -> None:
    for tag in languages():
        stops = manners_of(tag).file.ordinals_stop
        assert not stops or MessageFormat("{day, ordinal}", tag).format({"day": 21}) == "21."
        in_dates = "21." in language(tag).date(datetime(2026, 10, 21).date())
        assert stops == (in_dates or tag in STOPS_BUT_NOT_IN_DATES), tag
    assert all("ordinals_stop" in manners_of(tag).file.sources for tag in STOPS_BUT_NOT_IN_DATES)


def test_lists_have_the_signs_of_cldr() -> None:
    middles = {tag: str(locale_of(language(tag).locale).list_patterns["standard"]["middle"]) for tag in languages()}
    assert {tag for tag, middle in middles.items() if middle != f"{{0}}{language(tag).comma}{{1}}"} == set(LISTS)


@pytest.mark.parametrize(
    "region", ["ar-LB", "ar-MA", "ar-MR", "be-tarask", "de-AT", "de-IT", "el-polyton", "es-PE", "es-UY", "fa-AF", "sr-ME"]
)
def test_a_day_stays_with_its_month_where_a_region_has_other_names(region: str) -> None:
    """Those of CLDR 48 whose months are not their language's, in its letters."""
    names = Locale.parse(region, sep="-").months["format"]["wide"].values()
    assert {str(name) for name in names} <= set(dated_months(manners_of(region)))
