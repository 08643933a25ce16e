"""How letters begin and end, in many languages; the words are those of ``openings.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.dates import dates_in
from letterpack.checks.lexicon.words import words
from letterpack.datafiles import program_table
from letterpack.patterns import late

_MOST_WORDS: Final = {"salutation": 16, "closing": 45}
"""What is longer is a sentence of the letter; French closings are sentences."""
_MOST_OF_A_BEGINNING: Final = 300
"""Characters of a line that say by which words it begins: none of them is longer."""
_LABEL: Final = late(r"(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_ENDS: Final = ",:;!،؛，：！.。"
_FOLDED_MARKS: Final = late(r"[’`´]")
_DATE_CHARACTERS: Final = 80


class LabelledLine(Struct, frozen=True):
    """A line of a letter's head or foot: which kind of line its label makes it, and what stands behind the label."""

    kind: str
    text: str


def is_salutation(text: str) -> bool:
    """Whether the line ``text`` greets somebody; what also stands before a name in an address only with a sign at its end."""
    folded = _folded(text)
    return _begins_as(folded, "salutation") and (folded[-1] in _ENDS or not _begins(folded, _words()["titles"]))


def is_closing(text: str) -> bool:
    """Whether the line ``text`` takes leave."""
    return _begins_as(_folded(text), "closing")


def _begins_as(folded: str, table: str) -> bool:
    return bool(folded) and len(folded.split()) <= _MOST_WORDS[table] and _begins(folded, _words()[table])


def spoken_by(salutation: str, closing: str) -> frozenset[str]:
    """Return the languages (BCP 47) in which a letter greets with ``salutation`` and takes leave with ``closing``; none if the
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
    scripts = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI")
    return tuple(
        each for each in words if not each.isascii() and any(unicodedata.name(char, "").startswith(scripts) for char in each)
    )


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


class DateLine(Struct, frozen=True):
    """The day that a line says, and the place before it, empty if there is none."""

    day: date
    place: str


def date_line(text: str, languages: Iterable[str]) -> DateLine | None:
    """Return what ``text`` says in the first of ``languages`` in which it is a date, with a place or without, such as `Geneva, 30
    October 2019`; None for any other text, and for a date whose day and month could be taken for each other.
    """
    plain = unicodedata.normalize("NFKC", text).strip(" \t.,،")
    if not 0 < len(plain) <= _DATE_CHARACTERS or "\n" in plain:
        return None
    fill = words("date_fillers")
    for found in (found for language in languages for found in dates_in(plain, language) if found.year):
        place = plain[: found.start].split()
        while place and place[-1].lower() in fill:
            place.pop()
        days = found.days()[: None if "/" in plain else 1]
        is_parted = not place or place[-1][-1] in ",،"
        has_more = any(word.lower().strip(".") not in fill for word in plain[found.end :].split())
        if len({*days}) == 1 and is_parted and not has_more and not any(map(str.isdigit, plain[: found.start])):
            return DateLine(days[0], " ".join(place).strip(" ,،"))
    return None
