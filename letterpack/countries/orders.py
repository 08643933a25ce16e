"""In which order a country's post wants the parts of an address, and what it puts between them; the data is ``orders.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from letterpack.datafiles import program_table

PARTS: Final = ("care_of", "building", "street", "house_number", "po_box", "district", "postcode", "city", "region")
"""The parts that an address may come in."""
_AT_STREET: Final = ("care_of", "building", "street", "po_box")
_USUAL: Final = "street | postcode city"
_PART: Final = re.compile(r"([^a-z|]*)([a-z]+)")


def lines_in_order(parts: Mapping[str, Sequence[str]], code: str) -> tuple[str, ...]:
    """Return the lines of an address in the country ``code`` (or ""), given its ``parts`` by name, each in lines of its own.

    Every part is in the result, also one that the country's post does without.
    """
    order = _orders().get(code, _USUAL)
    parts = _with_house_number(parts, code)
    lines: list[str] = []
    for line in order.split("|"):
        named = _PART.findall(line)
        lines += _line([(between, parts[name]) for between, name in named if name != "street" and parts.get(name)])
        for _, name in named:
            for other in _below(name):
                if other in _AT_STREET or other not in order:
                    lines += parts.get(other, ())
    return tuple(lines)


def _line(given: list[tuple[str, Sequence[str]]]) -> Sequence[str]:
    """Return parts that share a line; one that is alone keeps the lines it has."""
    if len(given) <= 1:
        return given[0][1] if given else ()
    joined = [(between if index else "") + " ".join(part) for index, (between, part) in enumerate(given)]
    return ("".join(joined),)


def _below(name: str) -> tuple[str, ...]:
    """Return what may stand on lines of its own where the order has ``name``."""
    return {"street": (*_AT_STREET, "district"), "city": ("region", "postcode")}.get(name, ())


def _with_house_number(parts: Mapping[str, Sequence[str]], code: str) -> Mapping[str, Sequence[str]]:
    """Return ``parts`` with the number of the house in the line of the street, before or behind it as the country has it."""
    street, number = list(parts.get("street", ())), " ".join(parts.get("house_number", ()))
    if number and street:
        street[0] = f"{number} {street[0]}" if code in _number_first() else f"{street[0]} {number}"
    elif number:
        street = [number]
    return {**{name: lines for name, lines in parts.items() if name != "house_number"}, "street": street}


@cache
def _number_first() -> frozenset[str]:
    return frozenset(program_table("countries", "house_numbers")["first"])


@cache
def _orders() -> dict[str, str]:
    return {code: order for order, codes in program_table("countries", "orders").items() for code in codes}
