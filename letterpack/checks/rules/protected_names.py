"""LP309: a protected name is misspelled by a letter
severity: error

## What

A name in a text is nearly, but not quite, one that `letterpack.yaml` protects under `names`. Grammatical endings and
names in capitals are accepted. Two wrong letters in a word of six or seven are a warning where the rest of the name is right,
and so is one other sign in a Chinese or Japanese name of four signs or a Korean one of four or five: it may be somebody else's.

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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.enclosed_texts import enclosed_texts
from letterpack.checks.evidence.name_cases import NameGrammar, bare_forms, folded_name, grammar_of, plain_forms, slips_of
from letterpack.checks.evidence.same_name import words_of
from letterpack.checks.evidence.texts import Text, TextsOfOne, passages
from letterpack.checks.evidence.written_words import WORD, may_begin_name
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related
from letterpack.languages import primary
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP309"
_GENITIVE: Final = late(r"(?<=\w{3})[’'ʼ]\w{0,6}$")
"""Behind a word: `O’Connor` has none."""
_SHORTEST_ALONE: Final = 7
"""Letters of one word that is compared alone: shorter ones have real neighbours (Ivanov, Ivanova; Petrov, Petrova)."""
_TWO: Final = 2
_SHORTEST_OF_TWO: Final = 6
"""Letters of a word in which two may be wrong where the name's other words are right: the finding only warns."""
_SLIPS_OF_ALL: Final = 3
_LETTERS_A_SLIP: Final = 4
_BEGINNINGS: Final = ((5, 2), (8, 3))
"""Letters at the beginning of a word, and how many are taken out of them: for words in which up to two, or three, letters may
be wrong. In the first are endings behind a stem of three letters, too.
"""
_MOST_REMEMBERED: Final = 20_000
"""Words of texts whose names are known: the same come again in many a list."""
_SHORT: Final = 5
_SOFTENED: Final = 8
"""Letters of words before whose endings more than two may be others (`Waldis`, `Waldžiui`): the first two stay, but of short
words.
"""
_UNSPACED: Final = late("[\u3005\u3040-\u30ff\u3400-\u9fff・·\uff66-\uff9f]+")
"""Of scripts without spaces between words: kana, Chinese characters, and the dot between the parts of a foreign name."""
_HANGUL: Final = late("[\uac00-\ud7a3]")
_MOST_RELATED: Final = 5
_REMEDY: Final = "correct it; if it is another name, add it to `names`"
_SHORTEST_UNSPACED: Final = 5
"""Signs: shorter names are as a rule Chinese and Japanese ones, which have real neighbours."""


_OF_FOUR: Final = late("[\u3005\u3040-\u30ff\u3400-\u9fff]{4}|[\uac00-\ud7a3]{4,5}")
"""Names of four signs, and Korean ones of four or five, in which a sign may be mistyped: the other name may be a brother's, so a
finding only warns.
"""


class _Near(Struct, frozen=True):
    start: int
    end: int
    name: str
    is_sure: bool = True


class _WordsAt:
    """The words of names that stand ``at`` one place in them, found by any word that may be one of them: two that differ in few
    letters are the same when few are taken out of each (SymSpell's way, with the beginnings of words).
    """

    def __init__(self, names: Sequence[tuple[str, tuple[str, ...]]], at: int) -> None:
        self._names: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index, (_, parts) in enumerate(names):
            if len(parts) > at:
                self._names[parts[at]][len(parts)].append(index)
        self._by_rest: tuple[dict[str, set[str]], ...] = tuple([defaultdict(set) for _ in _BEGINNINGS])
        self._by_look: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._by_start: dict[str, set[str]] = defaultdict(set)
        self._short = {part for part in self._names if len(part) <= _SHORT}
        for part in self._names:
            self._by_look[words_of(part)].add(part)
            if len(part) <= _SOFTENED:
                self._by_start[part[:2]].add(part)
            wrong = min(len(part) // _LETTERS_A_SLIP, _SLIPS_OF_ALL)
            kind = next(index for index, (_, taken) in enumerate(_BEGINNINGS) if wrong <= taken)
            # A case may exchange the last letter.
            for form in {part, *plain_forms(part)}:
                for rest in _rests(form, *_BEGINNINGS[kind]) | _rests(form[:-1], *_BEGINNINGS[kind]):
                    self._by_rest[kind][rest].add(part)

    def like(self, word: str) -> set[str]:
        """Return the words of names that ``word`` may be: it misses none, and gives some that are not near."""
        found = set(self._short)
        for form in {*bare_forms(word), *plain_forms(word)}:
            found.update(self._by_look.get(words_of(form), ()), self._by_start.get(form[:2], ()))
            for known, (letters, taken) in zip(self._by_rest, _BEGINNINGS, strict=True):
                if known:
                    found.update(*[known[rest] for rest in _rests(form, letters, taken) if rest in known])
        return found

    @lru_cache(maxsize=_MOST_REMEMBERED)  # noqa: B019 - few of these exist
    def near(self, word: str, grammar: NameGrammar) -> Mapping[int, frozenset[int]]:
        """Return the names that ``word`` is near enough to be a word of: by how many words they have, the places of them."""
        parts = [part for part in self.like(word) if slips_of(part, word, grammar) <= _most_slips(part, word)]
        return self._with(frozenset(parts)) if parts else {}

    @lru_cache(maxsize=_MOST_REMEMBERED // 20)  # noqa: B019 - they may be large, and are the same for words that are alike
    def _with(self, parts: frozenset[str]) -> Mapping[int, frozenset[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for part in parts:
            for size, places in self._names[part].items():
                found[size].update(places)
        return {size: frozenset(places) for size, places in found.items()}


def _most_slips(part: str, word: str) -> int:
    """Return how many letters ``word`` may be away from the word ``part`` of a name: some that are too short for two are looked
    at beside the name's other words.
    """
    usual = len(part) // _LETTERS_A_SLIP
    return max(usual, _TWO) if len(part) >= _SHORTEST_OF_TWO and part[0] == word[0] else usual


def _rests(word: str, letters: int, taken: int) -> set[str]:
    """Return what is left of the first ``letters`` of ``word`` where at most so many are ``taken`` out."""
    start = word[:letters]
    least = max(0, len(start) - taken)
    return {"".join(left) for length in range(least, len(start) + 1) for left in combinations(start, length)}


def _grouped(words: list[str], starts: list[int], size: int) -> dict[tuple[str, ...], list[int]]:
    """Return the stretches of so many ``words`` that begin at ``starts``, each with all that are the same."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for start in starts:
        if len(stretch := tuple(words[start : start + size])) == size:
            found[stretch].append(start)
    return found


class Watch(Struct, frozen=True):
    """The protected names, made ready to be looked for: each as its words, those with a hyphen for a space or a space for a
    hyphen (``joined_otherwise``), and all words that are right as they are.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    joined_otherwise: frozenset[tuple[str, ...]]
    right: frozenset[str]
    words: tuple[_WordsAt, ...]
    unspaced: tuple[str, ...]
    of_four: tuple[str, ...]

    def near(self, text: str, grammar: NameGrammar) -> Iterator[_Near]:
        """Yield every stretch of ``text`` that is nearly a name, by what the ``grammar`` of its language does to names."""
        yield from self._spaced(text, grammar)
        if _UNSPACED.search(text):
            for name in self.unspaced:
                yield from _unspaced(text, name)
        for name in self.of_four:
            yield from _with_another_sign(text, name)

    def _spaced(self, text: str, grammar: NameGrammar) -> Iterator[_Near]:
        words = list(WORD.finditer(text))
        folded = [folded_name(_GENITIVE.sub("", word[0])) for word in words]
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            if may_begin_name(word[0][0]):
                places[folded[index]].append(index)
        taken: set[int] = set()
        for place, starts in sorted(self._begun(folded, places, grammar).items()):
            name, parts = self.names[place]
            for index in sorted(starts):
                if taken.isdisjoint(range(index, index + len(parts))):
                    taken.update(range(index, index + len(parts)))
                    last = words[index + len(parts) - 1]
                    end = last.start() + len(_GENITIVE.sub("", last[0]))
                    is_sure = self._is_sure(parts, folded[index : index + len(parts)], grammar)
                    yield _Near(words[index].start(), end, name, is_sure)

    def _begun(self, folded: list[str], places: Mapping[str, list[int]], grammar: NameGrammar) -> dict[int, list[int]]:
        """Return where stretches of words begin that are nearly a name, by the name's place; ``places`` are those of each word.

        A text says the same words again and again: each is compared with those of names once, and so is a name. What is nearly
        one name is not compared with the next ones of as many words: who comes first takes the words.
        """
        begun: dict[int, list[int]] = defaultdict(list)
        for one, found in places.items():
            for size, near in self.words[0].near(one, grammar).items():
                for stretch, starts in _grouped(folded, found, size).items():
                    others = [at.near(word, grammar) for at, word in zip(self.words[1:], stretch[1:], strict=False)]
                    like = sorted(near.intersection(*[each.get(size, ()) for each in others]))
                    place = next((each for each in like if self._misses(self.names[each][1], stretch, grammar)), None)
                    if place is not None:
                        begun[place] += starts
        return begun

    def _misses(self, parts: tuple[str, ...], said: tuple[str, ...], grammar: NameGrammar) -> bool:
        if all(word in self.right for word in said) or (len(parts) == 1 and len(parts[0]) < _SHORTEST_ALONE):
            return False
        total = sum(slips := [slips_of(part, word, grammar) for part, word in zip(parts, said, strict=True)])
        if any(self._are_too_many(part, wrong) for part, wrong in zip(parts, slips, strict=True)):
            return total == _TWO and len(parts) > 1
        least = 0 if parts in self.joined_otherwise else 1
        return least <= total <= (_SLIPS_OF_ALL if len(parts) > 1 else 1)

    @staticmethod
    def _are_too_many(part: str, slips: int) -> bool:
        return slips * _LETTERS_A_SLIP > len(part)

    def _is_sure(self, parts: tuple[str, ...], said: list[str], grammar: NameGrammar) -> bool:
        """Whether what is nearly a name of ``parts`` is it: two letters of a short word make somebody else's, too."""
        pairs = zip(parts, said, strict=True)
        return not any(self._are_too_many(part, slips_of(part, word, grammar)) for part, word in pairs)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every near miss of a protected name in the letters."""
    watch = watch_for(sources.campaign.settings.names)
    if not watch.names:
        return
    doubtful: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for passage in passages(sources):
        for near in watch.near(passage.text, grammar_of((primary(passage.language),))):
            said, span = passage.text[near.start : near.end], passage.place(sources, near.start, near.end)
            if near.is_sure:
                yield _finding(said, near, span)
            else:
                doubtful[said, near.name].append(span)
    grammar = grammar_of(tuple(sources.campaign.letters), bends=True)
    for title in (each for each in enclosed_texts(sources) if each.is_title):
        for near in watch.near(title.text, grammar):
            yield _finding(title.text[near.start : near.end], near, title.span)
    for (said, name), (first, *others) in doubtful.items():
        # Who it is has one answer, however often the letter names them.
        message = f"`{said}` is nearly the protected name `{name}`"
        if others:
            message = f"`{said}` is nearly the protected name `{name}`, {len(others) + 1} times"
        related = tuple([Related("again here", span) for span in others[:_MOST_RELATED]])
        yield Diagnostic(CODE, "warning", message, first, _REMEDY, related=related)


def is_watched(sources: Sources, _: TextsOfOne) -> bool:
    """Whether there are names to look for."""
    return bool(sources.campaign.settings.names)


def check_text(sources: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every near miss of a protected name in a text of the settings or the lists."""
    names = sources.campaign.settings.names
    if not names:
        return ()
    found = watch_for(names).near(text.text, grammar_of(tuple(sources.campaign.letters), bends=True))
    return [_finding(text.text[near.start : near.end], near, text.part(near.start, near.end)) for near in found]


@lru_cache(maxsize=4)
def watch_for(names: tuple[str, ...]) -> Watch:
    """Return what to look for: whole names first, then each of their long words alone."""
    whole = [(name, tuple(folded_name(word[0]) for word in WORD.finditer(name))) for name in names]
    right = frozenset(word for _, parts in whole for word in parts)
    alone = {
        part: word[0] for name in names for word in WORD.finditer(name) if len(part := folded_name(word[0])) >= _SHORTEST_ALONE
    }
    single = [(shown, (part,)) for part, shown in alone.items()]
    otherwise = [(name, parts) for name in names for parts in _joined_otherwise(name)]
    first: dict[tuple[str, ...], str] = {}  # Names may differ in signs and figures alone.
    for name, parts in (*whole, *otherwise, *single):
        if parts:
            first.setdefault(parts, name)
    every = tuple([(name, parts) for parts, name in first.items()])
    unspaced = tuple([name for name, _ in every if len(name) >= _SHORTEST_UNSPACED and _UNSPACED.fullmatch(name)])
    of_four = tuple([name for name in dict.fromkeys(name for name, _ in every) if _OF_FOUR.fullmatch(name)])
    words = tuple([_WordsAt(every, at) for at in range(max([len(parts) for _, parts in every], default=1))])
    return Watch(every, frozenset(parts for _, parts in otherwise), right, words, unspaced, of_four)


def _joined_otherwise(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of ``name`` with all hyphens as spaces, and with a hyphen for each of its spaces, where that is another."""
    apart = name.replace("-", " ")
    together = (f"{name[:at]}-{name[at + 1 :]}" for at, char in enumerate(name) if char == " " and name[at - 1] != ".")
    for other in (apart, *together):
        if other != name:
            yield tuple(folded_name(word[0]) for word in WORD.finditer(other))


def _unspaced(text: str, name: str) -> Iterator[_Near]:
    """Yield what is nearly ``name`` in a ``text`` without spaces: a stretch as long as it, which two letters side by side of it
    are in.
    """
    from rapidfuzz.distance import OSA

    size = len(name)
    starts = {
        found.start() - at
        for at in range(size - 1)
        for found in re.finditer(re.escape(name[at : at + 2]), text)
        if found.start() >= at
    }
    right = {at for found in re.finditer(re.escape(name), text) for at in range(found.start() - size + 1, found.end())}
    slips = max(1, min(_SLIPS_OF_ALL, size // _LETTERS_A_SLIP))
    taken = -1
    for start in sorted(starts):
        if start < taken or start in right:
            continue
        ways = [(OSA.distance(name, text[start:end]), end) for end in range(start + size - 1, start + size + 2)]
        least, end = min(ways)
        if least <= slips and text[start] == name[0]:
            taken = end
            yield _Near(start, end, name)


def _with_another_sign(text: str, name: str) -> Iterator[_Near]:
    """Yield where ``text`` has the short ``name`` with one sign other than it; a Korean one in which but a letter is."""
    ways = [re.escape(name[:at]) + r"(\w)" + re.escape(name[at + 1 :]) for at in range(len(name))]
    for at, way in enumerate(ways):
        for found in re.finditer(way, text):
            one, other = (unicodedata.normalize("NFD", sign) for sign in (name[at], found[1]))
            is_near = _letters_apart(one, other) == 1 if _HANGUL.match(name) else bool(_UNSPACED.fullmatch(found[1]))
            if found[1] != name[at] and is_near:
                yield _Near(found.start(), found.end(), name, is_sure=False)


def _letters_apart(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def _finding(said: str, near: _Near, span: Span) -> Diagnostic:
    message = f"`{said}` is nearly the protected name `{near.name}`"
    return Diagnostic(CODE, "error" if near.is_sure else "warning", message, span, _REMEDY)
