"""LP329: the salutation or the closing is written in the text too
severity: error

## What

The text of a letter begins with a salutation, or ends with a closing. The program prints both: they would stand twice. So would
the comma behind a place (`place: Oslo,`). A subject that begins with its label (`Subject:`, `Fwd:`) is a warning: the label is
printed where a form has one.

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

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from letterpack.checks.evidence.texts import LetterPassage, letter_passages, plain_text
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import openings
from letterpack.diagnostics import Diagnostic
from letterpack.languages import language
from letterpack.model.letter import Letter
from letterpack.patterns import late

CODE: Final = "LP329"
_LONGEST_LINE: Final = 90
"""Characters. A salutation or a closing is a line."""
_ENDS_A_SALUTATION: Final = ",:!،，：！;"
_BEHIND_A_PLACE: Final = late(
    r"[,،、，:;]\s*(?:le|den|lì|li|dated?|en date du|am|på|dňa|dne|dnia|kelt)?\s*$"
    r"|(?<=^\w{4})\w*\.$|(?<=\w)[,\s]\s*\d{1,2}[./\s-].*(?:19|20)\d\d\W*$"
)
"""A sign, a word of dates (`Genève, le`), or the date itself; no point of an abbreviation: `Washington, D.C.`"""
_LAST: Final = 3
"""So many last paragraphs may hold a closing: it, a name, a title."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for each letter whose text begins with a salutation, and for each that ends with a closing."""
    for letter in sources.campaign.letters.values():
        yield from _head(letter)
        paragraphs = _paragraphs(letter)
        if paragraphs and _is_salutation(_first_line(paragraphs[0])):
            yield _finding(sources, paragraphs[0], "salutation")
        for passage in paragraphs[1:][-_LAST:]:
            if _is_closing(_first_line(passage)):
                yield _finding(sources, passage, "closing")
                break


def _head(letter: Letter) -> Iterator[Diagnostic]:
    """Yield what the program prints around place and subject, and the letter's head has, too."""
    subject, label = plain_text(letter.subject), _label(letter.language)
    if match := label.match(subject):
        message = f"the subject begins with its label, `{match[0].strip()}`, which is printed where it is needed"
        yield Diagnostic(CODE, "warning", message, letter.span("subject"), "write the subject alone")
    if match := _BEHIND_A_PLACE.search(letter.place):
        message = f"the place ends with `{match[0].strip()}`, and the program prints what stands between place and date"
        yield Diagnostic(CODE, "error", message, letter.span("place"), "write the place alone")


@cache
def _label(tag: str) -> re.Pattern[str]:
    """Return the pattern of what is written before a subject in the language ``tag``, in English, and where mail is answered."""
    labels = dict.fromkeys([*[_bare(language(each).subject) for each in (tag, "en")], *openings("subjects")])
    return re.compile(rf"(?:{'|'.join(map(re.escape, labels))})\s?[:：៖፡፦՝။]\s?", re.IGNORECASE)


def _bare(label: str) -> str:
    return label.strip().rstrip(":：៖፡፦՝").strip()


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
