"""The way back: days of the month in words, `the fifteenth of March`, `am dritten März`, by ICU's rules for spelling numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.calendar_names import CalendarNames, calendar_names, fold
from letterpack.checks.evidence.figures import in_figures
from letterpack.checks.lexicon.words import ordinals_spelled_out, words
from letterpack.languages import primary
from letterpack.languages.numbers import can_spell, numbers_in_words, ordinals_in_words

_DAYS: Final = range(1, 32)
_LEAST_LETTERS: Final = 3
_ENGLISH: Final = "en"
_DIVIDERS: Final = str.maketrans(dict.fromkeys(" ‐‑-"))
"""Texts divide what ICU joins, and join what it divides: Swedish `tjugo första`."""
_TENS: Final = (20, 30)
_FARTHEST: Final = 3
"""Words between a day and its month, or a month and its year."""
_MOST_WORDS: Final = 5
"""Of a day: `treinta y uno`; hyphens may be words of their own."""
_LONGEST_CASE: Final = 6
"""Letters of what is tied to a day in words behind its month: Hungarian `huszonhatodikán`, Turkish `yirmi altısında`."""
_TEN: Final = 10
_CENTURIES: Final = (1900, 2000)
_APOSTROPHES: Final = frozenset("'’")
_BEGIN_YEARS: Final = (*range(2, 21), 100, 1000, 1100, 1900, 2000)
"""What a year in words begins with: such a date is not judged, for its year is not read."""


class DateToken(Struct, frozen=True):
    """A word, number or sign of a text, at ``start`` to ``end``; ``spelled`` is the day of a month that it is in words."""

    text: str
    start: int
    end: int
    spelled: int | None = None

    @property
    def number(self) -> int | None:
        """The number that it is, in figures or as a day in words."""
        return in_figures(self.text) if self.spelled is None else self.spelled


def may_name_month(text: str, names: CalendarNames) -> bool:
    """Whether a month may be named in ``text``; sure where it says no."""
    folded = fold(text)
    return any(name in folded for name in (*names.months, *names.month_stems))


def with_spelled_days(tokens: Sequence[DateToken], text: str, names: CalendarNames, tag: str) -> list[DateToken]:
    """Return ``tokens`` with each day in words that stands before a month as one: `twenty-first of March`; behind it where the
    language says so: `november huszonhatodikán`.
    """
    found: list[DateToken] = []
    is_behind = primary(tag) in words("days_behind")
    skipped = 0
    for at, token in enumerate(tokens):
        if skipped:
            skipped -= 1
            continue
        if token.number is None and names.month(token.text):
            behind = tokens[at + 1 : at + 1 + _FARTHEST + _MOST_WORDS]
            if is_behind and (spelled := _spelled_behind(behind, text, tag)):
                found += [token, spelled[1]]
                skipped = spelled[0]
                continue
            if not _has_year_in_words(behind[:_FARTHEST], tag):
                has_year = bool(behind) and behind[0].number is not None
                last = _before_fillers(found)
                # English `the second March` may be a march.
                is_month = has_year or last < len(found) or primary(tag) != _ENGLISH
                if is_month and (spelled := _spelled(found[:last], text, tag)):
                    found[last - spelled[0] : last] = [spelled[1]]
        found.append(token)
    return found


def _spelled_behind(behind: Sequence[DateToken], text: str, tag: str) -> tuple[int, DateToken] | None:
    """Return how many of the tokens ``behind`` a month are fillers and the day in words, and the day, whatever its case."""
    first = next((at for at, each in enumerate(behind[:_FARTHEST]) if not _is_between(each, tag)), None)
    if first is None or behind[first].text[0].isupper():  # `March Second Street`
        return None
    ends = [_key(text[behind[first].start : each.end]) for each in behind[first : first + _MOST_WORDS]]
    if ends[-1].startswith(_years(tag)):
        return None
    days, longest = _spelled_days(tag), 0 if primary(tag) == _ENGLISH else _LONGEST_CASE
    for count in range(len(ends), 0, -1):
        said, before = ends[count - 1], len(ends[count - 2]) if count > 1 else 0
        for length in range(len(said), max(_LEAST_LETTERS, before + 1, len(said) - longest) - 1, -1):
            if (day := days.get(said[:length])) is not None:
                start, end = behind[first].start, behind[first + count - 1].end
                return first + count, DateToken(text[start:end], start, end, day)
    return None


@lru_cache(maxsize=32)
def _years(tag: str) -> tuple[str, ...]:
    """Return how years in words begin."""
    return tuple(map(_key, numbers_in_words(_CENTURIES, tag)))


def _is_between(token: DateToken, tag: str) -> bool:
    """Whether the token may stand between a month and the day in words behind it: `November the first`, `Kasım'ın ikisi`."""
    said = token.text.casefold()
    return said in _APOSTROPHES or (said == "the" and primary(tag) == _ENGLISH)


def _before_fillers(tokens: Sequence[DateToken]) -> int:
    """Return how many of ``tokens`` stand before the words between a day and its month, `of`."""
    last = len(tokens)
    while last > max(0, len(tokens) - _FARTHEST) and tokens[last - 1].text.casefold() in words("date_fillers"):
        last -= 1
    return last


def _spelled(before: Sequence[DateToken], text: str, tag: str) -> tuple[int, DateToken] | None:
    """Return of how many tokens the day in words is that ``before`` ends with, and the day."""
    for count in range(min(_MOST_WORDS, len(before)), 0, -1):
        start, end = before[-count].start, before[-1].end
        day = _spelled_days(tag).get(_key(text[start:end]))
        if day is not None:
            is_name = text[start].isupper()  # `the Second of May Movement`
            is_part = is_name or _is_cut([each.text for each in before[:-count]], tag)
            return None if is_part else (count, DateToken(text[start:end], start, end, day))
    return None


def _is_cut(before: Sequence[str], tag: str) -> bool:
    """Whether what stands ``before`` a day in words makes it a part of a larger number, or a fraction: `a third of March`."""
    tens = _tens(tag)
    return any(_key(each) in tens for each in before[-2:]) or (
        primary(tag) == _ENGLISH and bool(before) and before[-1].casefold() in words("fraction_words")
    )


def _has_year_in_words(behind: Sequence[DateToken], tag: str) -> bool:
    word = next((each.text for each in behind if each.text != "," and each.text.casefold() not in words("date_fillers")), "")
    return word.isalpha() and _key(word).startswith(_year_beginnings(primary(tag)))


@lru_cache(maxsize=32)
def _spelled_days(tag: str) -> dict[str, int]:
    names, found = calendar_names(tag), dict[str, int]()
    shared: set[str] = set()
    for said, day in _ways(tag):
        if len(said) < _LEAST_LETTERS or names.weekday(said) is not None or names.month(said) or any(map(str.isdigit, said)):
            continue  # Vietnamese `thứ hai` is Monday, too.
        if found.setdefault(said, day) != day:
            shared.add(said)
    return {said: day for said, day in found.items() if said not in shared}


def _ways(tag: str) -> Iterator[tuple[str, int]]:
    language = primary(tag)
    yield from _ordinals_spelled_out(language)
    is_counted = language in words("days_counted")
    for spelled in ordinals_in_words(_DAYS, tag):
        # `secondo` and `segundo` are `according to`; only the first has a number of its own there.
        yield from zip(map(_key, spelled[:1] if is_counted else spelled), _DAYS, strict=False)
    if (is_counted or language in words("days_either") | words("days_behind")) and language != _ENGLISH and can_spell(tag):
        for form in ("", "feminine"):
            yield from zip(map(_key, numbers_in_words(_DAYS[1:], tag, form)), _DAYS[1:], strict=True)


def _ordinals_spelled_out(language: str) -> Iterator[tuple[str, int]]:
    """Yield the days in words of ``day_ordinals.toml``."""
    known = ordinals_spelled_out(language)
    ones = [(each, day) for day, ways in enumerate(known.get("ones", "").split(), 1) for each in ways.split("|")]
    tens = [(each, ten) for ten, ways in zip(_TENS, known.get("tens", "").split(), strict=False) for each in ways.split("|")]
    yield from ((_key(each.replace("_", " ")), day) for each, day in ones)
    yield from ((_key(each), _TENS[-1]) for each in known.get("thirtieth", "").split("|") if each)
    yield from ((_key(each), int(day)) for each, _, day in (pair.partition("=") for pair in known.get("also", "").split()))
    for (ten, tenth), (one, day), way in product(tens, ones, filter(None, known.get("joined", "").split("|"))):
        if tenth + day in _DAYS and day < _TEN:
            yield _key(way.replace("TEN", ten).replace("ONE", one.replace("_", " "))), tenth + day


@lru_cache(maxsize=32)
def _tens(tag: str) -> frozenset[str]:
    ordinals = [_key(each) for row in ordinals_in_words(_TENS, tag) for each in row]
    spelled = [_key(each) for each in ordinals_spelled_out(primary(tag)).get("tens", "").replace("|", " ").split()]
    return frozenset([*ordinals, *spelled, *map(_key, numbers_in_words(_TENS, tag))])


@lru_cache(maxsize=32)
def _year_beginnings(tag: str) -> tuple[str, ...]:
    spelled = [_key(each.split()[0]) for each in numbers_in_words(_BEGIN_YEARS, tag)]
    return tuple([each for each in spelled if len(each) >= _LEAST_LETTERS])


def _key(said: str) -> str:
    return fold(said).translate(_DIVIDERS)
