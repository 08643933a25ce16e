"""LP314: a date in the letter cannot be right
severity: error

## What

The text names a day that does not exist, gives a date the wrong weekday, or describes an event as still to come that lies
before the letter's own date. Quotations are not searched for events to come.

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
from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.date_words import SaidDate, dates_in
from letterpack.checks.evidence.texts import LetterPassage, passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related
from letterpack.languages.traits import traits

CODE: Final = "LP314"
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every date in the letters that cannot be right."""
    for passage in passages(sources):
        for said in dates_in(passage.text, passage.language):
            yield from _impossible(sources, passage, said)
            if passage.part != "quote":
                yield from _past(sources, passage, said)


def _impossible(sources: Sources, passage: LetterPassage, said: SaidDate) -> Iterator[Diagnostic]:
    text = passage.text[said.start : said.end]
    span = passage.place(sources, said.start, said.end)
    if not said.days:
        yield Diagnostic(CODE, "error", f"`{text}` is not a day in the calendar", span, "correct the date")
    elif said.weekday is not None and all(day.weekday() != said.weekday for day in said.days):
        day = said.days[0]
        message = f"`{text}` is a {_WEEKDAYS[day.weekday()]}, not a {_WEEKDAYS[said.weekday]}"
        yield Diagnostic(CODE, "error", message, span, "correct the weekday or the date")


def _past(sources: Sources, passage: LetterPassage, said: SaidDate) -> Iterator[Diagnostic]:
    pattern = traits(passage.language).to_come
    written = passage.letter.date
    if not pattern or not said.days or any(day >= written for day in said.days):
        return
    before = re.search(r"[^.!?;]*$", passage.text[: said.start])
    if before is None or not re.search(pattern, before[0], re.IGNORECASE):
        return
    span = passage.place(sources, said.start, said.end)
    message = f"`{passage.text[said.start : said.end]}` is described as still to come, but the letter is dated {written}"
    related = (Related("the letter's date", passage.letter.span("date")),)
    yield Diagnostic(CODE, "error", message, span, "correct the date, or say that it is over", related=related)
