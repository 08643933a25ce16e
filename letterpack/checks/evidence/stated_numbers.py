"""The way back: numbers of those who sign, as a letter states them, in figures or in words, in every language that letters are
in.

What signing is called comes from the language's own words above the list of signatories, numbers in words from ICU.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from msgspec import Struct

from letterpack.checks.evidence.figures import in_figures
from letterpack.checks.evidence.number_words import TOKEN, NumberAt, numbers_in, spelled_numbers
from letterpack.checks.lexicon.words import unspaced_ways, words
from letterpack.languages import language, languages, primary
from letterpack.patterns import late

_KINDS: Final = ("organizations", "people", "signatories")
_SAMPLE: Final = 13
_FARTHEST: Final = 3
_BESIDE: Final = 2
_STEM: Final = 5
_LEAST_STEM: Final = 3
_FIGURES_OF_YEAR: Final = 4
_BETWEEN_NAMES: Final = frozenset(",–—-،、")
_STOPS: Final = frozenset(".!?;…。！？।")
_OTHERS: Final = tuple(words("other_documents"))
_LETTERS: Final = tuple(words("letters"))
_SPELLED_WITH_SIGNS: Final = frozenset({"ja", "zh"})
_WHO_SIGNS: Final = tuple(words("who_signs"))
_NO_WORD: Final = late(r"[\s,.;:!?։።။។؛،。]+")
_PAIRS: Final = frozenset(tuple(pair.split("_")) for pair in words("signing_pairs"))
_PAIRED: Final = frozenset(first for first, *_ in _PAIRS)
_SPEAKING: Final = words("behalf") | words("we") | words("behalf_behind") | words("speaking_as") | words("below")


class StatedNumber(Struct, frozen=True):
    """A number at ``start`` to ``end`` of a text that says how many sign."""

    start: int
    end: int
    number: int


class _SigningWords(Struct, frozen=True):
    """What a language says of who signs: beginnings of words for signing, and for who does; the words of the
    phrases above the list, and those for signing that all of these have (`undersigned`).
    """

    signing: frozenset[str]
    bodies: frozenset[str]
    phrase: frozenset[str]
    undersigned: frozenset[str]
    before_signing: frozenset[str]
    """What stands before the word for signing, where the heading has it and the number right behind: Swahili `watia saini 13`."""


def stated_numbers(text: str, tag: str) -> Iterator[StatedNumber]:
    """Yield the numbers of those who sign that ``text``, in the language ``tag``, states."""
    found_in: set[int] = set()
    for stated in _unspaced_numbers(text, primary(tag)):
        if found_in.isdisjoint(range(stated.start, stated.end)):
            found_in.update(range(stated.start, stated.end))
            yield stated
    known = _words_of(primary(tag))
    folded = text.casefold()
    spoken = _NO_WORD.split(folded)
    if not any(stem in folded for stem in known.signing) and _SPEAKING.isdisjoint(spoken) and _PAIRED.isdisjoint(spoken):
        return
    tokens = list(TOKEN.finditer(text))
    said = [match[0].casefold() for match in tokens]
    for found in numbers_in(said, primary(tag)):
        if tokens[found.first].start() in found_in or _is_year(said, found):
            continue
        if (_is_of_signing(said, found, known) and not _is_of_another(said, found, known)) or _is_on_behalf(said, found, known):
            yield StatedNumber(tokens[found.first].start(), tokens[found.last].end(), found.number)


def stated_in_subject(text: str, tag: str) -> Iterator[StatedNumber]:
    """Yield the numbers of those who sign that a subject says with no word for signing: `Open letter from 14 organizations`,
    `Fourteen organizations call for …`.
    """
    known = _words_of(primary(tag))
    tokens = list(TOKEN.finditer(text))
    said = [match[0].casefold() for match in tokens]
    for found in numbers_in(said, primary(tag)):
        behind = said[found.last + 1 : found.last + 2 + _BESIDE]
        body = next((index for index, word in enumerate(behind) if _is_body(word, known)), None)
        if body is not None and (
            _is_of_letter(said, found.first, primary(tag)) or _is_calling(said, found, found.last + 1 + body)
        ):
            yield StatedNumber(tokens[found.first].start(), tokens[found.last].end(), found.number)


def _is_of_letter(said: list[str], at: int, tag: str) -> bool:
    """Whether a letter with which the subject begins is by those who are counted at ``at``."""
    while at and said[at - 1] in words("written_by"):
        at -= 1
    at -= at > 1 and said[at - 1].startswith(tuple(words("joint")))
    is_letter = said[at - 1].startswith(_LETTERS) or f"{tag}={said[at - 1]}" in words("letters_whole")
    return 0 < at <= _FARTHEST and is_letter and words("this_one").isdisjoint(said[:at])


def _is_calling(said: list[str], found: NumberAt, body: int) -> bool:
    """Whether those who are counted at the beginning of a subject call for something."""
    is_first = found.first <= 1 and all(word in words("written_by") for word in said[: found.first])
    behind = said[body + 1 : body + 1 + _BESIDE]
    is_letter = any(word.startswith(_LETTERS) for word in behind) and behind == said[body + 1 :]
    return is_first and (is_letter or any(word.startswith(tuple(words("calling"))) for word in behind))


def _is_year(said: list[str], found: NumberAt) -> bool:
    """Whether the number is a year that something is of: `the appeal of 2024`."""
    before = said[found.first - 1] if found.first else ""
    return found.first == found.last and _is_of_our_days(said[found.first]) and before in words("partitive") | words("of_year")


def _is_of_our_days(word: str) -> bool:
    return len(word) == _FIGURES_OF_YEAR and word.isdecimal() and word[:2] in ("19", "20")


def _unspaced_numbers(text: str, tag: str) -> Iterator[StatedNumber]:
    """Yield the numbers by which those who sign call themselves, in a language with no spaces between words or some within."""
    ways = _unspaced(tag)
    spelled = (spelled_numbers("zh") | _spelled(tag)) if ways else {}
    for match in (match for way in ways for match in way.finditer(text)):
        figures = normalize("NFKC", match["number"]).casefold()
        number = in_figures(figures) if figures.isdecimal() else spelled.get(figures)
        if number is not None:
            yield StatedNumber(*match.span("number"), number)


@lru_cache(maxsize=8)
def _unspaced(tag: str) -> tuple[re.Pattern[str], ...]:
    ways = unspaced_ways(tag)
    if not ways:
        return ()
    number = "|".join([r"\d+", "[一二三四五六七八九十百两兩]+", *sorted(_spelled(tag), key=len, reverse=True)])
    return tuple([re.compile(way.replace("NUMBER", f"(?P<number>{number})"), re.IGNORECASE) for way in ways])


def _spelled(tag: str) -> dict[str, int]:
    """Return numbers in words where they are written with letters, without the marks of where a line may end in them."""
    if tag in _SPELLED_WITH_SIGNS:
        return {}
    found = spelled_numbers(tag)
    return found | {said.replace("\u200b", ""): number for said, number in found.items()}


def _is_of_another(said: list[str], found: NumberAt, known: _SigningWords) -> bool:
    """Whether the sentence speaks of those who signed something else: a petition, a treaty, another letter. What the heading of
    the list is worded with (`undersigned`) speaks of this one.
    """
    first = next((at + 1 for at in range(found.first - 1, -1, -1) if said[at] in _STOPS), 0)
    last = next((at for at in range(found.last + 1, len(said)) if said[at] in _STOPS), len(said))
    sentence = said[first:last]
    if not known.undersigned.isdisjoint(sentence):
        return False
    for at, word in enumerate(sentence):
        before = sentence[max(0, at - _BESIDE) : at]
        if word.startswith(_OTHERS) and words("this_one").isdisjoint(before):
            return True
        if word.startswith(_LETTERS):
            is_this = not words("this_one").isdisjoint(before)
            is_told_of = at + 1 < len(sentence) and sentence[at + 1] in words("relative") and not is_this
            is_older = not is_this and any(map(_is_of_our_days, sentence[at + 1 : at + 2 + _BESIDE]))
            if is_told_of or is_older or not words("any_one").isdisjoint(before):
                return True
    return False


def _is_of_signing(said: list[str], found: NumberAt, known: _SigningWords) -> bool:
    """Whether a word for signing stands beside the number, and nothing between that says `of them`."""
    behind = said[found.last + 1 : found.last + 2 + _FARTHEST]
    before = said[max(0, found.first - _FARTHEST) : found.first][::-1]
    is_paired = not _PAIRS.isdisjoint([*pairwise(behind), tuple(before[1::-1])])
    if is_paired and (any(_is_body(each, known) for each in behind) or not behind or not behind[0][0].isalpha()):
        return True
    for beside in (behind, before):
        for index, word in enumerate(beside):
            is_clause = word == "," and index > 0 and beside is behind and _is_body(beside[index - 1], known)
            if word in words("partitive") or (not word[0].isalnum() and word not in "()（）" and not is_clause):
                break
            if word.startswith(tuple(known.signing)):
                # Behind the word for signing the number must count who signs: `the undersigned in 13 countries` does not.
                counts = any(each.startswith(tuple(known.bodies)) for each in behind[:_BESIDE])
                is_phrase = found.first > 0 and said[found.first - 1] in known.phrase
                is_bracketed = found.first > 0 and said[found.first - 1] == "(" and behind[:1] == [")"]
                if known.before_signing and beside is before and known.before_signing.isdisjoint(before[index + 1 : index + 2]):
                    return False
                if not counts and _is_of_other_things(word, index, behind, known, is_behind=beside is behind):
                    return False
                return beside is behind or index == 0 or is_phrase or counts or is_bracketed
    return False


def _is_of_other_things(word: str, index: int, behind: list[str], known: _SigningWords, *, is_behind: bool) -> bool:
    """Whether the number beside ``word``, the form of a word for signing that no heading of a list has, counts what was signed:
    `signed 13 decrees`, `hat 13 Gesetze unterzeichnet`.
    """
    if word in known.phrase or word.startswith(_WHO_SIGNS):
        return False
    counted = behind[:index] if is_behind else behind[:1]
    return any(each[0].isalpha() and not each.startswith(tuple(known.signing)) for each in counted)


def _is_on_behalf(said: list[str], found: NumberAt, known: _SigningWords) -> bool:
    """Whether the number counts those on whose behalf the letter speaks: `on behalf of 13 organisations`, `we, 13 groups`."""
    if found.first > 1 and said[found.first - 1] in words("counted_behind"):
        return not words("behalf").isdisjoint(said[max(0, found.first - 2 - _FARTHEST) : found.first - 1])
    behind = said[found.last + 1 : found.last + 2 + _FARTHEST]
    body = next((index for index, word in enumerate(behind) if _is_body(word, known)), None)
    if body is None:
        return False
    before = [word for word in said[max(0, found.first - _FARTHEST) : found.first] if word[0].isalnum()]
    if not words("behalf").isdisjoint(before) or not words("behalf_behind").isdisjoint(behind) or _is_us(said, found.first):
        return True
    after = said[found.last + 2 + body : found.last + 4 + body]
    if before[-1:] and before[-1] in words("speaking_as"):
        return len(after) > 1 and after[0] == "," and after[1] in words("we")
    return bool(after) and after[0] in words("below")


def _is_us(said: list[str], at: int) -> bool:
    """Whether what is counted at ``at`` is a name that `we` give ourselves: `we, 13 groups`, and not `we met 13 people`."""
    while at and said[at - 1] in words("together"):
        at -= 1
    at -= at > 0 and said[at - 1] in _BETWEEN_NAMES
    return at > 0 and said[at - 1] in words("we")


def _is_body(word: str, known: _SigningWords) -> bool:
    return word.startswith(tuple(known.bodies))


@lru_cache(maxsize=32)
def _words_of(tag: str) -> _SigningWords:
    """Return what ``tag`` calls signing: the words that its phrases for organisations and for others share, and English ones."""
    signing, bodies = set(words("signing")), set(words("bodies"))
    phrase: set[str] = set()
    undersigned: set[str] = set()
    before_signing: set[str] = set()
    if tag in languages():
        spoken = language(tag)
        phrases = {kind: _tokens(spoken.undersigned(_SAMPLE, kind)) for kind in _KINDS}
        shared = phrases["organizations"] & (phrases["people"] | phrases["signatories"])
        phrase = set().union(*phrases.values())
        # Other words of the phrase, such as `below`, `the` and `who`, stand beside numbers of anything.
        undersigned = {word for word in shared if word.startswith(tuple(signing))}
        *others, last, number = ["", *_in_order(spoken.undersigned(_SAMPLE, "signatories"))]
        if number.isdecimal() and last.startswith(tuple(signing)):
            before_signing = set(filter(None, others))
        bodies |= {_beginning(word) for phrase in phrases.values() for word in phrase - shared if len(word) > _LEAST_STEM}
    return _SigningWords(*map(frozenset, (signing, bodies, phrase, undersigned, before_signing)))


def _tokens(phrase: str) -> set[str]:
    return {word for word in _in_order(phrase) if word[0].isalpha()}


def _in_order(phrase: str) -> list[str]:
    return [match[0].casefold() for match in TOKEN.finditer(phrase) if match[0][0].isalnum()]


def _beginning(word: str) -> str:
    return word[: max(_STEM, len(word) - 4)] if len(word) > _STEM else word
