"""The way back: how far a word of a text is from a name, whatever case of its language the name stands in.

Endings by rules that many languages share; what a name's end becomes before some, and whether an ending may double the
consonant before it, from the traits of the text's language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.same_name import words_of
from letterpack.languages.traits import traits
from letterpack.lookalikes import script_of
from letterpack.patterns import late

_SHORTEST: Final = 4
_LONGEST_ENDING: Final = 4
_LONGEST_ENDING_UNCASED: Final = 6
_VOWELS: Final = frozenset("aeiouyıəåæøœáéíóúýàèìòùâêîôûãõăäëïöüÿőűāēīūąęėįųůěаеёиоуыэюяійьєїәөүұіαεηιουωάέήίόύώიაეოუաեէըիօո")
_DECLINED: Final = frozenset("aoeáéíýаяоеьйαοη")
"""Vowels at the end of a name that cases exchange."""
_HAS_CASES: Final = late("[\u0041-\u058f\u1e00-\u1fff]")
"""Letters of the scripts whose languages' endings the sets here know: Latin, Greek, Cyrillic, Armenian."""
_GEORGIAN_VOWELS: Final = frozenset("აეიოუ")
_GEORGIAN_ENDING: Final = late("მა?$|ს(?!ი)|ის|ით|ად|ო$|ებ")
_SINGLE: Final = frozenset("stn")
"""Consonants that are a case by themselves: of English, Hungarian, Finnish."""
_SINGLE_BEHIND_VOWEL: Final = frozenset("mмюй")
"""Cases of Slavic names in a vowel: `Шевченко`, `Шевченком`; `Jerzy`, `Jerzym`."""
_CLITICS: Final = {
    "ARABIC": late("^[وف]?[بلك]?(?=..)"),
    "HEBREW": late("^ו?ש?[הבלמכ]?(?=..)"),
    "ETHIOPIC": late("^[ለየበከስ](?=..)"),
}
"""What Arabic, Hebrew and Amharic write as one word with the name behind it: `and`, `to`, `of`."""
_TO_THE: Final = ("لل", "ال")
_ADJECTIVES: Final = ("ская", "цкая", "ский", "цкий", "ський", "цький", "скі", "цкі")
"""Ends of East Slavic names that are bent as adjectives are."""
_OF_ADJECTIVES: Final = frozenset(("им", "ими", "их", "ие", "ім", "іх", "і", "у", "ую", "ю", "м", "х"))
_OF_NO_ADJECTIVE: Final = frozenset(("оя", "ая", "оо", "аа"))
_SOFT_ENDING: Final = _VOWELS | frozenset("smnšjσν")
"""Letters of the endings that take the place of a nominative's: Greek, Lithuanian and Latvian ones."""
_NOMINATIVE: Final = frozenset({"s", "σ"})
_GREEK: Final = late("[\u0370-\u03ff\u1f00-\u1fff]")
_STRESS: Final = "\N{COMBINING ACUTE ACCENT}"
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")
_FAR: Final = 9
_LEAST_STEM: Final = 2
_AND_SHORTER: Final = "*"
"""Among the cases of an end: those of the next shorter one, too."""
_MOST_HEARD: Final = 6


class NameGrammar(Struct, frozen=True):
    """What a language does to names: whether it gives them endings, what it ``softens`` before some (pairs), whether an
    ending ``doubles`` the consonant before it, whether it ``appends`` endings alone, and what it ``calls`` people by and how it
    ``hears`` foreign names (pairs), the letters that it ``repeats`` as an ending, the consonants that are ``endings`` by
    themselves, and how it ``declines`` names of some ends, the longest first.
    """

    bends: bool
    softens: tuple[tuple[str, str], ...]
    doubles: bool
    appends: bool = False
    calls: tuple[tuple[str, str], ...] = ()
    hears: tuple[tuple[str, str], ...] = ()
    repeats: str = ""
    endings: str = ""
    declines: tuple[tuple[str, tuple[str, ...]], ...] = ()


@lru_cache(maxsize=32)
def grammar_of(languages: tuple[str, ...], *, bends: bool = False) -> NameGrammar:
    """Return what any of ``languages`` does to names, which all of them bend where ``bends``: a list may be in each."""
    every = [traits(each) for each in languages]
    softens, calls, hears = (_pairs(" ".join([getattr(each, key) for each in every])) for key in ("softens", "calls", "hears"))
    doubles, appends = any(each.doubles for each in every), all(each.appends for each in every)
    return NameGrammar(
        bends or not all(each.keeps_names for each in every),
        softens,
        doubles,
        appends,
        calls,
        hears,
        "".join([each.repeats for each in every]),
        "".join([each.endings for each in every]),
        _declensions(every[0].declines) if len(every) == 1 else (),
    )


def _declensions(said: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what ``declines`` says as pairs of an end and what takes its place, the longest ends first."""
    found = [(end, tuple(cases.split(","))) for end, _, cases in (pair.partition("=") for pair in folded_name(said).split())]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1024)
def _forms(part: str, declines: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """Return all cases of the name ``part`` where its language says how it ``declines`` names that end so; else nothing. Each
    part of a name with hyphens may be bent: `Петров-Водкин`, `Петрова-Водкина`.
    """
    first, hyphen, last = part.rpartition("-")
    if hyphen:
        before = (first, *_forms(first, declines))
        return tuple(dict.fromkeys([f"{one}-{other}" for one in before for other in (last, *_forms(last, declines))]))
    plain, found = without_stress(part), list[str]()
    for end, cases in declines:
        stem = plain.removesuffix(end)
        is_of_end = (end and stem != plain) or (not end and plain[-1] not in _VOWELS)
        # A foreign name in its own letters is bent by no ending of others.
        if stem and is_of_end and (end or script_of(plain[-1]) == script_of(cases[0][-1])):
            found += [stem + case for case in cases if case != _AND_SHORTER]
            if _AND_SHORTER not in cases:
                break
    return (plain, *dict.fromkeys(found)) if found else ()


def without_stress(word: str) -> str:
    """Return a Greek word without the marks of its stress, which moves from case to case: `Φίλιππος`, `Φιλίππου`."""
    if not _GREEK.match(word):
        return word
    return unicodedata.normalize("NFC", "".join([char for char in unicodedata.normalize("NFD", word) if char != _STRESS]))


def _slips_of_forms(part: str, word: str, forms: tuple[str, ...]) -> int:
    """How many letters away ``word`` is from ``part`` or the nearest of its other ``forms``; a mark of stress is one."""
    from rapidfuzz.distance import OSA

    plain = without_stress(word)
    if plain in forms:
        is_stressed = plain != word or without_stress(part) == part
        return 0 if is_stressed else 1
    if len(part) < _SHORTEST or len(word) < _SHORTEST - 1:
        return _FAR
    slips = min(OSA.distance(form, plain) for form in forms)
    if slips <= 1:
        return slips
    return min(slips, 1 + min(_slips_without_accents(form, plain) for form in forms))


def _pairs(said: str) -> tuple[tuple[str, str], ...]:
    return tuple((left, right) for left, _, right in (folded_name(pair).partition("=") for pair in dict.fromkeys(said.split())))


def calls(name: str, word: str, grammar: NameGrammar) -> bool:
    """Whether ``word`` is what somebody of this ``name`` is called by: the name, or its vocative. Both are folded."""
    if name == word:
        return True
    return any(
        name.endswith(left) and word == name[: len(name) - len(left)] + right and len(name) - len(left) >= _LEAST_STEM
        for left, right in grammar.calls
    )


def heard(name: str, grammar: NameGrammar) -> Iterator[str]:
    """Yield the folded ``name`` as its language writes one that it hears, by any of its pairs."""
    pairs = [pair for pair in grammar.hears if pair[0] in name][:_MOST_HEARD]
    for taken in range(1 << len(pairs)):
        way = name
        for at, (left, right) in enumerate(pairs):
            if taken >> at & 1:
                way = way.replace(left, right)
        yield way


def slips_of(part: str, word: str, grammar: NameGrammar) -> int:
    """How many letters away ``word`` is from ``part``; 0 where it is ``part`` with an ending, many where both have nothing to
    do.
    """
    from rapidfuzz.distance import OSA

    if grammar.declines and part != word and (forms := _forms(part, grammar.declines)):
        return _slips_of_forms(part, word, forms)
    if part == word or _is_bent(part, word, grammar) or _is_short_and_bent(part, word, grammar):
        return 0
    if (clitics := _CLITICS.get(script_of(word[0]))) and (bare := _without(clitics, part, word)) != word:
        return min(slips_of(part, bare, grammar), OSA.distance(part, word))
    if len(part) < _SHORTEST or len(word) < _SHORTEST - 1:
        return _FAR
    slips = OSA.distance(part, word)
    if grammar.bends:
        # A case of a misspelling: the ending is not counted as slips.
        lengths = range(max(_SHORTEST, len(word) - _LONGEST_ENDING), len(word))
        stems = (part, part[:-1]) if part[-1] in _DECLINED and len(part) > _SHORTEST else (part,)
        slips = max(
            1,
            min(
                [
                    slips,
                    *[OSA.distance(stem, word[:length]) for stem in stems for length in lengths if abs(length - len(stem)) <= 1],
                ]
            ),
        )
    elif word[-1] == "s" and part[-1] != "s":
        slips = min(slips, max(1, OSA.distance(part, word[:-1])))  # The genitive of a misspelling.
    # A letter of another script that looks the same, or a name without its accents, is one slip however many letters it takes.
    return min(slips, 1 if _is_without_accents(part, word, grammar) else 1 + _slips_without_accents(part, word))


def _is_without_accents(part: str, word: str, grammar: NameGrammar) -> bool:
    """Whether ``word`` is ``part``, or a case of it, but for accents and letters that look like others."""
    (bare, *more), (said, *others) = words_of(part) or [""], words_of(word) or [""]
    if more or others or not _HAS_CASES.match(part[0]) or not grammar.bends:
        return words_of(part) == words_of(word)
    return bare == said or (bool(bare) and bool(said) and _is_bent(bare, said, grammar))


def _slips_without_accents(part: str, word: str) -> int:
    """How many letters away ``word`` is from ``part`` without the accents of both; many where they have none."""
    from rapidfuzz.distance import OSA

    if not plain_forms(part) and not plain_forms(word):
        return _FAR
    return OSA.distance("".join(words_of(part)), "".join(words_of(word)))


def plain_forms(word: str) -> tuple[str, ...]:
    """Return ``word`` without accents, where its script has endings and it has accents; else nothing."""
    plain = "".join(words_of(word))
    return (plain,) if plain and plain != word and _HAS_CASES.match(word[0]) else ()


def _is_bent(part: str, word: str, grammar: NameGrammar) -> bool:
    """Whether ``word`` is a case of ``part``."""
    stem = next(
        (index for index, pair in enumerate(zip(part, word, strict=False)) if pair[0] != pair[1]), min(len(part), len(word))
    )
    gone, ending = part[stem:], word[stem:]
    if not grammar.bends:
        return not gone and ending in ("s", "a") and part[-1] not in (ending, *(_VOWELS if ending == "a" else ()))
    if _is_softened(part, word, grammar):
        return True
    knows = bool(_HAS_CASES.match(part[0]))
    longest = _LONGEST_ENDING if knows else _LONGEST_ENDING_UNCASED
    is_twice = not gone and ending == part[-1] and ending not in grammar.repeats
    if is_twice or len(part) < _SHORTEST or not ending or len(ending) > longest or stem < max(3, len(part) - 2):
        return False
    if knows:
        return _is_other_end(part, gone, ending, grammar) if gone else _is_ending(part[-1], ending, grammar)
    # Before endings, what silences a letter goes in Indian languages, and the vowel of a nominative in Georgian.
    if gone and gone in _GEORGIAN_VOWELS:
        return bool(_GEORGIAN_ENDING.match(ending))
    return not gone or (len(gone) == 1 and unicodedata.category(gone) == "Mn")


def _is_short_and_bent(part: str, word: str, grammar: NameGrammar) -> bool:
    """Whether ``word`` is a name of two or three letters with an ending: `Ján`, `Jána`; `আলম`, `আলমের`."""
    is_short = grammar.bends and _LEAST_STEM <= len(part) < _SHORTEST
    ending = word[len(part) :]
    if not is_short or not word.startswith(part) or not 0 < len(ending) <= _LONGEST_ENDING:
        return False
    return not _HAS_CASES.match(part[0]) or _is_ending(part[-1], ending, grammar)


def _is_ending(last: str, ending: str, grammar: NameGrammar) -> bool:
    """Whether ``ending`` may stand behind a name that ends in ``last``."""
    if last not in _VOWELS and ending[0] == last:
        return grammar.doubles and len(ending) > 1
    is_behind_vowel = last in _VOWELS and ending in _SINGLE_BEHIND_VOWEL
    return len(ending) > 1 or ending in _VOWELS or ending in _SINGLE or ending in grammar.endings or is_behind_vowel


def _is_other_end(part: str, gone: str, ending: str, grammar: NameGrammar) -> bool:
    """Whether ``ending`` may stand in place of what is ``gone``: a vowel or two. A consonant never goes, but with the vowel
    before it (`Pavel`, `Pavla`).
    """
    if {gone[0], ending[0]} == {"i", "y"}:
        return False  # Another spelling of one sound: no case exchanges them.
    if part.endswith(_ADJECTIVES):
        return ending in _OF_ADJECTIVES or (ending[0] in "оа" and ending not in _OF_NO_ADJECTIVE)
    if grammar.appends:
        return False
    if ending in ("o", "о", "ο") and gone in ("a", "а", "α") and (gone, ending) not in grammar.calls:
        return False
    if all(letter in _VOWELS for letter in gone):
        # `Anna`, `Anny`; but `Amangeldi` is no case of `Amangeldy`.
        return ending[0] in _VOWELS and (len(ending) > 1 or gone[0] in _DECLINED)
    return (gone[0] in _VOWELS and ending[0] == gone[-1] and len(ending) > 1) or (gone in _NOMINATIVE and ending[0] in _VOWELS)


def _is_softened(part: str, word: str, grammar: NameGrammar) -> bool:
    """Whether ``word`` is a case of ``part`` before whose ending the name ends otherwise: `Poczobut`, `Poczobucie`."""
    stems = (part, part[:-1]) if part[-1] in _VOWELS else (part,)
    for stem in stems:
        for left, right in grammar.softens:
            begins = stem[: len(stem) - len(left)] + right
            if stem.endswith(left) and len(begins) >= _SHORTEST - 1 and word.startswith(begins):
                ending = word[len(begins) :]
                if not right and (ending[:1] == ending[1:2] or not set(ending) <= _SOFT_ENDING):
                    continue
                if len(ending) <= _LONGEST_ENDING and (begins[-1] in _VOWELS or ending[:1] in _VOWELS):
                    return True
    return False


def _without(clitics: re.Pattern[str], part: str, word: str) -> str:
    """Return ``word`` without as much of what is written as one with it as brings it nearest to ``part``."""
    from rapidfuzz.distance import OSA

    if word.startswith(_TO_THE[0]) and part.startswith(_TO_THE[1]):
        return _TO_THE[1] + word[len(_TO_THE[0]) :]
    joined = clitics.match(word)
    ways = [word[end:] for end in range(joined.end() + 1)] if joined else [word]
    return min(ways, key=lambda way: OSA.distance(part, way))


def bare_forms(word: str) -> set[str]:
    """Return ``word``, and whatever ``slips_of`` may take it for where others are written as one with it."""
    clitics = _CLITICS.get(script_of(word[0]))
    forms, left = {word}, [word] if clitics else []
    while clitics and left:
        form = left.pop()
        joined = clitics.match(form)
        others = {form[end:] for end in range(joined.end() + 1)} if joined else set()
        if form.startswith(_TO_THE[0]):
            others.add(_TO_THE[1] + form[len(_TO_THE[0]) :])
        left += others - forms
        forms |= others
    return forms


def folded_name(text: str) -> str:
    """Return ``text`` as words and names are compared."""
    return unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
