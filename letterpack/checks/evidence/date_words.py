"""The way back: dates as running text writes them, found in it by the month's and weekday's names of its language."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from letterpack.languages import primary

_LEAST_YEAR: Final = 1900
_LEAST_LETTERS: Final = 3
"""Of the name of a month or weekday: some languages abbreviate them to one letter or two, which are words of their own."""
_MONTHS: Final = range(1, 13)
_NO_DAY: Final = 40
"""From here on a number beside a month is no mistyped day, but a year without its century, or a count."""
_BY_NUMBER: Final = re.compile(
    r"(?<![\w./-])(?:(?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)|(?P<one>\d{1,2})(?P<sign>[./])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}))(?![\w/-])"
)
_NUMBERED: Final = re.compile(
    r"(?:\b(?:no|nos|art|articles?|artículos?|para|paragraphs?|sections?|resolutions?|comments?|law|decree|act|case|пункт\w*|стать\w+|указ\w*|бап)\.?|№|§|/)\s*$",
    re.IGNORECASE,
)
"""Before a number that counts articles and is no day."""


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date in a text, at ``start`` to ``end``: the days it may mean (none: there is no such day), and the weekday it names,
    Monday 0.
    """

    start: int
    end: int
    days: tuple[date, ...]
    weekday: int | None


def dates_in(text: str, tag: str) -> Iterator[SaidDate]:
    """Yield the dates in ``text``, which is in the language ``tag``; those with a year and, where the day is none of any year,
    others.
    """
    if not any(map(str.isdigit, text)):
        return
    names = _names(primary(tag))
    for match in names.pattern.finditer(text):
        if not _NUMBERED.search(text, 0, match.start()):
            yield from _by_name(match, names)
    for match in _BY_NUMBER.finditer(text):
        yield from _by_number(match)


@dataclass(frozen=True, slots=True)
class _Names:
    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]


@lru_cache(maxsize=32)
def _names(language: str) -> _Names:
    from babel import Locale, UnknownLocaleError

    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for tag in dict.fromkeys((language, "en")):
        try:
            locale = Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    months.setdefault(_fold(name), number)
                for number, name in locale.days[context][width].items():
                    weekdays.setdefault(_fold(name), number)
    return _Names(_pattern(_choice(months), _choice(weekdays)), months, weekdays)


def _choice(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if len(name) >= _LEAST_LETTERS)


def _pattern(months: str, weekdays: str) -> re.Pattern[str]:
    """A weekday or none; then day month year, month day year, or Kazakh's year day month."""
    return re.compile(
        rf"(?<!\w)(?:(?P<weekday>{weekdays})\.?,?\s+(?:the\s+|le\s+|el\s+)?)?(?:"
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+|d[’'])?(?P<m1>{months})\.?(?:,?\s+(?:de\s+|del\s+)?(?P<y1>\d{{4}}))?"
        rf"|(?P<m2>{months})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
        rf"|(?P<y3>\d{{4}})\s+ж(?:ылғы|ылдың|\.)\s+(?P<d3>\d{{1,2}})\s+(?P<m3>{months}))(?!\d)",
        re.IGNORECASE,
    )


def _by_name(match: re.Match[str], names: _Names) -> Iterator[SaidDate]:
    for form in "123":
        if match[f"d{form}"] is None:
            continue
        month, day = names.months[_fold(match[f"m{form}"])], int(match[f"d{form}"])
        year = int(match[f"y{form}"]) if match[f"y{form}"] else 0
        weekday = names.weekdays.get(_fold(match["weekday"])) if match["weekday"] else None
        if year >= _LEAST_YEAR:
            yield SaidDate(*match.span(), _days((year, month, day)), weekday)
        elif not year and not 1 <= day <= monthrange(2024, month)[1] and day < _NO_DAY:
            yield SaidDate(*match.span(), (), weekday)


def _by_number(match: re.Match[str]) -> Iterator[SaidDate]:
    if match["iso"]:
        yield SaidDate(*match.span(), _days((int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))), None)
    elif int(match["year"]) >= _LEAST_YEAR:
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        yield SaidDate(*match.span(), _days((year, two, one), (year, one, two)), None)


def _days(*candidates: tuple[int, int, int]) -> tuple[date, ...]:
    days = []
    for year, month, day in candidates:
        if month in _MONTHS and 1 <= day <= monthrange(year, month)[1]:
            days.append(date(year, month, day))
    return tuple(days)


def _fold(text: str) -> str:
    return text.casefold().rstrip(".")
