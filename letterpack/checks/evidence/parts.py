"""What follows from parts that many packets share: worked out once for each, and remembered by what the part is.

A rule looks at all parts of each packet; at most of them it has looked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

OwnerT = TypeVar("OwnerT")
PartT = TypeVar("PartT")
FoundT = TypeVar("FoundT")

_MOST: Final = 1_024


class OfParts(Generic[OwnerT, PartT, FoundT]):
    """Remembers what ``look`` finds in a part of a packet, by the light of its owner (the sources) and of nothing else that is
    not handed over.

    Owners and parts are told apart by identity, so that neither is ever compared. A part stays in memory as long as what is found
    in it does; an owner does not.
    """

    def __init__(self, look: Callable[..., FoundT]) -> None:
        self._look = look
        self._found: WeakKeyDictionary[OwnerT, dict[tuple[int, Hashable], tuple[PartT, FoundT]]] = WeakKeyDictionary()

    def __call__(self, owner: OwnerT, part: PartT, *also: Hashable) -> FoundT:
        """Return what ``look`` finds in ``part``, given ``owner`` and ``also``."""
        found = self._found.get(owner)
        if found is None:
            found = self._found[owner] = {}
        key = (id(part), also)
        known = found.get(key)
        if known is None:
            if len(found) >= _MOST:
                found.clear()
            known = found[key] = (part, self._look(owner, part, *also))
        return known[1]
