"""What kind of character one is, for mending, and words as a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category

from letterpack.patterns import late

_JOINED: Final = late("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u4e00-\u9fff]")
"""Letters of scripts that have no spaces between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese."""


def is_letter(char: str) -> bool:
    """Whether ``char`` is a letter, or a mark on one."""
    return char.isalpha() or category(char)[0] == "M"


def is_joined(char: str) -> bool:
    """Whether ``char`` is of a script that has no spaces between words."""
    return bool(_JOINED.match(char))


def sentence_forms(words: Iterable[str]) -> tuple[str, ...]:
    """Return ``words`` as they are within a sentence and at its start."""
    return tuple([form for word in words for form in dict.fromkeys((word, word[:1].upper() + word[1:]))])


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of ``words``, a longer one before what it begins with."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
