"""The way back: slips of the keyboard in what countries and offices are called, as in `Minsiter` and `Kazkhstan`.

A slip is two letters that changed places, one that is missing or one that is there twice, within a long word: no grammar of any
language does that to its words, which bend at their ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from letterpack.checks.lexicon.words import greeting_words, words
from letterpack.countries import country_codes, country_name, fold
from letterpack.languages import languages, primary
from letterpack.patterns import late

_WORD: Final = late(r"[^\W\d_]{6,}")
_LEAST_OF_COUNTRY: Final = 7
_LEAST: Final = 6
_KEPT: Final = 2
"""Letters at the end of a word that are as they should be: there it bends."""
_MUTATE: Final = frozenset({"ga", "cy", "gd"})
"""Languages whose words bend at their beginnings, too."""
_VOWELS: Final = frozenset("aeiou")
"""Dutch writes two for a long one: `Centraal`."""
_OTHER_WORDS: Final = frozenset({"minster", "angliya", "kazajstán", "deense"})
"""Words of their own: `York Minster`; England in Uzbek, which is nearly Anguilla; another spelling of
Kazakhstan in Spanish; Danish in Dutch.
"""


def slips_in(text: str, language: str, *, offices: bool = False) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the words of ``text``, in ``language`` (BCP 47), that are a slip in the name of a country, or of one of the
    ``offices``, each with the right word.
    """
    for match in _WORD.finditer(text) if primary(language) not in _MUTATE else ():
        if match[0][0].isupper() and (right := _right(match[0], language, offices=offices)):
            yield match, right


@lru_cache(maxsize=1 << 12)
def slips_of_title(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the slips in a title, each with the right word: lists have the same titles again and again."""
    return tuple([(match[0], right) for match, right in slips_in(text, language, offices=True)])


@lru_cache(maxsize=1 << 14)
def _right(word: str, language: str, *, offices: bool) -> str:
    folded = word.casefold()
    ends = folded[0] + folded[-1]
    of_offices = _office_words(primary(language)) if offices else {}
    for known, least in ((_country_words(language), _LEAST_OF_COUNTRY), (of_offices, _LEAST)):
        for right in known.get(ends, ()):
            if len(right) >= least and _is_slip(folded, right):
                is_word = folded in _OTHER_WORDS or any(folded in each.get(ends, ()) for each in (known, *_everywhere()))
                return "" if is_word else right.capitalize()
    return ""


def _is_slip(word: str, right: str) -> bool:
    """Whether ``word``, which begins and ends as ``right``, is it with two letters in each other's place, or with one missing or
    twice before the last two.
    """
    if abs(len(word) - len(right)) > 1 or word == right:
        return False
    others = (at for at, pair in enumerate(zip(word, right, strict=False)) if pair[0] != pair[1])
    at = next(others, min(len(word), len(right)))
    if len(word) == len(right):
        return word[at : at + 2] == right[at : at + 2][::-1] and word[at + 2 :] == right[at + 2 :]
    if word[-_KEPT:] != right[-_KEPT:]:
        return False
    if len(word) < len(right):
        return word[at:] == right[at + 1 :]
    return word[at + 1 :] == right[at:] and word[at] == word[at - 1] and word[at] not in _VOWELS


@lru_cache(maxsize=128)
def _country_words(language: str) -> Mapping[str, tuple[str, ...]]:
    return _by_ends(name for name in (fold(country_name(code, language)) for code in country_codes()) if " " not in name)


@lru_cache(maxsize=8)
def _office_words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return what offices are called in ``language``, and in English what many have in their names; of all for an empty text."""
    offices = greeting_words("women_in_office")
    known = (word for tag, each in offices.items() if language in ("", tag) for word in each.split())
    shared = (*words("plain"), *words("ranks"), *words("honorifics"))
    return _by_ends((*known, *[word for word in shared if not language or (language == "en" and word.isascii())]))


@cache
def _everywhere() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Return the words of countries in all languages that letters are mostly in, and of offices: asked where a slip was found."""
    return (*map(_country_words, languages()), _office_words(""))


def _by_ends(found: Iterator[str] | tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    by_ends: dict[str, dict[str, None]] = {}
    for word in found:
        if len(word) >= _LEAST and word.isalpha():
            by_ends.setdefault(word[0] + word[-1], {})[word] = None
    return {ends: tuple(every) for ends, every in by_ends.items()}
