"""LP314: a date in the letter cannot be right
severity: error

## What

The text names a day that does not exist, such as 31 April, or gives a date another weekday than it has. A date without a year may
be of the letter's year, of its neighbor less than half a year away, or of a year that the letter names: its weekday is wrong only
if it is wrong in all of them. Names of months and weekdays, and the order of a date's parts, are those of Unicode CLDR for the
language of the text; a form that CLDR does not have is not read. Years before 1924 are not judged: some countries still had the
Julian calendar.

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

Look the date up and correct it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from letterpack.checks.evidence.dates import WrittenDate, dates_in
from letterpack.checks.evidence.texts import passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late

CODE: Final = "LP314"
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HALF_A_YEAR: Final = 200
"""Days."""
_YEAR: Final = late(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every date in the letters that cannot be right."""
    read = list(passages(sources))
    years = {passage.letter.file: set[int]() for passage in read}
    for passage in read:
        years[passage.letter.file].update(map(int, _YEAR.findall(passage.text)))
    for passage in read:
        for written in dates_in(passage.text, passage.language):
            days = _days(written, passage.letter.date, sorted(years[passage.letter.file]))
            text = passage.text[written.start : written.end].strip(" ,.")
            span = passage.place(sources, written.start, written.start + len(text))
            if not written.is_in_the_calendar:
                yield Diagnostic(CODE, "error", f"`{text}` is not a day in the calendar", span, "correct the date")
            elif written.weekday is not None and days and all(day.weekday() != written.weekday for day in days):
                year = "" if written.year else f" in {days[0].year}"
                message = f"`{text}` is a {_WEEKDAYS[days[0].weekday()]}{year}, not a {_WEEKDAYS[written.weekday]}"
                yield Diagnostic(CODE, "error", message, span, "correct the weekday or the date")


def _days(written: WrittenDate, dated: date, years: Sequence[int]) -> tuple[date, ...]:
    """Return the days that a date may mean in a letter that is ``dated`` so and names ``years``."""
    near = [day for day in written.days((dated.year - 1, dated.year + 1)) if abs((day - dated).days) < _HALF_A_YEAR]
    return written.days() or (*written.days((dated.year,)), *near, *written.days(years))
