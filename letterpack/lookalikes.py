"""Vocabulary of the way back: letters of different scripts that look alike, and the script a letter is of."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

DIVIDED: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Scripts with letters that can be taken for each other's. A word of one of them never mixes with another; Japanese mixes
three others.
"""

_LOOKALIKES: Final[Mapping[str, str]] = {
    # Cyrillic
    "а": "a",
    "е": "e",
    "ё": "ë",
    "і": "i",
    "ї": "ï",
    "ј": "j",
    "к": "k",
    "о": "o",
    "р": "p",
    "с": "c",
    "у": "y",
    "х": "x",
    "ѕ": "s",
    "һ": "h",
    "ԁ": "d",
    "ԛ": "q",
    "ԝ": "w",
    "ӏ": "l",
    "ѵ": "v",
    "ә": "ə",
    "ө": "ɵ",
    "ү": "y",
    "А": "A",
    "В": "B",
    "Е": "E",
    "Ё": "Ë",
    "І": "I",
    "Ї": "Ï",
    "Ј": "J",
    "К": "K",
    "М": "M",
    "Н": "H",
    "О": "O",
    "Р": "P",
    "С": "C",
    "Т": "T",
    "У": "Y",
    "Х": "X",
    "Ѕ": "S",
    "Һ": "h",
    "Ԍ": "G",
    "Ԛ": "Q",
    "Ԝ": "W",
    "Ӏ": "I",
    "Ү": "Y",
    "Ә": "Ə",
    "Ѵ": "V",
    # Greek
    "Α": "A",
    "Β": "B",
    "Ε": "E",
    "Ζ": "Z",
    "Η": "H",
    "Ι": "I",
    "Κ": "K",
    "Μ": "M",
    "Ν": "N",
    "Ο": "O",
    "Ρ": "P",
    "Τ": "T",
    "Υ": "Y",
    "Χ": "X",
    "α": "a",
    "ι": "i",
    "κ": "k",
    "ν": "v",
    "ο": "o",
    "ρ": "p",
    "υ": "u",
    "χ": "x",
    "γ": "y",
    "ά": "á",
    "ί": "í",
    "ό": "ó",
    # Armenian
    "օ": "o",
    "ս": "u",
    "հ": "h",
    "ո": "n",
    "զ": "q",
    "յ": "j",
    "ց": "g",
    "Օ": "O",
    "Ս": "U",
}
"""Letters by the Latin letter they look like: an excerpt of Unicode UTS 39, ``confusables.txt`` 16.0, and of what upright
faces show.
"""

_PLAIN: Final = str.maketrans(dict(_LOOKALIKES))


def skeleton(text: str) -> str:
    """Return ``text`` with every letter that looks like a Latin one as that one: equal skeletons look alike."""
    return text if text.isascii() else text.translate(_PLAIN)


def in_script(char: str, script: str) -> str:
    """Return the letter of ``script`` (``LATIN``, ``CYRILLIC`` …) that looks like ``char``, or an empty text where there is
    none.
    """
    shape = _LOOKALIKES.get(char, char)
    if script == "LATIN":
        return shape if char in _LOOKALIKES else ""
    return _by_script().get((shape, script), "")


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """Return the first word of the character's name, which is its script for letters: ``LATIN``, ``CYRILLIC`` …"""
    return unicodedata.name(char, "").partition(" ")[0]


@lru_cache(maxsize=1)
def _by_script() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for char, shape in _LOOKALIKES.items():
        found.setdefault((shape, script_of(char)), char)
    return found
