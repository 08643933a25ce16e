"""LP324: a slip in the letter's text
severity: warning

## What

A word is repeated (`the the`), there are two spaces in the middle of a sentence, a paragraph ends without a full stop, or
a word is a known misspelling. A quotation mark or a bracket without a partner is one, too. For English there is a short
built-in list. If codespell is installed (`pip install codespell`), its tens of thousands of misspellings are used too.

## Why

Anyone who reads the letter to find fault will find them.

## Example

```
letter.md:8:78: warning[LP324]: `worlwide` is a misspelling
  8 | The undersigned list of freedom of expression and human rights organizations worlwide are calling
    |                                                                              ^^^^^^^^
  = hint: write `worldwide`
```

## Remedy

Correct it. Leave what is intended (`had had`): a warning stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.pairs import unpaired
from letterpack.checks.evidence.texts import GAP, LetterPassage, passages
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.codespell import misspellings
from letterpack.checks.lexicon.words import misspelt_words
from letterpack.checks.rules.failed_markup import failed_links
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.model.letter import ItemList, Quote
from letterpack.patterns import late

CODE: Final = "LP324"
_MOST_BESIDE: Final = 100
"""Characters of a word that are shown on either side of a sign."""
_TWICE: Final = late(r"\b([^\W\d_]{2,})[ \u00a0]+(?=(\1)\b)", re.IGNORECASE)
_DOUBLE_SPACE: Final = late(r"(?<=[\w,;’'])[ \u00a0]{2,}(?=\w)")
_STOPS: Final = ".!?…:;。！？؟।॥۔։។៕።፧။܀«‹“‘»”\"’')]}›」』—–" + GAP
_LEAST_PARAGRAPH: Final = 80
"""Shorter ones are lines of a poem, names, headings without marks."""
_WORD: Final = late(r"[^\W\d_]+")
_LEAST_WORDS: Final = 4
"""Shorter ones that end in a word that joins are headings and names: `Vitamin A`."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every slip in the letters."""
    english: list[LetterPassage] = []
    every = list(passages(sources))
    for before, passage, behind in zip([None, *every], every, [*every[1:], None], strict=False):
        yield from _unpaired(sources, passage, (before.text if before else "", behind.text if behind else ""))
        language = primary(passage.language)
        yield from _spaces(sources, passage)
        yield from _doubled(sources, passage, language)
        yield from _unended(sources, passage, language)
        if language == "en":
            english.append(passage)
    yield from _misspelt(sources, english)


def _spaces(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    for match in _DOUBLE_SPACE.finditer(passage.text):
        start, end = _with_neighbours(passage.text, *match.span())
        message = f"two spaces in the middle of a sentence: `{passage.text[start:end]}`"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "delete one")


def _unpaired(sources: Sources, passage: LetterPassage, beside: tuple[str, str]) -> Iterator[Diagnostic]:
    links = failed_links(passage.text)
    for lonely in unpaired(passage.text, beside):
        if any(start <= lonely.at < end for start, end in links):
            continue
        what = "closes nothing" if lonely.closes else "is never closed"
        start = max(0, passage.text.rfind(" ", 0, lonely.at) + 1)
        end = passage.text.find(" ", lonely.at)
        said = passage.text[start : end if end > 0 else len(passage.text)]
        message = f"`{lonely.sign}` at `{said}` {what}"
        place = passage.place(sources, start, start + len(said))
        yield Diagnostic(CODE, "warning", message, place, "give it a partner, or delete it")


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    before, after = text[max(0, start - _MOST_BESIDE) : start], text[end : end + _MOST_BESIDE]
    own, next_own = re.search(r"\S*$", before), re.match(r"\S*", after)
    return start - (len(own[0]) if own else 0), end + (len(next_own[0]) if next_own else 0)


def _doubled(sources: Sources, passage: LetterPassage, language: str) -> Iterator[Diagnostic]:
    allowed = traits(language).twice
    if allowed is None:
        return
    for match in _TWICE.finditer(passage.text):
        first, second = match[1], match[2]
        if second.islower() and second not in allowed:
            start, end = match.start(), match.end(2)
            yield Diagnostic(
                CODE, "warning", f"`{first} {second}`: a word appears twice", passage.place(sources, start, end), "delete one"
            )


def _unended(sources: Sources, passage: LetterPassage, language: str) -> Iterator[Diagnostic]:
    text = passage.text.rstrip()
    is_open = len(words_in := text.split()) >= _LEAST_WORDS and words_in[-1].rstrip(",") in traits(language).joins
    if passage.part != "paragraph" or not (is_open or _is_a_sentence(text, language)):
        return
    if isinstance(passage.followed, ItemList | Quote) or text[-1] in _STOPS or (not is_open and _ends_in_link(text)):
        return
    start = text.rfind(" ") + 1
    message = f"the paragraph ends with `{text[start:]}` and without a full stop"
    yield Diagnostic(
        CODE, "warning", message, passage.place(sources, start, len(text)), "end the sentence, or write what is missing"
    )


def _is_a_sentence(text: str, language: str) -> bool:
    """Whether ``text`` is long enough for one that a full stop ends."""
    return not traits(language).unpunctuated and len(text) >= _LEAST_PARAGRAPH and "\n" not in text


def _ends_in_link(text: str) -> bool:
    return "/" in text.rsplit(" ", 1)[-1] or "@" in text.rsplit(" ", 1)[-1]


def _misspelt(sources: Sources, english: list[LetterPassage]) -> Iterator[Diagnostic]:
    protected = {word.casefold() for name in sources.campaign.settings.names for word in _WORD.findall(name)}
    texts = [passage.text for passage in english]
    others = misspellings(texts)
    for passage, found in zip(english, others or [{}] * len(texts), strict=True):
        for match in _WORD.finditer(passage.text):
            word = match[0].casefold()
            right = misspelt_words().get(word) or found.get(match[0], "")
            if right and word not in protected and (word in misspelt_words() or not match[0][0].isupper()):
                hint = f"write `{right}`"
                yield Diagnostic(CODE, "warning", f"`{match[0]}` is a misspelling", passage.place(sources, *match.span()), hint)
