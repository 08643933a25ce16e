"""In which order a country's post wants the parts of an address, and what it puts between them; the data is ``orders.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from letterpack.datafiles import program_table

PARTS: Final = ("care_of", "building", "street", "house_number", "po_box", "district", "postcode", "city", "region")
"""The parts that an address may come in."""
_AT_STREET: Final = ("care_of", "building", "street", "po_box")
_USUAL: Final = "street | postcode city"
_PART: Final = re.compile(r"([^a-z|]*)([a-z]+)")


def lines_in_order(parts: Mapping[str, Sequence[str]], code: str) -> tuple[str, ...]:
    """Return the lines of an address in the country ``code``, given its ``parts`` by name, each in lines of its own.

    Without a code, its postcode may tell the country. Every part is in the result, also one that the country's post does without.
    """
    code = code or told_by_postcode(parts)
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


def told_by_postcode(parts: Mapping[str, Sequence[str]]) -> str:
    """Return the code of the country that the postcode among ``parts`` is certainly of, alone or with its region; "" for none."""
    postcode, region = (" ".join(parts.get(name, ())).strip() for name in ("postcode", "region"))
    if not postcode:
        return ""
    known = _untold()
    shaped = next((code for code, shape in known.shapes.items() if shape.fullmatch(postcode.upper())), "")
    stated = (code for code, states in known.states.items() if states.bear_out(region, postcode))
    return shaped or next(stated, "")


class _States(NamedTuple):
    """The shape of a country's postcodes, and with which figures they begin in each of its regions."""

    shape: re.Pattern[str]
    begins: Mapping[str, tuple[tuple[int, int, int], ...]]

    def bear_out(self, region: str, postcode: str) -> bool:
        """Whether ``postcode`` is one of ``region``."""
        ranges = self.begins.get(region.casefold(), ())
        return bool(self.shape.fullmatch(postcode)) and any(low <= int(postcode[:width]) <= high for width, low, high in ranges)


class _Untold(NamedTuple):
    shapes: Mapping[str, re.Pattern[str]]
    states: Mapping[str, _States]


@cache
def _untold() -> _Untold:
    table = program_table("countries", "untold")
    shapes = {code: re.compile(shape) for code, shape in table["shapes"].items()}
    states = {}
    for code, regions in table["states"].items():
        begins = {
            name.casefold(): tuple(_range(each) for each in ranges.split(","))
            for names, ranges in regions.items()
            for name in names.split("|")
            if name
        }
        states[code] = _States(re.compile(regions[""]), begins)
    return _Untold(shapes, states)


def _range(text: str) -> tuple[int, int, int]:
    low, _, high = text.partition("-")
    return len(low), int(low), int(high or low)


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
