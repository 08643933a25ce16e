"""Stage 1 of 7: a name that stands in several columns, as one, in the order of the language that the table is in.

Unicode CLDR's ``nameOrderLocales`` (person names, version 48) has in which languages the family name goes first:
``name_orders.toml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from letterpack.formats.tables.csv_rows import CsvTable
from letterpack.formats.tables.headers import Headings
from letterpack.languages.name_orders import name_orders
from letterpack.model.columns import NAME_PARTS
from letterpack.model.sources import SourceValue


class NameParts(Struct, frozen=True):
    """The parts of names that a table has columns for; none where its names stand in one."""

    parts: tuple[str, ...]
    family_first: bool

    @classmethod
    def of(cls, table: CsvTable, headings: Headings) -> NameParts:
        """Return the parts that ``table`` has, and their order by the language of its headers."""
        parts = tuple(sorted((each for each in table.columns if _part(each) in NAME_PARTS), key=_place))
        if not parts:
            return cls((), family_first=False)
        spoken = headings.languages(
            [header for header, column in zip(table.headers, table.columns, strict=False) if column in _NAMES]
        )
        return cls(parts, family_first=bool(spoken) and spoken <= name_orders().family_first)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def joined(self, values: Mapping[str, SourceValue]) -> Mapping[str, SourceValue]:
        """Return ``values`` with the parts put together under ``name``, where there is not a whole name already."""
        given: dict[str, str] = {}
        for column in self.parts:
            if column in values:
                given[_part(column)] = " ".join([given.get(_part(column), ""), *str(values[column]).split()]).strip()
        rest = {key: value for key, value in values.items() if key not in self.parts}
        whole = str(values.get("name", "")).strip() or joined_name({key: text for key, text in given.items() if text}, self)
        return {**rest, "name": whole} if whole else rest


def _part(column: str) -> str:
    """Return the part of a name that ``column`` is; of several columns of one part, all but the first are numbered."""
    return column.partition(".")[0]


def _place(column: str) -> int:
    return NAME_PARTS.index(_part(column))


_NAMES: Final = ("given_name", "family_name")
_FOREIGN: Final = "KATAKANA"
"""A script that Japanese writes foreign names in, which keep their order and the space."""


def joined_name(parts: Mapping[str, str], order: NameParts) -> str:
    """Return the whole name of which ``parts`` are: none is left out, none printed twice."""
    glued = _is_glued([parts[part] for part in _NAMES if part in parts])
    names = (
        ("family_name", "given_name", "middle_name")
        if order.family_first or glued
        else ("given_name", "middle_name", "family_name")
    )
    body = ("" if glued else " ").join(parts[part] for part in names if part in parts)
    text = " ".join(filter(None, (parts.get("name_prefix", ""), body)))
    suffix = parts.get("name_suffix", "")
    return text + (
        f" {suffix}"
        if suffix and suffix.strip(".").casefold() in name_orders().generations
        else f", {suffix}"
        if suffix and text
        else suffix
    )


def _is_glued(names: list[str]) -> bool:
    """Whether ``names`` are written in scripts that put nothing between them, and the family name first."""
    scripts = {_script(char) for name in names for char in name if char.isalpha()}
    return len(names) == len(_NAMES) and bool(scripts - {_FOREIGN}) and scripts <= name_orders().glued_scripts


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0]
