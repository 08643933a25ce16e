"""LP329: the salutation or the closing is written in the text too
severity: error

## What

The text of a letter begins with a salutation, or ends with a closing. The program prints both: they would stand twice.

## Why

A minister reads "Dear Minister," and below it "Dear Minister," again.

## Example

```
letter.md:6:1: error[LP329]: `Dear Minister,` looks like a salutation, which the letter already has
  6 | Dear Minister,
    | ^^^^^^^^^^^^^^
  = hint: delete it; for other words than the usual ones, write `salutation: …` in the front matter
```

## Remedy

Delete it from the text. For words of your own, write `salutation:` or `closing:` between the lines of dashes; the names of those
who sign belong in letterpack.yaml (`signature:`) or signatories.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.texts import LetterPassage, letter_passages
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import openings
from letterpack.diagnostics import Diagnostic
from letterpack.model.letter import Letter

CODE: Final = "LP329"
_LONGEST_LINE: Final = 90
"""Characters. A salutation or a closing is a line."""
_ENDS_A_SALUTATION: Final = ",:!،，：！;"
_LAST: Final = 3
"""So many last paragraphs may hold a closing: it, a name, a title."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for each letter whose text begins with a salutation, and for each that ends with a closing."""
    for letter in sources.campaign.letters.values():
        paragraphs = _paragraphs(letter)
        if paragraphs and _is_salutation(_first_line(paragraphs[0])):
            yield _finding(sources, paragraphs[0], "salutation")
        for passage in paragraphs[1:][-_LAST:]:
            if _is_closing(_first_line(passage)):
                yield _finding(sources, passage, "closing")
                break


def _paragraphs(letter: Letter) -> list[LetterPassage]:
    return [passage for passage in letter_passages(letter) if passage.part == "paragraph" and passage.text.strip()]


def _first_line(passage: LetterPassage) -> str:
    return passage.text.strip().split("\n")[0].strip()


def _is_salutation(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and line[-1] in _ENDS_A_SALUTATION and _begins(line, "salutations")


def _is_closing(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and _begins(line, "closings")


def _begins(line: str, what: str) -> bool:
    return line.casefold().startswith(openings(what))


def _finding(sources: Sources, passage: LetterPassage, what: str) -> Diagnostic:
    line = _first_line(passage)
    start = passage.text.index(line)
    message = f"`{line}` looks like a {what}, which the letter already has"
    hint = f"delete it; for other words than the usual ones, write `{what}: …` in the front matter"
    return Diagnostic(CODE, "error", message, passage.place(sources, start, start + len(line)), hint)
