"""What people write who do not want to be printed, in whatever column and language: the words are ``refusals.toml``, beside what
forms offer as a no in ``answers.toml``.
"""

from __future__ import annotations

import unicodedata
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
_APART_SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC")
_WHOLE_CELL: Final = "="
"""In the file, before a word that refuses where it is a whole cell, and stands in names otherwise."""
_SENTENCE: Final = 5
"""Words of a text that begins small and is no name of a place any more."""
_BETWEEN_WORDS: Final = late(r"[^\w]+")
_INSIDE: Final = late(r"[^\w'’\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]+")


def refusals_among(cells: Collection[str], *, bare: bool = True, of_names: bool = False) -> frozenset[str]:
    """Return those of ``cells`` that say that somebody does not want to be printed.

    They do by words for it, or, with ``bare``, by nothing but a no. ``of_names`` are cells where names stand.
    """
    plain = {cell: _plain(cell) for cell in cells}
    met = _met("\n".join(plain.values()))
    return frozenset(
        cell
        for cell, text in plain.items()
        if text in _words().whole
        or any(_begins_a_word(stem, text) for stem in met)
        or (bare and len(text) <= _LONGEST_NO and begins_as_a_no(text) and says_no(cell, of_names=of_names))
    )


_LONGEST_NO: Final = 40
"""Letters of what is nothing but a no; a longer one has words that tell."""
_BEGINNING: Final = 3


def _met(everything: str) -> list[str]:
    """Return the words for a refusal that stand anywhere in ``everything``: few of them are looked for at length."""
    words = _words()
    spaced = [words.spaced.get(word[:_BEGINNING], ()) for word in set(_BETWEEN_WORDS.split(everything))]
    others = [words.others.get(letter, ()) for letter in set(everything)]
    return [stem for stem in set(chain(*spaced, *others)) if stem in everything]


def _is_spaced(stem: str) -> bool:
    """Whether ``stem`` stands at the beginning of a word, and its first word is long enough to look for its beginning."""
    return stem.isascii() and stem[:_BEGINNING].isalpha()


def _begins_a_word(stem: str, text: str) -> bool:
    """Whether ``stem`` stands in ``text``, at the beginning of a word where words stand apart: no `san non` in `Susan Nonaka`."""
    at = text.find(stem)
    while at >= 0:
        if at == 0 or not text[at - 1].isalpha() or not unicodedata.name(stem[0], "").startswith(_APART_SCRIPTS):
            return True
        if stem.startswith("n't"):
            return True
        at = text.find(stem, at + 1)
    return False


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
    for anywhere, in_places in refusals_by_language().values():
        stems.update(map(_plain, anywhere))
        denials.update(in_places)
    within = {word for word in denials if _is_spaceless(word)}
    whole = {stem[1:] for stem in stems if stem.startswith(_WHOLE_CELL)}
    inside = sorted(stem for stem in stems if not stem.startswith(_WHOLE_CELL))
    spaced = _by_beginning([stem for stem in inside if _is_spaced(stem)], _BEGINNING)
    others = _by_beginning([stem for stem in inside if not _is_spaced(stem)], 1)
    return _Refusals(spaced, others, frozenset(whole), frozenset(denials - within), tuple(sorted(within)))


def _by_beginning(stems: Iterable[str], length: int) -> Mapping[str, tuple[str, ...]]:
    """Return ``stems`` by their first ``length`` letters."""
    found: dict[str, list[str]] = {}
    for stem in stems:
        found.setdefault(stem[:length], []).append(stem)
    return {beginning: tuple(each) for beginning, each in found.items()}


def refusals_by_language() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what is written anywhere, and where no sentence is expected, by language."""
    data = program_table("wording", "refusals")
    return {language: (tuple(_split(anywhere)), tuple(_split(places))) for language, (anywhere, places) in data.items()}


def _split(words: str) -> Iterator[str]:
    return (folded for word in words.split("|") if (folded := folded_text(word)))


def _is_spaceless(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_SPACELESS)
