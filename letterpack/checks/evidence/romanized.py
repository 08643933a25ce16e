"""The way back: words of several alphabets as one key, so that a name is known again however a letter's language writes it."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

from letterpack.checks.lexicon.words import phrases
from letterpack.patterns import late

_BETWEEN: Final = late("['’ʼʻ‘`\u00ad\u200b\u2060]")
"""Apostrophes, and characters that nobody sees."""
_TWICE: Final = late(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def romanized(word: str) -> str:
    """Return the key of ``word``: what its spellings in other alphabets and by other rules have in common. A word of a script
    without a table is its own key.
    """
    key = "".join([char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char)])
    key = _BETWEEN.sub("", key.translate(_letters()))
    if key.isascii():
        for way, same in _pairs("sounds"):
            key = key.replace(way, same)
    return _TWICE.sub(r"\1", key)


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(dict(_pairs("letters")))


@cache
def _pairs(key: str) -> tuple[tuple[str, str], ...]:
    return tuple((left, right) for left, _, right in (pair.partition("=") for pair in phrases("romanized", key)[0].split()))
