"""LP325: something about the lists is unusual
severity: note

## What

Most signatories are in alphabetical order and some are not; a name is in capitals; an organization is among people's
names; or a text is not in Unicode's normal form (NFC), but is printed in it.

## Why

None of this is wrong. A careful person would look at it once more.

## Example

```
signatories.csv:17:1: note[LP325]: `EXAMPLE PRESS UNION` is in capitals
  17 | EXAMPLE PRESS UNION,US,yes
     | ^^^^^^^^^^^^^^^^^^^
  = hint: write it as its owner does
```

## Remedy

Look at it, and leave it if it is intended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from letterpack.checks.evidence.same_name import key_of, words_of
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Signatory
from letterpack.spans import Span

CODE: Final = "LP325"
_SORTED_SHARE: Final = 0.9
_LEAST_ROWS: Final = 10
_LEAST_WORD: Final = 4
_ARTICLES: Final = frozenset({"the", "a", "an", "la", "le", "les", "el", "los", "las", "die", "der", "das"})
_OF_TEXT: Final = (".md", ".yaml", ".csv", ".jsonl")
"""How files end whose text is printed; pictures, fonts and enclosures are inputs, too."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a note for everything in the lists that is worth a second look."""
    signatories = sources.campaign.signatories
    yield from _capitals(signatories)
    if sources.campaign.settings.signatories.order == "file":
        yield from _order(signatories)
    yield from _among_persons(signatories)
    yield from _normal_form(sources)


def _capitals(signatories: Sequence[Signatory]) -> Iterator[Diagnostic]:
    shouted = [
        (signatory, role)
        for signatory in signatories
        for role in ("name", "organization")
        if _is_shouted(getattr(signatory, role))
    ]
    if len(shouted) * 2 > len(signatories):
        return
    if shouted:
        signatory, role = shouted[0]
        message = f"`{getattr(signatory, role)}` is in capitals{_and_more(len(shouted))}"
        yield Diagnostic(CODE, "note", message, signatory.origin.span(role), "write it as its owner does")


def _and_more(rows: int) -> str:
    """Return how many rows beside the first one have the same: one cause is one finding."""
    return f", as are {rows - 1:,} more" if rows > 1 else ""


def _is_shouted(text: str) -> bool:
    """Whether two words or more, longer than most abbreviations, are all in capitals."""
    return text.isupper() and sum(len(word) >= _LEAST_WORD for word in re.findall(r"[^\W\d_]+", text)) > 1


def _order(signatories: Sequence[Signatory]) -> Iterator[Diagnostic]:
    """One note for a list that is nearly sorted, by whichever of the usual ways it breaks least."""
    role = "organization" if sum(bool(each.organization) for each in signatories) * 2 > len(signatories) else "name"
    rows = [each for each in signatories if getattr(each, role)]
    if len(rows) < _LEAST_ROWS:
        return
    late = min((_late(rows, role, way) for way in _WAYS), key=len)
    if not late or len(late) > (1 - _SORTED_SHARE) * len(rows):
        return
    before, row = late[0]
    more = f", and {len(late) - 1:,} more rows out of order" if len(late) > 1 else ""
    message = f"`{getattr(row, role)}` comes after `{getattr(before, role)}` in a mostly alphabetical list{more}"
    hint = f"move it, or let the program sort: `signatories: {{order: {role}}}`"
    yield Diagnostic(CODE, "note", message, row.origin.span(role), hint)


def _late(rows: Sequence[Signatory], role: str, way: Callable[[str], tuple[str, ...]]) -> list[tuple[Signatory, Signatory]]:
    """Return the rows that come too late when a list is sorted in this ``way``, each behind the one before it."""
    keys = [way(getattr(each, role)) for each in rows]
    return [(rows[at], rows[at + 1]) for at, (one, other) in enumerate(pairwise(keys)) if other < one]


def _by_last_word(text: str) -> tuple[str, ...]:
    parts = words_of(text)
    return (*parts[-1:], *parts[:-1])


def _without_article(text: str) -> tuple[str, ...]:
    parts = words_of(text)
    return parts[1:] if parts and parts[0] in _ARTICLES and len(parts) > 1 else parts


_WAYS: Final[tuple[Callable[[str], tuple[str, ...]], ...]] = (
    words_of,
    _by_last_word,
    _without_article,
    lambda text: (key_of(text),),
    lambda text: (text.casefold(),),
    lambda text: (text,),
)
"""How lists come sorted: by words, by the last name, without `The`, without spaces, by code points with and without case."""


def _among_persons(signatories: Sequence[Signatory]) -> Iterator[Diagnostic]:
    """Rows with a name and no organisation, most of which are persons."""
    alone = [each for each in signatories if each.name and not each.organization]
    odd = [each for each in alone if not words("organizations").isdisjoint(words_of(each.name))]
    if not odd or len(odd) * 4 > len(alone):
        return
    more = f", and {len(odd) - 1:,} more" if len(odd) > 1 else ""
    message = f"`{odd[0].name}` is under `name` but seems to be an organization{more}"
    yield Diagnostic(CODE, "note", message, odd[0].origin.span("name"), "put it under `organization`")


def _normal_form(sources: Sources) -> Iterator[Diagnostic]:
    """One note a file, at its first text that is not NFC."""
    for source in sources.campaign.inputs:
        for number, line in enumerate(sources.lookup.lines(source.path) if source.path.endswith(_OF_TEXT) else (), 1):
            if not unicodedata.is_normalized("NFC", line):
                start = next(
                    index
                    for index, char in enumerate(line)
                    if unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char)
                )
                message = f"`{source.path}` is not in Unicode normal form NFC from here on, but is printed in it"
                yield Diagnostic(CODE, "note", message, Span(source.path, number, start + 1))
                break
