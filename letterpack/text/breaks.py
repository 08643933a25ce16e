"""Text layer: where a line may end inside a word that no space divides, and at which spaces it may not (UAX #14).

Latin and its like need little of this: they break at spaces, hyphens and by patterns. Ideographs break between any two but for
kinsoku; Thai, Lao, Khmer and Burmese between words that only a dictionary knows. Rules and dictionaries are ICU's, loaded when
the first such text comes. Korean breaks at its spaces, as its readers expect of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from unicodedata import category

from letterpack.languages.tags import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late, late_strange

_BREAKABLE: Final = late_strange(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u109f"  # Tibetan, Myanmar
    "\u1361-\u1368"  # Ethiopic word space and punctuation
    "\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"  # Khmer, Tai Le, New Tai Lue, Tai Tham
    "\u1b00-\u1b7f\ua980-\ua9df\uaa00-\uaadf"  # Balinese, Javanese, Cham, Myanmar extended, Tai Viet
    "\u200b"
    "\u2e80-\u312f\u3190-\ua4cf"  # ideographs, kana, Bopomofo, Yi
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
    "]"
)
_FIRST_BREAKABLE: Final = "\u0e00"
_IDEOGRAPHIC: Final = late(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u312f\u31f0-\u9fff\uf900-\ufaff\uff01-\uffef\U0001b000-\U0001b2ff\U00020000-\U0003ffff]"
)
_HEBREW: Final = late("[\u05d0-\u05ea\ufb1d-\ufb4f]")
_HANGUL: Final = "[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]"
_LAST_IN_ONE_UNIT: Final = "\uffff"
"""What stands behind it takes two units of UTF-16."""
_FREE_BEHIND: Final = frozenset(".,;:!?…/%°*&+=\"'’”»-–")
"""Signs behind which a line may end at any space, whatever stands behind it: ICU need not be loaded to be asked."""
_FREE_BEFORE: Final = frozenset("\"'“„‘«([{§#%&*@$€£¿¡…–+=·•")
"""Signs before which one may."""
_CLOSING: Final = frozenset("»›")
_BEHIND_CLOSING: Final = frozenset("…—–-%*¹²³€+=")
"""What stands behind a sign that closes, and behind one that opens hardly ever; UAX #14 leaves the two undecided there."""
_HYPHENS: Final = "-\u2010"
_LAST_PART: Final = late("[-\u2010–—/]")
_STOPS: Final = ".,;:!?…)»”’“‘"
_ENDING: Final = 3
"""Letters of the longest ending of a number: `19-ові`."""
_WHOLE: Final = 16
"""Characters of a word that a line of names has room for."""
_MOST: Final = 4
"""Characters of a word that say what a space beside it may do."""
_OF_PHRASES: Final = "ja"
"""The language whose phrases ICU knows (UTS #35, the key `lw`), and whose lines may else end anywhere in one."""
_ENDS_PHRASE: Final = late(r"[\u3041-\u309f]|\W")
_BURMESE: Final = late_strange("(?<![\u1021\u1039])(?=[\u1000-\u102a\u103f](?!\u1037?[\u1039\u103a]))")
"""Where a syllable begins: at a letter that is neither stacked under one nor closes the syllable before it, and not behind a bare
အ, which is a prefix.
"""
_LEAST_BURMESE: Final = 4
"""Characters of a Burmese word that stay together before and behind a line's end."""
ZERO_WIDTH_SPACE: Final = "\u200b"
"""The author's own mark of a place where a line may end."""


def needs_rules(text: str) -> bool:
    """Whether a line may end inside ``text`` (a word without spaces) where only rules or a dictionary can tell."""
    return not text.isascii() and max(text) >= _FIRST_BREAKABLE and _BREAKABLE.search(text) is not None


def ends_no_line(before: str, behind: str) -> bool:
    """Whether no line may end at the spaces between two words: behind an opening sign, or before a closing one.

    French stands its signs off with spaces: ``« mot » : mot !``. What German opens and closes with, others close and open with;
    the words tell which (LB15a, LB15b).
    """
    if not before or not behind:
        return False
    last, first = _bare_last(before), behind[0]
    if first in _CLOSING and len(behind) > 1 and behind[1] in _BEHIND_CLOSING:
        return True
    plain = (last.isalnum() or last in _FREE_BEHIND) and (first.isalnum() or first in _FREE_BEFORE)
    if plain or (last == ")" and first.isalnum() and not needs_rules(first)):
        return False
    return _parted(before[-_MOST:], behind[:_MOST] + (" " if len(behind) <= _MOST else ""))


@lru_cache(maxsize=1 << 10)
def _parted(before: str, behind: str) -> bool:
    """Whether ICU parts no line at a space between the two."""
    return len(before) + 1 not in break_points(f"{before} {behind}", "")


def ends_behind_sign(word: str, end: int, language: str) -> bool:
    """Whether a line may end in ``word`` before the character ``end``, which stands behind a dash or a slash."""
    if word[end - 1] in _HYPHENS and len(word) <= _WHOLE and _joins(word[: end - 1], word[end:]):
        return False
    if word[end].isalpha() and end > 1 and not _HEBREW.match(word[end]):
        return True
    return end in break_points(word, language)


def _joins(before: str, behind: str) -> bool:
    """Whether a hyphen joins what is read as one: initials (`J.-P.`), a letter and a word (`T-Shirt`), a number and its ending
    (`80-х`), or parts of which one is abbreviated (`Dipl.-Ing.`).
    """
    last, first = _LAST_PART.split(before)[-1], _LAST_PART.split(behind)[0]
    letters = first.rstrip(_STOPS)
    is_ending = last[-1:].isdigit() and letters.isalpha() and len(letters) <= _ENDING
    return before.endswith(".") or len(last) == 1 or len(letters) == 1 or is_ending


def _bare_last(word: str) -> str:
    """Return the last character of ``word`` that is no mark on another, or the first."""
    end = len(word) - 1
    while end and category(word[end])[0] == "M":
        end -= 1
    return word[end]


def is_ideographic(char: str) -> bool:
    """Whether ``char`` is set in a full square, so that what a line lacks is shared between such characters."""
    return _IDEOGRAPHIC.match(char) is not None


@lru_cache(maxsize=1 << 14)
def break_points(word: str, language: str) -> tuple[int, ...]:
    """Return the positions (code points, ascending) before which a line may begin inside ``word``, without a hyphen.

    ``language`` is a BCP 47 tag: kinsoku and dictionaries differ.
    """
    from icu4py.breakers import LineBreaker

    found = [end for _, end in LineBreaker(word, language.replace("-", "_")).segments()]
    if any(char > _LAST_IN_ONE_UNIT for char in word):
        found = _in_code_points(word, found)
    return tuple([point for point in found if 0 < point < len(word) and not _in_korean(word, point, language)])


@lru_cache(maxsize=1 << 10)
def phrase_points(word: str, language: str) -> frozenset[int]:
    """Return those of the ``break_points`` of ``word`` that stand between phrases, as a reader of Japanese parts them: behind a
    particle, an ending or a sign. All, where the language has no such phrases.
    """
    if primary(language) != _OF_PHRASES:
        return frozenset(break_points(word, language))
    found = break_points(word, f"{language}-u-lw-phrase")
    return frozenset([at for at in found if _ENDS_PHRASE.match(word[at - 1])])


def syllable_points(word: str, known: Iterable[int]) -> frozenset[int]:
    """Return the positions between syllables of Burmese in ``word``, far enough from the ``known`` ones: a second choice, where
    words are long (Stribley, Syllable Based Dual Weight Algorithm for Line Breaking in Myanmar, 2006).
    """
    found = [match.start() for match in _BURMESE.finditer(word)]
    ends = (0, *known, len(word)) if found else ()
    return frozenset([at for at in found if all(abs(at - end) >= _LEAST_BURMESE for end in ends)])


def _in_korean(word: str, point: int, language: str) -> bool:
    """Whether ``point`` divides a Korean word, which ends at a space, whatever else is in it; ideographs alone are taken for
    Chinese.
    """
    before, after = word[point - 1], word[point]
    if before == ZERO_WIDTH_SPACE:
        return False
    if re.match(_HANGUL, before) or re.match(_HANGUL, after):
        return True
    return traits(language).whole_words and not (is_ideographic(before) and is_ideographic(after))


def _in_code_points(word: str, units: list[int]) -> list[int]:
    """Turn offsets in UTF-16 units, ICU's, into offsets in code points."""
    points = {}
    at = 0
    for index, char in enumerate(word):
        points[at] = index
        at += 2 if char > _LAST_IN_ONE_UNIT else 1
    return [points[unit] for unit in units if unit in points]
