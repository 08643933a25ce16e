"""The names of the months and of the days of the week in a language, long and short, as CLDR has them."""

from __future__ import annotations

from functools import lru_cache

from letterpack.languages.tags import locale_of, primary
from letterpack.manners.language import Manners


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


def weekdays(manners: Manners) -> tuple[str, ...]:
    """Return the names of the days of the week."""
    return _weekdays(manners.tag) if manners.file.dates else ()


@lru_cache(maxsize=256)
def _weekdays(tag: str) -> tuple[str, ...]:
    locale = locale_of(tag)
    if locale.language != primary(tag):
        return ()
    names = [str(name) for width in ("wide", "abbreviated", "short") for name in locale.days["format"][width].values()]
    return tuple(sorted({name for name in names if len(name.rstrip(".")) > 1 and "-" not in name}))
