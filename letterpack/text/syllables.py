"""Text layer: hyphenation by syllables, for languages that divide words by a rule and not by patterns.

Every syllable has one vowel and takes the last consonant before it; ``languages/syllables.toml`` says which letters are which.
Tamil, Malayalam, Telugu and Kannada divide between aksharas: their long words leave wide spaces in a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from letterpack.datafiles import BrokenData, FileTable, convert, program_table
from letterpack.languages import primary
from letterpack.patterns import late

_FILE: Final = "syllables"
_APOSTROPHES: Final = "'’‘"
"""How people write what stands with the letter before it."""
_APOSTROPHE: Final = late(f"[{_APOSTROPHES}]")
_MOST_TOGETHER: Final = 3
"""Consonants that may begin a syllable together."""
_DOTTED: Final = str.maketrans("İ", "i")
"""Whose small letter has two characters to Python."""


class SyllableRule(FileTable, frozen=True):
    """A table of ``syllables.toml``, which explains the keys."""

    source: str
    vowels: str
    pairs: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    glides: str = ""
    joined: str = ""
    syllabic: str = ""
    never: tuple[str, ...] = ()
    onsets: frozenset[str] = frozenset()
    joints: tuple[str, ...] = ()
    least: tuple[int, int] = field(default=(2, 2))


class _Divider(Struct, frozen=True):
    """A rule, and what finds the parts of a word in it: each one vowel, or one consonant, with what is joined to it."""

    rule: SyllableRule
    parts: re.Pattern[str]
    never: re.Pattern[str] | None


def syllables(word: str, language: str) -> tuple[int, ...]:
    """Return the positions in ``word`` (no digits or signs but apostrophes) before which a syllable begins, the first left out.

    ``language`` is one that has a rule (``has_rule``). Costs time linear in the word.
    """
    divider = _divider(language)
    lower = word.translate(_DOTTED).lower()
    if len(lower) != len(word):
        return ()
    before, behind = divider.rule.least
    barred = _barred(lower, divider)
    joint = next((len(each) for each in divider.rule.joints if lower.startswith(each)), 0)
    points = _points(lower, divider)
    if joint and joint < len(word) and lower[joint] in divider.rule.vowels:
        points = [joint if point == joint - 1 else point for point in points]
    return tuple([point for point in points if before <= point <= len(word) - behind and point not in barred])


def _points(word: str, divider: _Divider) -> list[int]:
    """Return where the syllables of ``word`` begin, but the first."""
    parts = [(part.start(), part[0]) for part in divider.parts.finditer(word)]
    points: list[int] = []
    consonants: list[tuple[int, str]] = []
    has_vowel = was_vowel = False
    # A vowel alone, however it is written, does not stay behind.
    alone = parts[0][1] if parts and parts[0][1][0] in divider.rule.vowels else ""
    for index, (start, text) in enumerate(parts):
        following = parts[index + 1][1][0] if index + 1 < len(parts) else ""
        is_vowel = _is_vowel(text[0], following, divider.rule, was_vowel=was_vowel, is_first=index == 0)
        if not is_vowel:
            consonants.append((start, text))
        elif has_vowel:
            points.append(_begin(start, consonants, divider.rule))
        if is_vowel:
            has_vowel, consonants = True, []
        was_vowel = is_vowel
    return points[1:] if alone and points[:1] == [len(alone)] else points


def _is_vowel(letter: str, following: str, rule: SyllableRule, *, was_vowel: bool, is_first: bool) -> bool:
    """Whether ``letter`` makes a syllable: a vowel, or a consonant between others that does."""
    if letter in rule.vowels:
        return not (was_vowel and letter in rule.glides)
    return letter in rule.syllabic and not (was_vowel or is_first) and following not in ("", *rule.vowels)


def _begin(vowel: int, consonants: list[tuple[int, str]], rule: SyllableRule) -> int:
    """Return where the syllable begins whose vowel is at ``vowel``, behind ``consonants``: a joined sign parts it from these."""
    if not consonants:
        return vowel
    start, last = consonants[-1]
    if last[-1] in rule.joined:
        return vowel
    for count in range(min(_MOST_TOGETHER, len(consonants) - 1), 1, -1) if rule.onsets else ():
        if "".join([text for _, text in consonants[-count:]]) in rule.onsets:
            return consonants[-count][0]
    return start


def _barred(word: str, divider: _Divider) -> frozenset[int]:
    """Return the places in ``word`` where it is never divided: in what is not parted, and behind an apostrophe."""
    found = divider.never.finditer(word) if divider.never else ()
    barred = [place for match in found for place in range(match.start(), match.end())]
    return frozenset([*barred, *[match.end() for match in _APOSTROPHE.finditer(word)]])


@lru_cache(maxsize=64)
def _divider(language: str) -> _Divider:
    made = convert(program_table("languages", _FILE)[language], SyllableRule)
    if isinstance(made, list):
        raise BrokenData(f"languages/{_FILE}.toml", made)
    units = "|".join([*map(re.escape, (*made.pairs, *made.letters)), "."])
    joined = re.escape(made.joined + _APOSTROPHES)
    never = re.compile("|".join(map(re.escape, made.never))) if made.never else None
    return _Divider(made, re.compile(f"(?:{units})[{joined}\u0300-\u036f]*", re.DOTALL), never)


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
