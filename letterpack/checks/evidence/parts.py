"""What follows from parts that many packets share: worked out once for each, and remembered by what the part is.

A rule looks at all parts of each packet; at most of them it has looked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from operator import itemgetter
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from letterpack.model.observed import Alike, ObservedPacket, Passage, Shown

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


class OverPages(Generic[OwnerT, FoundT]):
    """Looks at all parts of a packet's pages, at those that it shows as others do once for all of them."""

    def __init__(self, look: Callable[[OwnerT, tuple[Shown, ...]], FoundT]) -> None:
        self._look_at = look
        self._look = OfParts[OwnerT, tuple[Shown, ...], FoundT](look)
        self._alike = OfParts[OwnerT, Alike, list[tuple[int, FoundT]]](lambda owner, alike: self._found(owner, alike.parts))

    def __call__(self, owner: OwnerT, pdf: ObservedPacket) -> list[tuple[int, FoundT]]:
        """Return what is found, where anything is, each with the index of its page; by page, what many show first."""
        if pdf.alike is None:
            return self._found(owner, [(index, part) for index, page in enumerate(pdf.pages) for part in page.parts])
        own = self._own(owner, pdf.own_parts)
        found = self._alike(owner, pdf.alike)
        return sorted([*found, *own], key=itemgetter(0)) if own and found else own or found

    def _own(self, owner: OwnerT, parts: Iterable[tuple[int, tuple[Shown, ...]]]) -> list[tuple[int, FoundT]]:
        """Return what is found in the parts of one packet, one that stands on several pages looked at once."""
        known: dict[int, FoundT] = {}
        made: list[tuple[int, FoundT]] = []
        for index, part in parts:
            key = id(part)
            if key not in known:
                known[key] = self._look_at(owner, part)
            if known[key]:
                made.append((index, known[key]))
        return made

    def _found(self, owner: OwnerT, parts: Iterable[tuple[int, tuple[Shown, ...]]]) -> list[tuple[int, FoundT]]:
        return [(index, found) for index, part in parts if (found := self._look(owner, part))]


class OverBlocks(Generic[OwnerT, FoundT]):
    """Looks at all stretches of a packet's blocks, at those that it shows as others do once for all of them."""

    def __init__(self, look: Callable[[OwnerT, tuple[Passage, ...]], FoundT]) -> None:
        self._look = look
        self._alike = OfParts[OwnerT, Alike, list[FoundT | None]](
            lambda owner, alike: [None if stretch is None else look(owner, stretch) for stretch in alike.stretches]
        )

    def __call__(self, owner: OwnerT, pdf: ObservedPacket) -> list[FoundT]:
        """Return what is found in each stretch, in their order."""
        look = self._look
        if pdf.alike is None:
            return [look(owner, stretch) for stretch in pdf.stretches]
        alike = self._alike(owner, pdf.alike)
        return [look(owner, stretch) if found is None else found for stretch, found in zip(pdf.stretches, alike, strict=True)]
