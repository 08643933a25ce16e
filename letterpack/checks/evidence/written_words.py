"""The way back: words of running text in any script, with the marks that stand on their letters."""

from __future__ import annotations

from typing import Final

from letterpack.patterns import late

MARKS: Final = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
    r"\u0eb1-\u0ece\u0f71-\u0f84\u102b-\u103e\u135d-\u135f\u17b4-\u17d3\u200c\u200d\u00ad\u2060"
)
"""Inside a class: accents, points of Hebrew and Arabic, vowel signs of the scripts that have them (Unicode 16, general
categories Mn and Mc), joiners, and what says that a word may be divided or not. Python takes none of them for a part of a word.
"""
WORD_PATTERN: Final = rf"[^\W\d_](?:[^\W_]|[{MARKS}]|[-’'ʼ](?=[^\W\d_]))*"
WORD: Final = late(WORD_PATTERN)
"""A word: letters and figures, hyphens and apostrophes between them."""


def may_begin_name(letter: str) -> bool:
    """Whether a name may begin with ``letter``: a capital, or one of a script that has no capitals, or none in names
    (Georgian).
    """
    return letter == letter.title()
