"""The way back: which country a text names, and words that tell countries and their peoples apart."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from letterpack.checks.evidence.same_name import words_of
from letterpack.countries import SHORTEST_NAME, country_codes, country_names, fold

_ENDINGS: Final = ("n", "an", "ian", "ese", "ish", "i", "er")
"""How English makes a people's name of a country's: Austrian, Sudanese, Iraqi."""


@lru_cache(maxsize=4096)
def is_country_word(word: str) -> bool:
    """Whether ``word`` (as ``words_of`` gives it) is a country's English name of one word, or its people's."""
    stems = _country_words()
    return word in stems or any(
        word.endswith(end) and (word[: -len(end)] in stems or word[: -len(end)] + "a" in stems) for end in _ENDINGS
    )


def countries_named(text: str, *languages: str) -> frozenset[str]:
    """Return the codes of the countries whose usual name in English or one of ``languages`` is ``text``; mostly one or none."""
    return _by_name(languages).get(fold(text), frozenset())


@cache
def _by_name(languages: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The codes by name; codes themselves and shorter abbreviations are no names."""
    found: dict[str, set[str]] = {}
    for code in country_codes():
        for name in country_names(code, *languages):
            if len(name) >= SHORTEST_NAME:
                found.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


@cache
def _country_words() -> frozenset[str]:
    names = {words_of(name) for code in country_codes() for name in country_names(code, "en")}
    return frozenset(name[0] for name in names if len(name) == 1 and len(name[0]) >= SHORTEST_NAME)
