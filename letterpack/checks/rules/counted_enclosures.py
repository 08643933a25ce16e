"""LP355: the letter counts other enclosures than it has
severity: warning

## What

The letter says how many enclosures there are, or numbers one of them, and nobody gets as many: `the three enclosures`,
`Enclosures: 3`, `see Annex C`; or it encloses more papers than there are: `we enclose two reports`, with one PDF. Numbers are
read in figures, in words, in Roman figures and as letters, in the letter's language. A letter without any enclosure is LP419's.

## Why

The addressee looks for a page that was forgotten.

## Example

```
letter.md:6:5: warning[LP355]: the letter says `three enclosures`, and has 2
  6 | The three enclosures say more.
    |     ^^^^^^^^^^^^^^^^
  = hint: name the PDF that is missing under `enclosures` in the front matter, or correct the number
```

## Remedy

Name the PDF that is missing under `enclosures` in the front matter, or correct the number. If one PDF holds several parts,
accept the finding under `suppress` in letterpack.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.number_words import TOKEN, numbers_in
from letterpack.checks.evidence.texts import LetterPassage, letter_passages
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.model.letter import Letter
from letterpack.values import replace
from letterpack.wording.enclosed import enclosed_things, enclosure_nouns, enclosure_spoken_of, meant, papers, sending_words

CODE: Final = "LP355"
_NEAR: Final = 60
"""Characters on either side of a noun in which its number stands."""
_MOST_FIGURES: Final = 2
"""Of a number that enclosures have."""
_ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS: Final = ("", *"ABCDEFGHIJ")
_OPEN: Final = frozenset("(:：")
_BRACKETS: Final = frozenset(")）")
_CLOSES: Final = _BRACKETS | {".", ""}
_RANGE: Final = frozenset("–—-,")


class _Counted(Struct, frozen=True):
    start: int
    end: int
    number: int
    is_count: bool
    """Whether it says how many there are, and not which one."""
    is_least: bool = False
    """Whether there may be others beside those that are counted."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield numbers of enclosures in the letters that are those of nobody's enclosures."""
    for letter in sources.campaign.letters.values():
        counts = _counts(sources, letter)
        if any(counts):
            for passage in letter_passages(letter):
                yield from _wrong(sources, passage, counts)


def _counts(sources: Sources, letter: Letter) -> frozenset[int]:
    """Return how many enclosures those have who get ``letter``."""
    campaign, shared = sources.campaign, set(letter.enclosures)
    if "enclosures" not in campaign.mailing.given:
        return frozenset([len(shared)])
    to = [each for each in sources.everybody() if campaign.letters[campaign.language_for(each)] is letter]
    return frozenset([len(shared | set(each.enclosures)) for each in to])


def _wrong(sources: Sources, passage: LetterPassage, counts: frozenset[int]) -> Iterator[Diagnostic]:
    most = max(counts)
    for found in _counted(passage):
        if found.number not in counts if found.is_count and not found.is_least else found.number > most:
            message = f"the letter says `{passage.text[found.start : found.end]}`, and has {most}"
            hint = "name the PDF that is missing under `enclosures` in the front matter, or correct the number"
            yield Diagnostic(CODE, "warning", message, passage.place(sources, found.start, found.end), hint)


def _counted(passage: LetterPassage) -> Iterator[_Counted]:
    """Yield where ``passage`` counts enclosures or numbers one."""
    text, language = meant(passage.text, passage.language), primary(passage.language)
    for noun in enclosure_nouns(passage.language).finditer(text):
        found = _before(text, noun, language, 1) or _behind(text, noun)
        if found is not None:
            yield found
    for things, is_least in ((enclosed_things(passage.language), False), (papers(passage.language), True)):
        for noun in things.finditer(text) if things else ():
            found = _before(text, noun, language, 1) or _beside(text, noun, language)
            around = text[max(0, noun.start() - _NEAR) : noun.end() + _NEAR // 2]
            if found is not None and _is_enclosed(text, found.start, noun.end(), around, passage.language):
                yield replace(found, is_least=is_least)


def _before(text: str, noun: re.Match[str], language: str, between: int) -> _Counted | None:
    """Return the number right before ``noun``, or with at most so many words ``between``."""
    start = max(0, noun.start() - _NEAR)
    tokens = list(TOKEN.finditer(text, start, noun.start()))
    said = [match[0].casefold() for match in tokens]
    found = next(reversed(list(numbers_in(said, language))), None)
    rest = said[found.last + 1 :] if found else []
    if found and len(rest) <= between and all(word[0].isalpha() for word in rest):
        return _Counted(tokens[found.first].start(), noun.end(), found.number, is_count=True)
    return None


def _beside(text: str, noun: re.Match[str], language: str) -> _Counted | None:
    """Return the number right behind ``noun``, one of a language that counts so: Swahili `ripoti tatu`."""
    if noun[0].casefold() not in words("counted_behind"):
        return None
    tokens = list(TOKEN.finditer(text, noun.end(), min(len(text), noun.end() + _NEAR)))
    found = next(numbers_in([match[0].casefold() for match in tokens], language), None)
    if found is None or found.first:
        return None
    return _Counted(noun.start(), tokens[found.last].end(), found.number, is_count=True)


def _behind(text: str, noun: re.Match[str]) -> _Counted | None:
    """Return the number behind ``noun``: `Enclosures: 3`, `Annex 3`, `Annexes 1 to 3`."""
    tokens = list(TOKEN.finditer(text, noun.end(), min(len(text), noun.end() + _NEAR)))
    said = [*[match[0] for match in tokens], "", "", "", ""]
    opened = said[0] in _OPEN
    number = _value(said[1] if opened else said[0])
    if number is None:
        return None
    if opened:
        is_alone = said[2] in _CLOSES and said[3] == "" and said[1].isdecimal()
        last_token = 2 if said[2] in _BRACKETS else 1
        return _Counted(noun.start(), tokens[last_token].end(), number, is_count=True) if is_alone else None
    last = _value(said[2])
    is_range = last is not None and last > number and (said[1] in _RANGE or said[1].isalpha())
    return _Counted(noun.start(), tokens[2 if is_range else 0].end(), last if is_range and last else number, is_count=False)


def _value(word: str) -> int | None:
    if word.isdecimal() and len(word) <= _MOST_FIGURES:
        return int(word)
    return next((names.index(word) for names in (_ROMAN, _LETTERS) if word and word in names), None)


def _is_enclosed(text: str, start: int, end: int, around: str, language: str) -> bool:
    """Whether a word for enclosing stands beside what is counted from ``start`` to ``end``, with at most a word between that does
    not say who sends it to whom.
    """
    spoken = enclosure_spoken_of(around, language)
    if spoken is None:
        return False
    at = text.find(spoken.words, max(0, start - _NEAR))
    between = text[at + len(spoken.words) : start] if at < start else text[end:at]
    others = [word for word in between.casefold().split() if word.strip(",") not in sending_words(language)]
    return len(others) <= 1 and not any(char in between for char in ".;:!?")
