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
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from letterpack.checks.evidence.same_name import words_of
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Signatory
from letterpack.spans import Span

CODE: Final = "LP325"
_SORTED_SHARE: Final = 0.9
_LEAST_ROWS: Final = 10
_LEAST_WORD: Final = 4
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
    for signatory, role in shouted:
        message = f"`{getattr(signatory, role)}` is in capitals"
        yield Diagnostic(CODE, "note", message, signatory.origin.span(role), "write it as its owner does")


def _is_shouted(text: str) -> bool:
    """Whether two words or more, longer than most abbreviations, are all in capitals."""
    return text.isupper() and sum(len(word) >= _LEAST_WORD for word in re.findall(r"[^\W\d_]+", text)) > 1


def _order(signatories: Sequence[Signatory]) -> Iterator[Diagnostic]:
    role = "organization" if sum(bool(each.organization) for each in signatories) * 2 > len(signatories) else "name"
    rows = [(words_of(text), each) for each in signatories if (text := getattr(each, role))]
    if len(rows) < _LEAST_ROWS:
        return
    late = [(before, row) for before, row in pairwise(rows) if row[0] < before[0]]
    if len(late) > (1 - _SORTED_SHARE) * len(rows):
        return
    for before, row in late:
        message = f"`{getattr(row[1], role)}` comes after `{getattr(before[1], role)}` in a mostly alphabetical list"
        yield Diagnostic(
            CODE, "note", message, row[1].origin.span(role), f"move it, or let the program sort: `signatories: {{order: {role}}}`"
        )


def _among_persons(signatories: Sequence[Signatory]) -> Iterator[Diagnostic]:
    """Rows with a name and no organisation, most of which are persons."""
    alone = [each for each in signatories if each.name and not each.organization]
    odd = [each for each in alone if not words("organizations").isdisjoint(words_of(each.name))]
    if not odd or len(odd) * 4 > len(alone):
        return
    for signatory in odd:
        message = f"`{signatory.name}` is under `name` but seems to be an organization"
        yield Diagnostic(CODE, "note", message, signatory.origin.span("name"), "put it under `organization`")


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
