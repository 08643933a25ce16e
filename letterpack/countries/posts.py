"""What posts ask of a letter that is posted with them, ``posts.toml``, and the class of postage that it falls into by their
limits, ``postage.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Struct

from letterpack.datafiles import FileTable, Words, program_rows

_Clearance = Annotated[float, msgspec.Meta(gt=0.0)]
_ROUNDED: Final = 0.5
"""Sizes are whole millimetres."""
_Count = Annotated[int, msgspec.Meta(ge=1)]


class ClearStrip(NamedTuple):
    """What a post wants free along the lower edge of an envelope, from the right edge on: how high and how wide, in millimetres;
    0 where it wants nothing, or all of the width.
    """

    height: float
    width: float


class Post(FileTable, frozen=True):
    """A post's rules, each None or empty where it has none: see the head of ``posts.toml``. Lengths are in millimetres."""

    source: Words
    confidence: Literal["high", "medium", "low"]
    unknown: list[Literal["zones", "windows"]] = msgspec.field(default_factory=list)
    country_line: list[Words] = msgspec.field(default_factory=list)
    least: _Count | None = None
    most: _Count | None = None
    longest: _Count | None = None
    not_first: str = ""
    bottom: _Clearance | None = None
    right_of_bottom: _Clearance | None = None
    small: tuple[_Clearance, _Clearance] | None = None
    bottom_large: _Clearance | None = None
    right_of_bottom_large: _Clearance | None = None
    top: _Clearance | None = None
    sides: _Clearance | None = None
    franking: tuple[_Clearance, _Clearance] | None = None

    def strip(self, width: float, height: float) -> ClearStrip:
        """Return what stays free along the lower edge of an envelope of this size."""
        sides = sorted((width, height), reverse=True)
        if self.small and any(side > limit + _ROUNDED for side, limit in zip(sides, self.small, strict=True)):
            return ClearStrip(self.bottom_large or 0.0, self.right_of_bottom_large or 0.0)
        return ClearStrip(self.bottom or 0.0, self.right_of_bottom or 0.0)


@cache
def posts() -> dict[str, Post]:
    """Return the posts that ask for something, by the codes of their countries."""
    return program_rows("countries", "posts", Post)


def fewest_lines(codes: Iterable[str]) -> tuple[str, int] | None:
    """Return which of the posts ``codes`` allows an address the fewest lines, and how many; None where none limits them."""
    limits = [(post.most, code) for code in dict.fromkeys(codes) if (post := posts().get(code)) and post.most]
    most, code = min(limits, default=(0, ""))
    return (code, most) if code else None


def language_of_country_line(home: str, language: str) -> str:
    """Return the language in which a letter in ``language``, posted in the country ``home``, says the country it goes to."""
    post = posts().get(home)
    asked = post.country_line if post else []
    return language if not asked or language.partition("-")[0] in asked else asked[0]


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
    return program_rows("countries", "postage", PostTariff)


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
