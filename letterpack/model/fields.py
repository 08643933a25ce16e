"""Which merge fields there are, and an addressee's value for one."""

from __future__ import annotations

from typing import Final

from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.campaign import Addressee

NAMES: Final = {
    "addressee": MERGE_FIELDS,
    "letter": ("date", "subject", "place", "reference"),
    "campaign": ("name",),
    "signatories": ("count",),
}
"""The scopes with the names that are always there."""


def addressee_value(addressee: Addressee, name: str) -> str | None:
    """Return the text of ``{{ addressee.name }}``; None where this addressee has no such field."""
    if name in MERGE_FIELDS:
        return str(getattr(addressee, name))
    return addressee.fields.get(name.removeprefix("fields."))
