"""Text layer: hyphenation of Tamil, Malayalam, Telugu and Kannada, whose long words leave wide spaces in a line.

A word divides between any two aksharas, a consonant or a cluster of them with its vowel (as in the patterns of hyph-indic). Tamil
has no clusters: a consonant with pulli ends the akshara before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letterpack.languages import primary
from letterpack.patterns import late

_BEGINS: Final[Mapping[str, str]] = {
    "ta": "(?=[\u0b85-\u0b94]|[\u0b95-\u0bb9](?!\u0bcd))(?<!க்(?=ஷ))(?<!ஸ்(?=ரீ))",
    "kn": "(?<!\u0ccd)(?=[\u0c85-\u0c94]|[\u0c95-\u0cb9](?!\u0ccd(?:[^\u0c95-\u0cb9]|$)))",
    "te": "(?<!\u0c4d)(?=[\u0c05-\u0c14]|[\u0c15-\u0c39](?!\u0c4d(?:[^\u0c15-\u0c39]|$)))",
    "ml": "(?<![\u0d4d\u200d])(?=[\u0d05-\u0d14]|[\u0d15-\u0d3a](?!\u0d4d(?:[^\u0d15-\u0d3a]|$)))",
}
"""By language (BCP 47): where an akshara begins."""
_PULLI: Final = "\u0bcd"
_CLOSED: Final = late(f"{_PULLI}\\W*\\Z")
"""How a Tamil word ends whose last akshara has a consonant behind its vowel: that may stand alone on a line, as in ``-கும்``, and
so may a first one, as in ``ஒவ்-``. With two aksharas in each case, 92 of 100 Tamil lines were even at 442 pt, with this, 95.
"""


def aksharas(word: str, language: str) -> tuple[int, ...]:
    """Return the positions in ``word`` before which an akshara begins, behind two at least or one that is closed, and before
    such; none for languages that are not divided so.
    """
    begins = _BEGINS.get(primary(language))
    found = [match.start() for match in re.finditer(begins, word) if match.start()] if begins else []
    first = 0 if found and word[found[0] - 1] == _PULLI else 1
    return tuple(found[first:] if _CLOSED.search(word) else found[first:-1])
