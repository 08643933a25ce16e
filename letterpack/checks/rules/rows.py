"""LP312: cells have shifted into other columns, or contain a formula
severity: error

## What

A cell contains what belongs in another column: an e-mail address under `name`, `yes` under `organization`, a number for a
country, a telephone number in an address; or a spreadsheet's formula or error instead of its value. Or it contains what belongs
in no cell: `Total: 12`, `and 12 others`, the sign of a list, a name that is written twice. Rows with too many or too few cells
are reported when they are read (LP123).

## Why

One extra cell, and every row below prints a private address under a letter, or a date instead of a name.

## Example

```
signatories.csv:18:5: error[LP312]: `ada@example.org` under `organization` is an e-mail address
  18 | Ada,ada@example.org,GB,yes
     |     ^^^^^^^^^^^^^^^
  = hint: check whether cells have shifted, and move it to `email`
```

## Remedy

Open the table and compare the row with those around it. If a spreadsheet was exported with formulas, export its values.
An apostrophe in front of a formula is fine: it keeps spreadsheets from running the formula, and is not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from letterpack.checks.evidence.texts import Text, TextsOfOne
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late

CODE: Final = "LP312"
_MAIL: Final = late(r".*?[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+.*", re.DOTALL)
_FORMULA: Final = late(
    r"=\s*[A-Z+\-\"'(@].*"
    r"|[=+\-]\s*\d[\d.,]*(?:\s*[-+*/^]\s*[\d.,]+)+[-+*/^]?.*"
    r"|[=+\-@]\s*[A-Z][A-Z\d.]*\(.*"
    r"|[=+\-@][^|]+\|.*!.*",
    re.IGNORECASE | re.DOTALL,
)
"""Sums, calls of functions, and programs that are started; not `@home` or `+972 Magazine`, which are names."""
_FORMULA_BEGINS: Final = frozenset("=+-")
_ANSWER: Final = late(r"yes|no|true|false|y|n|да|нет|oui|non|sí|иә|жоқ|نعم|لا", re.IGNORECASE)
_LONGEST_ANSWER: Final = len("false")
_YES: Final = late(r"yes|true|да|oui|sí|иә|نعم", re.IGNORECASE)
"""Under `country`, where NO is Norway."""
_DAY: Final = late(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?|\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})(?: \d\d?:\d\d.*)?")
_NUMBER: Final = late(r"[+(]?\d[\d\s.,()/-]*")
_DIGIT: Final = late(r".*\d.*")
_LINK: Final = late(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_COUNT: Final = late(
    r"(?:(?:sub)?total|итого|всего|разом|всього|summe|insgesamt|gesamt|suma|totale|celkem|spolu|razem|összesen|toplam|ukupno"
    r"|skupaj|yhteensä|totalt|totaal|kokku|kopā|iš viso|барлығы|σύνολο|合計|总计|總計|합계|المجموع|סה\"כ|कुल)"
    r"\s*[:=—–-]?\s*\d[\d., ]*"
    r"|(?:and|und|et|y|и|та|e|og|och|ja|en|i|a|és|și|ve|және)\s\d+\s"
    r"(?:others?|more|weitere|andere|autres|otr[oa]s|más|други[хе]|інших|altri|outr[oa]s|inn[ye]ch|dalších|további|ďalších"
    r"|andre|andra|muuta|anderen|ostalih|drugih|diğer|başka|басқа)\b.*",
    re.IGNORECASE,
)
"""What stands below a list, and is nobody in it."""
_LISTED: Final = late(r".*[^\W\d_]{2}\s*[;؛]|[*•·▪●◦‣–—]\s?[^\W\d_].*", re.DOTALL)
_ANDS: Final = words("and_words")
_SIGNS_OF_A_LIST: Final = frozenset("*•·▪●◦‣–—;؛")
_BETWEEN_WORDS: Final = late(r"[\s,;/]+")
_LEAST_OF_TWICE: Final = 2
"""Words that are no name of one, said twice: `Duran Duran` is."""
_TELEPHONE: Final = late(
    r"(?:tel|phone|telephone|mobile|fax|тел|факс|τηλ|tfn|tlf|puh)\b[.:\s]*(?:no\.?\s*)?[+(]?\d[\d\s()./-]{5,}", re.IGNORECASE
)
_WHO: Final = frozenset({"name", "title", "organization"})
_OUGHT: Final = frozenset({"name", "title", "organization", "country", "group", "salutation"})
_SIGNS: Final[tuple[tuple[str, str, re.Pattern[str], frozenset[str]], ...]] = (
    ("is a formula instead of its value", "export the table's values", _FORMULA, _OUGHT | {"address"}),
    ("is an e-mail address", "check whether cells have shifted, and move it to `email`", _MAIL, _OUGHT | {"address"}),
    ("is a date", "check whether cells in this row have shifted", _DAY, _OUGHT),
    ("is an answer, not a name", "check whether cells in this row have shifted", _ANSWER, _WHO),
    ("is an answer, not a country", "check whether cells in this row have shifted", _YES, frozenset({"country"})),
    ("counts a list, and is nobody in it", "delete the row", _COUNT, _WHO),
    ("has a sign of a list or of a row", "delete the sign", _LISTED, _WHO),
    ("is a telephone number", "move it out of the address: it is printed on the envelope", _TELEPHONE, frozenset({"address"})),
    ("is a link, not a name", "check whether cells in this row have shifted", _LINK, _OUGHT),
    (
        "is a number, not a name",
        "check whether cells in this row have shifted",
        _NUMBER,
        frozenset({"name", "title", "salutation"}),
    ),
    (
        "is a number, not a country",
        "check whether cells in this row have shifted",
        _DIGIT,
        frozenset({"country"}),
    ),
)
"""What a value shows, what to do, such values, and under which keys they are out of place. An organisation may be called
`404`.
"""


def may_be_shifted(_: Sources, said: TextsOfOne) -> bool:
    """Whether a text of an addressee may stand where it cannot belong; in an address a formula does, and an e-mail address."""
    if _TELEPHONE.search(said.all):
        return True
    own = said.own.split("\n")
    return (
        "@" in said.all
        or not _FORMULA_BEGINS.isdisjoint(said.begin)
        or any(_is_suspect(each) or _is_said_twice(each) for each in own)
    )


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding where ``text`` stands where it cannot belong."""
    shown = misplaced(text.text, text.role) if text.holder != "settings" else None
    if shown is None:
        return ()
    what, hint = shown
    return (Diagnostic(CODE, "error", f"`{text.text}` under `{text.role}` {what}", text.span, hint),)


def misplaced(text: str, role: str) -> tuple[str, str] | None:
    """Return what ``text`` shows that cannot stand under the key ``role``, and what to do; None where it may stand there."""
    if role in _WHO and _is_said_twice(text):
        return "says the same twice", "keep one"
    if not _is_suspect(text) and not (role == "address" and _TELEPHONE.search(text)):
        return None
    value = text.strip()
    return next(((what, hint) for what, hint, pattern, roles in _SIGNS if role in roles and pattern.fullmatch(value)), None)


def _is_suspect(text: str) -> bool:
    """Whether a closer look pays: a digit, a sign of a formula or an address, or a text as short as an answer."""
    return (
        len(text) <= _LONGEST_ANSWER
        or text[0] in "=+-@"
        or "@" in text
        or text[0].isdigit()
        or "://" in text
        or "www" in text
        or text[-1].isdigit()
        or text[0] in _SIGNS_OF_A_LIST
        or text[-1] in _SIGNS_OF_A_LIST
        or text.partition(" ")[0].casefold() in _ANDS
    )


def _is_said_twice(text: str) -> bool:
    """Whether ``text`` is some words, and the same again."""
    if text.count(" ") < 2 * _LEAST_OF_TWICE - 1:
        return False
    said = _BETWEEN_WORDS.split(text.casefold())
    half = len(said) // 2
    return half >= _LEAST_OF_TWICE and len(said) == 2 * half and said[:half] == said[half:]
