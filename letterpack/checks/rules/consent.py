"""LP305: a signatory's consent is missing or too old
severity: error

## What

The list has a column `consent`, and a signatory has not answered, and is not printed; or one who is printed agreed before the
text was `approved`, after the date of the letter, or on a day in the future. With `consent: required` a missing answer stops
the build already (LP182). A text that was approved after its letter's date is one finding, at `approved`.

## Why

A name under a letter to a government may put that person at risk, and nobody has agreed to a text that was changed
afterwards.

## Example

```
signatories.csv:9:29: error[LP305]: `Example Union` agreed on 2019-10-20, before the text was approved on 2019-10-25
  9 | Ada Sample,Example Union,GB,2019-10-20
    |                             ^^^^^^^^^^
  = hint: ask again, and write the new date
```

## Remedy

Ask the signatory and write the date of the answer, or write `no` to leave the signatory out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.campaign import Signatory
from letterpack.spans import Span
from letterpack.wording.answers import answer_of, day_of

CODE: Final = "LP305"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every signatory who has not answered, or whose consent does not cover the letter."""
    signatories = sources.campaign.signatories
    for signatory in sources.campaign.held_back:
        if not signatory.consent and answer_of(signatory.withdrawn) in ("", "no") and not _is_required(sources):
            hint = "write the date of consent, yes or no"
            yield _finding(signatory, "has not said whether it consents, and is not printed", hint)
    approved = max((letter.approved for letter in sources.campaign.letters.values() if letter.approved), default=None)
    written = sources.campaign.letter.date
    late = approved is not None and approved > written
    if late:
        yield _approved_late(sources)
    for signatory in signatories:
        agreed = day_of(signatory.consent)
        if agreed is None:
            continue
        if agreed > written and not late:
            yield _finding(signatory, f"agreed on {agreed}, after the date of the letter, {written}", "correct one of the dates")
        elif written >= agreed > sources.today:
            yield _finding(signatory, f"agreed on {agreed}, which is still to come", "correct the date")
        elif approved and agreed < approved and not late:
            yield _outdated(sources, signatory, agreed, approved)


def _is_required(sources: Sources) -> bool:
    return sources.campaign.settings.consent == "required"


def called(signatory: Signatory) -> str:
    """Return what a message calls ``signatory``."""
    return f"`{signatory.organization or signatory.name}`"


def _approved_late(sources: Sources) -> Diagnostic:
    """Return the one finding of a text that was approved after its letter's date: no signatory is asked again for it."""
    written = sources.campaign.letter.date
    letter = next(each for each in sources.campaign.letters.values() if each.approved and each.approved > written)
    message = f"the text was approved on {letter.approved}, after the letter's date {letter.date}"
    related = (Related("the letter's date", letter.span("date")),)
    return Diagnostic(CODE, "error", message, letter.span("approved"), "correct one of the two dates", related=related)


def _outdated(sources: Sources, signatory: Signatory, agreed: date, approved: date) -> Diagnostic:
    letter = next(each for each in sources.campaign.letters.values() if each.approved == approved)
    related = (Related("approved here", letter.span("approved")),)
    message = f"{called(signatory)} agreed on {agreed}, before the text was approved on {approved}"
    return Diagnostic(CODE, "error", message, _span(signatory), "ask again, and write the new date", related=related)


def _finding(signatory: Signatory, what: str, hint: str) -> Diagnostic:
    return Diagnostic(CODE, "error", f"{called(signatory)} {what}", _span(signatory), hint)


def _span(signatory: Signatory) -> Span:
    return signatory.origin.span("consent")
