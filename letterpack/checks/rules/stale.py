"""LP318: an addressee has not been verified recently
severity: warning

## What

An addressee's `verified` date is more than 180 days ago, or the date in its field `term_ends` has passed.

## Why

Ministers change. Nobody opens a letter to the minister before last, but somebody will quote it.

## Example

```
addressees.yaml:9:15: warning[LP318]: `minister-of-information` was verified on 2019-01-07, 297 days ago
  9 |     verified: 2019-01-07
    |               ^^^^^^^^^^
  = hint: look up whether the person and the address are still right, and write today's date
```

## Remedy

Look up who holds the office and where it is, correct the entry, and write today's date into `verified`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee

CODE: Final = "LP318"
MOST_DAYS: Final = 180
"""Half a year: cabinets are reshuffled about once a year, and half of that is how old a list may be without anybody's
wondering.
"""
TERM_FIELD: Final = "term_ends"
_LOOK: Final = "look up whether the person and the address are still right, and write today's date"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every day on which addressees were verified too long ago, and for each whose term is over."""
    odd: dict[date, list[Addressee]] = {}
    for addressee in () if sources.campaign.mailing.given.isdisjoint(("verified", "fields")) else sources.everybody():
        if addressee.verified is not None and not 0 <= (sources.today - addressee.verified).days <= MOST_DAYS:
            odd.setdefault(addressee.verified, []).append(addressee)
        yield from _term(addressee, sources.today)
    for verified, addressees in odd.items():
        yield _verified(verified, addressees, sources.today)


def _verified(verified: date, addressees: list[Addressee], today: date) -> Diagnostic:
    """Return the one finding of all ``addressees`` that were verified on one day."""
    first, days = addressees[0], (today - verified).days
    who = f"`{first.id}`{f' and {len(addressees) - 1:,} more' if len(addressees) > 1 else ''}"
    said = f"{who} {'were' if len(addressees) > 1 else 'was'} verified on {verified}"
    span = first.origin.span("verified")
    if days < 0:
        return Diagnostic(CODE, "warning", f"{said}, which is still to come", span, "correct the date")
    return Diagnostic(CODE, "warning", f"{said}, {days} days ago", span, _LOOK)


def _term(addressee: Addressee, today: date) -> Iterator[Diagnostic]:
    text = addressee.fields.get(TERM_FIELD, "")
    try:
        ends = date.fromisoformat(text) if text else today
    except ValueError:
        message = f"`{text}` in the field `{TERM_FIELD}` is not a date of the form 2019-10-30"
        yield Diagnostic(CODE, "warning", message, addressee.origin.span("fields", TERM_FIELD), "write year, month and day")
        return
    if ends < today:
        message = f"the term of `{addressee.id}` ended on {ends}"
        yield Diagnostic(CODE, "warning", message, addressee.origin.span("fields", TERM_FIELD), _LOOK)
