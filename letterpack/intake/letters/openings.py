"""How letters begin and end, in many languages; the words are ``openings.toml``, names of months and days CLDR's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

_MOST_WORDS: Final = {"salutation": 16, "closing": 45}
"""What is longer is a sentence of the letter; French closings are sentences."""
_MOST_OF_A_BEGINNING: Final = 300
"""Characters of a line that say by which words it begins: none of them is longer."""
_LABEL: Final = late(r"(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_ENDS: Final = ",:;!،؛，：！.。"
_FOLDED_MARKS: Final = late(r"[’`´]")
_WORD: Final = late(r"\d+|[^\s\d.,،/()-]+")
_DATE_CHARACTERS: Final = 80
_MOST_COMMAS: Final = 5
_MONTHS: Final = 12
_FIGURES: Final = (
    (r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]", (0, 1, 2)),
    (r"(\d{4})-(\d{1,2})-(\d{1,2})", (0, 1, 2)),
    (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", (2, 1, 0)),
    (r"(\d{1,2}) tháng (\d{1,2}),? (?:năm )?(\d{4})", (2, 1, 0)),
    (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", (2, 1, 0)),
    (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 0, 1)),
)
"""Dates in figures, and which of these are year, month and day. In the last two, day and month may stand in either order."""
_SURE: Final = 4
"""How many of them have one order."""


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


def date_line(text: str, language: str = "") -> DateLine | None:
    """Return what ``text`` says if it is a date, with a place or without, such as `Geneva, 30 October 2019` or `Алматы, 2019
    жылғы 30 қазан`; None for any other text, and for a date whose day and month could be taken for each other. Months that two
    languages mean differently are those of ``language``.
    """
    plain = unicodedata.normalize("NFKC", text).strip(" \t.,،")
    if not plain or len(plain) > _DATE_CHARACTERS or "\n" in plain or len(re.findall("[,،]", plain)) > _MOST_COMMAS:
        return None
    return next(_in_figures(plain), None) or _in_words(plain, language)


def _in_figures(text: str) -> Iterator[DateLine]:
    for index, (pattern, order) in enumerate(_FIGURES):
        match = re.fullmatch(
            rf"(?:(?P<place>[^\d,،]{{2,40}})[,،]?\s+)?(?:\w{{1,12}}[.:]?\s+)?(?:{pattern})\s*(?:г|р|ж)?\.?", text
        )
        if match is None:
            continue
        figures = [int(each) for each in match.groups()[1:]]
        if index >= _SURE and max(figures[:2]) <= _MONTHS and figures[0] != figures[1]:
            continue
        if day := _day(*[figures[index] for index in order]):
            yield DateLine(day, (match["place"] or "").strip())


def _in_words(text: str, language: str) -> DateLine | None:
    if not re.search(r"\d{4}", text):  # Nor is a table of months loaded for it.
        return None
    commas = [match.start() for match in re.finditer(r"[,،]", text)]
    # Without a place, or parted at a comma, the last one first: `Washington, October 30, 2019`.
    for place, said in ((text[: max(at, 0)], text[at + 1 :]) for at in (*commas[-1:], -1, *commas)):
        words = [each.lower() for each in _WORD.findall(said)]
        day = _said(words, _months(language.partition("-")[0]))
        if day and not any(char.isdecimal() for char in place):
            name = place.strip(" ,،")
            return DateLine(day, "" if name.lower() in _weekdays() else name)
    return None


def _said(words: list[str], names: Mapping[str, int]) -> date | None:
    figures = [int(each) for each in words if each.isdecimal()]
    # Hebrew puts `in` before the name of the month without a space.
    spoken = [each if each in names else each.removeprefix("ב") for each in words if not each.isdecimal()]
    months = {names[each] for each in spoken if each in names}
    fill = {*_table()["dates"]["fill"], *_weekdays(), ""}
    years = [each for each in figures if 1900 < each < 2200]  # noqa: PLR2004
    days = [each for each in figures if each <= 31]  # noqa: PLR2004
    has_others = any(each not in names and each not in fill for each in spoken)
    if has_others or not len(months) == len(years) == len(days) == 1 or len(figures) != 2:  # noqa: PLR2004
        return None
    return _day(years[0], months.pop(), days[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months(language: str) -> Mapping[str, int]:
    """Return the names of the months in all languages; one that is two months' is that of ``language``, or none."""
    locales, fill = _table()["dates"]["locales"], _table()["dates"]["fill"]
    known: dict[str, int] = {}
    for group in (locales, [language] if language in locales else []):
        found: dict[str, set[int]] = {}
        for number, name in _names("months", group):
            for word in _WORD.findall(unicodedata.normalize("NFKC", name).lower()):
                if not word.isdecimal() and word not in fill:
                    found.setdefault(word, set()).add(number)
        known.update({word: next(iter(numbers)) for word, numbers in found.items() if len(numbers) == 1})
    return known


@cache
def _weekdays() -> frozenset[str]:
    names = _names("days", _table()["dates"]["locales"])
    return frozenset(word.lower() for _, name in names for word in _WORD.findall(name))


def _names(what: str, locales: list[str]) -> Iterator[tuple[int, str]]:
    from babel import Locale

    for locale in locales:
        for context in getattr(Locale.parse(locale), what).values():
            for width in ("wide", "abbreviated"):
                yield from context.get(width, {}).items()
