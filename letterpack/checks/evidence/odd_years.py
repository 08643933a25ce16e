"""The way back: years by themselves, or behind a day and its month, that the words beside them say cannot be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.checks.evidence.calendar_names import calendar_names
from letterpack.checks.lexicon.words import tense_words, words, year_words
from letterpack.languages import primary
from letterpack.patterns import late

WrongYear: TypeAlias = Literal["over", "no year"]

_NUMBER: Final = late(r"(?<![\d.,/:№#§-])\d{4,6}(?![\d/:%]|[.,-]\d)")
_WORDS_BEFORE: Final = late(r"(?:[^\W\d_]+|\d{1,2}[.º]?)\s+$|[’']\s*$")
_DAY: Final = late(r"(?<!\d)(?:[12]?\d|3[01])(?:\.|º|st|nd|rd|th|er)?\s*(?:de|of|d’|d')?\s*$")
_ENDS: Final = late(r"\s*(?:[.,;:!?)»”\"]|$)")
_YEAR: Final = 4
"""Figures of a year."""
_LONG: Final = ("19", "20")
"""How a year begins that has a figure too many."""
_DECADES: Final = 15
_CENTURY: Final = 75
_ANOTHER_CALENDAR: Final = 3000
"""No slip in a year of ours; the Hebrew calendar counts 5787, and prehistory 4000."""
_BUDDHIST: Final = range(2500, 2600)
_OTHER_ERAS: Final = frozenset({"th", "lo", "km", "ne", "my", "si"})
"""Languages whose years are not only those of the common era."""
_FARTHEST: Final = 40
_MOST_OF_A_SENTENCE: Final = 300
_MOST_BEFORE: Final = 3
_ENDS_SENTENCE: Final = late(r"[.!?;。]\s+(?=(\S))")


class OddYear(Struct, frozen=True):
    """A year at ``start`` to ``end`` of a text: described as ``over`` before it comes, or a number that is ``no year``."""

    start: int
    end: int
    what: WrongYear


def odd_years(text: str, tag: str, written: int) -> Iterator[OddYear]:
    """Yield the odd years of ``text``, in the language ``tag``, of a letter of the year ``written``."""
    language = primary(tag)
    for found in _NUMBER.finditer(text):
        number = found[0]
        if len(number) > _YEAR:
            if (
                number.startswith(_LONG)
                and _ENDS.match(text, found.end())
                and (_is_behind_day(text, found.start(), tag) or _is_after(text, found.start(), language, "since"))
            ):
                yield OddYear(found.start(), found.end(), "no year")
        elif (
            written < int(number) < _ANOTHER_CALENDAR
            and language not in _OTHER_ERAS
            and int(number) not in _BUDDHIST
            and not _before_our_era(language).match(text, found.end())
        ):
            if _is_over(text, found, language, int(number) - written):
                yield OddYear(found.start(), found.end(), "over")
            elif int(number) > written + _CENTURY and _is_behind_day(text, found.start(), tag) and _ENDS.match(text, found.end()):
                yield OddYear(found.start(), found.end(), "no year")


@cache
def _before_our_era(language: str) -> re.Pattern[str]:
    """Return the pattern of what says that the year before it is one before our era (Unicode CLDR)."""
    from babel import Locale, UnknownLocaleError

    said: set[str] = {"BC", "BCE"}
    with suppress(UnknownLocaleError, ValueError):
        said.update(str(names[0]) for width, names in Locale.parse(language).eras.items() if width != "narrow" and names.get(0))
    written = (re.escape(each).replace(r"\ ", r"\s?") for each in sorted(said, key=len, reverse=True))
    return re.compile(rf"\s?(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)


def _is_behind_day(text: str, start: int, tag: str) -> bool:
    """Whether a month stands before the place ``start``, and a day beside it: `3 May 2026`, `May 3, 2026`."""
    before = text[max(0, start - _FARTHEST) : start]
    names = calendar_names(tag)
    found = [*re.finditer(r"[^\W\d_]+", before)]
    for word in found[-_MOST_BEFORE:]:
        if names.month(word[0]):
            between = before[word.end() :]
            is_beside = not any(map(str.isdigit, between))  # Else it is another number's: `15 January 2027: tel. 212 3456`.
            return bool((is_beside and _DAY.search(before[: word.start()])) or re.match(r"\s+(?:[12]?\d|3[01]),?\s*$", between))
    return False


def _is_over(text: str, found: re.Match[str], language: str, years: int) -> bool:
    known = year_words(language)
    behind = known.get("behind")
    if behind and re.match(behind, text[found.end() : found.end() + _FARTHEST], re.IGNORECASE):
        return True
    if _is_after(text, found.start(), language, "since"):
        return True
    future = known.get("future")
    sentence = _sentence(text, *found.span())
    if future is None or re.search(future, sentence, re.IGNORECASE):
        return False
    if years >= _DECADES and _is_after(text, found.start(), language, "from"):
        return True
    done = tense_words(language).get("done", "").partition("[^")[0]
    not_yet = tense_words(language).get("not_yet", "")
    return (
        bool(done)
        and _is_after(text, found.start(), language, "in")
        and bool(re.search(done, sentence, re.IGNORECASE))
        and not (not_yet and re.search(not_yet, sentence, re.IGNORECASE))
    )


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a year, without it. Behind a point of an abbreviation, a small letter goes on: `2050 г. ще`."""
    before = text[max(0, start - _MOST_OF_A_SENTENCE) : start]
    behind = text[end : end + _MOST_OF_A_SENTENCE]
    begins = max([each.end() for each in _ENDS_SENTENCE.finditer(before) if not each[1].islower()], default=0)
    ends = min([each.start() for each in _ENDS_SENTENCE.finditer(behind) if not each[1].islower()], default=len(behind))
    return f"{before[begins:]} {behind[:ends]}"


def _is_after(text: str, start: int, language: str, key: str) -> bool:
    """Whether what ``years.toml`` says under ``key`` stands before the place ``start``, with a month at most between."""
    pattern = _patterns(language).get(key)
    if pattern is None:
        return False
    before = text[max(0, start - _FARTHEST) : start]
    names = calendar_names(language)
    for _ in range(_MOST_BEFORE):
        if pattern.search(before):
            return True
        word = _WORDS_BEFORE.search(before)
        said = word[0].strip().casefold() if word else ""
        if word is None or not (said[:1].isdigit() or said in words("date_fillers") or names.month(said)):
            return False
        before = before[: word.start()]
    return bool(pattern.search(before))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    found = year_words(language)
    return {key: re.compile(rf"(?<!\w)(?:{found[key]})\s+$", re.IGNORECASE) for key in ("since", "from", "in") if key in found}
