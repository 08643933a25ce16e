"""Which merge fields there are, and an addressee's value for one."""

from __future__ import annotations

from typing import Final

from letterpack.model.campaign import Addressee

ADDRESSEE_TEXTS: Final = ("id", "name", "title", "organization", "country", "language", "salutation")
"""The texts of an addressee that a field may name; ``fields.x``, or ``x`` alone, names one of the campaign's own."""

NAMES: Final = {
    "addressee": ADDRESSEE_TEXTS,
    "letter": ("date", "subject", "place", "reference"),
    "campaign": ("name",),
    "signatories": ("count",),
}
"""The scopes with the names that are always there."""


def addressee_value(addressee: Addressee, name: str) -> str | None:
    """Return the text of ``{{ addressee.name }}``; None where this addressee has no such field."""
    if name in ADDRESSEE_TEXTS:
        return str(getattr(addressee, name))
    return addressee.fields.get(name.removeprefix("fields."))
