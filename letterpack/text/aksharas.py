"""Text layer: hyphenation of Tamil and Malayalam, which have no patterns, and whose long words leave wide spaces in a line.

A word divides between any two aksharas, a consonant or a cluster of them with its vowel (as in the patterns of hyph-indic). Tamil
has no clusters: a consonant with pulli ends the akshara before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letterpack.languages import primary

_BEGINS: Final[Mapping[str, str]] = {
    "ta": "(?=[\u0b85-\u0b94]|[\u0b95-\u0bb9](?!\u0bcd))(?<!க்(?=ஷ))(?<!ஸ்(?=ரீ))",
    "ml": "(?<![\u0d4d\u200d])(?=[\u0d05-\u0d14]|[\u0d15-\u0d3a](?!\u0d4d(?:[^\u0d15-\u0d3a]|$)))",
}
"""By language (BCP 47): where an akshara begins."""


def aksharas(word: str, language: str) -> tuple[int, ...]:
    """Return the positions in ``word`` before which an akshara begins, two at least on either side; none for languages that are
    not divided so.
    """
    begins = _BEGINS.get(primary(language))
    found = [match.start() for match in re.finditer(begins, word) if match.start()] if begins else []
    return tuple(found[1:-1])
