"""The way back: numbers in a text, in figures or in words, in every language that letters are in; the words are ICU's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.figures import in_figures
from letterpack.checks.evidence.written_words import WORD_PATTERN
from letterpack.languages.numbers import FORMS, numbers_in_words
from letterpack.patterns import late

TOKEN: Final = late(rf"\d{{1,3}}(?: \d{{3}})+(?!\d)|\d[\d\u00a0\u202f.,]*\d|\d|{WORD_PATTERN}|[^\w\s]")
"""A number in figures, a word, or any other sign."""
_LARGEST_IN_WORDS: Final = 200
_LONGEST_NUMBER: Final = 4
"""Words of a number: `ápat na pû’t tatló`."""
_OF_ONE_SIGN: Final = frozenset({"ja", "ko", "zh"})
"""Languages in which a number of one sign is as a rule another word: Korean `이`, `this`."""
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’ʼʻ‘", "'"))
_THE_IN_ARABIC: Final = "ال"
_SCRIPTS: Final = {"sr": ("", "-Latn")}
"""What behind its tag says that a language is written in another script, too."""


class NumberAt(Struct, frozen=True):
    """A number among the tokens of a text: its ``first`` and ``last``, 0-based."""

    first: int
    last: int
    number: int


def numbers_in(said: Sequence[str], tag: str) -> Iterator[NumberAt]:
    """Yield the numbers among ``said``, tokens of a text in small letters, in the language ``tag`` (its primary subtag)."""
    spelled = spelled_numbers(tag)
    is_short: Callable[[str], bool] = (lambda word: len(word) == 1) if tag in _OF_ONE_SIGN else (lambda _: False)
    at = 0
    while at < len(said):
        stated = in_figures(re.sub(r"[ \u00a0\u202f.,]", "", said[at]))
        if stated is not None:
            yield NumberAt(at, at, stated)
        else:
            for length in range(_LONGEST_NUMBER, 0, -1):
                number = None if is_short(said[at]) else spelled.get(_key(" ".join(said[at : at + length])))
                if number is not None and at + length <= len(said):
                    yield NumberAt(at, at + length - 1, number)
                    at += length - 1
                    break
        at += 1


@lru_cache(maxsize=32)
def spelled_numbers(tag: str) -> dict[str, int]:
    """Return numbers by their words, bent as ICU knows it."""
    found: dict[str, int] = {}
    numbers = range(2, _LARGEST_IN_WORDS)
    for form, script in product(FORMS, _SCRIPTS.get(tag, ("",))):
        for number, spelled in zip(numbers, numbers_in_words(numbers, f"{tag}{script}", form), strict=True):
            said = _key(spelled.casefold())
            if not any(map(str.isdigit, said)):
                found.setdefault(said, number)
    for said, number in list(found.items()) if tag == "ar" else ():
        for each in (said, said.replace("إ", "ا")):
            found.setdefault(each, number)
            found.setdefault(f"{_THE_IN_ARABIC}{each}", number)
    return found


def _key(said: str) -> str:
    return said.replace("-", " ").translate(_APOSTROPHES)
