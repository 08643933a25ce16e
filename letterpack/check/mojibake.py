"""LP313: text that was read in the wrong encoding

## What

A text holds `Ã©` where `é` was meant, `РђРЅРЅР°` for `Анна`, the replacement character `�`, or question marks inside a
name.

## Why

Somewhere on its way the text was saved in one encoding and opened in another. What the question marks and `�` stood for is
lost, and only the source knows it.

## Example

```
signatories.csv:12:1: error[LP313]: `JosÃ© PÃ©rez` was read in the wrong encoding
  12 | JosÃ© PÃ©rez,Director,Example Union
     | ^^^^^^^^^^^^
  = hint: it was probably `José Pérez`; export the file again as UTF-8
```

## Remedy

Export the spreadsheet or form again as UTF-8, and compare the names with where they came from. Do not mend them one by one:
others may be damaged in ways that do not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.check.given import Given
from letterpack.check.texts import Passage, passages, values
from letterpack.diagnostics import Diagnostic

CODE: Final = "LP313"
_LOST: Final = re.compile(r"\ufffd|(?<=[^\W\d_])\?{1,}(?=[^\W\d_])|\?{3,}|(?<![^\s])\?{2}(?=[^\W\d_])")
"""In a name; a letter's text may ask questions, and there only U+FFFD counts."""
_NAMES: Final = frozenset({"name", "title", "organization", "address", "country", "group", "names"})
_CHUNK: Final = re.compile(r"\S+")
_WORTH_A_LOOK: Final = re.compile(r"[^\x00-\x7f]{2}|[ÂÃ]")
"""A character of UTF-8 that was read byte by byte is two or more beyond ASCII; of `à` the second may be left as a space."""
_EXPORT: Final = "export the file again as UTF-8"


def check_sources(given: Given) -> Iterator[Diagnostic]:
    """Yield a finding for every text of the sources that an encoding has damaged."""
    for text in values(given):
        lost = _LOST.search(text.text) if text.role in _NAMES else None
        if lost:
            message = f"`{text.text}` has lost a character on its way: `{lost[0]}`"
            yield Diagnostic(CODE, "error", message, text.part(*lost.span()), f"look up what it was, and {_EXPORT}")
        elif not text.text.isascii() and (meant := meant_by(text.text)):
            message = f"`{text.text}` was read in the wrong encoding"
            yield Diagnostic(CODE, "error", message, text.span, f"it was probably `{meant}`; {_EXPORT}")
    for passage in passages(given):
        yield from _in_letter(given, passage)


def _in_letter(given: Given, passage: Passage) -> Iterator[Diagnostic]:
    """Damage is reported word by word in running text: the text around it may be sound."""
    if passage.text.isascii():
        return
    for match in _CHUNK.finditer(passage.text):
        if "\ufffd" in match[0]:
            message = f"`{match[0]}` has lost a character on its way"
            yield Diagnostic(CODE, "error", message, passage.place(given, *match.span()), "look up what it was")
        elif not match[0].isascii() and (meant := meant_by(match[0])):
            message = f"`{match[0]}` was read in the wrong encoding"
            yield Diagnostic(
                CODE,
                "error",
                message,
                passage.place(given, *match.span()),
                f"it was probably `{meant}`; save the letter as UTF-8",
            )


def meant_by(text: str) -> str:
    """Return what ``text`` was before it was read in the wrong encoding; empty where it shows no sign of that."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not _WORTH_A_LOOK.search(text) or not is_bad(text):
        return ""
    meant = fix_encoding(text)
    return "" if meant == text else meant
