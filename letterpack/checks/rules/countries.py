"""LP319: a country is not known, or the address ends in a different one
severity: warning

## What

A signatory's country is neither the name nor the code of a country; an addressee's `country` is not the one the address
ends in; a country's code is printed where its name should be (`Ambassador of KZ`, a last line `DE`); or an address has no
postcode, in a country whose post sorts by it. A postcode in a column or a part of its own is judged alone: `32` is none in
Oslo, whatever the number of the P.O. box is; spreadsheets drop the zeros of `0032`. A build says all this of addressees, too.

## Why

`Kosovo` is not `RS`, and a letter to the wrong country travels around the world. Without a postcode it is delayed.

## Example

```
addressees.yaml:8:14: warning[LP319]: the country is `RS` (Serbia), but the address ends in `Kosovo`
  8 |     country: RS
    |              ^^
  = hint: write `XK`, or correct the address
```

## Remedy

Write the code of the country that the address is in, and add the postcode. You can accept a country that is not on the
list under `suppress`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from letterpack.checks.evidence.key_slips import slips_in
from letterpack.checks.evidence.place_names import countries_named
from letterpack.checks.evidence.postcodes import has_postcode, with_zeros
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.checks.rules.rows import misplaced
from letterpack.countries import LONGEST_CODE, UNIONS, country_code, country_name, country_named, fold, names_in
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee, Signatory
from letterpack.patterns import late

CODE: Final = "LP319"
_DIGIT: Final = late(r"\d")
_PARTS: Final = late("[,;،]")
_LEAST_LINES: Final = 3
"""Of an address that has a line before its last one which may name a country: two are a street and a town."""
_COMMON: Final = ("fr", "es", "ru", "ar", "de", "pt", "tr", "kk", "uk")
"""Languages in which lists give countries, beside the letters' own."""
_BRACKETS: Final = late(r"\s*\([^()]*\)")
_SEVERAL: Final = late(r"\s*[/,;&+]\s*|\s(?:and|und|et|y|e|i|a|и|і|та|och|og|en|ja|és|și|ve|και)\s")
_CODE: Final = late(r"[A-Z]{2}")
_OF_CODE: Final = late(
    r"\b(?:of|in|to|de|del|du|da|do|della|von|der|des|van|för|for|i|i|в|для|при|od|pro|z|w|din|la)\s+(?:the\s+)?([A-Z]{2})(?=$|[,;)])"
)
"""What is of a country that stands at the end of a title, or before a comma."""
_SENT: Final = late(
    r"embass|ambas|embaj|embaix|botschaft|consul|konsul|посол|консул|elçi|mission|mision|missão"
    r"|velvysl|veľvysl|veleposl|nagyköv|suurläh|poslan",
    re.IGNORECASE,
)
"""Who speaks for a country in another."""
_USUAL: Final = frozenset({"US", "UK", "EU", "UN", "IT", "PR", "HR", "AI", "TV", "ID", "CV", "PC", "MS", "MD"})
"""Codes that are usual names, and those that are usual words."""
_AMBIGUOUS: Final = frozenset({("US", "GE"), ("US", "LB"), ("US", "JO"), ("US", "MX"), ("GB", "JE"), ("MX", "US")})
"""States and towns that are called as another country is: Georgia, Lebanon, Jersey."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every country of signatories that is not known."""
    languages = tuple(sorted(sources.campaign.letters))
    by_country: dict[str, list[Signatory]] = {}
    for signatory in sources.campaign.signatories:
        by_country.setdefault(signatory.country, []).append(signatory)
    for country, rows in by_country.items():
        # What is none at all, as `yes` or a number, LP312 says; of what is as short as a code, LP184.
        is_short = len(country) <= LONGEST_CODE
        if not is_short and not is_country(country, *languages) and misplaced(country, "country") is None:
            yield _unknown(rows)


def is_country(text: str, *languages: str) -> bool:
    """Whether ``text`` is empty, a country's code or its usual name in any language, several of them, or a part of the world."""
    if not text or country_named(text) is not None or countries_named(text, *languages, *_COMMON):
        return True
    parts = [part for part in _SEVERAL.split(_BRACKETS.sub("", text)) if part]
    if parts and parts != [text]:
        return all(is_country(part, *languages) for part in parts)
    return fold(text) in _parts_of_the_world(languages)


@cache
def _parts_of_the_world(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the names of CLDR for continents and unions of countries, folded, and words for all of them."""
    names = {
        fold(name)
        for tag in ("en", *languages, *_COMMON)
        for code, name in names_in(tag).items()
        if code in UNIONS or code.isdigit()
    }
    return frozenset({*map(str.casefold, UNIONS), *words("everywhere"), *names})


def _unknown(rows: list[Signatory]) -> Diagnostic:
    """Return the one finding of a country's name that is not known, however many rows have it."""
    hint = "correct it, or write the ISO 3166 code; otherwise it is printed as typed"
    message = f"`{rows[0].country}` is not a known country{f' ({len(rows):,} rows)' if len(rows) > 1 else ''}"
    return Diagnostic(CODE, "warning", message, rows[0].origin.span("country"), hint)


def check_addressee(sources: Sources, addressee: Addressee) -> Iterator[Diagnostic]:
    """Yield a finding where the country is not that of the address, and where a postcode is missing."""
    yield from _codes(addressee)
    code, home = addressee.country, sources.campaign.settings.sender.country
    used = addressee.addresses if addressee.delivery == "all" else addressee.addresses[:1]
    for index, lines in enumerate(used):
        said = _said(lines, addressee.language)
        if code and said and code not in said and (code, min(said)) not in _AMBIGUOUS:
            other = min(said)
            message = (
                f"the country is `{code}` ({country_name(code, 'en')}), but the address ends in `{country_name(other, 'en')}`"
            )
            yield Diagnostic(
                CODE, "warning", message, addressee.origin.span("country"), f"write `{other}`, or correct the address"
            )
        elif not code and not said and (slip := next(slips_in(_last_part(lines), addressee.language), None)):
            path = ("addresses", index, len(lines) - 1) if len(addressee.addresses) > 1 else ("address", len(lines) - 1)
            message = f"`{slip[0][0]}`, at the end of the address of `{addressee.id}`, is a misspelling"
            yield Diagnostic(CODE, "warning", message, addressee.origin.span(*path), f"write `{slip[1]}`")
        else:
            yield from _postcode(addressee, index, code or (min(said) if said else home))


def _codes(addressee: Addressee) -> Iterator[Diagnostic]:
    """Yield where a country's code is printed as its name: `DE` below an address, `Ambassador of KZ`."""
    several = len(addressee.addresses) > 1
    for index, lines in enumerate(addressee.addresses):
        last = lines[-1].strip() if len(lines) > 1 else ""
        if _CODE.fullmatch(last) and country_code(last) and last not in _USUAL:
            path = ("addresses", index, len(lines) - 1) if several else ("address", len(lines) - 1)
            message = f"the address of `{addressee.id}` ends in the code `{last}`, which is not the name of a country"
            hint = f"write `country: {last}` and delete the line: letterpack prints the name"
            yield Diagnostic(CODE, "warning", message, addressee.origin.span(*path), hint)
        first = lines[0] if lines else ""
        if first[-2:].isupper() and (found := _OF_CODE.search(first)) and _is_country_of(found, addressee):
            path = ("addresses", index, 0) if several else ("address", 0)
            message = f"`{found[1]}` in the address of `{addressee.id}` is a country's code and not its name"
            yield Diagnostic(CODE, "warning", message, addressee.origin.span(*path), _name_of(found[1]))
    for role in ("title", "organization"):
        found = _OF_CODE.search(getattr(addressee, role))
        if found and _is_country_of(found, addressee):
            message = f"`{found[1]}` under `{role}` is a country's code and not its name"
            yield Diagnostic(CODE, "warning", message, addressee.origin.span(role), _name_of(found[1]))


def _is_country_of(found: re.Match[str], addressee: Addressee) -> bool:
    """Whether the code that was ``found`` is of the addressee's country, or of one that sends an embassy; others may be of a
    state, as in `Governor of CA`.
    """
    is_sent = country_code(found[1]) is not None and _SENT.search(found.string, 0, found.start(1)) is not None
    return (found[1] == addressee.country or is_sent) and found[1] not in _USUAL


def _name_of(code: str) -> str:
    return f"write `{country_name(code, 'en')}`, in the letter's language"


def _postcode(addressee: Addressee, index: int, code: str) -> Iterator[Diagnostic]:
    """What is wrong with the postcode in the address ``index`` (0-based), which lies in the country ``code``."""
    lines = addressee.addresses[index]
    cell = addressee.postcodes[index] if index < len(addressee.postcodes) else ""
    if not lines or has_postcode((cell,) if cell else lines, code):
        return
    if cell:
        hint = "look it up"
        if whole := with_zeros(cell, code):
            hint = f"spreadsheets drop zeros at the beginning: write `{whole}` if that is it, in a column of the format text"
        message = f"`{cell}`, the postcode of `{addressee.id}`, is not one as {country_name(code, 'en')} writes it"
        yield Diagnostic(CODE, "warning", message, addressee.origin.span("address", "postcode"), hint)
        return
    path = ("addresses", index) if len(addressee.addresses) > 1 else ("address",)
    message = f"the address of `{addressee.id}` has no postcode as {country_name(code, 'en')} writes it"
    yield Diagnostic(CODE, "warning", message, addressee.origin.span(*path), "look it up and write it beside the town")


def _said(lines: tuple[str, ...], language: str) -> frozenset[str]:
    """The countries that the end of an address names; what stands before a country that was added behind it counts more."""
    last = _named(lines[-1], language)
    before = _named(lines[-2], language) if len(lines) >= _LEAST_LINES else frozenset()
    return before if before and before.isdisjoint(last) else last


def _last_part(lines: tuple[str, ...]) -> str:
    return _PARTS.split(lines[-1])[-1]


def _named(line: str, language: str) -> frozenset[str]:
    """The countries that ``line``, or what stands behind its last comma, is the name of."""
    # No country is called by a number, as most lines of addresses are.
    whole = countries_named(line, language) if _DIGIT.search(line) is None else frozenset()
    if whole or _PARTS.search(line) is None:
        return whole
    return countries_named(_PARTS.split(line)[-1].strip(), language)
