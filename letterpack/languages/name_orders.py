"""In which order languages put the parts of a person's name: ``name_orders.toml``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from letterpack.datafiles import program_table


class NameOrders(NamedTuple):
    """Languages that put the family name first; scripts that glue it to the given name, by the first word of their characters'
    names; suffixes that belong to the name.
    """

    family_first: frozenset[str]
    glued_scripts: frozenset[str]
    generations: frozenset[str]


@cache
def name_orders() -> NameOrders:
    """Return what is known of all languages."""
    data = program_table("languages", "name_orders")
    return NameOrders(*[frozenset(data[key]) for key in NameOrders._fields])
