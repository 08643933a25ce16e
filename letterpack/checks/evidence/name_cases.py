"""The way back: how far a word of a text is from a name, whatever case of its language the name stands in.

No grammar: in a language that gives names endings, the last three letters may be others, unless they differ as a slip does.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.same_name import words_of
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.lookalikes import script_of
from letterpack.patterns import late

FAR: Final = 9
"""Slips between a name and a word that has nothing to do with it."""
_SHORTEST: Final = 4
_LONGEST_ENDING: Final = 6
_BENT: Final = 3
"""Letters at the end of a name that its cases may exchange: `Petraitis`, `Petraičio`."""
_VOWELS: Final = frozenset("aeiouyıаеиоуыэюяіїєαεηιουωაეიოუաեէըիո")
_ENDINGS: Final = frozenset("sςσ")
"""Consonants that are a case by themselves."""
_ONE_SOUND: Final = ({"i", "y"}, {"и", "ы"})
_GRADATION: Final = {"n", "s"}
"""What Finnish and Estonian cases exchange before the last letter: `Virtanen`, `Virtasen`."""
_CLITICS: Final = {
    "ARABIC": late("^[وف]?[بلك]?(?=..)"),
    "HEBREW": late("^ו?ש?[הבלמכ]?(?=..)"),
    "ETHIOPIC": late("^[ለየበከስ](?=..)"),
}
"""What Arabic, Hebrew and Amharic write as one word with the name behind it: `and`, `to`, `of`."""
_TO_THE: Final = ("لل", "ال")
_STRESS: Final = "\N{COMBINING ACUTE ACCENT}"
_GREEK: Final = late("[\u0370-\u03ff\u1f00-\u1fff]")
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")


def bends_names(tag: str) -> bool:
    """Whether the language of ``tag`` gives names endings."""
    return not traits(primary(tag)).keeps_names


def folded_name(text: str) -> str:
    """Return ``text`` as words and names are compared; Greek without its stress, which moves from case to case."""
    if _GREEK.match(text):
        text = "".join([char for char in unicodedata.normalize("NFD", text) if char != _STRESS])
    return unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)


def bare_forms(word: str) -> tuple[str, ...]:
    """Return ``word``, and what is left of it without the little words that its script writes as one with a name."""
    joined = clitics.match(word) if (clitics := _CLITICS.get(script_of(word[0]))) else None
    forms = [word[end:] for end in range(joined.end() + 1)] if joined else [word]
    return (*forms, *[_TO_THE[1] + form[len(_TO_THE[0]) :] for form in forms if form.startswith(_TO_THE[0])])


@lru_cache(maxsize=1 << 14)
def slips_of(part: str, word: str, *, bends: bool) -> int:
    """Return how many letters ``word`` is away from the word ``part`` of a name, both folded: 0 if it is ``part``, with an ending
    if the text's language ``bends`` names, and ``FAR`` if both have nothing to do with each other.
    """
    return min([_slips(part, form, bends=bends) for form in bare_forms(word)])


def _slips(part: str, word: str, *, bends: bool) -> int:
    from rapidfuzz.distance import OSA

    if word == part or (word[-1] in "sa" and word[:-1] == part):
        return 0
    if min(len(part), len(word)) < _SHORTEST - bends or not -_BENT <= len(word) - len(part) <= _LONGEST_ENDING:
        return 0 if bends and word.startswith(part) and len(word) <= len(part) + _LONGEST_ENDING else FAR
    if not bends:
        slips = min(OSA.distance(part, word), OSA.distance(part, word[:-1]) + 1 if word[-1] == "s" else FAR)
        return 1 if words_of(part) == words_of(word) else slips
    if word.startswith(part[: max(2, len(part) - _BENT)]):
        return int(_is_slip_of_end(part, word))
    # A case of a misspelling: its ending is not counted.
    stems = (part, part[:-1]) if len(part) > _SHORTEST else (part,)
    starts = [word[:length] for length in range(max(_SHORTEST, len(word) - _LONGEST_ENDING), len(word) + 1)]
    if any(words_of(part) == words_of(start) for start in starts):
        return 1
    return min([OSA.distance(stem, start) for stem in stems for start in starts], default=FAR)


def _is_slip_of_end(part: str, word: str) -> bool:
    """Whether the one letter in which both differ, near their end, is one that no case exchanges."""
    pairs = [(at, one, other) for at, (one, other) in enumerate(zip(part, word, strict=False)) if one != other]
    if len(part) != len(word) or len(pairs) != 1:
        return False
    [(at, one, other)] = pairs
    if at < len(part) - 1:
        return {one, other} != _GRADATION
    has_case = _ENDINGS.isdisjoint(one + other) and one != one.upper() and other != other.upper()
    return {one, other} in _ONE_SOUND or (has_case and _VOWELS.isdisjoint(unicodedata.normalize("NFD", one + other)))
