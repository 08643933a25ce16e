"""Countries by their ISO 3166 codes and names, and whether an address already ends in its own.

Codes and names come from Unicode CLDR through Babel; ``countries.toml`` adds names that people write.
"""

from __future__ import annotations

import pickle
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel import localedata
from babel.core import Locale, UnknownLocaleError, get_global
from babel.languages import get_official_languages

from letterpack.datafiles import program_table
from letterpack.patterns import late

UNIONS: Final = frozenset({"EU", "EZ", "UN"})
"""Regions of CLDR that are unions of countries."""
_NO_COUNTRY: Final = UNIONS | {"QO", "XA", "XB", "ZZ"}
"""Two-letter regions of CLDR that are groups of countries or placeholders."""
_FORMAL: Final = late(
    r"\b(the|federal|islamic|democratic|people's|peoples'|socialist|bolivarian|plurinational|hashemite|arab|republic|kingdom|state|states"
    r"|sultanate|federative|commonwealth|union|of|république|royaume|du|de|la|le|república|reino|del|республика|республики"
    r"|республикасы|королевство|государство)\b"
)
_ALPHA_2: Final = 2
LONGEST_CODE: Final = 3
"""Letters of a country's codes (ISO 3166-1, 5)."""
SHORTEST_NAME: Final = 4
"""Letters. What is shorter is a code or an abbreviation, and may be part of any text."""
_WORDS: Final = late(r"[.’`]")


def country_code(text: str) -> str | None:
    """Return the alpha-2 code that ``text`` (alpha-2 or alpha-3, any case) stands for, or None."""
    code = text.upper()
    if len(code) == LONGEST_CODE:
        code = next(iter(get_global("territory_aliases").get(code, ())), "") if code.isalpha() else ""
    return code if code in country_codes() else None


def country_named(text: str) -> str | None:
    """Return the alpha-2 code of the country that ``text`` is the code or a usual name of, in any language; None for what is
    none, and for a name of two.
    """
    code = country_code(text)
    if code is not None or not text.strip():
        return code
    names = fold(text), _plain(text)
    for languages in (_FIRST, _every_language()):
        for name in names:
            codes = _by_name(languages).get(name, frozenset())
            if len(codes) == 1:
                return next(iter(codes))
    return None


_FIRST: Final = ("en", "fr", "es", "ru", "ar", "zh", "de", "pt", "it", "tr", "uk", "kk", "ja", "ko", "nl", "pl")
"""Languages whose names of countries are looked at first: reading those of all takes a second."""


@cache
def _every_language() -> tuple[str, ...]:
    return tuple(sorted(tag for tag in localedata.locale_identifiers() if "_" not in tag))


@cache
def _by_name(languages: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return the codes of the countries that have each folded name in one of ``languages``; an alias goes before them."""
    named = {(code, name) for language in languages for code, name in names_in(language).items() if code in country_codes()}
    found: dict[str, set[str]] = {}
    for code, name in named:
        for said in _ways(name):
            found.setdefault(said, set()).add(code)
    aliases = {name: {code} for code, names in _aliases().items() for name in names}
    return {name: frozenset(codes) for name, codes in {**found, **aliases}.items()}


@cache
def country_name(code: str, language: str) -> str:
    """Return the name of the country ``code`` in ``language``, or in English where CLDR has no such language."""
    return _territories(language).get(code) or _territories("en").get(code) or code


@cache
def country_line(code: str, language: str) -> str:
    """Return the last line of an address: the country's name in ``language`` in capitals (UPU S42: capitals, last line)."""
    name = (_lines().get(code) if language[:2] == "en" else None) or country_name(code, language)
    if language[:2] in ("tr", "az"):
        return name.replace("i", "İ").upper()
    if language[:2] == "el":
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).replace("\u0301", "")).upper()
    if language[:2] == "hy":
        return name.replace("և", "եվ").upper()
    return name.upper()


@lru_cache(maxsize=4096)
def country_names(code: str, *languages: str) -> frozenset[str]:
    """Return the folded names under which an address may end in the country ``code``."""
    names = {code.casefold(), *_aliases().get(code, ())}
    for language in ("en", *languages):
        name = _territories(language).get(code)
        if name:
            names |= _ways(name)
    return frozenset(names)


def _ways(name: str) -> frozenset[str]:
    """Return how people write the ``name`` of a country that CLDR has, folded: in full, without what stands in brackets, and with
    words for signs.
    """
    ways = {name, _IN_BRACKETS.sub("", name)} if "(" in name else {name}
    if "&" in name or "St. " in name:
        ways |= {_SAINT.sub("Saint ", each.replace("&", "and")) for each in ways}
    folded = set(map(fold, ways))
    return frozenset(folded | set(map(_without_form, folded))) - {""}


_IN_BRACKETS: Final = late(r"(?<!\s)\s*\([^)]*(?:\)|\Z)")
_SAINT: Final = late(r"\bSt\. ")


@lru_cache(maxsize=4096)
def ends_in_country(line: str, code: str, language: str) -> bool:
    """Whether ``line``, an address's last, ends in a usual name of the country ``code``: English, its own, in ``language``."""
    return _ends_in(line, country_names(code, language, *_own_languages(code, line)))


def _ends_in(line: str, names: frozenset[str]) -> bool:
    folded = fold(line)
    last = re.split(r"[,;،]", folded)[-1].strip()
    return (
        folded in names
        or last in names
        or _plain(last) in names
        or any(folded.endswith(" " + name) for name in names if len(name) >= SHORTEST_NAME)
    )


def _own_languages(code: str, line: str) -> tuple[str, ...]:
    """Return the official languages of the country ``code``, in which a ``line`` without a postcode may name it."""
    return () if any(map(str.isdigit, line)) else get_official_languages(code, de_facto=True)[:3]


def official_languages(code: str) -> tuple[str, ...]:
    """Return the languages of a country, by its code (ISO 3166)."""
    return get_official_languages(code, de_facto=True)


def fold(text: str) -> str:
    """Return ``text`` without case, dots and doubled spaces, one kind of apostrophe."""
    plain = _WORDS.sub(lambda found: "" if found[0] == "." else "'", text)
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


def _plain(text: str) -> str:
    """``text`` folded, without the words of a state's formal name."""
    return _without_form(fold(text))


def _without_form(folded: str) -> str:
    return " ".join(_FORMAL.sub(" ", folded).split())


@cache
def country_codes() -> frozenset[str]:
    """Return the alpha-2 codes of all countries and territories."""
    return frozenset(code for code in _territories("en") if len(code) == _ALPHA_2 and code.isalpha()) - _NO_COUNTRY


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return {}


def names_in(language: str) -> dict[str, str]:
    """Return the names of territories in ``language``. Of a language that is looked at once, nothing is kept: Babel, which keeps
    all that a locale has and inherits, takes half a megabyte for each of 330.
    """
    if language in _FIRST:
        return _territories(language)
    inherits = get_global("parent_exceptions").get(language)
    with Path(localedata.resolve_locale_filename(language)).open("rb") as data:
        own = pickle.load(data).get("territories", {})
    return {**names_in(inherits), **own} if inherits and inherits != "root" else own


@cache
def _lines() -> dict[str, str]:
    return {code: str(name) for code, name in program_table("countries", "lines").items()}


@cache
def _aliases() -> dict[str, frozenset[str]]:
    return {code: frozenset(map(fold, names)) for code, names in program_table("countries", "countries").items()}
