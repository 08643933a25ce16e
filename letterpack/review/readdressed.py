"""What follows where somebody else reads a letter: the address, the names in the text, a carrier page."""

from __future__ import annotations

from typing import Final

from letterpack.model.change import Change
from letterpack.review.facts import LEAST_WORD, Facts, core

CARRIER: Final = "carrier"
CARRIER_PAGE: Final = "carrier page"
"""A packet that has one now and had none, or the other way round: an addressee who gets a copy now, or a letter of their own."""
SHOWN: Final = frozenset({"moved", "pixels", "font", "tags"})


def of_same_address(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the address on a carrier page changed as the letter's did: a town, or a country, that is another one for all."""
    return cause.kind == change.kind == "address" and bool(cause.before and cause.after) and core(cause) == core(change)


def of_carrier(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a change follows from who gets a copy now, or a letter of their own: a carrier page with all that is on it, and a
    letter that another one reads first.
    """
    if cause.kind != "pages" or cause.field != CARRIER_PAGE:
        return False
    return (
        change.kind in SHOWN | {"address", "active", "pages"}
        or (change.kind == "text" and change.field == CARRIER)
        or _is_of_addressees(change, facts)
    )


def readdressed(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a text names who reads the letter, where another one does now."""
    return cause.kind == "address" and _is_of_addressees(change, facts)


def _is_of_addressees(change: Change, facts: Facts) -> bool:
    """Whether words of one addressee took the place of another's."""
    if change.kind != "text" or facts.addressed[0] == facts.addressed[1]:
        return False
    return all(
        facts.addressed[at].issuperset(side) and max(map(len, side), default=0) >= LEAST_WORD
        for at, side in enumerate(core(change))
    )
