"""A line that is a letter's date, in whatever language: `Geneva, 30 October 2019`, `Алматы, 2019 жылғы 30 қазан`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.intake.letters.openings import date_words
from letterpack.patterns import late

_WORD: Final = late(r"\d+|[^\s\d.,،/()-]+")
_YEAR: Final = late(r"\d{4}")
_CJK: Final = late(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ISO: Final = late(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_POINTS: Final = late(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHES: Final = late(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_VIETNAMESE: Final = late(r"(\d{1,2}) tháng (\d{1,2}),? (?:năm )?(\d{4})")
_AMERICAN: Final = late(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MOST_CHARACTERS: Final = 80
_MOST_COMMAS: Final = 5
_MONTHS: Final = 12


_PATTERNS: Final = (
    (_CJK, (0, 1, 2)),
    (_ISO, (0, 1, 2)),
    (_POINTS, (2, 1, 0)),
    (_VIETNAMESE, (2, 1, 0)),
    (_SLASHES, (2, 1, 0)),
    (_AMERICAN, (2, 0, 1)),
)
"""Dates in figures, and which of these are year, month and day."""


class DateLine(Struct, frozen=True):
    """The day that a line says, and the place before it, empty where there is none."""

    day: date
    place: str


def date_line(text: str, language: str = "") -> DateLine | None:
    """Return what ``text`` says where it is a date, with a place or without; None for any other text, and for a date whose day
    and month could be taken for each other. Months that two languages mean differently are those of ``language``.
    """
    plain = unicodedata.normalize("NFKC", text).strip(" \t.,،")
    if not plain or len(plain) > _MOST_CHARACTERS or "\n" in plain or plain.count(",") + plain.count("،") > _MOST_COMMAS:
        return None
    return next(_in_figures(plain), None) or _in_words(plain, language)


def _in_figures(text: str) -> Iterator[DateLine]:
    for pattern, order in _PATTERNS:
        match = re.fullmatch(
            rf"(?:(?P<place>[^\d,،]{{2,40}})[,،]?\s+)?(?:\w{{1,12}}[.:]?\s+)?(?:{pattern.pattern})\s*(?:г|р|ж)?\.?", text
        )
        if match is None:
            continue
        figures = [int(each) for each in match.groups()[1:]]
        day = _day(*[figures[index] for index in order])
        if pattern in (_SLASHES, _AMERICAN) and max(figures[:2]) <= _MONTHS and figures[0] != figures[1]:
            day = None
        if day:
            yield DateLine(day, (match["place"] or "").strip())


def _in_words(text: str, language: str) -> DateLine | None:
    if not _YEAR.search(text):  # Nor is a table of months loaded for it.
        return None
    before, sign, behind = text.rpartition(",")
    for place, said in ((before, behind), ("", text), *_splits(text)):
        words = [each.lower() for each in _WORD.findall(said)]
        day = _said(words, _months(language.partition("-")[0]))
        if day and not any(char.isdecimal() for char in place):
            found = place.strip(" ,،" + sign)
            return DateLine(day, "" if found.lower() in _weekdays() else found)
    return None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``text`` parted at each comma, as in `Washington, October 30, 2019`."""
    for match in re.finditer(r"[,،]", text):
        yield text[: match.start()], text[match.end() :]


def _said(words: list[str], names: Mapping[str, int]) -> date | None:
    figures = [int(each) for each in words if each.isdecimal()]
    # Hebrew puts `in` before the name of the month without a space.
    spoken = [each if each in names else each.removeprefix("ב") for each in words if not each.isdecimal()]
    months = {names[each] for each in spoken if each in names}
    others = [each for each in spoken if each not in names and each not in date_words().fill and each not in _weekdays() and each]
    years = [each for each in figures if 1900 < each < 2200]  # noqa: PLR2004
    days = [each for each in figures if each <= 31]  # noqa: PLR2004
    if others or len(months) != 1 or len(years) != 1 or len(days) != 1 or len(figures) != 2:  # noqa: PLR2004
        return None
    return _day(years[0], months.pop(), days[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months(language: str) -> Mapping[str, int]:
    """Return the names of the months in all languages; one that is two months' is that of ``language``, or none."""
    own = _month_names((language,)) if language in date_words().locales else {}
    return {**_month_names(date_words().locales), **own}


@cache
def _month_names(locales: tuple[str, ...]) -> Mapping[str, int]:
    found: dict[str, set[int]] = {}
    for forms in _each("months", locales):
        for number, name in forms.items():
            words = [each.lower() for each in _WORD.findall(unicodedata.normalize("NFKC", name)) if not each.isdecimal()]
            for word in [each for each in words if each not in date_words().fill]:
                found.setdefault(word, set()).add(number)
    return {word: next(iter(numbers)) for word, numbers in found.items() if len(numbers) == 1}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        word.lower() for forms in _each("days", date_words().locales) for name in forms.values() for word in _WORD.findall(name)
    )


def _each(what: str, locales: tuple[str, ...]) -> Iterator[Mapping[int, str]]:
    from babel import Locale

    for name in locales:
        for context in getattr(Locale.parse(name), what).values():
            for width, forms in context.items():
                if width in ("wide", "abbreviated"):
                    yield forms
