"""Dates in running text, with the weekday beside them: names and order of parts as Unicode CLDR has them (by Babel).

A date is one match of a pattern that a language's own data make: no grammar is known, so a form that CLDR does not have is not
read, and nothing is said of it. ``lexicon/weekdays.toml`` and ``date_fillers`` in ``lexicon/words.toml`` add words to CLDR's.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.checks.lexicon.words import weekday_words, words
from letterpack.languages import primary
from letterpack.patterns import late

if TYPE_CHECKING:
    from babel import Locale

_LEAST_LETTERS: Final = 3
"""Of an abbreviation: shorter ones are words of their own."""
_LEAST_YEAR: Final = 1924
"""When the last country took the Gregorian calendar. Before, a weekday may be right by the Julian one."""
_LAST_YEAR: Final = 2100
_BUDDHIST: Final = 543
"""By how much years of Thai are ahead of the common era."""
_CENTURY: Final = 100
_MONTHS: Final = range(1, 13)
_LONGEST_MONTH: Final = 31
_NUMBER: Final = 99
"""Without a year, a number larger than any day is no slip in one: `General Comment No. 34 June`."""
_LEAP_YEAR: Final = 2024
_UNSPACED: Final = frozenset({"th", "lo", "km", "my", "zh", "ja", "yue"})
"""Languages whose words no spaces part."""
_GAP: Final = r"(?:[\s,،‑-]|\.\s?|(?:{})(?![^\W\d_])){{0,6}}?"
_DAY: Final = r"(?<![\d.,:/])(?P<{}>\d{{1,2}})(?!\d)(?:\s?[-‑’'º°ª]?[^\W\d_]{{1,4}}(?![^\W\d_])|[º°ª])?"
_YEAR: Final = r"(?P<{}>(?<!\d)\d{{4}})(?!\d|[.,]\d|%)"
_PREFIX: Final = late(r"[^\W\d_A-Za-z](?=M)")
"""A letter that a language writes before the name of a month, as Hebrew does."""
_FIELD: Final = late(r"'([^']*)'|([GyYMLdEc])\2*|([^'GyYMLdEc]+)")


class WrittenDate(Struct, frozen=True):
    """A date at ``start`` to ``end`` of a text. ``readings`` are the months and days that it may mean; without a year, ``year``
    is 0, and without a weekday, ``weekday`` (Monday 0) is None.
    """

    start: int
    end: int
    year: int
    readings: tuple[tuple[int, int], ...]
    weekday: int | None

    def days(self, years: Iterable[int] = ()) -> tuple[date, ...]:
        """Return the days that the date means: in its own year, or if it has none, in each of ``years``."""
        return tuple(
            date(year, month, day)
            for year in ((self.year,) if self.year else years)
            for month, day in self.readings
            if day <= monthrange(year, month)[1]
        )

    @property
    def is_in_the_calendar(self) -> bool:
        """Whether there is such a day: in its own year, or if it has none, in any."""
        return bool(self.days((_LEAP_YEAR,)))


def dates_in(text: str, tag: str) -> Iterator[WrittenDate]:
    """Yield the dates in ``text``, which is in the language ``tag`` (BCP 47), in order."""
    if not any(map(str.isdigit, text)):
        return
    months, (wide, short) = month_names(tag), _weekday_names(tag)
    for match in _date_pattern(tag).finditer(text):
        said = {key.rstrip("0123456789"): value for key, value in match.groupdict().items() if value}
        year = int(said.get("year", "0"))
        if year >= _LAST_YEAR and primary(tag) == "th":
            year -= _BUDDHIST
        month = months.get(fold(said["name"]), 0) if "name" in said else int(said["month"])
        readings = [(month, int(said["day"]))]
        if "sign" in said and _is_month_first(primary(tag)):
            readings.append((readings[0][1], month))
        named = fold(said.get("before") or said.get("behind") or said.get("last") or "")
        weekday = wide.get(named, short.get(named))
        most = _NUMBER if year else _LONGEST_MONTH
        known = tuple([(month, day) for month, day in readings if month in _MONTHS and 0 < day <= most])
        is_count = not year and not (named or "first" in said)
        may_count = year % _CENTURY == 0 and text[match.end() : match.end() + 2].strip().isalpha()
        if known and not is_count and not (year and may_count) and (not year or _LEAST_YEAR <= year < _LAST_YEAR):
            yield WrittenDate(*match.span(), year, known, weekday)


def fold(text: str) -> str:
    """Return ``text`` as names are compared: small letters, single spaces, no point at the end, one kind of apostrophe."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("\u0307", "")
    return " ".join(folded.split()).rstrip(".")


@lru_cache(maxsize=32)
def month_names(tag: str) -> Mapping[str, int]:
    """Return the months (1 to 12) by their folded names in the language ``tag``; by English ones too, behind its own."""
    names: dict[str, int] = {}
    for locale in _locales(tag):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if len(fold(name)) >= _LEAST_LETTERS or any(map(str.isdigit, name)):
                        names.setdefault(fold(name), number)
    return names


@lru_cache(maxsize=32)
def _weekday_names(tag: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the weekdays (Monday 0) by their folded names in the language ``tag``, and by its abbreviations: `sat` is a word."""
    names: dict[str, int] = {}
    short: dict[str, int] = {}
    for locale in _locales(tag):
        for context in ("format", "stand-alone"):
            names.update({fold(name): number for number, name in locale.days[context]["wide"].items() if fold(name) not in names})
            for number, name in locale.days[context]["abbreviated"].items():
                short.setdefault(fold(name), number)
    for number, others in enumerate(weekday_words(primary(tag))):
        for other in filter(None, others.split("|")):
            names.setdefault(fold(other), number)
    return names, {name: number for name, number in short.items() if name not in names}


@lru_cache(maxsize=32)
def _date_pattern(tag: str) -> re.Pattern[str]:
    """Return the pattern of dates in the language ``tag``: in figures, in the orders of CLDR, in English.

    Groups are ``before`` and ``behind`` (weekday), ``day``, ``name`` or ``month``, ``year``, ``first`` if the day stands before
    its month, and ``sign`` if day and month are figures in either order, each with the number of its alternative.
    """
    long, full = ([str(locale.date_formats[width].pattern) for locale in _locales(tag)] for width in ("long", "full"))
    prefix = "".join(set(_PREFIX.findall(long[0])))
    prefixed = f"[{prefix}]?" if prefix else ""
    name = rf"{prefixed}(?P<{{}}>{_any_of(month_names(tag))})(?!\d)"
    bent = name + r"(?:[-’']?[^\W\d_]{{1,4}})?(?![^\W\d_])"  # Beside a year, the name may be in another case.
    alone = name + r"(?![^\W\d_])"
    gap = _GAP.format(_any_of(words("date_fillers")))
    ways = [
        r"(?<![\w./-])(?P<year0>\d{4})-(?P<month0>\d\d)-(?P<day0>\d\d)(?![\d-])",
        r"(?<![\w./-])(?P<day1>\d{1,2})(?P<sign1>[./])\s?(?P<month1>\d{1,2})(?P=sign1)\s?(?P<year1>\d{4})(?![\d/])",
        rf"{_DAY.format('day2')}{gap}{bent.format('name2')}{gap}{_YEAR.format('year2')}",
        rf"{_YEAR.format('year3')}{gap}{bent.format('name3')}{gap}{_DAY.format('day3')}",
        rf"{_YEAR.format('year4')}{gap}{_DAY.format('day4')}{gap}{bent.format('name4')}",
        rf"(?P<first5>{_DAY.format('day5')}){gap}{alone.format('name5')}",
    ]
    if _is_month_first(primary(tag)):
        ways.append(rf"{alone.format('name6')}{gap}{_DAY.format('day6')}(?:{gap}{_YEAR.format('year6')})?")
    ways += [_in_figures(pattern, number, gap) for number, pattern in enumerate(long, start=7) if "MMM" not in pattern]
    wide, short = _weekday_names(tag)
    edge = "" if primary(tag) in _UNSPACED else r"(?<![^\W\d_])"
    before = rf"(?:{edge}{prefixed}(?P<before>{_any_of(wide)}|{_any_of(short, least=2)}(?<=\.)){gap})?"
    behind = rf"{gap}[(（]\s?(?P<behind>{_any_of({**wide, **short})})\s?[)）]"
    if full[0].endswith("E"):
        behind += rf"|{gap}(?P<last>{_any_of(wide)})(?![^\W\d_])"
    return re.compile(rf"{before}(?:{'|'.join(ways)})(?:{behind})?", re.IGNORECASE)


def _in_figures(pattern: str, number: int, gap: str) -> str:
    """Return CLDR's ``pattern`` of a date all in figures, such as ``y年M月d日``, as a regular expression."""
    parts = []
    for quoted, field, sign in _FIELD.findall(pattern):
        group = {"y": "year", "M": "month", "L": "month", "d": "day"}.get(field)
        literal = (quoted or sign).strip()
        if group:
            parts.append(rf"(?P<{group}{number}>\d{{{4 if group == 'year' else '1,2'}}})")
        elif any(map(str.isalpha, literal)):
            parts.append(rf"\s?{re.escape(literal)}\s?")
        elif not field:
            parts.append(gap)
    return "".join(["(?<!\\d)", *parts, "(?!\\d)"])


def _any_of(names: Iterable[str], least: int = 1) -> str:
    """Return the pattern of any of ``names`` with at least so many letters, the longest first; a point may follow each."""
    longest = sorted([name for name in names if len(name) >= least], key=lambda name: (-len(name), name))
    return "(?:" + "|".join([re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]") for name in longest]) + r")\.?"


@lru_cache(maxsize=32)
def _is_month_first(language: str) -> bool:
    """Whether ``language`` writes a month before its day, in words or in figures."""
    patterns = [str(_locales(language)[0].date_formats[width].pattern) for width in ("long", "short")]
    return any(pattern.replace("L", "M").find("M") < pattern.find("d") for pattern in patterns)


@lru_cache(maxsize=32)
def _locales(tag: str) -> tuple[Locale, ...]:
    """Return CLDR's data for ``tag``, for its language whatever the country, and for English."""
    from babel import Locale, UnknownLocaleError

    locales = []
    for each in dict.fromkeys((tag, primary(tag), "en")):
        try:
            locales.append(Locale.parse(each, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return tuple(locales)
