"""Stage 2 of 7: what to tell the author of a country that is none."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from babel.core import get_global

from letterpack.countries import country_codes, country_name, country_names, fold

_ON_CARS: Final = {
    "A": "AT",
    "B": "BE",
    "D": "DE",
    "E": "ES",
    "F": "FR",
    "H": "HU",
    "I": "IT",
    "J": "JP",
    "L": "LU",
    "M": "MT",
    "N": "NO",
    "P": "PT",
    "S": "SE",
    "BRD": "DE",
    "FL": "LI",
    "SLO": "SI",
    "RUS": "RU",
}
"""Distinguishing signs of vehicles (Convention on Road Traffic, 1968, annex 3), which lists have for countries."""
_LANGUAGES: Final = ("en", "fr", "es", "ru", "kk", "ar", "de")
"""The languages in which a country's name is understood where its code is asked for."""


@lru_cache(maxsize=1 << 10)
def country_hint(text: str) -> str:
    """Return a hint that names the code most likely meant by ``text``, which is no code itself."""
    from letterpack.formats.nearest import nearest

    by_name = _codes_by_name()
    alias = get_global("territory_aliases").get(text.upper(), ())
    code = next(iter(alias), None) or by_name.get(fold(text)) or _ON_CARS.get(text.strip().upper())
    if code is None:
        near = nearest(text, by_name, cutoff=80.0)
        code = by_name[near] if near else None
    if code is None:
        return "write the country's two-letter code of ISO 3166, such as `KZ`; leave it out if the address is complete"
    return f"did you mean `{code}` ({country_name(code, 'en')})?"


@cache
def _codes_by_name() -> dict[str, str]:
    return {name: code for code in sorted(country_codes()) for name in country_names(code, *_LANGUAGES)}
