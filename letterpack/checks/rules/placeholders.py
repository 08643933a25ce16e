r"""LP302: a placeholder was not filled in
severity: error

## What

A text contains a placeholder: `{{ name }}`, `[NAME]`, `TODO`, `XXXX`, `TEXT GOES HERE`, or, as a whole value, what
programs write for a missing value (`None`, `nan`, `#N/A`) or people type to try a form (`Test Test`, `asdf`). So are gaps
(`____`, `xx November`, `DD.MM.YYYY`, `20XX`, `???`), and notes of the author (`TBD`, `[insert the date]`). `[…]` is one if it
stands in no quotation.

What may be a placeholder, and may be meant, is a warning: `NB:`, `N.N.`, a choice (`[Ministry/Committee]`), a question in
brackets (`(which annex?)`), `(to be confirmed)`, `XXX` at the end of a phrase. So are words for a picture that do not say what it
shows (`IMG_2034.JPG`), and an enclosure that letters call by the name of a copy, a scan or a version (`report_v3 (1)`).

## Why

"Dear [NAME]" to a minister is what a campaign is remembered for.

## Example

```
letter.md:9:15: error[LP302]: `[DATE]` is a placeholder that was not filled in
  9 | We met you on [DATE] in Sampleton.
    |               ^^^^^^
  = hint: write what it stands for
```

## Remedy

Write what it stands for, or delete it. To print braces, write `\{{`. If a name is really written that way, accept it
under `suppress` in `letterpack.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from letterpack.checks.evidence.texts import GAP, LetterPassage, Text, TextsOfOne, passages
from letterpack.checks.evidence.unfilled import doubtful_places, is_of_a_version, may_hold, placeholders, says_nothing
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import phrases, words
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.wording.enclosures import EnclosureTitles, enclosure_title, in_language, usable_title

CODE: Final = "LP302"
_LONGEST_NOTHING: Final = 40
_WHO: Final = frozenset({"name", "title", "organization", "address", "group", "names"})
_NOTHING: Final = late(
    r"None|nan|NaN|null|NULL|undefined|~+|\(blank\)|\[blank\]|#+|[xXхХ]{2,}|[.…]{3,}|\?+|-{2,}|_{2,}|N/A|n/a|н/д|-|–|—|\.|,|TBD|TBC|TBA"
)
"""What programs and people put for nothing; only as a whole value, since each is also a word or a name (Nan, Null)."""
_UNNAMED: Final = late(r"(?<!\w)(?:[Xx]{2,}|[Хх]{2,})(?!\w)")
"""Half a name that nobody has filled in; in other texts it may be a Roman numeral."""
_DECIDE: Final = "write what it stands for, or delete it; if it is meant, accept it under `suppress` in letterpack.yaml"
_LEFT_OUT: Final = ("[...]", "[…]", "(...)", "(…)")


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every placeholder in the letters."""
    for passage in passages(sources):
        for start, end in placeholders(passage.text):
            if passage.part == "quote" and passage.text[start:end] in _LEFT_OUT:
                continue
            if not _is_meant(sources, passage, passage.text[start:end]):
                yield _finding(passage.text[start:end], passage.place(sources, start, end))
        if passage.part == "alt" and says_nothing(passage.text):
            message = f"`{passage.text}` does not say what the picture shows"
            yield Diagnostic(CODE, "warning", message, passage.at, "say it for those who cannot see it")
        for start, end in doubtful_places(passage.text):
            message = f"`{passage.text[start:end]}` may have been left for later"
            yield Diagnostic(CODE, "warning", message, passage.place(sources, start, end), _DECIDE)
    yield from _names_of_files(sources)


def _names_of_files(sources: Sources) -> Iterator[Diagnostic]:
    """Yield the enclosures that letters call by the name of a file that was a version, a copy or a scan."""
    told: set[str] = set()
    for letter in sources.campaign.letters.values():
        titles = EnclosureTitles(sources.campaign.settings.enclosures, letter.language)
        for index, path in enumerate(letter.enclosures):
            if path in told:
                continue
            told.add(path)
            given = in_language(titles.setting(path).titles, letter.language)
            name = given or _own_title(sources, path) or enclosure_title(path)
            if is_of_a_version(name):
                message = f"letters call the enclosure `{name}`, by a version, a copy or a scan"
                hint = "rename the file, or give it another `title` under `enclosures` in letterpack.yaml"
                yield Diagnostic(CODE, "warning", message, letter.item_span("enclosures", index), hint)


def _own_title(sources: Sources, path: str) -> str:
    """Return the title that the enclosure gives itself, where letters call it so."""
    said = sources.lookup.beside(sources.lookup.enclosure(path) or b"")
    return next(filter(None, (usable_title(text) for kind, text in said if kind == "title")), "")


@cache
def _tried() -> re.Pattern[str]:
    """Return what people type to try a form; only as a whole value."""
    return re.compile("|".join(phrases("unfilled", "tried")), re.IGNORECASE)


def _may_be_tried(said: str, begin: frozenset[str]) -> bool:
    """Whether ``said`` begins as what people type to try a form, ``begin``: few names do, and the others cost nothing."""
    two = said[:2].casefold()
    return two in begin or two[:1] == two[1:]


def may_be_found(_: Sources, said: TextsOfOne) -> bool:
    """Whether a text of an addressee may hold a placeholder, or stand for nothing."""
    if may_hold(said.all, said.signs):
        return True
    begin = words("tried_begin")
    return any(len(each) == 1 or (_may_be_tried(each, begin) and _tried().fullmatch(each) is not None) for each in said.each)


def _is_meant(sources: Sources, passage: LetterPassage, found: str) -> bool:
    r"""Whether ``found`` are braces that are to be printed: in the source they stand as ``\{{``."""
    source = sources.lookup.text(passage.at.file) if found.startswith("{{") else None
    typed = f"\\{found.split(GAP, maxsplit=1)[0]}"
    return source is not None and any(typed in source.line(at) for at in range(passage.at.line, len(source.line_starts)))


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every placeholder in ``text``, or for all of it where it stands for nothing."""
    said = text.text
    if len(said) <= _LONGEST_NOTHING and (
        _NOTHING.fullmatch(said) or (text.role in _WHO and _may_be_tried(said, words("tried_begin")) and _tried().fullmatch(said))
    ):
        return (_finding(said, text.span),)
    spans = list(placeholders(said)) or [half.span() for half in _UNNAMED.finditer(said) if text.role == "name"]
    found = [(said[start:end], text.part(start, end)) for start, end in spans]
    # Question marks in a name are what an encoding has lost: LP313 says so.
    return [_finding(*each) for each in found if each[0].strip("?") or text.role not in _WHO]


def _finding(text: str, span: Span) -> Diagnostic:
    return Diagnostic(CODE, "error", f"`{text}` is a placeholder that was not filled in", span, "write what it stands for")
