"""The manners of a language: its file over those of its parents, and ``und.toml`` under all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, over, parse, program_names, program_table
from letterpack.languages import primary
from letterpack.languages.lineage import lineage
from letterpack.manners.shape import MannersFile
from letterpack.model.own_data import NO_OWN_DATA, OwnData

ROOM: Final = "manners"
ROOT: Final = "und"
"""The tag of a language that is not determined (RFC 5646, 4.1): what all languages share."""


@dataclass(frozen=True, slots=True, eq=False)
class Manners:
    """A language's manners: ``file`` is what its files say. Two of one language are the same object.

    ``tag`` is the nearest that has a file.
    """

    tag: str
    file: MannersFile
    patterns: dict[str, re.Pattern[str] | None] = field(default_factory=dict, repr=False)
    """What was compiled for it, by what it finds."""


def manners_of(tag: str, own: OwnData = NO_OWN_DATA) -> Manners:
    """Return the manners of the language ``tag`` (BCP 47), the campaign's ``own`` before the program's."""
    known = {*program_names(ROOM), *own.names(ROOM)}
    names = tuple([name for name in (*lineage(tag), primary(tag)) if name in known])
    return _made(tuple(dict.fromkeys((*names, ROOT))), own)


@lru_cache(maxsize=256)
def _made(names: tuple[str, ...], own: OwnData) -> Manners:
    table: TomlTable = {}
    for name in reversed(names):
        if name in program_names(ROOM):
            table = over(table, program_table(ROOM, name))
        if (text := own.text(ROOM, name)) is not None:
            table = over(table, parse(text))
    made = _converted(table)
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{names[0]}.toml", made)
    return Manners(names[0], made)


def read_manners(tag: str, table: TomlTable) -> MannersFile | list[Fault]:
    """Return the manners that a file ``tag`` with this ``table`` says, or all that is wrong with it."""
    del tag
    return _converted(table)


def _converted(table: TomlTable) -> MannersFile | list[Fault]:
    made = convert(table, MannersFile)
    if isinstance(made, list):
        return made
    return list(made.faults()) or made
