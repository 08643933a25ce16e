"""In which order a country's post wants the parts of an address, what it puts between them, and which it wants in capitals.

The data is ``orders.toml``, ``native_orders.toml`` for addresses in the country's own letters, and ``capitals.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

PARTS: Final = ("care_of", "building", "street", "house_number", "po_box", "district", "postcode", "city", "region")
"""The parts that an address may come in."""
_AT_STREET: Final = ("care_of", "building", "street", "po_box")
_USUAL: Final = "street | postcode city"
_PART: Final = late(r"([^a-z_|]*)([a-z_]+)")
_NOTHING: Final = "+"
"""What stands in an order between two parts that nothing stands between."""
_NATIVE: Final = late("[\u0e01-\u0e5b\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""A letter of the scripts of the countries in ``native_orders.toml``: Thai, Hangul, kana, Han."""


def lines_in_order(parts: Mapping[str, Sequence[str]], code: str) -> tuple[str, ...]:
    """Return the lines of an address in the country ``code``, given its ``parts`` by name, each in lines of its own.

    Without a code, its postcode may tell the country. Every part is in the result, also one that the country's post does without.
    What that post wants in capitals is in capitals.
    """
    code = code or told_by_postcode(parts)
    order = order_of(code, is_native=any(is_native(lines) for lines in parts.values()))
    parts = _in_capitals(_with_house_number(parts, code), code)
    lines: list[str] = []
    for line in order.split("|"):
        named = _PART.findall(line)
        given = [(between, parts[name]) for between, name in named if name != "street" and parts.get(name)]
        if given and not parts.get(named[0][1]):
            given[0] = ("", given[0][1])  # What stands before it divides it from a part that is not there.
        lines += _line(given)
        for _, name in named:
            for other in _below(name):
                if other in _AT_STREET or other not in order:
                    lines += parts.get(other, ())
    return tuple(lines)


def order_of(code: str, *, is_native: bool = False) -> str:
    """Return the order in the country ``code``: names of parts and what is between them, a bar between lines. ``is_native``
    where the address is in letters of the country's own.
    """
    found = _orders("native_orders").get(code) if is_native else None
    return found or _orders("orders").get(code, _USUAL)


def is_native(lines: Iterable[str]) -> bool:
    """Whether an address of these ``lines`` is in letters of a country in ``native_orders.toml``."""
    return any(_NATIVE.search(line) for line in lines)


def told_by_postcode(parts: Mapping[str, Sequence[str]]) -> str:
    """Return the code of the country that the postcode among ``parts`` is certainly of, alone or with its region; "" for none."""
    postcode, region = (" ".join(parts.get(name, ())).strip() for name in ("postcode", "region"))
    if not postcode:
        return ""
    known = _untold()
    shaped = next((code for code, shape in known.shapes.items() if shape.fullmatch(postcode.upper())), "")
    stated = (code for code, states in known.states.items() if states.bear_out(region, postcode))
    return shaped or next(stated, "")


class _States(Struct, frozen=True):
    """The shape of a country's postcodes, and with which figures they begin in each of its regions."""

    shape: re.Pattern[str]
    begins: Mapping[str, tuple[tuple[int, int, int], ...]]

    def bear_out(self, region: str, postcode: str) -> bool:
        """Whether ``postcode`` is one of ``region``."""
        ranges = self.begins.get(region.casefold(), ())
        return bool(self.shape.fullmatch(postcode)) and any(low <= int(postcode[:width]) <= high for width, low, high in ranges)


class _Untold(Struct, frozen=True):
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
    if not given:
        return ()
    between = [each.replace(_NOTHING, "") for each, _ in given]
    (first, *rest), mark = given[0][1], between[0].strip()
    if len(given) == 1:
        return (mark + first, *rest)
    joined = [each + " ".join(part) for each, (_, part) in zip([mark, *between[1:]], given, strict=True)]
    return ("".join(joined),)


def _below(name: str) -> tuple[str, ...]:
    """Return what may stand on lines of its own where the order has ``name``."""
    return {"street": (*_AT_STREET, "district"), "city": ("region", "postcode")}.get(name, ())


def _with_house_number(parts: Mapping[str, Sequence[str]], code: str) -> Mapping[str, Sequence[str]]:
    """Return ``parts`` with the number of the house in the line of the street, before or behind it as the country has it."""
    street, number = list(parts.get("street", ())), " ".join(parts.get("house_number", ()))
    if number and street:
        street[0] = f"{number} {street[0]}" if code in number_first() else f"{street[0]} {number}"
    elif number:
        street = [number]
    return {**{name: lines for name, lines in parts.items() if name != "house_number"}, "street": street}


def _in_capitals(parts: Mapping[str, Sequence[str]], code: str) -> Mapping[str, Sequence[str]]:
    """Return ``parts`` with those in capitals that the post of the country ``code`` wants so."""
    wanted = _capitals().get(code, ())
    return {name: [line.upper() for line in lines] if name in wanted else lines for name, lines in parts.items()}


@cache
def number_first() -> frozenset[str]:
    """Return the codes of the countries where the number of a house stands before its street."""
    return frozenset(program_table("countries", "house_numbers")["first"])


@cache
def _orders(table: str) -> dict[str, str]:
    return {code: order for order, codes in program_table("countries", table).items() for code in codes}


@cache
def _capitals() -> dict[str, tuple[str, ...]]:
    return {code: tuple(parts.split()) for parts, codes in program_table("countries", "capitals").items() for code in codes}
