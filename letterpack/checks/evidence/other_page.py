"""The way back: words of another alphabet that were read byte by byte as Western European letters: `Ìîñêâà` for `Москва`.

Part of LP313. No language writes a word of three letters or more with accented letters of that code page alone: this is so of all
names in CLDR.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from letterpack.lookalikes import script_of
from letterpack.patterns import late

_WORD: Final = late(r"(?<![^\W\d_])[À-ÿ¥¨ª¯²-´¸º¼-¿]{3,}(?![^\W\d_])")
"""Accented letters, and signs that are letters in other pages: `³` is Ukrainian `і`."""
_ACCENTED: Final = late("[À-ÖØ-öø-ÿ]{2}")
_LETTER: Final = late(r"[^\W\d_]")
_OTHER_LETTER: Final = late(r"[^\W\d_\x00-ÿ]")
_LEAST_LETTERS: Final = 3
_MOST_MEANT: Final = 2
_PAGES: Final = (
    ("cp1251", "CYRILLIC"), ("cp1253", "GREEK"), ("cp1255", "HEBREW"), ("cp1256", "ARABIC"), ("koi8-u", "CYRILLIC"),
    ("iso8859-5", "CYRILLIC"),
)  # fmt: skip
"""Code pages of an alphabet of their own, the commonest first."""


class MisreadWord(NamedTuple):
    """Characters ``start`` to ``end`` of a text, what they may have been, the likeliest first, and how many words behind them
    look alike.
    """

    start: int
    end: int
    meant: tuple[str, ...]
    more: int


def may_be_misread(text: str) -> bool:
    """Whether ``text`` may hold such a word: few texts do."""
    return _WORD.search(text) is not None


def misread_word(text: str) -> MisreadWord | None:
    """Return the first word of ``text`` that is of another alphabet, read as Western European letters."""
    looks_so = [match for match in _WORD.finditer(text) if _looks_misread(match[0])]
    for at, match in enumerate(looks_so):
        meant = dict.fromkeys(filter(None, [_in_page(match[0], *page) for page in _PAGES]))
        if meant:
            beside = _scripts(text)
            likely = sorted(meant, key=lambda word: script_of(word[0]) not in beside)
            return MisreadWord(*match.span(), tuple(likely[:_MOST_MEANT]), len(looks_so) - at - 1)
    return None


def _looks_misread(word: str) -> bool:
    return len(_LETTER.findall(word)) >= _LEAST_LETTERS and _ACCENTED.search(word) is not None


def _scripts(text: str) -> frozenset[str]:
    """Return the scripts of the letters of ``text`` that are in no page of Western Europe."""
    return frozenset([script_of(match[0]) for match in _OTHER_LETTER.finditer(text)])


def _in_page(word: str, page: str, script: str) -> str:
    """Return ``word`` as the code page ``page`` has it, where that is a word of ``script``; else nothing."""
    try:
        meant = word.encode("cp1252").decode(page)
    except UnicodeError:
        return ""
    is_word = all(char.isalpha() and script_of(char) == script for char in meant)
    is_cased = meant[1:].islower() or meant.isupper() or meant.upper() == meant.lower()
    return meant if is_word and is_cased else ""
