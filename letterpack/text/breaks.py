"""Text layer: where a line may end inside a word that no space divides (UAX #14).

Latin and its like need none of this: they break at spaces, hyphens and by patterns. Ideographs break between any two but for
kinsoku; Thai, Lao, Khmer and Burmese between words that only a dictionary knows. Rules and dictionaries are ICU's, loaded when
the first such text comes. Korean breaks at its spaces, as its readers expect of a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from letterpack.languages.traits import traits

_BREAKABLE: Final = re.compile(
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
_IDEOGRAPHIC: Final = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u312f\u31f0-\u9fff\uf900-\ufaff\uff01-\uffef\U0001b000-\U0001b2ff\U00020000-\U0003ffff]"
)
_HANGUL: Final = "[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]"
_LAST_IN_ONE_UNIT: Final = "\uffff"
"""What stands behind it takes two units of UTF-16."""
ZERO_WIDTH_SPACE: Final = "\u200b"
"""The author's own mark of a place where a line may end."""


def needs_rules(text: str) -> bool:
    """Whether a line may end inside ``text`` (a word without spaces) where only rules or a dictionary can tell."""
    return not text.isascii() and max(text) >= _FIRST_BREAKABLE and _BREAKABLE.search(text) is not None


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
