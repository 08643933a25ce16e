"""What an enclosure is read for (part of stage 6): light, so that whoever asks for one need not load what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

from letterpack.enclosures.breaches import Against
from letterpack.model.pdf import AS_IT_IS, EnclosedElement, Placing
from letterpack.model.profile import Profile

TagFaults: TypeAlias = Callable[[tuple[EnclosedElement, ...]], Iterable[tuple[str, Against]]]
"""Says what PDF/UA holds against elements, in words that follow "it", and which of its editions."""


def no_tag_faults(_structure: tuple[EnclosedElement, ...]) -> Iterable[tuple[str, Against]]:
    """Hold nothing against elements: for packets that do not claim PDF/UA."""
    return ()


class Purpose(Struct, frozen=True):
    """The packets' profile; whether a claim that an enclosure costs them is an error; how pages are placed; what says, of tags,
    what is against PDF/UA.
    """

    profile: Profile
    conformance_required: bool = False
    placing: Placing = AS_IT_IS
    tag_faults: TagFaults = no_tag_faults
