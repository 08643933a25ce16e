"""The class of postage that a letter falls into, by the limits of the post that it is handed to: ``postage.toml``."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Struct

from letterpack.datafiles import FileTable, Words, program_rows

_FILE: Final = "postage"
_PostLimit = Annotated[float, msgspec.Meta(ge=0.0)]
_WeightStep = Annotated[float, msgspec.Meta(gt=0.0)]


class PostageClass(FileTable, frozen=True):
    """A class of letters: how large, thick (in millimetres; 0 for no limit) and heavy (in grams, in steps) they may be."""

    name: Words
    length: _PostLimit
    width: _PostLimit
    thickness: _PostLimit
    weights: Annotated[list[_WeightStep], msgspec.Meta(min_length=1)]

    def step_of(self, letter: PostedLetter) -> float | None:
        """Return the step of weight that ``letter`` falls into; None where this is not its class."""
        limits = ((letter.length_mm, self.length), (letter.width_mm, self.width), (letter.thickness_mm, self.thickness))
        if any(limit and has > limit for has, limit in limits):
            return None
        return next((step for step in self.weights if letter.weight_g <= step), None)


class PostTariff(FileTable, frozen=True):
    """The classes of a post, the first that takes a letter before others. ``date`` is of when the limits are; they hold
    ``abroad`` too, or at home alone. Of low ``confidence`` are those that are old, or read at second hand alone.
    """

    source: Words
    date: Words
    classes: Annotated[list[PostageClass], msgspec.Meta(min_length=1)]
    abroad: bool = False
    confidence: Literal["medium", "low"] = "medium"


class PostedLetter(Struct, frozen=True):
    """A letter in its envelope: the longer and the shorter side."""

    length_mm: float
    width_mm: float
    thickness_mm: float
    weight_g: float


@cache
def tariffs() -> dict[str, PostTariff]:
    """Return what is known of posts' classes, by the codes of their countries."""
    return program_rows("countries", _FILE, PostTariff)


def postage_class(letter: PostedLetter, home: str, country: str) -> str:
    """Return the class, and the step of weight, of a ``letter`` that is posted in ``home`` to ``country``, such as
    ``Standardbrief, 20 g``; empty where none is known. Where it is not sure, it says so.
    """
    tariff = tariffs().get(home)
    if tariff is None or not (tariff.abroad or country in ("", home)):
        return ""
    found = ((each.name, step) for each in tariff.classes if (step := each.step_of(letter)) is not None)
    unsure = " (unsure)" if tariff.confidence == "low" else ""
    return next((f"{name}, {step:g} g{unsure}" for name, step in found), "")
