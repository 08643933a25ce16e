"""The way back: which part of an address a line is, by the order of its country's post and the shape of its postcodes.

Services that print addresses themselves want a town and a postcode. What cannot be told for certain is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from letterpack.countries.orders import order_of
from letterpack.datafiles import program_table
from letterpack.patterns import late

_TOKEN: Final = late(r"([^a-z_|]*)([a-z_]+)")
_USUAL: Final = "postcode city"
_ALWAYS: Final = ("city", "postcode")
"""What an address has, where its country has it at all."""
_FREE: Final = r"[^,]*?[^\W\d][^,]*?"
"""A name: it has a letter."""
_STATE: Final = r"[A-Z]{2,3}"
"""A region that no sign divides from the town."""


class PartedAddress(NamedTuple):
    """An address without its country: the lines above the town, and what the others say, each empty where it is not there."""

    street: tuple[str, ...]
    postcode: str
    city: str
    region: str


def parted(lines: Sequence[str], code: str) -> PartedAddress | None:
    """Return the parts of ``lines``, an address in the country ``code`` without its name; None where they cannot be told.

    A line of its own that may be a region or a town, as Russia and Ireland have them, cannot be told where others may be missing.
    """
    shapes = _shapes(code) if code else ()
    fitted = {(len(lines) > len(shape), each) for shape in shapes if (each := _fitted(lines, shape)) is not None}
    # A street has a line above the town. A ministry may have none, but a postcode of its own.
    below = {each for is_below, each in fitted if is_below} or {each for _, each in fitted if each.street}
    found = below or {each for _, each in fitted if each.postcode}
    return found.pop() if len(found) == 1 else None


def _fitted(lines: Sequence[str], shape: tuple[re.Pattern[str], ...]) -> PartedAddress | None:
    """Return ``lines`` as parts where the last of them have the ``shape``."""
    street, rest = tuple(lines[: -len(shape)]), lines[-len(shape) :]
    matches = [pattern.fullmatch(line) for pattern, line in zip(shape, rest, strict=False)]
    if len(lines) < len(shape) or not all(matches):
        return None
    parts = {name.rstrip("_"): text for each in matches if each for name, text in each.groupdict().items() if text}
    district = (parts["district"],) if "district" in parts else ()
    return PartedAddress((*street, *district), parts.get("postcode", ""), parts.get("city", ""), parts.get("region", ""))


@cache
def _shapes(code: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Return what the lines below the street may look like, each shape a pattern a line.

    Where the country has the postcode alone on its line, people also write it before the town.
    """
    head, _, below = order_of(code).partition("street")
    if head.strip(" |"):
        return ()  # The town stands above the street, as in Hungary, and cannot be told from names.
    lines = [_TOKEN.findall(line) for line in below.split("|") if line.strip()]
    if not any("region" in [name for _, name in line] for line in lines):
        lines.append([("", "region")])
    shapes = list(_shaped(lines, code))
    if ["postcode"] in [[name for _, name in line] for line in lines]:
        shapes += _shaped([_TOKEN.findall(_USUAL), [("", "region")]], code)
    return tuple(dict.fromkeys(shapes))


def _shaped(lines: list[list[tuple[str, str]]], code: str) -> Iterator[tuple[re.Pattern[str], ...]]:
    """Yield the patterns of ``lines``, with and without those that an address may do without."""
    optional = [index for index, line in enumerate(lines) if not {name for _, name in line} & set(_ALWAYS)]
    for kept in _without(lines, optional):
        yield tuple([_pattern(line, code) for line in kept])


def _without(lines: list[list[tuple[str, str]]], optional: list[int]) -> Iterator[list[list[tuple[str, str]]]]:
    """Yield ``lines`` without any, some or all of the ``optional`` ones."""
    for count in range(len(optional) + 1):
        for missing in combinations(optional, count):
            yield [line for index, line in enumerate(lines) if index not in missing]


def _pattern(line: list[tuple[str, str]], code: str) -> re.Pattern[str]:
    """Return the pattern of a line with these parts, each with what stands before it."""
    shape, pattern = postcode_shape(code), ""
    for between, name in line:
        sign = between.strip() if pattern else ""
        apart = rf"\s*{re.escape(sign)}\s*" if sign else r"\s+" if pattern else ""
        if name == "postcode":
            pattern += f"{apart}(?:[A-Z]{{1,3}}-)?(?P<postcode>{shape})" if shape else ""
        elif name == "city" or len(line) == 1:
            pattern += f"{apart}(?P<{name}>{_FREE})"
        else:
            signed = f"{apart}(?P<{name}>{_FREE})|" if sign else ""
            pattern += rf"(?:{signed}\s+(?P<{name}_>{_STATE}))?"
    return re.compile(pattern)


def postcode_shape(code: str) -> str:
    """Return what postcodes of the country ``code`` look like, as a regular expression; nothing where it has none."""
    return _postcodes().get(code, "")


@cache
def _postcodes() -> dict[str, str]:
    return {code: shape for shape, codes in program_table("countries", "postcodes").items() for code in codes}
