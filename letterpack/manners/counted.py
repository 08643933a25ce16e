"""What a language counts, as CLDR has it: the names of units, of large numbers and of money that stand beside a number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.languages.tags import locale_of, primary
from letterpack.manners.language import Manners
from letterpack.patterns import late

if TYPE_CHECKING:
    from babel import Locale

_UNITS: Final = (
    "duration-second", "duration-minute", "duration-hour", "duration-day", "duration-week", "duration-month", "duration-year",
    "length-centimeter", "length-meter", "length-kilometer", "length-foot", "length-mile", "mass-gram", "mass-kilogram",
    "mass-tonne", "mass-pound", "volume-liter", "area-hectare", "area-square-meter", "area-square-kilometer",
    "speed-kilometer-per-hour", "speed-mile-per-hour", "digital-megabyte",
)  # fmt: skip
"""Those that letters have."""
_LARGE: Final = (10**3, 10**6, 10**9, 10**12)
_CURRENCIES: Final = ("EUR", "USD", "GBP")
"""Those of any letter, beside that of the country where most speak its language."""
_SAMPLES: Final = (1, 2, 5, 1.5)
"""One of each plural that a language may have."""
_NAMED: Final = late(r"(?:(?P<before>[^\W\d_][^\d]*?)[ \u00a0\u202f])?[\d.,٫]+(?:[ \u00a0\u202f](?P<behind>[^\W\d_]\D*))?")
_DIRECTIONS: Final = late("[\u200e\u200f]")
_LEAST: Final = 3
"""Letters of a word of several that alone may stand for them: `рублей` of `российских рублей`, not `ya` of `dola ya Marekani`."""


class CountedWords(Struct, frozen=True):
    """Words that stand before a number, and those behind it, sorted."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def counted_words(manners: Manners) -> CountedWords:
    """Return what a language counts; nothing where CLDR has none of it, or where its dates are not mended."""
    return _counted(manners.tag) if manners.file.dates else CountedWords()


@lru_cache(maxsize=256)
def _counted(tag: str) -> CountedWords:
    locale = locale_of(tag)
    if locale.language != primary(tag):
        return CountedWords()
    symbols, counted = _of_cldr(locale)
    before = {symbol for each in symbols if (symbol := _DIRECTIONS.sub("", each))[:1].isalpha()}
    behind = set(before)
    for written in counted:
        if found := _NAMED.fullmatch(_DIRECTIONS.sub("", written)):
            before.update(_spoken(found["before"]))
            behind.update(_spoken(found["behind"]))
    return CountedWords(tuple(sorted(before)), tuple(sorted(behind)))


def _of_cldr(locale: Locale) -> tuple[list[str], list[str]]:
    """Return the signs of currencies, and numbers with what they count."""
    from babel.numbers import get_currency_symbol

    return [get_currency_symbol(each, locale) for each in _currencies(locale)], [*_written(locale)]


def _written(locale: Locale) -> Iterator[str]:
    """Yield numbers with what they count, in each plural of the language."""
    from babel.numbers import format_compact_decimal, format_currency
    from babel.units import format_unit

    plurals = {locale.plural_form(number): number for number in reversed(_SAMPLES)}
    for number in plurals.values():
        for each in _UNITS:
            yield format_unit(number, each, "long", locale=locale)
            yield format_unit(number, each, "short", locale=locale)
        for large in _LARGE:
            yield format_compact_decimal(number * large, format_type="long", locale=locale, fraction_digits=1)
            yield format_compact_decimal(number * large, format_type="short", locale=locale, fraction_digits=1)
        for currency in _currencies(locale):
            yield format_currency(number, currency, locale=locale, format_type="name", currency_digits=False)


def _currencies(locale: Locale) -> tuple[str, ...]:
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    country = locale.territory or str(get_global("likely_subtags").get(locale.language, "")).rpartition("_")[2]
    return tuple(dict.fromkeys((*_CURRENCIES, *get_territory_currencies(country))))


def _spoken(words: str | None) -> Iterator[str]:
    """Yield ``words``, and of several also the first and the last, as which people write them for short."""
    if words:
        yield words
        several = words.split()
        yield from [each for each in {several[0], several[-1]} if len(each) >= _LEAST]


@lru_cache(maxsize=1)
def currency_codes() -> tuple[str, ...]:
    """Return the codes of all money that is tender somewhere (ISO 4217, as CLDR has it), sorted."""
    from babel.core import get_global

    paid = get_global("territory_currencies").values()
    return tuple(sorted({code for listed in paid for code, _, end, is_tender in listed if is_tender and end is None}))
