"""LP317: two spellings of what is probably one name
severity: warning

## What

Two signatories have nearly the same name, two addresses in one town have nearly the same street, or two names share one
e-mail address. Nothing is merged: you decide.

Two persons are compared by their names: one word of the name may differ, by one letter. Their organization
must be the same, or the slip be one of the hand: two letters exchanged, or one doubled. What tells them apart
(organization, title, country, e-mail) is looked at first.

## Why

`Exmaple Press Union` and `Example Press Union` are one organization, and readers notice. A street with three spellings in
one mailing is wrong at least twice.

## Example

```
signatories.csv:40:1: warning[LP317]: `Exmaple Press Union` is nearly `Example Press Union`
  40 | Exmaple Press Union,US,yes
     | ^^^^^^^^^^^^^^^^^^^
  = hint: delete one of the rows if they are the same; if they are not, leave them
```

## Remedy

Delete one of the rows, or correct the spelling. If they are really different, leave them; `suppress` in `letterpack.yaml`
silences the finding with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Struct, field

from letterpack.checks.evidence.same_name import key_of, words_of
from letterpack.checks.evidence.streets import near_streets
from letterpack.checks.evidence.who_signs import NameCounts, Signer, called, contradict, part_called
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.checks.rules.duplicates import identities
from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.campaign import Signatory

CODE: Final = "LP317"
CUTOFF: Final = 90.0
"""Least ``token_sort_ratio``: 85 gave 16 false pairs in 200 real names."""
_RAREST: Final = 2
"""How many of its rarest words put a name into blocks: names that are nearly one share at least one of them, or its beginning."""
_BEGINNING: Final = 4
_LARGEST_BLOCK: Final = 400
"""A word that more names share says nothing of any of them."""
_LEAST_LETTERS: Final = 6
_LEAST_OF_A_NAME: Final = 5
_LEAST_FOR_TWO_SLIPS: Final = 9
_LEAST_LIKENESS: Final = 70.0
_FEWEST_PARTS: Final = 2
_MOST_PARTS: Final = 16
"""A person's name of more words is none: to leave out each word in turn costs the square of their number."""
_MOST_PAIRS: Final = 1_000
"""That are shown: nobody reads more of them."""
_MOST_COMPARISONS: Final = 4_000_000
"""Of organizations, which takes a second; real lists of 40,000 need a tenth of them."""
_COST_OF_PERSONS: Final = 10
"""Comparisons of organizations that take as long as one of persons."""
_Other = TypeVar("_Other")
_HINT_OF_MANY: Final = "correct these first, then check again"
_HINT: Final = "delete one of the rows if they are the same; if they are not, leave them"


class ComparedName(Struct, frozen=True):
    """A signatory's name as it is compared: its words sorted, joined, and what must not differ."""

    text: str
    words: tuple[str, ...]
    country: str
    index: int


class _Search(Struct):
    """The pairs ``found`` so far, by indexes, and how many more comparisons there may be: a list can be made of nothing but
    names that are nearly one another.
    """

    found: set[tuple[int, int]] = field(default_factory=set)
    left: int = _MOST_COMPARISONS
    is_full: bool = False

    def taken(self, others: Sequence[_Other], cost: int = 1) -> Sequence[_Other]:
        """Return those of ``others`` that may still be compared with one more; each costs ``cost``."""
        count = 0 if self.is_full else min(len(others), self.left // cost)
        self.left -= count * cost
        self.is_full = self.is_full or count < len(others)
        return others[:count]

    def add(self, pair: tuple[int, int]) -> None:
        """Add a pair, if there are not too many."""
        self.is_full = self.is_full or (len(self.found) >= _MOST_PAIRS and pair not in self.found)
        if not self.is_full:
            self.found.add(pair)

    def in_order(self, signatories: Sequence[Signatory]) -> list[tuple[int, int]]:
        """Return the pairs that are not one exactly, in the list's order."""
        return sorted(pair for pair in self.found if _differ(signatories[pair[0]], signatories[pair[1]]))


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every pair of signatories, and of streets, that look like one."""
    signatories = sources.campaign.signatories
    search = _searched(signatories, sources.signers)
    for first, second in search.in_order(signatories):
        one, other = signatories[first], signatories[second]
        related = (Related("the other one", one.origin.span(part_called(one))),)
        message = f"`{called(other)}` is nearly `{called(one)}`"
        yield Diagnostic(CODE, "warning", message, other.origin.span(part_called(other)), _HINT, related=related)
    if search.is_full:
        message = f"so many signatories are nearly alike that not all were compared: {len(search.found):,} pairs are shown"
        yield Diagnostic(CODE, "warning", message, signatories[0].origin.span(part_called(signatories[0])), _HINT_OF_MANY)
    yield from _same_mail(signatories)
    yield from near_streets(CODE, sources.everybody())


def near_pairs(signatories: Sequence[Signatory], signers: Sequence[Signer]) -> list[tuple[int, int]]:
    """Return the pairs of indexes (the earlier first) of signatories that are nearly one, in order, and not exactly one.
    ``signers`` are they as they are compared.

    Organisations that sign are compared with each other, persons by their names, and where persons sign for organisations, these:
    each spelling once, however often it stands.
    """
    return _searched(signatories, signers).in_order(signatories)


def _searched(signatories: Sequence[Signatory], signers: Sequence[Signer]) -> _Search:
    search = _Search()
    rows = [_name(index, each, words_of(each.organization)) for index, each in enumerate(signatories) if not each.name]
    spellings = {key_of(each.organization): index for index, each in reversed(list(enumerate(signatories))) if each.name}
    houses = [_name(index, signatories[index], words_of(signatories[index].organization)) for index in spellings.values()]
    for pair in _pairs_among(sorted(houses, key=lambda name: name.index), search):
        if _is_slip(*[signatories[index] for index in pair]):
            search.add(pair)
    for pair in _pairs_among(rows, search):
        search.add(pair)
    _near_persons(signers, search)
    return search


def _near_persons(signers: Sequence[Signer], search: _Search) -> None:
    """Add the pairs of persons whose names are a slip apart: all words but one are equal."""
    counts = NameCounts(signers)
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, signer in enumerate(signers):
        parts = tuple(sorted(signer.words))
        for at in range(len(parts) if _FEWEST_PARTS <= len(parts) <= _MOST_PARTS else 0):
            rest = (*parts[:at], *parts[at + 1 :])
            blocks["begins", parts[at][:2], *rest].append(index)
            blocks["ends", parts[at][-2:], *rest].append(index)
        if len(parts) >= _FEWEST_PARTS:
            blocks["", *parts].append(index)
    for block in blocks.values():
        known = block[:_LARGEST_BLOCK] if len(block) > 1 else []
        for place, first in enumerate(known):
            for second in search.taken(known[place + 1 :], _COST_OF_PERSONS):
                if _are_one_person(signers[first], signers[second], counts):
                    search.add((first, second))


def _are_one_person(one: Signer, other: Signer, counts: NameCounts) -> bool:
    if one.words == other.words or _say_otherwise(one, other):
        # One name exactly is judged by LP307: of many namesakes that are compared, most pairs end here.
        return False
    left, right = sorted(set(one.words) - set(other.words)), sorted(set(other.words) - set(one.words))
    if not left and not right:
        # The same words in another order, as `Ada Sample` and `Sample Ada`.
        return one.organization == other.organization and not counts.is_common(one.words)
    if len(left) != 1 or len(right) != 1 or min(len(left[0]), len(right[0])) < _LEAST_OF_A_NAME:
        return False
    if not (counts.is_rare(left[0]) or counts.is_rare(right[0])):
        return False
    is_of_one_house = bool(one.organization) and one.organization == other.organization
    return _is_typing(left[0], right[0]) or (
        is_of_one_house and _slips(left[0], right[0]) == 1 and not _is_bent(left[0], right[0])
    )


def _say_otherwise(one: Signer, other: Signer) -> bool:
    """Whether anything beside their names tells the two apart."""
    return (
        contradict(one.organization, other.organization)
        or contradict(one.country, other.country)
        or contradict(one.mail, other.mail)
        or contradict(one.title, other.title)
    )


def _slips(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def _is_bent(one: str, other: str) -> bool:
    """Whether one word goes on where the other ends, or ends in another letter: Daniel and Daniele, Kowalski and Kowalska."""
    return one.startswith(other) or other.startswith(one) or (len(one) == len(other) and one[:-1] == other[:-1])


def _is_typing(one: str, other: str) -> bool:
    """Whether two letters have changed places, or one appears twice: what hands do, and names seldom."""
    if len(one) == len(other):
        return sorted(one) == sorted(other) and _slips(one, other) == 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return len(long) >= _LEAST_LETTERS + 1 and any(
        long[at] == long[at - 1] and long[:at] + long[at + 1 :] == short for at in range(1, len(long))
    )


def _is_slip(one: Signatory, other: Signatory) -> bool:
    """Whether organisations of two persons differ in a word, and not by its ending alone: many say what they are, and no
    name.
    """
    first, second = words_of(one.organization), words_of(other.organization)
    left, right = sorted(set(first) - set(second)), sorted(set(second) - set(first))
    pairs = list(zip(left, right, strict=False))
    return bool(pairs) and len(left) == len(right) and all(_is_near(*pair) and not _is_bent(*pair) for pair in pairs)


def _is_near(one: str, other: str) -> bool:
    """Whether a slip or, in a long word, two lie between the words: Jansson and Johansson are two families."""
    return _slips(one, other) <= 1 + (min(len(one), len(other)) >= _LEAST_FOR_TWO_SLIPS)


def _name(index: int, signatory: Signatory, parts: tuple[str, ...]) -> ComparedName:
    in_order = tuple(sorted(parts))
    return ComparedName(" ".join(in_order), in_order, signatory.country, index)


def _differ(one: Signatory, other: Signatory) -> bool:
    """Whether the two are not one exactly: what LP307 says is not said again."""
    return set(identities(one)).isdisjoint(identities(other))


def _pairs_among(names: Sequence[ComparedName], search: _Search) -> Iterator[tuple[int, int]]:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    for block in _blocks([name for name in names if name.text]):
        for place, one in enumerate(block[:-1]):
            others = search.taken(block[place + 1 :])
            texts = [name.text for name in others]
            for _, _, beyond in extract(one.text, texts, scorer=ratio, score_cutoff=CUTOFF, limit=None):
                other = others[beyond]
                if (one.index, other.index) not in search.found and _may_be_one(one, other):
                    yield (one.index, other.index)


def _blocks(names: list[ComparedName]) -> Iterator[list[ComparedName]]:
    """Yield groups of names within which nearly equal ones are found: by shared rare words, and by how a rare word begins."""
    count: dict[str, int] = defaultdict(int)
    for name in names:
        for word in set(name.words):
            count[word] += 1
    blocks: dict[str, list[ComparedName]] = defaultdict(list)
    for name in names:
        rare = sorted(set(name.words), key=lambda word: (count[word], word))
        for key in {*rare[: _RAREST + 1], *(f"{word[:_BEGINNING]}…{len(name.words)}" for word in rare[:_RAREST])}:
            blocks[key].append(name)
    return (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _may_be_one(one: ComparedName, other: ComparedName) -> bool:
    """Whether what differs can be a slip: not countries, numbers, short words, or words that are quite unlike."""
    from rapidfuzz.fuzz import ratio

    if one.country and other.country and one.country != other.country:
        return False
    left = [word for word in one.words if word not in other.words]
    right = [word for word in other.words if word not in one.words]
    if len(left) != len(right):
        return words("little_words").issuperset(left + right)
    return all(
        min(len(a), len(b)) >= _LEAST_LETTERS and not a.isdigit() and ratio(a, b) >= _LEAST_LIKENESS and not _are_places(a, b)
        for a, b in zip(left, right, strict=True)
    )


def _are_places(one: str, other: str) -> bool:
    """Whether both words are countries' names or of their peoples: Niger and Nigeria, Austrian and Australian."""
    from letterpack.checks.evidence.place_names import is_country_word

    return is_country_word(one) and is_country_word(other)


def _same_mail(signatories: Iterable[Signatory]) -> Iterator[Diagnostic]:
    """One address behind several names: a coordinator who signs for them, or one who signed twice."""
    seen: dict[str, list[Signatory]] = defaultdict(list)
    for signatory in signatories:
        if signatory.email:
            seen[signatory.email.casefold()].append(signatory)
    for first, *rest in seen.values():
        others = [each for each in rest if set(identities(first)).isdisjoint(identities(each))]
        if others:
            more = f", and so have {len(others) - 1} more" if len(others) > 1 else ""
            message = f"`{called(others[0])}` has the e-mail address of `{called(first)}`{more}"
            related = (Related("the other one", first.origin.span("email")),)
            yield Diagnostic(CODE, "warning", message, others[0].origin.span("email"), _HINT, related=related)
