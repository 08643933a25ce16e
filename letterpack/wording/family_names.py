"""Under which name a reader looks for a person in a list: the family name, as far as it can be told from the whole name."""

from __future__ import annotations

import unicodedata
from typing import Final

from letterpack.languages import primary
from letterpack.languages.name_orders import name_orders

_BY_GIVEN_NAME: Final = frozenset({"is", "am", "ti", "so"})
"""Languages whose people have no family names, but a father's: they stand in lists by their given names."""
_LETTERS_OF_DEGREES: Final = 3
"""In capitals: PhD, OBE, MP. A longer word in capitals behind a name is a family name."""


def sort_name(name: str, language: str) -> str:
    """Return ``name``, of a person in a list in ``language`` (BCP 47), with the family name first.

    What is told apart: ``Núñez, Ana``; a family name in capitals (``Ana NÚÑEZ``); languages that put it first, and scripts that
    glue it to the given name. Else it is the last word before ``Jr.`` and degrees; ``de``, ``van`` and the like stay before it.
    """
    before, comma, behind = name.partition(",")
    if comma:
        return f"{sort_name(before, language)},{behind}" if all(map(_is_suffix, behind.split())) else name
    words = name.split()
    end = len(words)
    while end > 2 and _is_suffix(words[end - 1]):  # noqa: PLR2004 - two words are a name
        end -= 1
    words, suffixes = words[:end], words[end:]
    loud = [word for word in words if _is_loud(word)]
    if loud and any(_is_quiet(word) for word in words):
        return " ".join([*loud, *[word for word in words if word not in loud], *suffixes])
    if primary(language) in name_orders().family_first | _BY_GIVEN_NAME or _is_glued(name):
        return name
    return " ".join([*words[-1:], *words[:-1], *suffixes])


def _is_suffix(word: str) -> bool:
    """Whether ``word`` is ``Jr.``, ``III`` or a degree."""
    capitals = sum(char.isupper() for char in word)
    return word.strip(".,").casefold() in name_orders().generations or 1 < capitals <= _LETTERS_OF_DEGREES


def _is_loud(word: str) -> bool:
    return sum(char.isupper() for char in word) > 1 and word.isupper() and "." not in word


def _is_quiet(word: str) -> bool:
    return word[:1].isupper() and word[1:].islower() and len(word.strip(".")) > 1


def _is_glued(name: str) -> bool:
    scripts = {unicodedata.name(char, "").split(" ", 1)[0] for char in name if char.isalpha()}
    return bool(scripts) and scripts <= name_orders().glued_scripts
