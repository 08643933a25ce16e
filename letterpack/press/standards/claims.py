"""Which standards a file claims (part of stage 7 of 7): all that its profile keeps, less what an enclosure takes away."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

LEVELS: Final = ("PDF/A-2a", "PDF/A-2u", "PDF/A-2b")
"""Levels of PDF/A, each of which holds what those after it ask (ISO 19005-2, 5)."""
_FOR_EVERYBODY: Final = "PDF/UA"


def claims_left(claims: tuple[str, ...], kept: Collection[frozenset[str]]) -> tuple[str, ...]:
    """Return what is left of ``claims`` with enclosures, each of which keeps what one of ``kept`` says: in place of a level of
    PDF/A the next one that all of them keep.
    """
    found = (_highest(LEVELS[LEVELS.index(claim) :] if claim in LEVELS else (claim,), kept) for claim in claims)
    return tuple([each for each in found if each])


def kept_by_tags(claims: tuple[str, ...], *, wordless: bool) -> frozenset[str]:
    """Return what of ``claims`` a packet keeps by its tags: with a ``wordless`` picture no PDF/UA (ISO 14289-1, 7.3)."""
    return frozenset([*LEVELS, *[claim for claim in claims if not (wordless and claim.startswith(_FOR_EVERYBODY))]])


def _highest(standards: tuple[str, ...], kept: Collection[frozenset[str]]) -> str:
    return next((each for each in standards if all(each in keeps for keeps in kept)), "")
