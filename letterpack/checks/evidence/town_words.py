"""The way back: which words of an address are its town's. A town has many people: its name alone names none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from letterpack.checks.evidence.postcodes import has_postcode, knows_postcodes
from letterpack.checks.lexicon.words import town_names
from letterpack.countries import fold
from letterpack.patterns import late

_PART: Final = late(r"[,;،、，]")
_CODE: Final = late(r"(?<!\w)(?=[^\W_ ]*\d)[^\W_]+(?:[ -](?=[^\W_ ]*\d)[^\W_]+)*(?!\w)")
"""A postcode as it is written: groups of letters and figures, a figure in each."""


def towns_in(lines: Sequence[str], country: str, *languages: str) -> Iterator[str]:
    """Yield the towns that the ``lines`` of an address name: what stands beside its postcode, and great towns of the world, as
    English and the ``languages`` write them.
    """
    for line in lines:
        for part in map(str.strip, _PART.split(line)):
            bare = " ".join(_CODE.sub(" ", part).split())
            is_beside_postcode = part != bare and knows_postcodes(country) and has_postcode((part,), country)
            if bare and (is_beside_postcode or fold(bare) in _great(languages)):
                yield bare


@cache
def _great(languages: tuple[str, ...]) -> frozenset[str]:
    """The towns of the time zone database, as CLDR names them, and those whose postcodes are known."""
    zones = {zone.rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories") if "/" in zone}
    return frozenset(map(fold, (*zones, *town_names(), *(name for tag in ("en", *languages) for name in _cities(tag)))))


def _cities(tag: str) -> Iterator[str]:
    try:
        zones = Locale.parse(tag, sep="-").time_zones
    except (UnknownLocaleError, ValueError):
        return
    yield from [each["city"] for each in zones.values() if "city" in each]
