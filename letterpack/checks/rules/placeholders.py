r"""LP302: a placeholder was not filled in
severity: error

## What

A text contains a placeholder: `{{ name }}`, `[NAME]`, `TODO`, `XXXX`, `TEXT GOES HERE`, or, as a whole value, what
programs write for a missing value: `None`, `nan`, `#N/A`.

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
from typing import Final, TypeAlias

from letterpack.checks.evidence.texts import GAP, LetterPassage, Text, passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.spans import Span

CODE: Final = "LP302"
Stretch: TypeAlias = tuple[int, int]

_WANTED: Final = (
    r"name|first name|last name|surname|full name|date|day|month|year|title|position|address|street|city|town"
    r"|country|postcode|zip"
    r"|organi[sz]ation|recipient|addressee|minister|sender|signature|signatory|signatories|logo|link|url"
    r"|e-?mail|phone|telephone|number"
    r"|subject|reference|place|text|quote|amount|case number|ф\.?и\.?о\.?|имя|фамилия|дата|адрес|должность"
    r"|организация|город|страна"
    r"|аты-жөні|күні|мекенжайы|ұйым|nom|prénom|adresse|ville|pays|signature|fonction|nombre|apellidos?|fecha"
    r"|dirección|ciudad|país|cargo"
    r"|firma|الاسم|التاريخ|العنوان"
)
_BRACKETED: Final = re.compile(rf"[\[<](?:{_WANTED})(?: here)?[\]>]", re.IGNORECASE)
"""Taken where it is capitalised: `[name]` in a quotation may stand for one that is withheld."""
_MARKERS: Final = re.compile(
    r"\{\{.*?\}\}|\{\{|\}\}|\{%.*?%\}|\$\{\w*\}"
    r"|\{(?:[a-z]+[_.])*[a-z]*(?:name|date|title|address|organi[sz]ation|country)[a-z_]*\}"
    r"|\*\|\w+\|\*|<<\w[\w ]*>>|«[A-Za-z]+(?:_[A-Za-z0-9]+)+»|%%?[A-Z]+_?[A-Z]+%%?"
    r"|[\[<](?i:insert|your|enter|add|fill in|name of|date of|to be (?:confirmed|added|completed)|вставить"
    r"|укажите|insérer|à compléter"
    r"|insertar)\b[^\]>\n]{0,60}[\]>]"
    r"|\b[A-Z]+ GOES HERE\b|\b(?i:(?:name|date|text|address|title|logo|signature|subject|content|quote|letter) goes here)\b"
    r"|\b(?i:lorem ipsum)\b|\[?\bT\.?B\.?[CDA]\b\]?(?=\W*$|\])|\b(?:FIXME|TKTK)\b|X{4,}|x{5,}"
    r"|<!--|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!)"
)
_WORTH_A_LOOK: Final = re.compile(
    r"[\[<{}$«%#*]|XXX|xxxxx|TO ?DO|TB|T\.B|FIXME|TKTK|[Gg][Oo][Ee][Ss] |[Ll][Oo][Rr][Ee][Mm]|None|nan|NaN|null|undefined|~"
)
"""Every placeholder holds one of these; most texts hold none, and are passed over at once."""
_LONGEST_NOTHING: Final = 12
_TODO: Final = re.compile(r"(?<![A-ZÁÉÍÓÚÑ] )\bTO ?DO\b(?! [A-ZÁÉÍÓÚÑ]{2})")
"""A Spanish headline in capitals may hold the word `TODO`; a note to oneself stands among small letters."""
_TRIPLE_X: Final = re.compile(r"(?<![\w.])XXX(?=\s*[,.:;)\]]|\s*$)(?<!\.XXX)")
_ROMAN_BEFORE: Final = re.compile(
    r"\b(?:articles?|art\.|chapters?|parts?|titles?|books?|volumes?|vol\.|sections?|annex(?:es)?|no\.|глав[аы]|стать[яи]|том"
    r"|capítulo|título|chapitre|titre|siècle|siglo|век)\s*$",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"None|nan|NaN|null|NULL|undefined|~+|\(blank\)|\[blank\]|#+|[xX]{2,}|[.…]{3,}|\?+|-{2,}|_{2,}|N/A|n/a"
)
"""What programs and people put for nothing; only as a whole value, since each is also a word or a name (Nan, Null)."""
_TO_NOBODY: Final = re.compile(
    r"(?i:dear|уважаем\w+|құрметті|estimad[oa]|cher|chère|monsieur|madame) (None|nan|NaN|null|undefined)\b"
)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every placeholder in the letters."""
    for passage in passages(sources):
        for start, end in placeholders(passage.text):
            if not _is_meant(sources, passage, passage.text[start:end]):
                yield _finding(passage.text[start:end], passage.place(sources, start, end))


def _is_meant(sources: Sources, passage: LetterPassage, found: str) -> bool:
    r"""Whether ``found`` are braces that are to be printed: in the source they stand as ``\{{``."""
    source = sources.lookup.text(passage.at.file) if found.startswith("{{") else None
    typed = f"\\{found.split(GAP, maxsplit=1)[0]}"
    return source is not None and any(typed in source.line(at) for at in range(passage.at.line, len(source.line_starts)))


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every placeholder in ``text``, or for all of it where it stands for nothing."""
    if len(text.text) <= _LONGEST_NOTHING and _NOTHING.fullmatch(text.text):
        return (_finding(text.text, text.span),)
    if not _WORTH_A_LOOK.search(text.text):
        return ()
    return [_finding(text.text[start:end], text.part(start, end)) for start, end in placeholders(text.text)]


def placeholders(text: str) -> Iterator[Stretch]:
    """Yield start and end of every placeholder in ``text``, in order; a reader of finished letters may ask for any text."""
    if not _WORTH_A_LOOK.search(text):
        return
    found = [match.span() for match in _MARKERS.finditer(text)]
    found += [match.span() for match in _BRACKETED.finditer(text) if match[0][1].isupper() or not match[0][1:-1].isascii()]
    found += [match.span() for match in _TODO.finditer(text)]
    found += [match.span() for match in _TRIPLE_X.finditer(text) if not _ROMAN_BEFORE.search(text, 0, match.start())]
    found += [match.span(1) for match in _TO_NOBODY.finditer(text)]
    last = 0
    for start, end in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        if start >= last:
            yield start, end
            last = end


def _finding(text: str, span: Span) -> Diagnostic:
    return Diagnostic(CODE, "error", f"`{text}` is a placeholder that was not filled in", span, "write what it stands for")
