"""LP324: a slip in the letter's text
severity: warning

## What

A word is repeated (`the the`), there are two spaces in the middle of a sentence, a space before a comma or none behind a full
stop, a paragraph ends without a full stop, or a word is a known misspelling. A quotation mark or a bracket without a partner is
one, too, and so are numbers that differ: a number in words and another one in brackets (`five (3) years`), or `these three
steps:` before a list of four. A country's name, or a word of an
addressee's office, in which a key slipped (`Kazkhstan`, `Minsiter`), is one, too. For English there is a short built-in list of
misspellings. If codespell is installed
(`pip install codespell`), its tens of thousands of misspellings are used too.

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
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from letterpack.checks.evidence.key_slips import slips_in, slips_of_title
from letterpack.checks.evidence.number_words import TOKEN, NumberAt, numbers_in
from letterpack.checks.evidence.pairs import unpaired
from letterpack.checks.evidence.said_twice import said_twice
from letterpack.checks.evidence.texts import GAP, LetterPassage, passages
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.codespell import misspellings
from letterpack.checks.lexicon.words import asked_for, misspelt_words
from letterpack.checks.rules.failed_markup import failed_links
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.model.campaign import Addressee
from letterpack.model.letter import ItemList, Quote, walk
from letterpack.patterns import late

CODE: Final = "LP324"
_MOST_BESIDE: Final = 100
"""Characters of a word that are shown on either side of a sign."""
_TWICE: Final = late(r"\b([^\W\d_]{2,})[ \u00a0]+(?=(\1)\b)", re.IGNORECASE)
_DOUBLE_SPACE: Final = late(r"(?<=[\w,;’'])[ \u00a0]{2,}(?=\w)")
_ANNOUNCES: Final = (":", "：", "։", "፡")
_ENDS_OF_SENTENCES: Final = frozenset(".!?;。！？।")
_MOST_DEMANDS: Final = 30
_NEAR: Final = 3
"""Words behind a number, among which is what it counts: `three urgent steps`."""
_IN_BRACKETS: Final = late(r"\w \(\d{1,3}\)")
_SPACE_BEFORE: Final = late(r"(?<=\w) +,(?=\s|$)|(?<=\w) +\.(?=\s*$|\s+[^\W\d_])")
_NO_SPACE_BEHIND: Final = late(r"(?<=[a-zà-öø-ÿа-яёіїєґ]{3})[.,](?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][a-zà-öø-ÿа-яёіїєґ]{3})")
"""Slips that no language has as its manner, and no name: `Change.org`."""
_STOPS: Final = ".!?…:;。！？؟।॥۔։។៕።፧။܀«‹“‘»”\"’')]}›」』—–" + GAP
_ITEM: Final = late(r"\(?(?:[^\W\d_]{1,4}|\d{1,2})\)|\d{1,2}[°º.]|[–—•-] ")
"""How a paragraph of a list in one sentence begins: `b) …; and`."""
_MOST_BY_CHANCE: Final = 1
"""More paragraphs than that which end in a comma are those of one long sentence, as resolutions are: `Recalling …,`."""
_LEAST_PARAGRAPH: Final = 80
"""Shorter ones are lines of a poem, names, headings without marks."""
_WORD: Final = late(r"[^\W\d_]+")
_SHORT: Final = 3
"""What an outside list says of shorter words is true of abbreviations and of words of other languages: `2nd edn`, `Viet nam`."""
_COMMAS: Final = (",", "،", "，", "、", "՝")
_LEAST_WORDS: Final = 4
"""Shorter ones that end in a word that joins are headings and names: `Vitamin A`."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every slip in the letters."""
    english: list[LetterPassage] = []
    every = list(passages(sources))
    commas = Counter(each.at.file for each in every if each.part == "paragraph" and each.text.rstrip().endswith(_COMMAS))
    for before, passage, behind in zip([None, *every], every, [*every[1:], None], strict=False):
        yield from _unpaired(sources, passage, (before.text if before else "", behind.text if behind else ""))
        language = primary(passage.language)
        yield from _spaces(sources, passage)
        yield from _two_numbers(sources, passage, language)
        yield from _miscounted(sources, passage, language)
        yield from _doubled(sources, passage, language)
        yield from _slipped(sources, passage)
        if commas[passage.at.file] <= _MOST_BY_CHANCE or not passage.text.rstrip().endswith(_COMMAS):
            yield from _unended(sources, passage, language)
        if language == "en":
            english.append(passage)
    yield from _misspelt(sources, english)


def check_addressee(_: Sources, addressee: Addressee) -> Iterator[Diagnostic]:
    """Yield the slips in what office and organization ``addressee`` has."""
    for role in ("title", "organization"):
        for wrong, right in slips_of_title(getattr(addressee, role), addressee.language):
            message = f"`{wrong}` under `{role}` of `{addressee.id}` is a misspelling"
            yield Diagnostic(CODE, "warning", message, addressee.origin.span(role), f"write `{right}`")


def _slipped(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    """Yield the names of countries in which a key slipped."""
    for match, right in slips_in(passage.text, passage.language):
        if match[0].casefold() not in misspelt_words() and not any(match[0] in name for name in sources.campaign.settings.names):
            place = passage.place(sources, *match.span())
            yield Diagnostic(CODE, "warning", f"`{match[0]}` is a misspelling", place, f"write `{right}`")


def _spaces(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    for match in _DOUBLE_SPACE.finditer(passage.text):
        start, end = _with_neighbours(passage.text, *match.span())
        message = f"two spaces in the middle of a sentence: `{passage.text[start:end]}`"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "delete one")
    for match in _SPACE_BEFORE.finditer(passage.text):
        start, end = _with_neighbours(passage.text, *match.span())
        message = f"there is a space before a comma or a full stop: `{passage.text[start:end]}`"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "delete it")
    for match in _NO_SPACE_BEHIND.finditer(passage.text):
        start, end = _with_neighbours(passage.text, *match.span())
        message = f"there is no space behind a comma or a full stop: `{passage.text[start:end]}`"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "put one there")


def _two_numbers(sources: Sources, passage: LetterPassage, language: str) -> Iterator[Diagnostic]:
    """Yield numbers in words with another one in brackets behind them: `five (3) years`."""
    if not _IN_BRACKETS.search(passage.text):
        return
    tokens = list(TOKEN.finditer(passage.text))
    said = [match[0].casefold() for match in tokens]
    found = {each.first: each for each in numbers_in(said, language)}
    for stated in found.values():
        inner = found.get(stated.last + 2)
        if (
            inner is None
            or said[stated.last + 1] != "("
            or said[inner.last + 1 : inner.last + 2] != [")"]
            or said[stated.last].isdecimal()
            or not said[inner.first].isdecimal()
            or stated.number == inner.number
        ):
            continue
        start, end = tokens[stated.first].start(), tokens[inner.last + 1].end()
        message = f"`{passage.text[start:end]}`: the number in words is {stated.number}"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "make both say the same")


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


def _miscounted(sources: Sources, passage: LetterPassage, language: str) -> Iterator[Diagnostic]:
    """Yield the number of demands that the sentence before a list states, where the list has another number of items, and so
    have all numbered lists together, which headings may divide.
    """
    if not isinstance(passage.followed, ItemList) or passage.text.rstrip()[-1:] not in _ANNOUNCES:
        return
    tokens = list(TOKEN.finditer(passage.text))
    said = [match[0].casefold() for match in tokens]
    first = max([at + 1 for at, sign in enumerate(said) if sign in _ENDS_OF_SENTENCES], default=0)
    stems = asked_for(language)
    numbers = [each for each in numbers_in(said, language) if each.first >= first and _counts(said, each, stems)]
    items = len(passage.followed.items)
    lists = (block for block in walk(passage.letter.body) if isinstance(block, ItemList) and block.ordered)
    ordered = sum([len(block.items) for block in lists]) if numbers else 0
    if len(numbers) == 1 and numbers[0].number not in (items, ordered) and numbers[0].number <= _MOST_DEMANDS:
        start, end = tokens[numbers[0].first].start(), tokens[numbers[0].last].end()
        message = f"the text says `{passage.text[start:end]}`, and the list has {items} items"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), "correct the number or the list")


def _counts(said: Sequence[str], found: NumberAt, stems: tuple[str, ...]) -> bool:
    """Whether one of the next words, or of those before it, begins as what is asked for."""
    beside = (*said[found.last + 1 : found.last + 1 + _NEAR], *said[max(0, found.first - 1) : found.first])
    return bool(stems) and any(word.startswith(stems) for word in beside)


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    before, after = text[max(0, start - _MOST_BESIDE) : start], text[end : end + _MOST_BESIDE]
    own, next_own = re.search(r"\S*$", before), re.match(r"\S*", after)
    return start - (len(own[0]) if own else 0), end + (len(next_own[0]) if next_own else 0)


def _doubled(sources: Sources, passage: LetterPassage, language: str) -> Iterator[Diagnostic]:
    if twice := said_twice(passage.text, language) if passage.part != "head" else None:
        message = f"`{twice[1]} {twice[2]}`: a title stands twice"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, twice.start(), twice.end(2)), "delete one")
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
    if passage.followed is not None and _ITEM.match(text):
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
            right = misspelt_words().get(word) or (found.get(match[0], "") if len(word) > _SHORT else "")
            if right and word not in protected and (word in misspelt_words() or not match[0][0].isupper()):
                hint = f"write `{right}`"
                yield Diagnostic(CODE, "warning", f"`{match[0]}` is a misspelling", passage.place(sources, *match.span()), hint)
