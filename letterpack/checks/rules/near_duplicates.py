"""LP317: two spellings of what is probably one name
severity: warning

## What

Two signatories have nearly the same name, two addresses in one town have nearly the same street, or two names share one
e-mail address. Nothing is merged: you decide.

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
from dataclasses import dataclass
from typing import Final

from letterpack.checks.evidence.same_name import key_of, words_of
from letterpack.checks.evidence.streets import near_streets
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
_LEAST_LIKENESS: Final = 70.0


@dataclass(frozen=True, slots=True)
class ComparedName:
    """A signatory's name as it is compared: its words sorted, joined, and what must not differ."""

    text: str
    words: tuple[str, ...]
    country: str
    index: int


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every pair of signatories, and of streets, that look like one."""
    signatories = sources.campaign.signatories
    hint = "delete one of the rows if they are the same; if they are not, leave them"
    for first, second in near_pairs(signatories):
        role = "organization" if signatories[second].organization else "name"
        other = signatories[first]
        related = (Related("the other one", other.origin.span("organization" if other.organization else "name")),)
        message = f"`{_called(signatories[second])}` is nearly `{_called(other)}`"
        yield Diagnostic(CODE, "warning", message, signatories[second].origin.span(role), hint, related=related)
    yield from _same_mail(signatories)
    yield from near_streets(CODE, sources.everybody())


def near_pairs(signatories: Sequence[Signatory]) -> list[tuple[int, int]]:
    """Return the pairs of indexes (the earlier first) of signatories that are nearly one, in order, and not exactly one.

    Whole rows are compared, and, where persons sign for organisations, the organisations: each spelling once, however often it
    stands.
    """
    rows = [_name(index, each, words_of(each.name) + words_of(each.organization)) for index, each in enumerate(signatories)]
    spellings = {key_of(each.organization): index for index, each in reversed(list(enumerate(signatories))) if each.name}
    houses = [_name(index, signatories[index], words_of(signatories[index].organization)) for index in spellings.values()]
    found = _pairs_among(rows) | _pairs_among(sorted(houses, key=lambda name: name.index))
    return sorted(pair for pair in found if _differ(signatories[pair[0]], signatories[pair[1]]))


def _name(index: int, signatory: Signatory, parts: tuple[str, ...]) -> ComparedName:
    in_order = tuple(sorted(parts))
    return ComparedName(" ".join(in_order), in_order, signatory.country, index)


def _differ(one: Signatory, other: Signatory) -> bool:
    """Whether the two are not one exactly: what LP307 says is not said again."""
    return set(identities(one)).isdisjoint(identities(other))


def _pairs_among(names: Sequence[ComparedName]) -> set[tuple[int, int]]:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    found: set[tuple[int, int]] = set()
    for block in _blocks([name for name in names if name.text]):
        texts = [name.text for name in block]
        for place, one in enumerate(block[:-1]):
            for _, _, beyond in extract(one.text, texts[place + 1 :], scorer=ratio, score_cutoff=CUTOFF, limit=None):
                other = block[place + 1 + beyond]
                if (one.index, other.index) not in found and _may_be_one(one, other):
                    found.add((one.index, other.index))
    return found


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
    """One address behind two names: a coordinator who signs for two, or one who signed twice."""
    seen: dict[str, Signatory] = {}
    for signatory in signatories:
        if not signatory.email:
            continue
        first = seen.setdefault(signatory.email.casefold(), signatory)
        if first is not signatory and set(identities(first)).isdisjoint(identities(signatory)):
            message = f"`{_called(signatory)}` has the e-mail address of `{_called(first)}`"
            related = (Related("the other one", first.origin.span("email")),)
            yield Diagnostic(
                CODE,
                "warning",
                message,
                signatory.origin.span("email"),
                "delete one of the rows if they are the same; if they are not, leave them",
                related=related,
            )


def _called(signatory: Signatory) -> str:
    return ", ".join(filter(None, (signatory.name, signatory.organization)))
