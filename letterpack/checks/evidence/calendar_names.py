"""The way back: the names of months and weekdays in a language and its cases (Unicode CLDR, by Babel)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.checks.lexicon.words import calendar_endings, weekday_words, words
from letterpack.languages import primary
from letterpack.patterns import late, late_strange

if TYPE_CHECKING:
    from babel import Locale

_LEAST_LETTERS: Final = 3
"""Of the name of a month or weekday: some languages abbreviate them to one letter or two, which are words of their own."""
_LEAST_STEM: Final = 3
_OF_A_MONTH: Final = "ск"
"""In an ending it makes an adjective: `26 ноябрьских дел` are cases of November."""
_LONG: Final = 7
_LONGEST_ENDING: Final = 4
_REPLACED: Final = "й"
"""No case of few endings keeps it: `Майя` is no month."""
_PREFIXES: Final = "בלמהוበለየከስ"
"""Hebrew, Amharic and Tigrinya write `in` and `on` as a letter before the name."""
VOWELS: Final = frozenset("aeiouyąęėįųūāēīаеиоуыэюяійьєїәөүұіαεηιουωάέήίόύώъიაეოუ")
_HAS_ONE_SIGN: Final = late_strange("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_IS_SHORT_MAY: Final = late("[\u0620-\u064a\u0900-\u0d7f]{2}")
"""May is two signs in Persian and in Indian languages."""
_GEORGIAN: Final = late("[\u10d0-\u10ff]")
_HAS_TWO_SIGNS: Final = late("[\u1200-\u137f]{2}")
_SIGNS: Final = str.maketrans({"\u0307": None, "’": "'", "ʼ": "'", "\N{HEBREW PUNCTUATION GERESH}": None})
_SIGN: Final = late(r"[-–—(),.;:\d\s]")
_SPACES: Final = late(r"\s+")


class CalendarNames(Struct, frozen=True):
    """Names of months (1 to 12) and weekdays (Monday 0), folded; ``stems`` are what bent forms of the long ones begin with."""

    months: dict[str, int]
    weekdays: dict[str, int]
    month_stems: dict[str, tuple[int, int]]
    weekday_stems: dict[str, tuple[int, int]]
    longest_month: int
    """Words of the longest name of a month in the language itself."""
    orders: frozenset[str]
    """Of day and month before a year in figures (`dM`, `Md`); English has both."""
    short_weekdays: dict[str, int]
    """Abbreviations of one letter or two, which mean a weekday beside a day alone: `Fr., 26. Nov.`, `пт, 26.11.`"""
    both: frozenset[str]
    """Abbreviations of a month and of a weekday, as `mar`."""
    dotted: str
    """A pattern of the abbreviations that have points within them, as Thai `พ.ย.`; empty where there are none."""
    capital_days: frozenset[str]
    """Abbreviations of weekdays that have a capital."""
    english: frozenset[str]
    """Names of months that another language has from English alone: in small letters, they are its own words."""
    endings: frozenset[str] | None
    """Those that names may have; None if any."""
    month_before_day: bool
    """Whether a day in words and figures stands behind its month."""

    def month(self, word: str) -> int:
        """Return the month that ``word`` names, 0 where it names none: a Filipino `may` is none."""
        if word[:1].islower() and fold(word) in self.english:
            return 0
        found = _named(word, self.months, self.month_stems, self.endings)
        return 0 if found is None else found

    def weekday(self, words: str) -> int | None:
        """Return the weekday that ``words`` name: an English `sat` is none."""
        if words[:1].islower() and fold(words) in self.capital_days:
            return None
        return _named(words, self.weekdays, self.weekday_stems, self.endings)


def _named(said: str, names: dict[str, int], stems: dict[str, tuple[int, int]], endings: frozenset[str] | None) -> int | None:
    folded = fold(said)
    if folded in names:
        return names[folded]
    if folded[:1] in _PREFIXES and folded[1:] in names:
        return names[folded[1:]]
    if endings is not None and not endings:
        return None
    for length in range(len(folded) - 1, max(_LEAST_STEM, len(folded) - _LONGEST_ENDING) - 1, -1):
        found = stems.get(folded[:length])
        if (
            found is not None
            and len(folded) - length <= found[1]
            and (endings is None or (folded[length:] in endings and folded[length - 1] != _REPLACED))
            and folded not in words("no_days")
            and not _SIGN.search(folded, length)
        ):
            return None if _OF_A_MONTH in folded[length:] else found[0]
    return None


@lru_cache(maxsize=32)
def calendar_names(tag: str) -> CalendarNames:
    """Return the names of the language ``tag``, with English ones behind them."""
    from babel import Locale, UnknownLocaleError

    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    short_days: dict[str, int] = {}
    capital_days: set[str] = set()
    wide: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for each in dict.fromkeys((tag, primary(tag), "en")):
        try:
            locale = Locale.parse(each, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            # English abbreviations are words of other languages: `mar.` is a French Tuesday.
            for width in ("wide", "abbreviated") if each != "en" or primary(tag) == "en" else ("wide",):
                _take(months, locale.months[context][width], is_wide=width == "wide")
                _take(weekdays, locale.days[context][width])
            if each != "en":
                _take(wide[0], locale.months[context]["wide"])
                _take(wide[1], locale.days[context]["wide"])
            if each != "en":
                for form in _short_days(locale):
                    short_days.setdefault(*form)
        capital_days |= _capital_days(locale) if primary(each) == primary(tag) else set()
    for number, others in enumerate(weekday_words(primary(tag))):
        for other in filter(None, others.split("|")):
            weekdays.setdefault(fold(other), number)
    is_english = primary(tag) == "en"
    english = frozenset() if is_english else frozenset(map(fold, Locale("en").months["format"]["wide"].values())) - wide[0].keys()
    both = frozenset(name for name in months if name in weekdays and name not in wide[0])
    longest = max((len(name.split()) for name in wide[0]), default=1)
    within = sorted({name for name in (*months, *weekdays) if "." in name}, key=len, reverse=True)
    dotted = rf"(?<!\w)(?:{'|'.join(map(re.escape, within))})(?!\w)" if within else ""
    nominative = "s" if primary(tag) in words("nominative_s") else ""
    return CalendarNames(
        months,
        weekdays,
        _stems(wide[0], months, nominative),
        _stems(wide[1], weekdays, nominative),
        longest,
        _orders(tag),
        short_days,
        both,
        dotted,
        frozenset(capital_days),
        english,
        calendar_endings(primary(tag)),
        _is_month_first(tag),
    )


def _short_days(locale: Locale) -> Iterator[tuple[str, int]]:
    """Yield the shortest abbreviations of weekdays; none that two days share."""
    found: dict[str, set[int]] = {}
    for context in ("format", "stand-alone"):
        for number, name in locale.days[context]["abbreviated"].items():
            found.setdefault(fold(str(name)), set()).add(number)
    for name, numbers in found.items():
        if len(numbers) == 1 and len(name) < _LEAST_LETTERS:
            yield name, numbers.pop()


def _capital_days(locale: Locale) -> set[str]:
    """Return the abbreviations of weekdays, folded, where whole names of weekdays have a capital within a sentence."""
    days = locale.days["format"]
    return set(map(fold, map(str, days["abbreviated"].values()))) if str(days["wide"][0])[:1].isupper() else set()


def _is_month_first(tag: str) -> bool:
    """Whether the language ``tag`` writes the day behind its month, where it writes the month in words."""
    from babel import Locale, UnknownLocaleError

    try:
        pattern = str(Locale.parse(primary(tag)).date_formats["long"].pattern)
    except (UnknownLocaleError, ValueError):
        return True
    return pattern.index("M") < pattern.index("d")


def _orders(tag: str) -> frozenset[str]:
    """Return the orders in which the language ``tag`` writes day and month before a year in figures, whatever its country."""
    from babel import Locale, UnknownLocaleError

    try:
        pattern = Locale.parse(primary(tag)).date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return frozenset({"dM", "Md"})
    return frozenset({"dM", "Md"} if pattern.index("M") < pattern.index("d") < pattern.index("y") else {"dM"})


def _take(into: dict[str, int], names: dict[int, str], *, is_wide: bool = False) -> None:
    for number, name in names.items():
        folded = fold(str(name))
        if (
            len(folded) >= _LEAST_LETTERS
            or _HAS_ONE_SIGN.match(folded)
            or _HAS_TWO_SIGNS.match(folded)
            or (is_wide and _IS_SHORT_MAY.fullmatch(folded))
        ):
            into.setdefault(folded, number)
            if folded.count(" ") > 1:  # Mongolian writes `арван нэгдүгээр сар` as two words or as three.
                into.setdefault(folded.replace(" ", "", 1), number)


def _stems(wide: dict[str, int], names: dict[str, int], nominative: str) -> dict[str, tuple[int, int]]:
    """Map what bent forms begin with to what they name and how long an ending may be: the whole name and, where it ends in
    vowels or as a ``nominative`` does, the name without them; none that two names share, or that is another's abbreviation.
    """
    found: dict[str, tuple[int, int]] = {}
    shared: set[str] = set()
    for name, number in wide.items():
        stem = name.rstrip("".join(VOWELS)) if len(name) > _LEAST_STEM + 1 else name
        stem = stem if len(stem) >= max(_LEAST_STEM, len(name) - 2) else name
        for part, ending in (
            (name, _LONGEST_ENDING),
            (stem, _LONGEST_ENDING if name.endswith("ь") else 3),
            (_without_last_vowel(stem), _LONGEST_ENDING if _GEORGIAN.match(stem) else 3),
            (name[:-2] if len(name) >= _LONG else name, 3),
            (name.removesuffix(nominative), 3),
        ):
            if len(part) >= _LEAST_STEM and not _HAS_ONE_SIGN.search(part):
                if found.get(part, (number, 0))[0] != number or names.get(part, number) != number:
                    shared.add(part)
                found.setdefault(part, (number, ending))
    return {part: value for part, value in found.items() if part not in shared}


def _without_last_vowel(stem: str) -> str:
    """Return ``stem`` less a vowel before its last letter, which some cases lose: `wtorek`, `wtorku`; `marzec`, `marca`."""
    return stem[:-2] + stem[-1] if len(stem) > _LEAST_STEM + 1 and stem[-2] in VOWELS and stem[-1] not in VOWELS else stem


def fold(text: str) -> str:
    """Return ``text`` as names are compared: small letters, single spaces, no point at the end, one kind of apostrophe, no dot
    of a capital İ.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).casefold().translate(_SIGNS)).rstrip(".")
