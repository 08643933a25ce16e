"""Where an address in its country's own letters has the names of those it is for, and what it says behind them.

The data is ``native_orders.toml`` and ``honorifics.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Final

import msgspec

from letterpack.countries.orders import is_native, order_of
from letterpack.countries.parting import postcode_shape
from letterpack.datafiles import FileTable, Words, program_rows

_FILE: Final = "honorifics"
_NO_BREAK: Final = "\u00a0"
_SAID_OF: Final = {"name": "person", "title": "office", "organization": "body"}
"""Which honorific goes behind what an addressee is called by, the most personal first."""


class _Honorifics(FileTable, frozen=True):
    source: Words
    person: Words
    office: Words
    body: Words
    said: Annotated[list[Words], msgspec.Meta(min_length=1)]


@cache
def has_names_below(code: str) -> bool:
    """Whether addresses in letters of the country ``code`` have names elsewhere than above them."""
    return "names" in order_of(code, is_native=True)


def lines_above_names(lines: Sequence[str], code: str) -> int:
    """Return how many ``lines`` of an address in the country ``code``, less the country's own, stand above the names: none where
    the names come first, as in most countries.
    """
    _, found, below = order_of(code, is_native=is_native(lines)).partition("names")
    if not found:
        return 0
    is_below = below.strip(" |") == "postcode" and re.fullmatch(postcode_shape(code), lines[-1])
    return len(lines) - bool(is_below)


def with_honorific(names: Mapping[str, str], code: str) -> dict[str, str]:
    """Return ``names``, by keys of an addressee, with what the country ``code`` writes behind that of whom a letter is for."""
    found = _honorifics().get(code)
    key = next((each for each in _SAID_OF if names.get(each)), "")
    if found is None or not key or not is_native([names[key]]) or names[key].endswith(tuple(found.said)):
        return dict(names)
    return {**names, key: f"{names[key]}{_NO_BREAK}{getattr(found, _SAID_OF[key])}"}


@cache
def _honorifics() -> dict[str, _Honorifics]:
    return program_rows("countries", _FILE, _Honorifics)
