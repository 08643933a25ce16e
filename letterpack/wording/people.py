"""How an addressee is named."""

from __future__ import annotations

from letterpack.model.addressee import NAMED_BY
from letterpack.model.campaign import Addressee
from letterpack.model.spoken import Spoken


def names_of(addressee: Addressee) -> tuple[str, ...]:
    """Return who an addressee is, each text a line above the address or a part of an enumeration: name, title, organization,
    less those that are empty.
    """
    return tuple([text for key in NAMED_BY if (text := getattr(addressee, key))])


def spoken_names_of(addressee: Addressee) -> tuple[Spoken, ...]:
    """Return the texts of ``names_of``, each with the language that the source gives the addressee."""
    return tuple([Spoken(text, addressee.spoken) for text in names_of(addressee)])
