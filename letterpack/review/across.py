"""Changes of some packets that follow from a change of others: a copy that is gone stands in no list of copies any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from letterpack.model.change import Change
from letterpack.review.causes import core, repeats
from letterpack.review.words import loosened

MOST_LABELS: Final = 1_000
"""Packets that came or went and whose names are looked for in lists of copies."""


def folded(changes: Sequence[tuple[int, Change]], labels: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Return, of groups by number with their changes, which belong under which other.

    ``labels`` say to whom the packets of a group go that came or went.
    """
    copies = [(number, change) for number, change in changes if change.kind == "text" and change.field == "copies"]
    if not copies:
        return {}
    said = {number: [set(_words(label)) for label in found] for number, found in labels.items()}
    return {number: above for number, change in copies if (above := _cause(change, changes, said)) is not None}


def _cause(change: Change, changes: Sequence[tuple[int, Change]], labels: Mapping[int, Sequence[set[str]]]) -> int | None:
    gone, come = core(change)
    for number, cause in changes:
        if number in labels:
            came, named = not cause.field.startswith("removed"), set(come or gone)
            one_sided = bool(come) != bool(gone) and bool(come) == came
            if one_sided and named and any(named <= label for label in labels[number]):
                return number
        elif cause.kind == "address" and repeats(cause, change):
            return number
    return None


def _words(text: str) -> list[str]:
    return [word.strip(".,:;") for word in loosened(text).casefold().split()]
