"""Which merge fields there are, and an addressee's value for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.campaign import Addressee
from letterpack.model.letter import Letter
from letterpack.model.merge_field import Field

SharedValues: TypeAlias = Mapping[tuple[str, str], str]
"""The values of fields that are the same for all, by scope and name; dates are ISO ones."""

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


def shared_values(campaign: str, letter: Letter, signatories: int) -> SharedValues:
    """Return the values that all addressees share. Subject and reference are not among them: they may hold addressees' fields."""
    return {
        ("campaign", "name"): campaign,
        ("letter", "date"): letter.date.isoformat(),
        ("letter", "place"): letter.place,
        ("signatories", "count"): str(signatories),
    }


def value_for(addressee: Addressee, shared: SharedValues, field: Field) -> str:
    """Return the value of ``field`` in the letter to ``addressee``, empty where there is none."""
    if field.scope == "addressee":
        return addressee_value(addressee, field.name) or ""
    return shared.get((field.scope, field.name), "")
