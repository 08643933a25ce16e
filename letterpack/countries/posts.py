"""What posts ask of a letter that is posted with them: ``posts.toml``, by the countries' codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from letterpack.datafiles import FileTable, Words, program_rows

_FILE: Final = "posts"
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
    return program_rows("countries", _FILE, Post)


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
