"""The way back: dates as running text writes them, with their weekdays, found by the names of months and days of the text's
language.

A month's name is looked for first, then day and year among the words beside it, whatever their order; then a weekday before
the day or behind the date. Names are bent in many languages: all but a name's last letters must be there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.calendar_days import LEAST_YEAR, MONTHS, days_of
from letterpack.checks.evidence.calendar_names import calendar_names, fold
from letterpack.checks.evidence.date_tokens import DASHES, FARTHEST, DatedText
from letterpack.checks.evidence.date_weekdays import WeekdayFinder
from letterpack.checks.evidence.day_words import may_name_month
from letterpack.checks.evidence.sign_dates import BEHIND, HAN_DAY, HAN_MONTH, HAN_YEAR, MAY_BE_DATE, RANGE_END, number_of
from letterpack.checks.lexicon.words import words
from letterpack.patterns import late
from letterpack.values import replace

_LAST_YEAR: Final = 2200
_MODERN_YEAR: Final = 1900
"""Before it a number of four digits may as well be a count; from it on, in figures alone, it is a year."""
_BUDDHIST: Final = 543
"""Years that Thai counts before the common era; from 2443 (1900) on, a year in a Thai text is counted so."""
_THAI: Final = late("[\u0e01-\u0e4e]")
_NO_DAY: Final = 40
"""From here on a number beside a month is no mistyped day, but a year without its century, or a count."""
_BY_NUMBER: Final = late(
    r"(?:(?<![\w./-])(?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)|(?<![\w./-])(?P<one>\d{1,2})(?P<sign>[./])\s?(?P<two>\d{1,2})(?P=sign)\s?(?P<year>\d{4})"
    r"|(?<!\d)(?P<vi_day>\d{1,2}) tháng (?P<vi_month>\d{1,2})(?: năm|,) (?P<vi_year>\d{4})"
    r"|(?<!\d)(?P<mn_year>\d{4}) (?:оны|он) (?P<mn_month>\d{1,2})(?:[- ]?(?:р|дугаар|дүгээр))? сарын (?P<mn_day>\d{1,2})"
    rf"|(?:(?<!\d)(?P<cjk>\d{{4}}|{HAN_YEAR})\s?[年년]\s?)?(?<![\d一二三四五六七八九十])(?P<cjk_month>\d{{1,2}}|{HAN_MONTH})"
    rf"\s?[月월]\s?(?P<cjk_day>{HAN_DAY})\s?[日号號일])(?!\d|[/-]\d)"
)
_LONGEST_BETWEEN: Final = 16
"""Characters between the two dates of a range, and before the first."""
_MOST_SIGNS: Final = 2
"""Words that part the days of a range: `bis zum`."""
_MOST_BEFORE_MOVED: Final = 60
_MOST_LISTED: Final = 31
"""Days of one month in a list."""


class SaidDate(Struct, frozen=True):
    """A date in a text, at ``start`` to ``end``: the days it may mean (none: there is no such day), and the weekday it names,
    Monday 0. ``has_year`` where the text says the year; else ``days`` has one of a
    leap year where there is such a day. ``is_backward``: a range that ends before it begins. ``may_count``: what is taken for
    the year may count what stands behind it, as in `on Monday, 5 June 1200 people came`. ``shown`` is how it is told where its
    month stands behind other days: `24 November` of `24 and 26 November`.
    """

    start: int
    end: int
    days: tuple[date, ...]
    weekday: int | None
    has_year: bool = True
    month: int = 0
    day: int = 0
    is_backward: bool = False
    may_count: bool = False
    shown: str = ""


def dates_in(text: str, tag: str) -> Iterator[SaidDate]:
    """Yield the dates in ``text``, which is in the language ``tag``, in order; those without a year where they name a weekday,
    or a day that is none of any year.
    """
    names = calendar_names(tag)
    if not any(map(str.isdigit, text)) and not may_name_month(text, names) and not MAY_BE_DATE.search(text):
        return
    finder = _DateFinder(DatedText(text, names, tag))
    found = finder.with_ranges(sorted([*finder.by_name(), *finder.by_number()], key=lambda each: (each.start, -each.end)))
    taken: set[int] = set()
    for said in sorted(found, key=lambda each: (each.start, -each.end)):
        if taken.isdisjoint(range(said.start, said.end)):
            taken.update(range(said.start, said.end))
            if said.has_year or said.weekday is not None or not said.days or said.is_backward:
                yield said


class _DateFinder:
    def __init__(self, dated: DatedText) -> None:
        self._dated = dated
        self._text, self._tokens, self._names = dated.text, dated.tokens, dated.names
        self._starts = [token.start for token in dated.tokens]
        self._weekdays = WeekdayFinder(dated)
        self._is_thai = bool(_THAI.search(dated.text))

    def by_name(self) -> Iterator[SaidDate]:
        for at, token in enumerate(self._tokens):
            is_day = at > 0 and self._tokens[at - 1].text in DASHES and fold(token.text) in self._names.both
            if token.number is None and not is_day and (month := self._names.month(token.text)):
                yield from self._beside(at, month)

    def by_number(self) -> Iterator[SaidDate]:
        for match in _BY_NUMBER.finditer(self._text):
            if match["cjk_month"]:
                yield from self._of_signs(match)
                continue
            inside = self._span_of(match)
            weekday, start, end = self._weekdays.beside(*inside) if inside else (None, *match.span())
            if weekday is None:
                start, end = match.span()  # Where no spaces divide words, the date's last token is the rest of the sentence.
            if match["iso"]:
                days = days_of((int(match["iso"]), int(match["iso_month"]), int(match["iso_day"])))
            elif match["mn_day"]:
                days = days_of((int(match["mn_year"]), int(match["mn_month"]), int(match["mn_day"])))
            elif match["vi_day"]:
                days = days_of((int(match["vi_year"]), int(match["vi_month"]), int(match["vi_day"])))
            elif int(match["year"]) >= _MODERN_YEAR:
                one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
                wholes = {"dM": (year, two, one), "Md": (year, one, two)}
                days = days_of(*[wholes[order] for order in sorted(self._names.orders, reverse=True)])
            else:
                continue
            yield SaidDate(min(match.start(), start), max(match.end(), end), days, weekday)

    def with_ranges(self, found: Sequence[SaidDate]) -> list[SaidDate]:
        """Return the dates ``found``, and before them those that begin a range and lie behind the one that ends it:
        `from 12 May to 3 May`.
        """
        backward = [
            replace(first, end=last.end, is_backward=True)
            for first, last in pairwise(found)
            if first.end <= last.start and self._is_range(first, last) and _is_behind(first, last)
        ]
        return [*backward, *found] if backward else [*found]

    def _is_range(self, first: SaidDate, last: SaidDate) -> bool:
        """Whether what stands between two dates, and before them, says that the one begins a range that the other ends."""
        if last.start - first.end > _LONGEST_BETWEEN or self._is_moved(first.start):
            return False
        between = self._text[first.end : last.start].casefold().split()
        signs = [word for word in between if word not in words("date_fillers")]
        if not 1 <= len(signs) <= _MOST_SIGNS:
            return False
        is_list = signs[0] in words("and_words")
        return self._is_between(first.start) if is_list else signs[0] in words("range_words") or signs[0] in DASHES

    def _is_between(self, start: int) -> bool:
        """Whether the words before the place ``start`` say `between`."""
        before = self._text[max(0, start - _LONGEST_BETWEEN) : start].casefold().split()[-2:]
        return any(word in words("between") for word in before)

    def _is_moved(self, start: int) -> bool:
        """Whether something was moved from the day at ``start``, so that the day behind it may well be an earlier one."""
        before = self._text[max(0, start - _MOST_BEFORE_MOVED) : start].casefold()
        return any(stem in before for stem in words("moved"))

    def _of_signs(self, match: re.Match[str]) -> Iterator[SaidDate]:
        """Yield the date whose parts signs follow, `11月26日（木）`, and the end of a range that it begins."""
        whole = (number_of(match["cjk"]), number_of(match["cjk_month"]), number_of(match["cjk_day"]))
        if whole[1] not in MONTHS or not whole[2]:
            return
        inside = self._span_of(match)  # Where no spaces divide words, no token may begin in it.
        weekday, start, end = self._weekdays.beside(*inside) if inside else (None, *match.span())
        start, end = (min(match.start(), start), max(match.end(), end)) if weekday is not None else match.span()
        if weekday is None and (behind := BEHIND.match(self._text, match.end())):
            weekday = self._beginning(behind[2] or behind[3], is_alone=bool(behind[2]))
            end = behind.end() if weekday is not None and behind[1] else end
        if said := _said(start, end, whole, weekday):
            yield said
        if end_of_range := RANGE_END.match(self._text, match.end()):
            ends = (whole[0], number_of(end_of_range["month"]) or whole[1], number_of(end_of_range["day"]))
            behind = BEHIND.match(self._text, end_of_range.end())
            weekday = self._beginning(behind[2] or behind[3], is_alone=bool(behind[2])) if behind else None
            end = behind.end() if behind and weekday is not None and behind[1] else end_of_range.end()
            if said := _said(end_of_range.start("day"), end, ends, weekday):
                yield said

    def _beginning(self, text: str, *, is_alone: bool) -> int | None:
        """Return the weekday that ``text`` begins with, where no spaces divide words: a single sign only where it stands
        ``is_alone`` in brackets, for `金` begins `金融庁`, too.
        """
        sizes = (3, 2, 1) if is_alone else (3, 2)
        named = (self._names.weekday(text[:size]) for size in sizes if size <= len(text))
        return next((day for day in named if day is not None), None)

    def _span_of(self, match: re.Match[str]) -> tuple[int, int] | None:
        """Return the first and the last token that begins in ``match``, None where none does."""
        first, behind = (bisect_left(self._starts, place) for place in match.span())
        return (first, behind - 1) if first < behind else None

    def _beside(self, at: int, month: int) -> Iterator[SaidDate]:
        """Yield the date whose month is the word ``at``, and those of a range that it ends."""
        numbered = self._number(at, -1, lambda number: number < _NO_DAY and number < LEAST_YEAR)
        behind = self._number(at, 1, lambda number: number < _NO_DAY)
        # `26 November`; but in `2026. november 26` and `November 26, 2026` the day stands behind.
        day = numbered if numbered is not None else behind
        if day is None or self._dated.is_counted(day):
            return
        year = self._number(max(at, day), 1, self._is_year)
        year = year if year is not None else self._number(min(at, day), -1, self._is_year)
        first, last = min(day, at), max(day, at)
        if listed := list(self._listed(day, at, year, month)):
            yield from listed
            return
        weekday, start, end = self._weekdays.beside(
            first if year is None else min(first, year), last if year is None else max(last, year)
        )
        if weekday is None and year is not None and year < first:
            weekday, start, end = self._weekdays.beside(first, last)
        whole = (
            self._common_year(int(self._tokens[year].text)) if year is not None else 0,
            month,
            self._tokens[day].number or 0,
        )
        begins = min(self._tokens[first].start, start) if year is None else min(self._tokens[min(first, year)].start, start)
        ends = max(self._tokens[last].end, end) if year is None else max(self._tokens[max(last, year)].end, end)
        said = _said(begins, ends, whole, weekday)
        if said and numbered is None and not said.days and weekday is None and self._counts_behind(at, has_year=year is not None):
            return
        if said:
            yield replace(said, may_count=True) if year is not None and self._may_count(year) else said
        if numbered is not None:
            yield from self._range_before(self._before_day(day), whole, said)

    def _counts_behind(self, at: int, *, has_year: bool) -> bool:
        """Whether a number behind the month ``at`` that is no day of it counts something: `in May 35 people`."""
        if has_year or not self._names.month_before_day:
            return not self._names.month_before_day
        is_bent = fold(self._tokens[at].text) not in self._names.months
        return is_bent or (at > 0 and self._tokens[at - 1].text.casefold() in words("before_months"))

    def _listed(self, day: int, at: int, year: int | None, month: int) -> Iterator[SaidDate]:
        """Yield the dates of a list that ends with the ``day`` and its month ``at``, where several weekdays stand before it or
        behind: each is of one, in order, if they are as many. `Tuesday and Thursday, 24 and 26 November`.
        """
        days = self._days_before(day)
        last = max(at, day if year is None else year)
        named = self._weekdays.listed_before(days[0]) or self._weekdays.listed_behind(last + 1)
        if len(named) == 1 or not named:
            return
        self._weekdays.used.update(named)
        said_year = self._common_year(int(self._tokens[year].text)) if year is not None else 0
        weekdays = list(named.values()) if len(named) == len(days) else [None] * len(days)
        for place, weekday in zip(days, weekdays, strict=True):
            end = self._tokens[last if place == day else place].end
            if said := _said(self._tokens[place].start, end, (said_year, month, self._tokens[place].number or 0), weekday):
                shown = "" if place == day else f"{self._tokens[place].text} {self._tokens[at].text}"
                yield replace(said, shown=shown)

    def _days_before(self, day: int) -> list[int]:
        """Return the tokens of the days of a list that ends with ``day``, which it is alone where there is no list."""
        found = [day]
        while len(found) < _MOST_LISTED:
            here = found[0] - 1
            while here > 0 and self._dated.is_filler(here) and self._tokens[here].text != ",":
                here -= 1
            if here < 1 or not self._dated.is_between(here):
                return found
            before = here - 1
            while before > 0 and self._dated.is_filler(before):
                before -= 1
            number = self._tokens[before].number
            if number is None or not 1 <= number < _NO_DAY or self._dated.is_part(before) or self._dated.is_counted(before):
                return found
            found.insert(0, before)
        return found

    def _is_year(self, number: int) -> bool:
        return LEAST_YEAR <= self._common_year(number) < _LAST_YEAR

    def _may_count(self, at: int) -> bool:
        token = self._tokens[at]
        is_before_word = self._text[token.end : token.end + 2].strip().isalpha()
        return (token.number or 0) < _MODERN_YEAR and is_before_word and not self._dated.is_filler(at + 1)

    def _common_year(self, number: int) -> int:
        """Return the year of the common era that ``number`` is in the era that the text counts in."""
        return number - _BUDDHIST if self._is_thai and number >= _MODERN_YEAR + _BUDDHIST else number

    def _before_day(self, day: int) -> int:
        """Return the token before a day and the weekday and fillers before it."""
        at = day - 1
        while at >= 0 and (self._dated.is_filler(at) or at in self._weekdays.used or self._tokens[at].text == ","):
            at -= 1
        return at

    def _range_before(self, at: int, whole: tuple[int, int, int], last: SaidDate | None) -> Iterator[SaidDate]:
        """Yield the earlier day of a range that ends with the date ``whole``: `Monday 23 to Friday 27 November`."""
        is_list = at > 0 and self._dated.is_between(at) and self._tokens[at].text != ","
        if at < 1 or not (is_list or self._dated.is_range_sign(at)):
            return
        first = at - 1
        while first > 0 and self._dated.is_filler(first):
            first -= 1
        number = self._tokens[first].number
        if number is None or not 1 <= number < _NO_DAY or self._dated.is_counted(first):
            return
        weekday, start, end = self._weekdays.beside(first, first, is_behind=False)
        said = _said(
            min(start, self._tokens[first].start), max(end, self._tokens[first].end), (whole[0], whole[1], number), weekday
        )
        is_range = not is_list or self._is_between(self._tokens[first].start)
        if said and last and said.days and last.days and said.days[0] >= last.days[0] and is_range:
            if not self._is_moved(said.start):
                yield replace(said, end=last.end, is_backward=True)
        elif said and not (is_list and not self._dated.is_range_sign(at)):
            yield said

    def _number(self, at: int, step: int, fits: Callable[[int], bool]) -> int | None:
        """Return the place of the nearest number that ``fits``, a few signs and fillers away."""
        here = at + step
        for _ in range(FARTHEST):
            if not 0 <= here < len(self._tokens):
                return None
            number = self._tokens[here].number
            if number is not None:
                return here if fits(number) and not self._dated.is_part(here) else None
            if not self._dated.is_filler(here) or self._dated.ends_sentence(min(at, here), max(at, here), step):
                return None
            here += step
        return None


def _is_behind(first: SaidDate, last: SaidDate) -> bool:
    """Whether ``first`` is later than ``last``, whatever days they mean: where a year is missing, in one month alone."""
    if not first.days or not last.days or first.start == last.start:
        return False
    if first.has_year and last.has_year:
        return min(first.days) > max(last.days)
    months = {day.month for day in (*first.days, *last.days)}
    return not first.has_year and len(months) == 1 and first.days[0].day > last.days[0].day


def _said(start: int, end: int, whole: tuple[int, int, int], weekday: int | None) -> SaidDate | None:
    """Return the date of year (0: none is said), month and day, where it can be one."""
    year, month, day = whole
    if year:
        return SaidDate(start, end, days_of(whole), weekday, month=month, day=day)
    if 1 <= day <= monthrange(2024, month)[1]:
        return SaidDate(start, end, (date(2024, month, day),), weekday, has_year=False, month=month, day=day)
    return SaidDate(start, end, (), weekday, has_year=False, month=month, day=day) if day < _NO_DAY else None
