"""What kind of character one is, for mending, and words as a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category


def is_letter(char: str) -> bool:
    """Whether ``char`` is a letter, or a mark on one."""
    return char.isalpha() or category(char)[0] == "M"


def sentence_forms(words: Iterable[str]) -> tuple[str, ...]:
    """Return ``words`` as they are within a sentence and at its start."""
    return tuple([form for word in words for form in dict.fromkeys((word, word[:1].upper() + word[1:]))])


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of ``words``, a longer one before what it begins with."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
