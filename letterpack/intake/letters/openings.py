"""How letters begin and end, in many languages; the words are ``openings.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

_MOST_WORDS: Final = 16
"""Of a salutation; what is longer is a sentence of the letter."""
_MOST_CLOSING_WORDS: Final = 45
_MOST_OF_A_BEGINNING: Final = 300
"""Characters of a line that say by which words it begins: none of them is longer."""
"""French closings are sentences."""
_LABEL: Final = late(r"(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_ENDS: Final = ",:;!،؛，：！.。"
_FOLDED_MARKS: Final = late(r"[’`´]")


class LabelledLine(Struct, frozen=True):
    """A line of a letter's head or foot: which kind of line its label makes it, and what stands behind the label."""

    kind: str
    text: str


def is_salutation(text: str) -> bool:
    """Whether the line ``text`` greets somebody."""
    folded = _folded(text)
    if not folded or len(folded.split()) > _MOST_WORDS:
        return False
    has_sign = folded[-1] in _ENDS
    return _begins(folded, _words()["salutation"]) and (has_sign or not _begins(folded, _words()["titles"]))


def is_closing(text: str) -> bool:
    """Whether the line ``text`` takes leave."""
    folded = _folded(text)
    return bool(folded) and len(folded.split()) <= _MOST_CLOSING_WORDS and _begins(folded, _words()["closing"])


def spoken_by(salutation: str, closing: str) -> frozenset[str]:
    """Return the languages (BCP 47) in which a letter greets with ``salutation`` and takes leave with ``closing``; none where the
    two are of different ones.
    """
    greeting, leave = _languages(salutation, "salutation"), _languages(closing, "closing")
    return greeting & leave if greeting and leave else greeting or leave


def _languages(text: str, table: str) -> frozenset[str]:
    """Return the languages of the longest words by which ``text`` begins."""
    folded = _folded(text)
    lengths = {
        language: max((len(word) for word in map(_folded, words) if _begins(folded, frozenset((word,)))), default=0)
        for language, words in _table()[table].items()
    }
    longest = max(lengths.values(), default=0) if folded else 0
    return frozenset(language for language, length in lengths.items() if length == longest and longest)


def labelled(text: str) -> LabelledLine | None:
    """Return the line ``text`` with its label: ``subject``, ``reference``, ``copies`` or ``enclosures``; None for none."""
    match = _LABEL.fullmatch(text.strip())
    label = _folded(match["label"] if match else text).rstrip(".")
    for kind in ("subject", "reference", "copies", "enclosures"):
        if label in _words()[kind] and (match or kind in ("copies", "enclosures")):
            return LabelledLine(kind, match["rest"].strip() if match else "")
    return None


def _folded(text: str) -> str:
    return " ".join(_FOLDED_MARKS.sub("'", unicodedata.normalize("NFC", text)).lower().split())


def _begins(folded: str, words: frozenset[str]) -> bool:
    """Whether ``folded`` begins with one of ``words`` and no letter behind it."""
    parts = re.findall(r"\W*\w+", folded[:_MOST_OF_A_BEGINNING])[:8]
    starts = {"".join(parts[:count]).strip() for count in range(1, len(parts) + 1)}
    # Chinese, Japanese, Korean and Thai put no space behind a word.
    return not starts.isdisjoint(words) or folded.startswith(_unspaced(words))


@cache
def _unspaced(words: frozenset[str]) -> tuple[str, ...]:
    """Return those of ``words`` that have a letter of a script without spaces."""
    return tuple(each for each in words if not each.isascii() and any(map(_stands_unspaced, each)))


def _stands_unspaced(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI"))


class DateWords(Struct, frozen=True):
    """The locales (CLDR) whose months are known, and small words that stand in a date."""

    locales: tuple[str, ...]
    fill: frozenset[str]


@cache
def date_words() -> DateWords:
    """Return what dates are made of beside figures."""
    table = _table()["dates"]
    return DateWords(tuple(table["locales"]), frozenset(table["fill"]))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Return the words by what they begin, and the labels by their kind."""
    table = _table()
    by_language = {
        name: frozenset(_folded(word) for each in table[name].values() for word in each)
        for name in ("salutation", "closing", "titles")
    }
    return {**by_language, **{kind: frozenset(map(_folded, each)) for kind, each in table["labels"].items()}}


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return program_table("intake/letters", "openings")
