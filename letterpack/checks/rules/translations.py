"""LP353: translations of the letter do not say the same
severity: error

## What

Two letters of one campaign have different dates, different numbers of demands (items of their numbered lists), headings or
enclosures, or name different days in their text where both name as many. So do two of which each has a large number that
the other has not.

## Why

Anyone who compares the two will ask which one you mean.

## Example

```
letter.ru.md:2:7: error[LP353]: the letter is dated 2026-10-31, and `letter.md` 2026-10-30
  2 | date: 2026-10-31
    |       ^^^^^^^^^^
  = hint: make both letters say the same
```

## Remedy

Make both say the same. If a translation is shorter on purpose, accept the finding under `suppress` in `letterpack.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from unicodedata import digit

from letterpack.checks.evidence.dates import dates_in
from letterpack.checks.evidence.texts import LetterPassage, letter_passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.letter import Heading, ItemList, Letter, walk
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP353"
_AMOUNT: Final = late(r"(?<![\w/.,-])\d{1,3}(?:[ \u00a0\u202f.,'’٬]\d{3})+(?![\d/])|(?<![\w/.,-])\d{3,}(?![\w/.-]*\d)")
_YEAR: Final = late(r"[12]\d{3}")
"""Of any calendar: `2026`, `2569`, `1405`."""
_SAME: Final = "make both letters say the same"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where a translation differs from the campaign's own letter."""
    first = sources.campaign.letter
    for letter in sources.campaign.letters.values():
        yield from _differ(sources, first, letter)


def _differ(sources: Sources, first: Letter, other: Letter) -> Iterator[Diagnostic]:
    if other.date != first.date:
        related = (Related("the other one", first.span("date")),)
        message = f"the letter is dated {other.date}, and `{first.file}` {first.date}"
        yield Diagnostic(CODE, "error", message, other.span("date"), _SAME, related=related)
    for what, one, two in (
        ("demands in its numbered lists", _items(first), _items(other)),
        ("headings", _headings(first), _headings(other)),
        ("enclosures", len(first.enclosures), len(other.enclosures)),
    ):
        if one != two:
            message = f"`{other.file}` has {two} {what}, and `{first.file}` {one}"
            yield Diagnostic(CODE, "error", message, Span(other.file, 1), _SAME)
    yield from _days(sources, first, other)
    yield from _amounts(sources, first, other)


def _items(letter: Letter) -> int:
    return sum([len(block.items) for block in walk(letter.body) if isinstance(block, ItemList) and block.ordered])


def _headings(letter: Letter) -> int:
    return sum([isinstance(block, Heading) for block in walk(letter.body)])


def _days(sources: Sources, first: Letter, other: Letter) -> Iterator[Diagnostic]:
    """Yield the day in the text of one letter that the other does not have, where both name as many."""
    one, two = _said(first), _said(other)
    if len(one) != len(two):
        return
    known = [day for day, *_ in one]
    for day, passage, start, end in two:
        if day in known:
            known.remove(day)
            continue
        said = passage.text[start:end]
        message = f"`{said}` is not a day that `{first.file}` names"
        yield Diagnostic(CODE, "error", message, passage.place(sources, start, end), _SAME)
        return


def _said(letter: Letter) -> list[tuple[str, LetterPassage, int, int]]:
    """Return the days that a letter names, with a year and one reading alone, and where."""
    return [
        (written.days()[0].isoformat(), passage, written.start, written.end)
        for passage in letter_passages(letter)
        for written in dates_in(passage.text, passage.language)
        if len(written.days()) == 1
    ]


def _amounts(sources: Sources, first: Letter, other: Letter) -> Iterator[Diagnostic]:
    """Yield the large number in the text of one letter that the other does not have, where each has one of its own: what one of
    them has in words is no number of the other's.
    """
    one, two = _figures(first), _figures(other)
    if not set(one) - set(two):
        return
    for figures, (passage, start, end) in two.items():
        if figures not in one:
            message = f"`{passage.text[start:end]}` is not a number that `{first.file}` has"
            yield Diagnostic(CODE, "error", message, passage.place(sources, start, end), _SAME)
            return


def _figures(letter: Letter) -> dict[str, tuple[LetterPassage, int, int]]:
    """Return the numbers of three figures and more that are no years, without the signs between their groups, and where."""
    found: dict[str, tuple[LetterPassage, int, int]] = {}
    for passage in letter_passages(letter):
        for match in _AMOUNT.finditer(passage.text):
            figures = "".join([str(digit(char)) for char in match[0] if char.isdigit()])
            if not _YEAR.fullmatch(match[0]):
                found.setdefault(figures, (passage, *match.span()))
    return found
