"""Text layer: hyphenation by syllables, for languages that divide words by a rule and have no patterns.

Kazakh (its orthography's rules of carrying over): every syllable has one vowel and takes the consonant before it; й and, behind a
vowel, у are consonants and begin the next syllable; ь and ъ stay with the letter before them.
"""

from __future__ import annotations

import re
from typing import Final

_VOWELS: Final = "аәеёиоөуұүыіэюя"
_CONSONANTS: Final = "бвгғджзйкқлмнңпрстфхһцчшщ"
_KAZAKH: Final = re.compile(f"(?=[{_CONSONANTS}][{_VOWELS}])|(?<=[{_VOWELS}ьъ])(?=[{_VOWELS}])")
_GLIDE: Final = re.compile(f"(?<=[{_VOWELS}])у")
_FIRST_VOWEL: Final = re.compile(f"[{_VOWELS}]")

_LEAST_BEFORE: Final = 2
_LEAST_BEHIND: Final = 3
"""Letters on either side of a hyphen: the rules ask for two on both, readers thank for three."""


def syllables(word: str) -> tuple[int, ...]:
    """Return the positions in ``word``, a Kazakh one of letters alone, before which a syllable begins, the first left out."""
    lower = _GLIDE.sub("й", word.lower())
    vowel = _FIRST_VOWEL.search(lower)
    if vowel is None or len(lower) != len(word):
        return ()
    return tuple(
        [
            found.start()
            for found in _KAZAKH.finditer(lower, vowel.end())
            if _LEAST_BEFORE <= found.start() <= len(word) - _LEAST_BEHIND
        ]
    )
