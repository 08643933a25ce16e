"""The way back: the name in a salutation whose script has no capitals, where what is no name cannot be told from one by its look.

The ways in which each language speaks to a person, and what it calls offices, are ``addressed.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final
from unicodedata import combining, normalize

from letterpack.checks.evidence.name_cases import bare_forms, calls, folded_name, grammar_of, slips_of
from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.written_words import WORD, may_begin_name
from letterpack.checks.lexicon.words import ways_to_address, words
from letterpack.languages import primary
from letterpack.lookalikes import script_of
from letterpack.patterns import late

_UNSPACED: Final = late("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3・·]+")
_SPACE: Final = late(r"\s+")
_LEAST_SIGNS: Final = 3
_LEAST_LETTERS: Final = 4
_LETTERS_A_SLIP: Final = 4
_MOST_SLIPS: Final = 2
_LONGEST_BEND: Final = 3
_MOST_WORDS: Final = 5
_LAST_SIGNS: Final = " \t,،:：!！.。;؛՝፣፦၊…、"
_SAME: Final = str.maketrans("يىك", "ییک")
"""Letters that Arabic and Persian keyboards have for one."""


def wrong_uncased(said: str, name: str, office: set[str], tag: str) -> str:
    """Return what the salutation ``said``, in the language ``tag``, has in the place of ``name`` and is not it; empty where it
    has none, where ``name`` is in a script with capitals, and where what it has may be of the ``office`` (keys of its words).
    """
    if not name or not is_uncased(name[0]):
        return ""
    said, name = normalize("NFC", said), normalize("NFC", name)
    if _UNSPACED.fullmatch(_SPACE.sub("", name)):
        return _wrong_unspaced(said, name, tag)
    own = WORD.findall(name)
    spoken = _spoken_to(said, tag)
    if spoken is None:
        return _near_one(said, own, office)
    parts: list[str] = [word for word in WORD.findall(spoken) if script_of(word[0]) == script_of(name[0])]
    if (
        not parts
        or len(parts) > _MOST_WORDS
        or any(romanized(part) in office or romanized(part) in plain_keys() for part in parts)
    ):
        return ""
    slips = [_slips(part, own, tag) for part in parts]
    if 0 not in slips:
        return parts[slips.index(min(slips))]
    # A whole name has each of its words; of a part of one, or of one with more words, what is nearly a word of it.
    is_whole = len(parts) == len(own)
    return next((part for part, slip in zip(parts, slips, strict=True) if slip and (is_whole or slip <= _allowed(part))), "")


@lru_cache(maxsize=1 << 10)
def is_uncased(letter: str) -> bool:
    """Whether names in the script of ``letter`` have no capitals."""
    return letter.isalpha() and may_begin_name(letter) and not letter.isupper()


def _spoken_to(said: str, tag: str) -> str | None:
    """Return what stands in ``said`` where its language has the name; None where that is an office, or no way of the language is
    known.
    """
    bare = said.strip(_LAST_SIGNS)
    for way in _ways(primary(tag)):
        if found := way.fullmatch(bare):
            spoken = found["name"].strip(_LAST_SIGNS)
            return None if any(is_office(word, tag) for word in spoken.split()) else spoken
    return None


@lru_cache(maxsize=32)
def _ways(tag: str) -> tuple[re.Pattern[str], ...]:
    return tuple([re.compile(normalize("NFC", way).replace("NAME", "(?P<name>.+?)")) for way in ways_to_address("ways", tag)])


def _slips(part: str, own: Sequence[str], tag: str) -> int:
    """Return how far ``part`` is from the nearest of the words ``own`` of a name, or from all of them written as one."""
    grammar, word = grammar_of((primary(tag),)), _folded(part)
    names = [_folded(each) for each in (*own, "".join(own))]
    if any(calls(each, form, grammar) for each in names for form in bare_forms(word)):
        return 0
    return max(1, min(slips_of(each, word, grammar) for each in names))


def _allowed(part: str) -> int:
    return max(1, min(_MOST_SLIPS, len(part) // _LETTERS_A_SLIP))


def is_office(word: str, tag: str) -> bool:
    """Whether ``word``, of a salutation in the language ``tag``, is an office or a form of address, or has one in it."""
    said = normalize("NFC", word.casefold())
    known = ways_to_address("offices", "all") + ways_to_address("offices", primary(tag))
    return any(_says_office(said, office) for office in known if office in said)


def _says_office(said: str, office: str) -> bool:
    if is_uncased(office[0]) or len(office) > _LEAST_LETTERS:
        return True
    most = len(office) + (_LONGEST_BEND if len(office) == _LEAST_LETTERS else 0)
    return said.startswith(office) and len(said) <= most


def _near_one(said: str, own: Sequence[str], office: set[str]) -> str:
    """Return the word of ``said`` that is nearly one of ``own``, where nobody knows which of its words are the name."""
    for word in WORD.findall(said):
        if word in own or not is_uncased(word[0]) or romanized(word) in office or romanized(word) in plain_keys():
            continue
        for each in own:
            is_one = len(word) == len(each) or each.startswith(word) or _without_signs(word) == _without_signs(each)
            if is_one and _is_near(word, each):
                return str(word)
    return ""


def _without_signs(word: str) -> str:
    """Return ``word`` without what is written over and under its letters."""
    return "".join([char for char in word if not combining(char)])


def _is_near(word: str, own: str) -> bool:
    from rapidfuzz.distance import OSA

    near = OSA.distance(_folded(word), _folded(own))
    return min(len(word), len(own)) >= _LEAST_LETTERS and 0 < near <= min(_MOST_SLIPS, len(own) // _LETTERS_A_SLIP)


def _wrong_unspaced(said: str, name: str, tag: str) -> str:
    """Return what stands in ``said`` in the place of a Chinese, Japanese or Korean ``name``, with spaces or without."""
    whole, spoken = _SPACE.sub("", name), _spoken_to(said, tag)
    if spoken is None:
        return _nearly_whole(_SPACE.sub("", said), whole, ways_to_address("offices", primary(tag)))
    given = _SPACE.sub("", spoken)
    if not given or given in whole or whole in given or not _UNSPACED.fullmatch(given):
        return ""
    return given if script_of(given[0]) == script_of(whole[0]) else ""


def _nearly_whole(said: str, name: str, offices: tuple[str, ...]) -> str:
    """Return the stretch of ``said`` that is ``name`` but for one sign behind the first, and no form of address in its place; of
    a name of two signs, right before one of ``offices``.
    """
    if name in said or len(name) < _LEAST_SIGNS - 1:
        return ""
    for start in range(len(said) - len(name) + 1):
        stretch = said[start : start + len(name)]
        other = [at for at in range(len(name)) if stretch[at] != name[at]]
        is_told = len(name) >= _LEAST_SIGNS or said.startswith(offices, start + len(name))
        if is_told and len(other) == 1 and other[0] and not said.startswith(tuple(words("addressed")), start + other[0]):
            return stretch
    return ""


def _folded(word: str) -> str:
    return folded_name(word).translate(_SAME)


@cache
def plain_keys() -> frozenset[str]:
    """Return the keys of words that name nobody: titles, words of honour, what offices are called."""
    return frozenset(romanized(word) for name in ("plain", "honorifics", "little_words", "ranks") for word in words(name))
