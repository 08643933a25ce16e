"""The way back: a form of address or an office that stands twice, as in `Dear Mr Mr Carter`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from letterpack.checks.lexicon.words import greeting_words, words
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late

_BESIDE: Final = late(r"(?<![\w-])([^\W\d_](?:[\w.-]*\w)?)\.?[ \u00a0]+(?:de )?(?=([^\W\d_](?:[\w.-]*\w)?)\.?(?![\w-]))")
_DEGREES: Final = frozenset({"dr", "dra", "prof", "professor", "dott", "dottssa"})
"""Who has two, is called by both."""


def may_say_twice(text: str) -> bool:
    """Whether ``text`` has a word twice, or one in short: few names and salutations have."""
    said = text.rstrip("!,:،").split()
    return len(said) != len(set(said)) or "." in text or "-" in text


def said_twice(text: str, tag: str, *, is_name: bool = False) -> re.Match[str] | None:
    """Return where ``text``, in the language ``tag``, has a form of address twice, one of them perhaps in short: both are
    the groups of the match. In a name only those count that nobody is called (`Pan Pan` is).
    """
    known = words("never_names") if is_name else _forms(primary(tag))
    for match in _BESIDE.finditer(text):
        first, second = _in_short(match[1]), _in_short(match[2])
        if first == second and first in known:
            return match
    return None


def _in_short(word: str) -> str:
    folded = word.casefold().rstrip(".")
    return _short_forms().get(folded, folded)


@cache
def _short_forms() -> dict[str, str]:
    """Return forms of address in short by what they are in full."""
    return {full: short for full, _, short in (pair.partition("=") for pair in words("in_short"))}


@cache
def _forms(language: str) -> frozenset[str]:
    """Return the forms of address that stand once in ``language``; few where a word twice is many: `tuan tuan`."""
    found = words("never_names")
    if traits(language).twice is not None:
        people = {word for table in ("men", "women") for word in greeting_words(table)["words"].casefold().split()}
        found |= people | words("honorifics")
    return frozenset(map(_in_short, found - _DEGREES))
