"""What people write who do not want to be printed, in whatever column and language: the words are ``refusals.toml``, beside what
forms offer as a no in ``answers.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late
from letterpack.wording.answers import begins_as_a_no, fold_answer, long_refusals, says_no, without_accents

_BETWEEN: Final = late(r"[\s_\-\u2010-\u2014]+")
_SPACELESS: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts, as names of characters begin, in which words are not told apart by spaces, or grow together."""
_PREFIXED: Final = (("ARABIC", frozenset("وفبلسا")), ("HEBREW", frozenset("והבלמשכ")))
"""Scripts in which words begin with small words, and the letters of those: `باسمي`, in my name; but no `اسمي` in `ياسمين`."""
_UNKNOWN_PREFIXES: Final = "ETHIOPIC"
_ALONE: Final = "="
"""In the file, before a word that refuses where it is a whole cell, and stands in names otherwise; behind one that ends there."""
_ANY_WORDS: Final = "~"
"""In the file, in a name: up to three words."""
_SENTENCE: Final = 5
"""Words of a text that begins small and is no name of a place any more."""
_BETWEEN_WORDS: Final = late(r"[^\w]+")
_LINE_END: Final = late(r"\n")
_INSIDE: Final = late(r"[^\w'’\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]+")


def refusals_among(cells: Collection[str], *, bare: bool = True, of_names: bool = False) -> frozenset[str]:
    """Return those of ``cells`` that say that somebody does not want to be printed.

    They do by words for it, or, with ``bare``, by nothing but a no. ``of_names`` are cells where names stand.
    """
    plain = {cell: _plain(cell) for cell in cells}
    everything = "\n".join(plain.values())
    met = _met(everything)
    suspect = _lines_with(met, everything)
    return frozenset(
        cell
        for line, (cell, text) in enumerate(plain.items())
        if text in _words().whole
        or (line in suspect and _says_so(text, met))
        or (bare and len(text) <= _LONGEST_NO and begins_as_a_no(text) and says_no(cell, of_names=of_names))
    )


def _says_so(text: str, met: Iterable[str]) -> bool:
    """Whether ``text`` has one of the words ``met``, but for those of names: `Société Anonyme`, `Anonyme Alkoholiker`."""
    said = [stem for stem in met if _begins_a_word(stem, text)]
    rest = _named().sub(" ", text) if said else text
    return bool(said) and (rest == text or any(_begins_a_word(stem, rest) for stem in said))


_LONGEST_NO: Final = 40
"""Letters of what is nothing but a no; a longer one has words that tell."""
_BEGINNING: Final = 3


def _met(everything: str) -> list[str]:
    """Return the words for a refusal that stand anywhere in ``everything``: few of them are looked for at length."""
    words = _words()
    spaced = [words.spaced.get(word[:_BEGINNING], ()) for word in set(_BETWEEN_WORDS.split(everything))]
    others = [words.others.get(letter, ()) for letter in set(everything)]
    return [stem for stem in set(chain(*spaced, *others)) if stem.removesuffix(_ALONE) in everything]


def _lines_with(stems: Iterable[str], everything: str) -> set[int]:
    """Return the lines of ``everything`` that hold one of ``stems``."""
    starts = [0, *[found.end() for found in _LINE_END.finditer(everything)]] if stems else []
    found: set[int] = set()
    for stem in stems:
        word = stem.removesuffix(_ALONE)
        at = everything.find(word)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            found.add(line)
            at = everything.find(word, starts[line + 1]) if line + 1 < len(starts) else -1
    return found


def _is_spaced(stem: str) -> bool:
    """Whether ``stem`` stands at the beginning of a word, and its first word is long enough to look for its beginning."""
    return stem.isascii() and stem[:_BEGINNING].isalpha()


def _begins_a_word(stem: str, text: str) -> bool:
    """Whether ``stem`` stands in ``text``, at the beginning of a word where words stand apart: no `san non` in `Susan Nonaka`."""
    word = stem.removesuffix(_ALONE)
    is_whole, behind = word != stem, len(word)
    at = text.find(word)
    while at >= 0:
        if not (is_whole and text[at + behind : at + behind + 1].isalpha()) and (stem.startswith("n't") or _may_begin(text, at)):
            return True
        at = text.find(word, at + 1)
    return False


def _may_begin(text: str, at: int) -> bool:
    """Whether a word may begin at ``at`` in ``text``: behind none, or in a script whose words are not apart, or have others
    before them.
    """
    start = at
    while start and _is_of_word(text[start - 1]):
        start -= 1
    name = unicodedata.name(text[at], "")
    if start == at or name.startswith((*_SPACELESS, _UNKNOWN_PREFIXES)):
        return True
    return any(name.startswith(script) and letters.issuperset(text[start:at]) for script, letters in _PREFIXED)


def _is_of_word(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char).startswith("M")


def withholds(cell: str) -> bool:
    """Whether ``cell``, of a column of places or numbers, denies something, or is a sentence: what no place is called."""
    text = folded_text(cell)
    parts = frozenset(filter(None, _INSIDE.split(text)))
    if parts & _words().apart or any(part in text for part in _words().within):
        return True
    return len(cell.split()) >= _SENTENCE and cell.lstrip()[:1].islower() and not any(char.isdigit() for char in cell)


def folded_text(text: str) -> str:
    """Return ``text`` as its words are looked for: as answers are compared, and without the signs between words."""
    return _BETWEEN.sub(" ", fold_answer(text)).strip()


def _plain(text: str) -> str:
    return without_accents(folded_text(text))


class _Refusals(Struct, frozen=True):
    """Words for a refusal: spaced ones by their beginning, others by their first letter, whole cells, and what denies a place."""

    spaced: Mapping[str, tuple[str, ...]]
    others: Mapping[str, tuple[str, ...]]
    whole: frozenset[str]
    apart: frozenset[str]
    within: tuple[str, ...]


@cache
def _words() -> _Refusals:
    stems, denials = set(map(_plain, long_refusals())), set[str]()
    for said in _by_language():
        stems.update(map(_plain, said.anywhere))
        denials.update(said.in_places)
    within = {word for word in denials if _is_spaceless(word)}
    whole = {stem[1:] for stem in stems if stem.startswith(_ALONE)}
    inside = sorted(stem for stem in stems if not stem.startswith(_ALONE))
    spaced = _by_beginning([stem for stem in inside if _is_spaced(stem)], _BEGINNING)
    others = _by_beginning([stem for stem in inside if not _is_spaced(stem)], 1)
    return _Refusals(spaced, others, frozenset(whole), frozenset(denials - within), tuple(sorted(within)))


def _by_beginning(stems: Iterable[str], length: int) -> Mapping[str, tuple[str, ...]]:
    """Return ``stems`` by their first ``length`` letters."""
    found: dict[str, list[str]] = {}
    for stem in stems:
        found.setdefault(stem[:length], []).append(stem)
    return {beginning: tuple(each) for beginning, each in found.items()}


@cache
def _named() -> re.Pattern[str]:
    """Names that hold what refuses elsewhere."""
    return re.compile("|".join(sorted({_pattern(_plain(name)) for said in _by_language() for name in said.in_names})))


def _pattern(name: str) -> str:
    words = [rf"{re.escape(word)}\w*\s+" if word != _ANY_WORDS else r"(?:\w+\s+){0,3}" for word in name.split()]
    return ("" if _is_spaceless(name) else r"\b") + "".join(words).removesuffix(r"\s+")


class _Refusing(Struct, frozen=True):
    """What a language has for a refusal anywhere, and where no sentence is expected; and names that hold the former."""

    anywhere: tuple[str, ...]
    in_places: tuple[str, ...]
    in_names: tuple[str, ...] = ()


def _by_language() -> list[_Refusing]:
    return [_Refusing(*[tuple(_split(words)) for words in said]) for said in program_table("wording", "refusals").values()]


def _split(words: str) -> Iterator[str]:
    return (folded for word in words.split("|") if (folded := folded_text(word)))


def _is_spaceless(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_SPACELESS)
