"""The names of the months in a language, long and short, and those of stretches of time, as CLDR has them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from letterpack.languages.tags import locale_of, primary
from letterpack.manners.language import Manners

_DURATIONS: Final = ("minute", "hour", "day", "week", "month", "year")
_NUMBERS: Final = (1, 2, 5, 1.5)
"""One of each plural that a language may have."""
_NAMED: Final = re.compile(r"[\d.,٫]+[ \u00a0](\D+)")


@lru_cache(maxsize=256)
def month_names(tag: str) -> tuple[str, ...]:
    """Return the months of the language ``tag`` (BCP 47), within a sentence and alone; none where CLDR has none."""
    locale = locale_of(tag)
    if locale.language != primary(tag):
        return ()
    names = [
        str(name)
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.months[form][width].values()
    ]
    return tuple(sorted({name for name in names if name[:1].isalpha() and name[:2] != "M0"}))


def dated_months(manners: Manners) -> tuple[str, ...]:
    """Return the names of months that stay with a day, in the cases in which the language's dates have them."""
    return (*month_names(manners.tag), *manners.file.months) if manners.file.dates else ()


@lru_cache(maxsize=256)
def duration_names(tag: str) -> tuple[str, ...]:
    """Return what follows a number of minutes to years in the language ``tag``, in all its forms; none where CLDR has none."""
    from babel.units import format_unit

    locale = locale_of(tag)
    if locale.language != primary(tag):
        return ()
    counted = [format_unit(number, f"duration-{each}", locale=locale) for each in _DURATIONS for number in _NUMBERS]
    return tuple(sorted({found[1] for each in counted if (found := _NAMED.fullmatch(each))}))
