"""The way back: dates as running text writes them, with their weekdays, found by the names of months and days of the text's
language.

A month's name is looked for first, then day and year among the words beside it, whatever their order; then a weekday before
the day or behind the date. Names are bent in many languages: all but a name's last letters must be there.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.calendar_days import LEAST_YEAR, MONTHS, days_of
from letterpack.checks.evidence.calendar_names import CalendarNames, calendar_names, fold
from letterpack.checks.evidence.day_words import DateToken, may_name_month, with_spelled_days
from letterpack.checks.evidence.sign_dates import BEHIND, HAN_DAY, HAN_MONTH, HAN_YEAR, MAY_BE_DATE, RANGE_END, number_of
from letterpack.checks.evidence.written_words import MARKS
from letterpack.checks.lexicon.words import words

_LAST_YEAR: Final = 2200
_MODERN_YEAR: Final = 1900
"""Before it a number of four digits may as well be a count; from it on, in figures alone, it is a year."""
_BUDDHIST: Final = 543
"""Years that Thai counts before the common era; from 2443 (1900) on, a year in a Thai text is counted so."""
_THAI: Final = re.compile("[\u0e01-\u0e4e]")
_UNSPACED: Final = re.compile("[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3]")
"""Thai, Lao, Burmese, Khmer: no spaces divide their words."""
_NO_DAY: Final = 40
"""From here on a number beside a month is no mistyped day, but a year without its century, or a count."""
_BY_NUMBER: Final = re.compile(
    r"(?:(?<![\w./-])(?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)|(?<![\w./-])(?P<one>\d{1,2})(?P<sign>[./])\s?(?P<two>\d{1,2})(?P=sign)\s?(?P<year>\d{4})"
    r"|(?<!\d)(?P<vi_day>\d{1,2}) tháng (?P<vi_month>\d{1,2})(?: năm|,) (?P<vi_year>\d{4})"
    r"|(?<!\d)(?P<mn_year>\d{4}) (?:оны|он) (?P<mn_month>\d{1,2})(?:[- ]?(?:р|дугаар|дүгээр))? сарын (?P<mn_day>\d{1,2})"
    rf"|(?:(?<!\d)(?P<cjk>\d{{4}}|{HAN_YEAR})\s?[年년]\s?)?(?<![\d一二三四五六七八九十])(?P<cjk_month>\d{{1,2}}|{HAN_MONTH})"
    rf"\s?[月월]\s?(?P<cjk_day>{HAN_DAY})\s?[日号號일])(?!\d|[/-]\d)"
)
_NUMBERED: Final = re.compile(
    r"(?:\b(?:no|nos|art|articles?|artículos?|artigos?|artikel|para|paragraphs?|sections?|resolutions?|comments?|law|decree|act|case|пункт\w*|стать\w+|указ\w*|бап)\.?"
    r"|№|§|/)\s*$",
    re.IGNORECASE,
)
"""Before a number that counts articles and is no day."""
_MOST_BEFORE: Final = 60
"""Characters of it: what is sought in all that stands before each number costs the square of the text."""
_TOKEN: Final = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{MARKS}]|[-’'](?=[^\W\d_]))*|[^\w\s]")
_SENTENCE: Final = re.compile(r"[.!?;。！？]\s")
_LONGEST_SHORT: Final = 2
_FARTHEST: Final = 6
"""Words between a day and its month or year, signs among them."""
_DASHES: Final = frozenset("-–—")
_TIES: Final = frozenset("-‑'’ʼ")
_LONGEST_TIED: Final = 5
_MOST_LISTED: Final = 31
"""Days of one month in a list."""
_LONGEST_LINK: Final = 4
"""Words between a date and the weekday behind it."""
_MINUTES: Final = re.compile(r"[:.h]\d\d(?![.\d]|\s?\w+ \d{4})")


@dataclass(frozen=True, slots=True)
class SaidDate:
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
    tokens = with_spelled_days(_tokens(text, names), text, names, tag)
    finder = _DateFinder(text, tokens, names)
    found = [*finder.by_name(), *finder.by_number()]
    taken: set[int] = set()
    for said in sorted(found, key=lambda each: (each.start, -each.end)):
        if taken.isdisjoint(range(said.start, said.end)):
            taken.update(range(said.start, said.end))
            if said.has_year or said.weekday is not None or not said.days:
                yield said


@lru_cache(maxsize=64)
def _token_pattern(dotted: str) -> re.Pattern[str]:
    """Return what finds words, numbers and signs, and the abbreviations with signs within them that ``dotted`` finds."""
    return re.compile(f"{dotted}|{_TOKEN.pattern}", re.IGNORECASE) if dotted else _TOKEN


def _tokens(text: str, names: CalendarNames) -> list[DateToken]:
    """Return the words, numbers and signs of ``text``; a weekday or month among words that no spaces divide is one of its own."""
    pattern = _token_pattern(names.dotted) if "." in text else _TOKEN
    found = [DateToken(match[0], *match.span()) for match in pattern.finditer(text)]
    if names.longest_month > 1:
        found = _joined(found, text, names)
    if not _UNSPACED.search(text):
        return found
    known = sorted((name for name in (*names.weekdays, *names.months) if _UNSPACED.match(name)), key=len, reverse=True)
    divider = re.compile(f"({'|'.join(map(re.escape, known))})") if known else None
    return found if divider is None else [part for token in found for part in _divided(token, divider)]


def _joined(tokens: Sequence[DateToken], text: str, names: CalendarNames) -> list[DateToken]:
    """Return ``tokens`` with each month that is several words as one: Mongolian `арван нэгдүгээр сарын`."""
    found: list[DateToken] = []
    at = 0
    while at < len(tokens):
        for width in range(min(names.longest_month, len(tokens) - at), 0, -1):
            start, end = tokens[at].start, tokens[at + width - 1].end
            if width == 1 or names.month(text[start:end]):
                found.append(DateToken(text[start:end], start, end))
                at += width
                break
    return found


def _divided(token: DateToken, divider: re.Pattern[str]) -> Iterator[DateToken]:
    """Yield the parts of ``token`` before, in and behind what the ``divider`` finds."""
    start = token.start
    for part in divider.split(token.text):
        if part:
            yield DateToken(part, start, start + len(part))
        start += len(part)


class _DateFinder:
    def __init__(self, text: str, tokens: Sequence[DateToken], names: CalendarNames) -> None:
        self._text, self._tokens, self._names = text, tokens, names
        self._is_thai = bool(_THAI.search(text))
        self._used: set[int] = set()
        """Weekdays that stand before a date: they are not also said of the one in front of them."""

    def by_name(self) -> Iterator[SaidDate]:
        for at, token in enumerate(self._tokens):
            is_day = at > 0 and self._tokens[at - 1].text in _DASHES and fold(token.text) in self._names.both
            if token.number is None and not is_day and (month := self._names.month(token.text)):
                yield from self._beside(at, month)

    def by_number(self) -> Iterator[SaidDate]:
        for match in _BY_NUMBER.finditer(self._text):
            if match["cjk_month"]:
                yield from self._of_signs(match)
                continue
            inside = self._span_of(match)
            weekday, start, end = self._weekday(*inside) if inside else (None, *match.span())
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

    def _of_signs(self, match: re.Match[str]) -> Iterator[SaidDate]:
        """Yield the date whose parts signs follow, `11月26日（木）`, and the end of a range that it begins."""
        whole = (number_of(match["cjk"]), number_of(match["cjk_month"]), number_of(match["cjk_day"]))
        if whole[1] not in MONTHS or not whole[2]:
            return
        inside = self._span_of(match)  # Where no spaces divide words, no token may begin in it.
        weekday, start, end = self._weekday(*inside) if inside else (None, *match.span())
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
        return next((day for size in sizes if (day := self._names.weekday(text[:size])) is not None), None)

    def _span_of(self, match: re.Match[str]) -> tuple[int, int] | None:
        """Return the first and the last token that begins in ``match``, None where none does."""
        inside = [at for at, token in enumerate(self._tokens) if match.start() <= token.start < match.end()]
        return (inside[0], inside[-1]) if inside else None

    def _beside(self, at: int, month: int) -> Iterator[SaidDate]:
        """Yield the date whose month is the word ``at``, and those of a range that it ends."""
        numbered = self._number(at, -1, lambda number: number < _NO_DAY and number < LEAST_YEAR)
        behind = self._number(at, 1, lambda number: number < _NO_DAY)
        # `26 November`; but in `2026. november 26` and `November 26, 2026` the day stands behind.
        day = numbered if numbered is not None else behind
        if day is None or self._is_counted(day):
            return
        year = self._number(max(at, day), 1, self._is_year)
        year = year if year is not None else self._number(min(at, day), -1, self._is_year)
        first, last = min(day, at), max(day, at)
        if listed := list(self._listed(day, at, year, month)):
            yield from listed
            return
        weekday, start, end = self._weekday(
            first if year is None else min(first, year), last if year is None else max(last, year)
        )
        if weekday is None and year is not None and year < first:
            weekday, start, end = self._weekday(first, last)
        whole = (
            self._common_year(int(self._tokens[year].text)) if year is not None else 0,
            month,
            self._tokens[day].number or 0,
        )
        begins = min(self._tokens[first].start, start) if year is None else min(self._tokens[min(first, year)].start, start)
        ends = max(self._tokens[last].end, end) if year is None else max(self._tokens[max(last, year)].end, end)
        if said := _said(begins, ends, whole, weekday):
            yield replace(said, may_count=True) if year is not None and self._may_count(year) else said
        if numbered is not None:
            yield from self._range_before(self._before_day(day), whole, said)

    def _listed(self, day: int, at: int, year: int | None, month: int) -> Iterator[SaidDate]:
        """Yield the dates of a list that ends with the ``day`` and its month ``at``, where several weekdays stand before it or
        behind: each is of one, in order, if they are as many. `Tuesday and Thursday, 24 and 26 November`.
        """
        days = self._days_before(day)
        last = max(at, day if year is None else year)
        named = self._weekdays_before(days[0]) or self._weekdays_behind(last + 1)
        if len(named) == 1 or not named:
            return
        self._used.update(named)
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
            while here > 0 and self._is_filler(here) and self._tokens[here].text != ",":
                here -= 1
            if here < 1 or not self._is_between(here):
                return found
            before = here - 1
            while before > 0 and self._is_filler(before):
                before -= 1
            number = self._tokens[before].number
            if number is None or not 1 <= number < _NO_DAY or self._is_part(before) or self._is_counted(before):
                return found
            found.insert(0, before)
        return found

    def _is_between(self, at: int) -> bool:
        """Whether the token stands between the parts of a list."""
        return self._tokens[at].text == "," or self._tokens[at].text.casefold() in words("and_words")

    def _weekdays_before(self, at: int) -> dict[int, int]:
        """Return the weekdays that are listed before the token ``at``, by their tokens, in order."""
        found: list[tuple[int, int]] = []
        here, is_next = at - 1, True
        while here >= 0 and len(found) <= _FARTHEST:
            if is_next and (named := self._day_named(here, -1)):  # `sat on Tuesday` names one day
                found.append((here, named[0]))
                here, is_next = named[1] - 1, False
            elif self._is_filler(here) or (found and self._is_between(here)):
                is_next = is_next or self._is_between(here)
                here -= 1
            else:
                break
        return dict(reversed(found))

    def _weekdays_behind(self, at: int) -> dict[int, int]:
        """Return the weekdays that are listed in brackets from the token ``at`` on, by their tokens."""
        found: dict[int, int] = {}
        while at < len(self._tokens) and self._is_filler(at):
            at += 1
        if at == len(self._tokens) or self._tokens[at].text not in "(（":
            return found
        here, is_next = at + 1, True
        while here < len(self._tokens) and self._tokens[here].text not in ")）":
            if is_next and (named := self._day_named(here, 1)):
                found[here] = named[0]
                here, is_next = named[1] + 1, False
            elif self._is_filler(here) or self._is_between(here):
                is_next = is_next or self._is_between(here)
                here += 1
            else:
                return {}
        return found

    def _is_year(self, number: int) -> bool:
        return LEAST_YEAR <= self._common_year(number) < _LAST_YEAR

    def _may_count(self, at: int) -> bool:
        token = self._tokens[at]
        is_before_word = self._text[token.end : token.end + 2].strip().isalpha()
        return (token.number or 0) < _MODERN_YEAR and is_before_word and not self._is_filler(at + 1)

    def _common_year(self, number: int) -> int:
        """Return the year of the common era that ``number`` is in the era that the text counts in."""
        return number - _BUDDHIST if self._is_thai and number >= _MODERN_YEAR + _BUDDHIST else number

    def _before_day(self, day: int) -> int:
        """Return the token before a day and the weekday and fillers before it."""
        at = day - 1
        while at >= 0 and (self._is_filler(at) or at in self._used or self._tokens[at].text == ","):
            at -= 1
        return at

    def _range_before(self, at: int, whole: tuple[int, int, int], last: SaidDate | None) -> Iterator[SaidDate]:
        """Yield the earlier day of a range that ends with the date ``whole``: `Monday 23 to Friday 27 November`."""
        if at < 1 or self._tokens[at].text.casefold() not in words("range_words") | _DASHES:
            return
        first = at - 1
        while first > 0 and self._is_filler(first):
            first -= 1
        number = self._tokens[first].number
        if number is None or not 1 <= number < _NO_DAY or self._is_counted(first):
            return
        weekday, start, end = self._weekday(first, first, is_behind=False)
        said = _said(
            min(start, self._tokens[first].start), max(end, self._tokens[first].end), (whole[0], whole[1], number), weekday
        )
        if said and last and said.days and last.days and said.days[0] >= last.days[0]:
            yield replace(said, end=last.end, is_backward=True)
        elif said:
            yield said

    def _number(self, at: int, step: int, fits: Callable[[int], bool]) -> int | None:
        """Return the place of the nearest number that ``fits``, a few signs and fillers away."""
        here = at + step
        for _ in range(_FARTHEST):
            if not 0 <= here < len(self._tokens):
                return None
            number = self._tokens[here].number
            if number is not None:
                return here if fits(number) and not self._is_part(here) else None
            if not self._is_filler(here) or self._ends_sentence(min(at, here), max(at, here), step):
                return None
            here += step
        return None

    def _is_part(self, at: int) -> bool:
        """Whether the number is a part of another: `26.11.2026`, `1,200`, `12:30`, `24/2`."""
        token, text = self._tokens[at], self._text
        return (text[token.end : token.end + 1] in "/:%" and bool(text[token.end : token.end + 1])) or bool(
            re.search(r"\d[.,:/]$", text[max(0, token.start - 2) : token.start])
            or re.match(r"[.,:/]\d", text[token.end : token.end + 2])
        )

    def _is_filler(self, at: int) -> bool:
        text = self._tokens[at].text.casefold()
        return (
            text in words("date_fillers")
            or text in words("day_suffixes")
            or self._is_tied(at)
            or (len(text) == 1 and not text.isalnum() and text not in "()!?;:")
        )

    def _is_tied(self, at: int) -> bool:
        """Whether the word is an ending that a sign ties to the number before it: `26-нд`, `2026-cı`, `26’da`."""
        if at <= 1 or self._tokens[at - 1].text not in _TIES:
            return False
        number, sign, word = self._tokens[at - 2 : at + 1]
        is_joined = number.end == sign.start and sign.end == word.start
        is_ending = word.text.isalpha() and len(word.text) <= _LONGEST_TIED
        is_named = self._names.weekday(word.text) is not None or self._names.month(word.text)
        return is_joined and is_ending and not is_named and number.number is not None

    def _ends_sentence(self, first: int, last: int, step: int) -> bool:
        between = self._text[self._tokens[first].end : self._tokens[last].start + 1]
        return bool(step > 0 and _SENTENCE.search(between + " ") and between.strip()[:1] in "!?;。")

    def _is_counted(self, at: int) -> bool:
        start = self._tokens[at].start
        return bool(_NUMBERED.search(self._text, max(0, start - _MOST_BEFORE), start))

    def _weekday(self, first: int, last: int, *, is_behind: bool = True) -> tuple[int | None, int, int]:
        """Return the weekday that stands before the token ``first``, or behind ``last``, and where the date begins and ends
        with it.
        """
        start, end = self._tokens[first].start, self._tokens[last].end
        at = first - 1
        while (
            at >= max(0, first - _FARTHEST)
            and self._is_filler(at)
            and self._tokens[at].text not in ("-", "–")
            and (self._tokens[at].text != "." or self._is_short(at))
            and self._day_named(at, -1) is None
        ):
            at -= 1
        if at >= 0 and (found := self._day_named(at, -1)):
            self._used.add(at)
            return found[0], self._tokens[found[1]].start, end
        return self._weekday_behind(first, last) if is_behind else (None, start, end)

    def _weekday_behind(self, first: int, last: int) -> tuple[int | None, int, int]:
        start, end = self._tokens[first].start, self._tokens[last].end
        at = last + 1
        while at < min(len(self._tokens), last + 2 + _FARTHEST) and (self._is_filler(at) or self._tokens[at].text in "(（"):
            if (
                self._tokens[at].text == "."
                and self._text[self._tokens[at].end : self._tokens[at].end + 1].isspace()
                and not self._is_short(at)
                and not self._text.startswith("(", self._tokens[at].end + 1)
            ):
                return None, start, end
            at += 1
        at = self._behind_link(at)
        found = self._day_named(at, 1) if at < len(self._tokens) else None
        if found and (other := self._day_to(found[1] + 1)):
            # `3–5 June 2024 (Monday to Wednesday)`; behind a single day they are hours of opening.
            return (other[0], start, self._tokens[other[1]].end) if self._ends_range(first) else (None, start, end)
        after = (found[1] if found else at) + 1
        while after < len(self._tokens) and self._is_filler(after) and (self._tokens[after].text != "." or self._is_short(after)):
            after += 1
        is_of_next = after < len(self._tokens) and (
            (self._tokens[after].number is not None and not self._is_hour(after))
            or self._names.month(self._tokens[after].text) > 0
        )
        if found is None or at in self._used or (is_of_next and self._tokens[at - 1].text not in "(（"):
            return None, start, end
        return found[0], start, self._tokens[found[1]].end

    def _behind_link(self, at: int) -> int:
        """Return the token behind what ties a date to its weekday at ``at``, as `which is a`; else ``at`` itself."""
        for width in range(_LONGEST_LINK, 0, -1):
            if "_".join([each.text.casefold() for each in self._tokens[at : at + width]]) in words("weekday_links"):
                return at + width
        return at

    def _is_hour(self, at: int) -> bool:
        """Whether the number is an hour: `Thursday, 10:30`, `csütörtök 10 órakor`."""
        behind = self._tokens[at + 1].text.casefold() if at + 1 < len(self._tokens) else ""
        return behind in words("hours") or bool(_MINUTES.match(self._text, self._tokens[at].end))

    def _day_to(self, at: int) -> tuple[int, int] | None:
        """Return the weekday that ends a range of weekdays, whose first stands before the token ``at``."""
        if at >= len(self._tokens) or self._tokens[at].text.casefold() not in words("range_words") | _DASHES:
            return None
        return self._day_named(at + 1, 1)

    def _ends_range(self, at: int) -> bool:
        """Whether the date at the token ``at`` is the last of a range."""
        before = at - 1
        while before > 0 and self._is_filler(before) and self._tokens[before].text not in _DASHES:
            before -= 1
        return before > 0 and self._tokens[before].text.casefold() in words("range_words") | _DASHES

    def _is_short(self, at: int) -> bool:
        """Whether the point behind the token is an abbreviation's: `26 ноября 2026 г., четверг`."""
        return at > 0 and self._tokens[at - 1].number is None and len(self._tokens[at - 1].text) <= _LONGEST_SHORT

    def _day_named(self, at: int, step: int) -> tuple[int, int] | None:
        """Return the weekday named by the word ``at``, or by it and its neighbours, and the place of the farthest word."""
        for width in (3, 2, 1):
            ends = sorted((at, at + step * (width - 1)))
            if ends[0] >= 0 and ends[1] < len(self._tokens):
                said = self._text[self._tokens[ends[0]].start : self._tokens[ends[1]].end]
                if (weekday := self._names.weekday(said)) is not None:
                    return weekday, ends[0] if step < 0 else ends[1]
        return self._short_day(at) if 0 <= at < len(self._tokens) else None

    def _short_day(self, at: int) -> tuple[int, int] | None:
        """Return the weekday that an abbreviation of a letter or two names, right before a day, or between signs behind one."""
        if self._tokens[at].text == "." and at:
            at -= 1
        token, text = self._tokens[at], self._text
        weekday = self._names.short_weekdays.get(token.text.casefold())
        before = text[: token.start].rstrip()[-1:]
        behind = re.match(r"\.?,?\s?", text[token.end :])
        after = text[token.end + (behind.end() if behind else 0) :]
        if weekday is None or (len(token.text) == 1 and token.text.islower()) or before.isalpha():
            return None
        is_before_day = bool(re.match(r"\d{1,2}(?!\d)", after)) and not before.isdigit()
        is_between_signs = before in ("(", ",", "（") and after[:1] in ("", ")", "）", ".", ";", "–", "—", "-")
        return (weekday, at) if is_before_day or is_between_signs else None


def _said(start: int, end: int, whole: tuple[int, int, int], weekday: int | None) -> SaidDate | None:
    """Return the date of year (0: none is said), month and day, where it can be one."""
    year, month, day = whole
    if year:
        return SaidDate(start, end, days_of(whole), weekday, month=month, day=day)
    if 1 <= day <= monthrange(2024, month)[1]:
        return SaidDate(start, end, (date(2024, month, day),), weekday, has_year=False, month=month, day=day)
    return SaidDate(start, end, (), weekday, has_year=False, month=month, day=day) if day < _NO_DAY else None
