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
from letterpack.checks.lexicon.words import counted_numbers, spelled_out, words
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
_TEN: Final = 10
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
    """Return numbers by their words, bent as ICU knows it; dozens."""
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
    by_itself = list(found.items())
    for alone, counting in counted_numbers(tag):
        for said, number in by_itself:
            if said.endswith(alone):
                found.setdefault(said.removesuffix(alone) + counting, number)
    by_itself = list(found.items())
    for language, _, suffix in (pair.partition("=") for pair in words("number_suffixes")):
        found.update({f"{said}{suffix}": number for said, number in by_itself if language == tag})
    found.update(_spelled_out(tag))
    found.update({name: int(number) for name, _, number in (pair.partition("=") for pair in words("dozens"))})
    return found


def _key(said: str) -> str:
    return said.replace("-", " ").translate(_APOSTROPHES)


def _spelled_out(tag: str) -> Iterator[tuple[str, int]]:
    """Yield the numbers in words of ``spelled.toml``, dozens among them."""
    known = spelled_out(tag)
    ones = [
        (each.replace("_", " "), number)
        for number, ways in enumerate(known.get("ones", "").split(), 2)
        for each in ways.split("|")
    ]
    yield from ones
    below_ten = [(each, 1) for each in known.get("one", "").split("|") if each] + [pair for pair in ones if pair[1] < _TEN]
    for number, ways in enumerate(known.get("tens", "").split(), 2):
        for ten in ways.split("|"):
            yield ten, number * _TEN
            for one, more in below_ten if "joined" in known else ():
                yield known["joined"].replace("TEN", ten).replace("ONE", one), number * _TEN + more
