"""How an addressee is named, and in which order an address says it."""

from __future__ import annotations

from typing import TypeAlias

from letterpack.countries.naming import has_names_below, lines_above_names, with_courtesy, with_honorific
from letterpack.model.addressee import NAMED_BY
from letterpack.model.campaign import Addressee
from letterpack.model.spoken import Spoken

ComesFrom: TypeAlias = str | int
"""Of a line of an address: the addressee's key, or the index of the line as it is written."""


def names_of(addressee: Addressee) -> tuple[str, ...]:
    """Return who an addressee is, each text a line above the address or a part of an enumeration: name, title, organization,
    less those that are empty.
    """
    return tuple([text for key in NAMED_BY if (text := getattr(addressee, key))])


def spoken_names_of(addressee: Addressee) -> tuple[Spoken, ...]:
    """Return the texts of ``names_of``, each with the language that the source gives the addressee."""
    return tuple([Spoken(text, addressee.spoken) for text in names_of(addressee)])


def addressed_names(addressee: Addressee, home: str) -> dict[str, str]:
    """Return who an addressee is, as an address on a letter posted in the country ``home`` says it, by the keys that say it."""
    names = {key: text for key in NAMED_BY if (text := getattr(addressee, key))}
    return with_courtesy(names, addressee.honorific, addressee.country or home)


def address_block(addressee: Addressee, address_index: int, home: str) -> tuple[tuple[str, ComesFrom], ...]:
    """Return the lines of an addressee's address, each with what it comes from, on a letter posted in the country ``home``.

    Names come first, the title of courtesy with them: name, title, organization. Where the address is in letters of a country
    that has them elsewhere, they are there, the person last.
    """
    code = addressee.country or home
    names = addressed_names(addressee, home)
    lines = [(text, index) for index, text in enumerate(addressee.addresses[address_index])]
    own = lines[: country_index(addressee, address_index, home)] if has_names_below(code) else []
    above = lines_above_names([text for text, _ in own], code) if own else 0
    if not above:
        return (*[(text, key) for key, text in names.items()], *lines)
    named = with_honorific(names, code)
    return (*lines[:above], *[(text, key) for key, text in reversed(named.items())], *lines[above:])


def country_index(addressee: Addressee, address_index: int, home: str) -> int | None:
    """Return which line of an address that goes abroad says the country and no more; None where none does."""
    lines = addressee.addresses[address_index]
    is_abroad = bool(lines and addressee.country) and addressee.country != home
    return len(lines) - 1 if is_abroad and not any(map(str.isdigit, lines[-1])) else None
