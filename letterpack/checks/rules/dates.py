"""LP314: a date in the letter cannot be right
severity: error

## What

The text names a day that does not exist or a time that no clock shows (`at 25:30`), gives a date the wrong weekday, ends a range
before it begins, describes an event as still to come (or asks for an answer by a day) that lies before the letter's own date, or
as over that lies behind it, or calls another day than that date today. A date without a year is one of the year that makes its
weekday right: this one, its neighbor, or a year that the paragraph names (or the last one named before it). Before 1924 a weekday
may be right by the Julian calendar. A day in words before its month (`the fifteenth of March`) is compared with its weekday and
the calendar alone. A year by itself may be over before it comes (`since 2062`), have too many figures (`3 May 20226`), or lie
beyond all plans (`3 May 2206`). Quotations are not searched for what is to come or over; only sentences that say so outright are
judged, in twelve languages; years, in fifty.

## Why

A minister's office will answer the mistake instead of the letter.

## Example

```
letter.md:16:41: error[LP314]: `Tuesday, 7 November 2019` is a Thursday, not a Tuesday
  16 | We ask to be heard before the review on Tuesday, 7 November 2019.
     |                                         ^^^^^^^^^^^^^^^^^^^^^^^^
  = hint: correct the weekday or the date
```

## Remedy

Look the date up and correct it. If you are sending an old letter again, events that were to come are now past.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.calendar_days import days_of
from letterpack.checks.evidence.date_words import SaidDate, dates_in
from letterpack.checks.evidence.odd_years import odd_years
from letterpack.checks.evidence.texts import LetterPassage, passages
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import tense_words, words
from letterpack.diagnostics import Diagnostic, Related
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late

CODE: Final = "LP314"
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEAP_YEAR_DAY: Final = (2, 29)
_HALF_A_YEAR: Final = 200
_NO_TIME: Final = late(r"(?<![\w:.,/-])(?:2[5-9][:.][0-5]\d|24[:.](?!00)[0-5]\d|(?:[01]?\d|2[0-4]):[6-9]\d)(?![\w:/%-]|[.,]\d)")
_WHOLE: Final = 100
"""`20:80` parts something in two."""
_WORD_OF_TIME: Final = 16
_ENDS: Final = "!?;。"
"""A point ends a sentence behind a date; before it, there are points of abbreviations."""
_TO_ITS_END: Final = late(rf"[^.{_ENDS}]*")
_MOST_OF_A_SENTENCE: Final = 500
"""Characters on either side of a date: a letter may be one sentence of dates, and each would be looked at from all."""


class _Sentence(Struct, frozen=True):
    """The sentence around a date: what stands before and behind it, and the date as it is said."""

    before: str
    behind: str
    said: str = ""

    def says(self, language: str, *keys: str) -> bool:
        """Whether the sentence has what ``tenses.toml`` says under one of ``keys``, before or behind the date."""
        return any(_found(language, key, f"{self.before} … {self.behind}") for key in keys)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every date in the letters that cannot be right."""
    years: list[int] = []
    for passage in passages(sources):
        found = list(dates_in(passage.text, passage.language))
        years = [day.year for said in found if said.has_year for day in said.days[:1]] or years[-1:]
        for said in found:
            wrong = list(_impossible(sources, passage, said, years))
            yield from wrong or (
                _at_odds(sources, passage, said) if passage.part != "quote" and said.days and said.has_year else ()
            )
        yield from _times(sources, passage)
        yield from _years(sources, passage)


def _years(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    """Yield the years that are described as over and lie behind the letter's, and numbers in the place of one that are none."""
    for odd in odd_years(passage.text, passage.language, passage.letter.date.year) if passage.part != "quote" else ():
        year = passage.text[odd.start : odd.end]
        written = passage.letter.date
        message = (
            f"`{year}` is described as over, but the letter is dated {written}"
            if odd.what == "over"
            else f"`{year}` is not a year"
        )
        yield Diagnostic(CODE, "error", message, passage.place(sources, odd.start, odd.end), "correct the year")


def _times(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    """Yield the hours and minutes that no clock shows, where a word beside them says that they are a time."""
    for match in _NO_TIME.finditer(passage.text):
        before = passage.text[max(0, match.start() - _WORD_OF_TIME) : match.start()].casefold().split()[-1:]
        behind = passage.text[match.end() : match.end() + _WORD_OF_TIME].casefold().split()[:1]
        if sum(map(int, re.split("[:.]", match[0]))) == _WHOLE:
            continue
        at = "at_a_time" if ":" in match[0] else "only_at_a_time"
        if words(at).intersection(before) or words("hours").intersection(word.rstrip(".,;") for word in behind):
            message = f"`{match[0]}` is not a time of day"
            yield Diagnostic(CODE, "error", message, passage.place(sources, *match.span()), "correct the time")


def _impossible(sources: Sources, passage: LetterPassage, said: SaidDate, years: Sequence[int]) -> Iterator[Diagnostic]:
    text = said.shown or passage.text[said.start : said.end]
    span = passage.place(sources, said.start, said.end)
    days = said.days if said.has_year else ()
    if said.days and (said.may_count or not said.has_year):
        days = (*days, *_of_some_year(said, passage.letter.date, years))
    if said.is_backward:
        yield Diagnostic(CODE, "error", f"`{text}` ends before it begins", span, "correct one of the two days")
    elif not said.days:
        yield Diagnostic(CODE, "error", f"`{text}` is not a day in the calendar", span, "correct the date")
    elif said.weekday is not None and all(day.weekday() != said.weekday for day in days):
        day = days[0]
        year = "" if said.has_year else f" in {day.year}"
        message = f"`{text}` is a {_WEEKDAYS[day.weekday()]}{year}, not a {_WEEKDAYS[said.weekday]}"
        yield Diagnostic(CODE, "error", message, span, "correct the weekday or the date")


def _of_some_year(said: SaidDate, written: date, years: Sequence[int] = ()) -> tuple[date, ...]:
    """Return the days that a date without a year may mean: in the letter's year, in its neighbour half a year away at most, and
    in the ``years`` that the passage says, or the one before it.
    """
    if (said.month, said.day) == _LEAP_YEAR_DAY:
        return said.days
    days = [date(year, said.month, said.day) for year in (written.year, written.year + 1, written.year - 1)]
    near = [day for day in days[1:] if abs((day - written).days) < _HALF_A_YEAR]
    return (days[0], *near, *days_of(*[(year, said.month, said.day) for year in dict.fromkeys(years)]))


def _at_odds(sources: Sources, passage: LetterPassage, said: SaidDate) -> Iterator[Diagnostic]:
    """Yield a finding where the sentence says that a day is to come, over, or today, and the letter's date says otherwise."""
    written, language = passage.letter.date, primary(passage.language)
    sentence = _sentence(passage.text, said)
    what = ""
    if all(day < written for day in said.days) and _is_to_come(language, sentence):
        what = "is described as still to come"
    elif all(day > written for day in said.days) and _is_over(language, sentence):
        what = "is described as over"
    elif written not in said.days and _found(language, "today", sentence.before):
        what = "is called today"
    if what:
        span = passage.place(sources, said.start, said.end)
        message = f"`{passage.text[said.start : said.end]}` {what}, but the letter is dated {written}"
        related = (Related("the letter's date", passage.letter.span("date")),)
        hint = "correct the date, or say that it is over" if "come" in what else "correct the date, or the sentence"
        yield Diagnostic(CODE, "error", message, span, hint, related=related)


def _sentence(text: str, said: SaidDate) -> _Sentence:
    before = text[max(0, said.start - _MOST_OF_A_SENTENCE) : said.start]
    behind = _TO_ITS_END.match(text, said.end, said.end + _MOST_OF_A_SENTENCE)
    return _Sentence(before[max(map(before.rfind, _ENDS)) + 1 :], behind[0] if behind else "", text[said.start : said.end])


def _is_to_come(language: str, sentence: _Sentence) -> bool:
    last = re.split(r"[.]\s", sentence.before)[-1]
    pattern = traits(language).to_come
    if pattern and re.search(pattern, last, re.IGNORECASE):
        return True
    if _found(language, "begins", sentence.before) and _found(language, "comes", sentence.behind):
        return True
    whole = _Sentence(last, sentence.behind)
    is_deadline = (
        _found(language, "until", last)
        or _found(language, "until_behind", sentence.behind)
        or _found(language, "until_within", sentence.said)
    )
    return (
        is_deadline
        and whole.says(language, "asks")
        and not whole.says(language, "no_deadline")
        and not _found(language, "was", last)
    )


def _is_over(language: str, sentence: _Sentence) -> bool:
    last = re.split(r"[.]\s", sentence.before)[-1]
    if _Sentence(last, sentence.behind).says(language, "not_yet"):
        return False
    begins = _found(language, "begins", sentence.before) and _found(language, "was", sentence.behind)
    return begins or _found(language, "done", last)


def _found(language: str, key: str, text: str) -> bool:
    pattern = tense_words(language).get(key)
    return bool(pattern and re.search(pattern, text, re.IGNORECASE))
