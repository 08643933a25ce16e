"""LP309: a protected name is misspelled by a letter
severity: error

## What

A name in a text is nearly, but not quite, one that `letterpack.yaml` protects under `names`. Grammatical endings and
names in capitals are accepted.

## Why

A petition that misspells the prisoner's name looks as if its authors do not know the prisoner.

## Example

```
letter.md:31:64: error[LP309]: `Amengeldy Batyrbekov` is nearly the protected name `Amangeldy Batyrbekov`
  31 | 3. Ensure an open and fair hearing of an appeal of the case of Amengeldy Batyrbekov
     |                                                                ^^^^^^^^^^^^^^^^^^^^
  = hint: correct it; if it is another name, add it to `names`
```

## Remedy

Correct the name. If it is somebody else's, or another usual spelling, add it under `names` too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from letterpack.checks.evidence.same_name import words_of
from letterpack.checks.evidence.texts import Text, TextsOfOne, passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.languages.traits import traits
from letterpack.spans import Span

CODE: Final = "LP309"
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f]|[-’'ʼ](?=[^\W\d_]))*")
_GENITIVE: Final = re.compile(r"(?<=\w{3})[’'ʼ]\w{0,6}$")
"""Behind a word: `O’Connor` has none."""
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")
_SHORTEST: Final = 4
_SHORTEST_ALONE: Final = 7
"""Letters of one word that is compared alone: shorter ones have real neighbours (Ivanov, Ivanova; Petrov, Petrova)."""
_SLIPS_OF_ALL: Final = 3
_LETTERS_A_SLIP: Final = 4
_BEGINNINGS: Final = ((5, 2), (8, 3))
"""Letters at the beginning of a word, and how many are taken out of them: for words in which up to two, or three, letters may
be wrong. In the first are endings of four letters behind a stem of three, too.
"""
_LONGEST_ENDING: Final = 4
_VOWELS: Final = frozenset("aeiouyáéíóúýàèìòùâêîôûäöüőűāēīūąęėįųůěаеёиоуыэюяійьєїәөүұіαεηιουωάέήίόύώიაეოუ")
_DECLINED: Final = frozenset("aoeаяоеьйαοηაიია")
"""Vowels at the end of a name that cases exchange."""
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_SINGLE: Final = frozenset("stn")
"""Consonants that are a case by themselves: of English, Hungarian, Finnish."""
_NOMINATIVE: Final = frozenset({"s", "ς"})


class _Near(NamedTuple):
    start: int
    end: int
    name: str


class _FirstWords:
    """The first words of names, found by any word that may be one of them: two that differ in few letters are the same when few
    are taken out of each (SymSpell's way, with the beginnings of words). It misses none, and gives some that are not near.
    """

    def __init__(self, names: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        for index, (_, parts) in enumerate(names):
            self._places[parts[0]].append(index)
        self._by_rest: tuple[dict[str, set[str]], ...] = tuple([defaultdict(set) for _ in _BEGINNINGS])
        self._by_look: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for part in self._places:
            self._by_look[words_of(part)].add(part)
            wrong = min(len(part) // _LETTERS_A_SLIP, _SLIPS_OF_ALL)
            kind = next(index for index, (_, taken) in enumerate(_BEGINNINGS) if wrong <= taken)
            # A case may exchange the last letter.
            for rest in _rests(part, *_BEGINNINGS[kind]) | _rests(part[:-1], *_BEGINNINGS[kind]):
                self._by_rest[kind][rest].add(part)

    def near(self, word: str) -> dict[int, str]:
        """Return the places of the names that may begin with ``word``, each with its first word."""
        found = set(self._by_look.get(words_of(word), ()))
        for known, (letters, taken) in zip(self._by_rest, _BEGINNINGS, strict=True):
            if known:
                found.update(*[known[rest] for rest in _rests(word, letters, taken) if rest in known])
        return {place: part for part in found for place in self._places[part]}


def _rests(word: str, letters: int, taken: int) -> set[str]:
    """Return what is left of the first ``letters`` of ``word`` where at most so many are ``taken`` out."""
    start = word[:letters]
    least = max(0, len(start) - taken)
    return {"".join(left) for length in range(least, len(start) + 1) for left in combinations(start, length)}


@dataclass(frozen=True, slots=True)
class Watch:
    """The protected names, made ready to be looked for: each as its words, those with a hyphen for a space or a space for a
    hyphen (``joined_otherwise``), and all words that are right as they are.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    joined_otherwise: frozenset[tuple[str, ...]]
    right: frozenset[str]
    first_words: _FirstWords

    def near(self, text: str, *, bends: bool) -> Iterator[_Near]:
        """Yield every stretch of ``text`` that is nearly a name. ``bends`` says that the text's language gives names endings."""
        words = list(_WORD.finditer(text))
        folded = [_fold(_GENITIVE.sub("", word[0])) for word in words]
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            if word[0][0].isupper():
                places[folded[index]].append(index)
        begun: dict[int, list[int]] = defaultdict(list)
        # A text says the same words again and again: each is compared with the first ones of names once.
        for word, found in places.items():
            for place, part in self.first_words.near(word).items():
                if _may_begin(part, word, bends=bends):
                    begun[place] += found
        taken: set[int] = set()
        for place, starts in sorted(begun.items()):
            name, parts = self.names[place]
            size = len(parts)
            for index in sorted(starts):
                said = folded[index : index + size]
                if len(said) == size and taken.isdisjoint(range(index, index + size)) and self._misses(parts, said, bends=bends):
                    taken.update(range(index, index + size))
                    last = words[index + size - 1]
                    yield _Near(words[index].start(), last.start() + len(_GENITIVE.sub("", last[0])), name)

    def _misses(self, parts: tuple[str, ...], said: list[str], *, bends: bool) -> bool:
        if all(word in self.right for word in said):
            return False
        slips = [_slips(part, word, bends=bends) for part, word in zip(parts, said, strict=True)]
        total = sum(slips)
        least = 0 if parts in self.joined_otherwise else 1
        if not least <= total <= (_SLIPS_OF_ALL if len(parts) > 1 else 1):
            return False
        if any(slip * _LETTERS_A_SLIP > len(part) for slip, part in zip(slips, parts, strict=True)):
            return False
        return len(parts) > 1 or len(parts[0]) >= _SHORTEST_ALONE


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every near miss of a protected name in the letters."""
    watch = watch_for(sources.campaign.settings.names)
    if not watch.names:
        return
    for passage in passages(sources):
        for near in watch.near(passage.text, bends=not traits(passage.language).keeps_names):
            yield _finding(passage.text, near, passage.place(sources, near.start, near.end))


def is_watched(sources: Sources, _: TextsOfOne) -> bool:
    """Whether there are names to look for."""
    return bool(sources.campaign.settings.names)


def check_text(sources: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every near miss of a protected name in a text of the settings or the lists."""
    names = sources.campaign.settings.names
    if not names:
        return ()
    found = watch_for(names).near(text.text, bends=True)
    return [_finding(text.text, near, text.part(near.start, near.end)) for near in found]


@lru_cache(maxsize=4)
def watch_for(names: tuple[str, ...]) -> Watch:
    """Return what to look for: whole names first, then each of their long words alone."""
    whole = [(name, tuple(_fold(word[0]) for word in _WORD.finditer(name))) for name in names]
    right = frozenset(word for _, parts in whole for word in parts)
    alone = {part: word[0] for name in names for word in _WORD.finditer(name) if len(part := _fold(word[0])) >= _SHORTEST_ALONE}
    single = [(shown, (part,)) for part, shown in alone.items()]
    otherwise = [(name, parts) for name in names for parts in _joined_otherwise(name)]
    every = tuple([pair for pair in (*whole, *otherwise, *single) if pair[1]])
    return Watch(every, frozenset(parts for _, parts in otherwise), right, _FirstWords(every))


def _joined_otherwise(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of ``name`` with all hyphens as spaces, and with a hyphen for each of its spaces, where that is another."""
    apart = name.replace("-", " ")
    together = (f"{name[:at]}-{name[at + 1 :]}" for at, char in enumerate(name) if char == " " and name[at - 1] != ".")
    for other in (apart, *together):
        if other != name:
            yield tuple(_fold(word[0]) for word in _WORD.finditer(other))


def _may_begin(part: str, word: str, *, bends: bool) -> bool:
    """Whether ``word`` is near enough to ``part`` for a name to begin with it."""
    return _slips(part, word, bends=bends) * _LETTERS_A_SLIP <= len(part)


def _slips(part: str, word: str, *, bends: bool) -> int:
    """How many letters away ``word`` is from ``part``; 0 where it is ``part`` with an ending, many where both have nothing to
    do.
    """
    from rapidfuzz.distance import OSA

    if part == word or _is_bent(part, word, bends=bends):
        return 0
    if min(len(part), len(word)) < _SHORTEST:
        return 9
    slips = OSA.distance(part, word)
    if bends:
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
    # A letter of another script that looks the same, or a name without its accents, is one slip however many letters it takes.
    return min(slips, 1) if words_of(part) == words_of(word) else slips


def _is_bent(part: str, word: str, *, bends: bool) -> bool:
    """Whether ``word`` is a case of ``part``: an ending behind it, or in place of a vowel or two at its end. A consonant never
    goes, but with the vowel before it (`Pavel`, `Pavla`).
    """
    stem = next(
        (index for index, pair in enumerate(zip(part, word, strict=False)) if pair[0] != pair[1]), min(len(part), len(word))
    )
    gone, ending = part[stem:], word[stem:]
    if not bends:
        return not gone and ending in ("s", "a")
    if len(part) < _SHORTEST or not ending or len(ending) > _LONGEST_ENDING or stem < max(3, len(part) - 2):
        return False
    if not gone:
        doubled = ending[0] == part[-1] and _CYRILLIC.match(part[-1]) and part[-1] not in _VOWELS
        return not doubled and (len(ending) > 1 or ending in _VOWELS or ending in _SINGLE)
    if all(letter in _VOWELS for letter in gone):
        # `Anna`, `Anny`; but `Amangeldi` is no case of `Amangeldy`.
        return ending[0] in _VOWELS and (len(ending) > 1 or gone[0] in _DECLINED)
    return (gone[0] in _VOWELS and ending[0] == gone[-1]) or (gone in _NOMINATIVE and ending[0] in _VOWELS)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)


def _finding(text: str, near: _Near, span: Span) -> Diagnostic:
    message = f"`{text[near.start : near.end]}` is nearly the protected name `{near.name}`"
    return Diagnostic(CODE, "error", message, span, "correct it; if it is another name, add it to `names`")
