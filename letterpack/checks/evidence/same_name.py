"""The way back: names as they are compared, when two rows may be one signatory.

Case, accents, look-alike letters, punctuation, spaces, links and legal forms do not make two organisations of one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.checks.lexicon.words import words
from letterpack.lookalikes import skeleton
from letterpack.patterns import late

_LINK: Final = late(r"\(?(?:https?://|www\.)\S+|\(?[\w.+-]{1,64}@[\w-]+\.[\w.-]+\)?")
_STROKES: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_ACCENTS: Final = range(202, 241)
"""Canonical combining classes of marks above and below letters (Unicode 16, table 4-3): not the vowel signs of India,
Thailand, Arabia.
"""
_KEPT: Final = 1 << 16
"""Texts whose words are kept: those of the signatories, which several rules ask for one after another."""
_INITIALS: Final = late(r"\b(?:[^\W\d_]\. ?){2,}")
_APART: Final = late(r"[^\w\u0300-\u036f\u0590-\u05ff\u0610-\u065f\u0900-\u0dff\u0e31-\u0e4e]+|_")


@lru_cache(maxsize=_KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as they are compared, in order; legal forms left out unless nothing else is there."""
    return _without_forms(name_words(text))


@lru_cache(maxsize=_KEPT)
def name_words(text: str) -> tuple[str, ...]:
    """Return all words of ``text`` as they are compared, in order: a person may be called as a legal form is (`Alex Cic`)."""
    return _name_words(text)


def _without_forms(parts: tuple[str, ...]) -> tuple[str, ...]:
    forms = words("legal_forms")
    return parts if forms.isdisjoint(parts) else tuple([word for word in parts if word not in forms]) or parts


def _name_words(text: str) -> tuple[str, ...]:
    folded = _LINK.sub(" ", text).casefold() if "@" in text or "/" in text or "www." in text else text.casefold()
    if not folded.isascii():
        folded = skeleton(_without_accents(folded.translate(_STROKES)))
    if "." in folded:
        folded = _INITIALS.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", folded)
    if folded.isascii() and folded.replace(" ", "").isalnum():
        return tuple(folded.split())
    return tuple(_APART.sub(" ", folded.replace("’", "").replace("'", "").replace("&", " and ")).split())


def key_of(text: str) -> str:
    """Return ``text`` as exact duplicates are compared: its words, spaces and hyphens apart."""
    return "".join(words_of(text))


def key_once(text: str) -> str:
    """Return ``key_of`` a text that hardly anybody asks for again: of a list as long as it likes, nothing is kept."""
    return "".join(_without_forms(_name_words(text)))


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    if any(map(unicodedata.combining, parts)):
        parts = "".join([char for char in parts if unicodedata.combining(char) not in _ACCENTS])
    return parts if parts.isascii() else unicodedata.normalize("NFC", parts)
