"""Changes of some packets that follow from a change of others: a copy that is gone stands in no list of copies any more, and
another form moves a carrier page as it moves the letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from letterpack.model.change import Change
from letterpack.review.causes import FRAME, repeats
from letterpack.review.facts import core
from letterpack.review.readdressed import CARRIER_PAGE
from letterpack.review.words import loosened

MOST_LABELS: Final = 1_000
"""Packets that came or went and whose names are looked for in lists of copies."""


class Caused(NamedTuple):
    """A group by its number: its change, and those that follow from it in its packets."""

    number: int
    change: Change
    follows: Sequence[Change]


def folded(groups: Sequence[Caused], labels: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Return which of ``groups`` belong under which other, by their numbers.

    ``labels`` say to whom the packets of a group go that came or went.
    """
    under = {**_of_others(groups), **_of_copies(groups, labels), **_of_moves(groups)}
    return {number: root for number in under if (root := _root(number, under)) != number}


def _root(number: int, under: Mapping[int, int]) -> int:
    """Return the group that is under no other; the first of those that are under each other."""
    seen = [number]
    while (above := under.get(seen[-1])) is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
    return seen[-1]


def _of_others(groups: Sequence[Caused]) -> dict[int, int]:
    """Return under which group those belong whose change follows there from another one, in words that the program puts into each
    letter: an enclosure that a letter has no more is missing in the list that its copies have, too.
    """
    following = {_said(each): group.number for group in groups for each in group.follows if each.field in FRAME}
    return {group.number: following[said] for group in groups if (said := _said(group.change)) in following}


def _said(change: Change) -> tuple[str, str, str, str]:
    return (change.kind, change.field, change.before, change.after)


def _of_copies(groups: Sequence[Caused], labels: Mapping[int, Sequence[str]]) -> dict[int, int]:
    copies = [each for each in groups if each.change.kind == "text" and each.change.field == "copies"]
    if not copies:
        return {}
    said = {number: [set(_words(label)) for label in found] for number, found in labels.items()}
    return {each.number: above for each in copies if (above := _cause(each.change, groups, said)) is not None}


def _of_moves(groups: Sequence[Caused]) -> dict[int, int]:
    """Return under which group others belong that moved as something of it did, whatever words stand there."""
    ways: dict[tuple[float, float], int] = {}
    found: dict[int, int] = {}
    for number, change, follows in groups:
        own = [way for each in (change, *follows) if (way := _way(each))]
        if change.kind == "moved" and own:
            above = ways.get(own[0])
            if above is None:
                ways.update({way: number for way in own if way not in ways})
            else:
                found[number] = above
    return found


def _way(change: Change) -> tuple[float, float] | None:
    """Return how far something moved, to a tenth of a millimetre, as blocks of one packet are told together."""
    if change.kind != "moved" or change.dx_mm is None or change.dy_mm is None:
        return None
    return round(change.dx_mm, 1), round(change.dy_mm, 1)


def _cause(change: Change, groups: Sequence[Caused], labels: Mapping[int, Sequence[set[str]]]) -> int | None:
    gone, come = core(change)
    for number, cause, _ in groups:
        if number in labels:
            went = cause.field.startswith("removed") or (cause.field == CARRIER_PAGE and not cause.after)
            came, named = not went, set(come or gone)
            one_sided = bool(come) != bool(gone) and bool(come) == came
            if one_sided and named and any(named <= label for label in labels[number]):
                return number
        elif cause.kind == "address" and repeats(cause, change):
            return number
    return None


def _words(text: str) -> list[str]:
    return [word.strip(".,:;") for word in loosened(text).casefold().split()]
