"""LP352: an enclosure or a drawing says what its readers must not get
severity: error

## What

The text of an enclosure's pages has a placeholder that was not filled in, a salutation to another addressee, an e-mail address
or telephone number of a signatory, or what is left of comments and tracked changes (`Commented [AB1]:`, `Deleted:`). A page that
begins as a letter to somebody who is not an addressee is a warning: a copy of an earlier letter may be meant. A blind copy that
an enclosure names is LP303.

The enclosure's own title, its links and its words for screen readers are read too, because readers get them, and so is the
text in drawings (SVG, PDF): pictures in the letter, the logo, the letterhead.

Words that are divided at the end of a line, or set letter by letter, are put together. The first 200 pages of each enclosure are
read. Scanned pages have no text, and are not looked at.

## Why

Enclosures come from other programs and other people. Nobody reads them again, but the minister's office does.

## Example

```
letter.md:4:14: error[LP352]: page 1 of `enclosures/report.pdf` says `[NAME]`, a placeholder that was not filled in
  4 | enclosures: [enclosures/report.pdf]
    |              ^^^^^^^^^^^^^^^^^^^^^^
  = hint: correct the document, and export it again
```

## Remedy

Correct the document and export it again, without comments and with all changes accepted. If the words are meant, accept the
finding under `suppress` in `letterpack.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.enclosed_texts import EnclosedText, enclosed_texts
from letterpack.checks.evidence.page_words import across_lines, whole_words
from letterpack.checks.evidence.unfilled import placeholders
from letterpack.checks.evidence.whose import words_of
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import openings
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Signatory
from letterpack.patterns import late

CODE: Final = "LP352"
_AGAIN: Final = "correct the document, and export it again"
_WEAK: Final = late(r"[\[(](?:\.{3}|…)[\])]|_{3,}|\.{6,}|…{3,}|-{4,}|[\[(]\s?[?•●*_xX]{0,3}\s?[\])]|□{2,}|\?{2,}")
"""In a form of somebody else's these are lines to write on; in a report, words left out."""
_EMAIL: Final = late(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
"""What stands before the @ has at most 64 characters (RFC 5321, 4.5.3.1.1): a word without end is gone through once."""
_PHONE: Final = late(r"\+?\(?\d[\d\s()./-]{6,}\d")
_LEAST_DIGITS: Final = 7
_LEFT: Final = late(
    r"(?:Commented|Comment|Kommentar|Commentaire|Comentario|Примечание) ?\[\w{1,8}\]:?"
    r"|\b(?:Deleted|Formatted|Inserted|Gelöscht|Formatiert|Supprimé|Удалено|Отформатировано):\s"
)
_ENDS: Final = (",", ":", "!", "،", "，")
_LEAST_LINE, _MOST_LINE = 4, 91
_LEAST_LETTERS: Final = 4


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield what enclosures and drawings say and should not."""
    private = _private(sources)
    for text in enclosed_texts(sources):
        said = whole_words(text.text)
        if not text.is_ours:
            yield from _unfilled(text, said)
        if text.is_page:
            for match in list(_LEFT.finditer(said))[:1]:
                yield _finding(text, f"says `{match[0].strip()}`: comments or tracked changes were exported with it")
            yield from _greeted(sources, text, said)
        found = [private[key] for key in _reached(said, across_lines(text.text)) if key in private]
        for signatory in {each.origin: each for each in found}.values():
            yield _finding(text, f"has an address or number of {signatory.organization or signatory.name}, which is private")


def _unfilled(text: EnclosedText, said: str) -> Iterator[Diagnostic]:
    seen = {said[start:end] for start, end in placeholders(said)}
    for each in sorted(each for each in seen if not _WEAK.fullmatch(each)):
        yield _finding(text, f"says `{' '.join(each.split())}`, a placeholder that was not filled in")


def _reached(*texts: str) -> Iterator[str]:
    """Yield the e-mail addresses and telephone numbers in ``texts``, as they are compared."""
    for text in texts:
        yield from sorted({_key(shown) for shown in (*_EMAIL.findall(text), *_PHONE.findall(text))})


def _greeted(sources: Sources, text: EnclosedText, said: str) -> Iterator[Diagnostic]:
    """Yield a finding for the first line of a page by which a letter begins."""
    for whole in said.split("\n"):
        line = whole.rstrip()[-_MOST_LINE:]
        if len(line) < _LEAST_LINE or not line.endswith(_ENDS):
            continue
        line = line.strip()
        if not line.casefold().startswith(openings("salutations")):
            continue
        words = {word for word in words_of(line) if len(word) >= _LEAST_LETTERS}
        named = next((each.id for each in sources.everybody() if words & {*words_of(each.name)} - {*words_of(each.title)}), "")
        if named and named == text.only:
            return
        whom = f", who is `{named}`" if named else ""
        yield _finding(text, f"begins a letter to somebody: `{line}`{whom}", "error" if named else "warning")
        return


def _private(sources: Sources) -> dict[str, Signatory]:
    """Return the signatories by their e-mail addresses and telephone numbers."""
    public = " ".join(sources.campaign.settings.sender.contact)
    found: dict[str, Signatory] = {}
    for signatory in (*sources.campaign.signatories, *sources.campaign.held_back):
        for value in (signatory.email, signatory.note):
            if value and ("@" in value or any(map(str.isdigit, value))):
                for shown in (*_EMAIL.findall(value), *_PHONE.findall(value)):
                    if shown not in public and len(_key(shown)) >= _LEAST_DIGITS:
                        found.setdefault(_key(shown), signatory)
    return found


def _key(shown: str) -> str:
    """Return an e-mail address or telephone number as it is compared."""
    return shown.casefold().strip(".") if "@" in shown else re.sub(r"\D", "", shown)[-9:]


def _finding(text: EnclosedText, what: str, severity: Severity = "error") -> Diagnostic:
    return Diagnostic(CODE, severity, f"{text.where} {what}", text.span, _AGAIN)
