"""Lists of people who sign, made of names that many share: as long and as alike as real ones are, with what tells them apart."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Final

SCRIPTS: Final = tomllib.loads((Path(__file__).parent / "people.toml").read_text(encoding="utf-8"))
TITLES: Final = (
    *["Journalist", "Editor", "Lawyer", "Professor", "Writer", "Student", "Researcher", "Translator", "Nurse", "Engineer"],
    "",
)
HOUSES: Final = (
    "University of {}",
    "{} Daily",
    "{} Union of Journalists",
    "School of Law, {}",
    "Former {} Foundation director",
    "",
)
TOWNS: Final = [
    "Ashford",
    "Bergheim",
    "Carrara",
    "Dunmore",
    "Elmira",
    "Fairview",
    "Granada",
    "Harlow",
    "Ingleside",
    "Jutland",
    "Kielce",
    "Lomza",
    "Mersin",
    "Nantes",
    "Odessa",
    "Pescara",
    "Quimper",
    "Ravenna",
    "Sintra",
    "Tarbes",
]
COUNTRIES: Final = ("US", "GB", "ES", "PL", "RU", "KZ", "GR", "EG", "CN", "KR", "")

Row = dict[str, str]


def people(count: int, seed: int, kinds: tuple[str, ...] = ("title", "organization", "country", "email")) -> list[Row]:
    """``count`` people, all of them different: a name may come again, and something else is different then.

    Names are drawn as they occur: the second commonest half as often as the commonest (Zipf).
    """
    chance = random.Random(seed)
    rows: list[Row] = []
    known: set[tuple[str, ...]] = set()
    while len(rows) < count:
        script = SCRIPTS[chance.choice(sorted(SCRIPTS))]
        given, family = (_drawn(chance, script[part].split()) for part in ("given", "family"))
        joined = f"{family}{given}" if len(family) == 1 and not family.isascii() else f"{given} {family}"
        row = {"name": joined, **{kind: _value(chance, kind, len(rows)) for kind in kinds}}
        about = tuple(row[kind] for kind in ("name", *[kind for kind in kinds if kind != "email"]))
        if about in known:
            continue
        known.add(about)
        rows.append(row)
    return rows


def _drawn(chance: random.Random, names: list[str]) -> str:
    return chance.choices(names, [1 / (rank + 3) for rank in range(len(names))])[0]


def _value(chance: random.Random, kind: str, number: int) -> str:
    if kind == "email":
        return f"person{number}@example.org"
    if kind == "country":
        return chance.choice(COUNTRIES)
    return chance.choice(TITLES) if kind == "title" else chance.choice(HOUSES).format(chance.choice(TOWNS))
