"""Where a line of an address that is too wide may be broken: behind its signs, and where its country has parts of their own.

The data is ``breaks.toml``, and the orders of parts: what these keep on one line stays there, a postcode with its town, a house's
number with its street.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Final, NamedTuple

import msgspec

from letterpack.countries.orders import number_first, order_of
from letterpack.countries.parting import postcode_shape
from letterpack.datafiles import FileTable, Words, program_rows
from letterpack.patterns import late

_FILE: Final = "breaks"
_SIGNS: Final = late(r"[,;](?:[ \u00a0]+|(?!\d))|[،、，；]\s*|[ \u00a0][–—/|·][ \u00a0]|\u3000")
"""What stands between the parts of a line anywhere; a number such as ``12,5`` is whole."""
_HOUSE: Final = late(r"(?:n[ºo°.]\s*|[дd]\.\s*)?\d+\s?[a-zа-я]?(?:[-/]\d+\s?[a-zа-я]?)?(?=[\s,;]|$)", re.IGNORECASE)
"""What a line may not begin with: a number by itself, which is that of a house."""
_NUMBER: Final = r"(?:\S*\d|(?-i:[A-ZА-Я]{1,2}\b|[IVX]+\b))"
_ORDINAL: Final = r"\d+(?:\.|st|nd|rd|th|e|er|re|ère|ème|º|ª|°|o|a|:a|:e|-[йяе]|-?й)\s*"


class _BreakRule(FileTable, frozen=True):
    source: Words
    countries: Annotated[list[Words], msgspec.Meta(min_length=1)]
    numbered: list[Words] = msgspec.field(default_factory=list)
    storeys: list[Words] = msgspec.field(default_factory=list)
    named: list[Words] = msgspec.field(default_factory=list)
    places: str = ""


class _PostcodeLine(NamedTuple):
    """What a country's order says of its postcode: how it looks, and whether it may have a line of its own."""

    shape: re.Pattern[str]
    alone: bool


def line_breaks(line: str, code: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of lines that ``line``, of an address in the country ``code``, may become, those with the fuller first
    line first.
    """
    spans = {(match.end(), match.end()) for match in _SIGNS.finditer(line)}
    spans |= {match.span() for pattern in _patterns(code) for match in pattern.finditer(line)}
    pairs = [(line[:start].rstrip(), line[end:].strip()) for start, end in sorted(spans, reverse=True)]
    kept = [pair for pair in pairs if all(pair) and not _parts_house(pair[1], code) and not _parts_postcode(pair, code)]
    return tuple(dict.fromkeys(kept))


def _parts_house(second: str, code: str) -> bool:
    """Whether a line that begins as ``second`` does takes the number of a house from its street."""
    found = _HOUSE.match(second)
    if found is None or re.match(rf"(?:{postcode_shape(code) or '(?!)'})(?=[\s,;]|$)", second):
        return False
    # Where numbers come first, what stands behind one is its street.
    return code not in number_first() or second[found.end() :].lstrip()[:1] in (",", ";", "")


def _parts_postcode(pair: tuple[str, str], code: str) -> bool:
    """Whether one of ``pair`` is a postcode that belongs beside its town: alone, or with its region."""
    kept = _postcode(code)
    return kept is not None and not kept.alone and any(kept.shape.fullmatch(half.rstrip(" ,;")) for half in pair)


@cache
def _postcode(code: str) -> _PostcodeLine | None:
    shape = postcode_shape(code)
    if not shape:
        return None
    alone = any(re.findall("[a-z_]+", part) == ["postcode"] for part in order_of(code).split("|"))
    return _PostcodeLine(re.compile(rf"(?:[A-Z]{{1,3}}-)?(?:{shape})|[A-Z]{{2,3}}\s+(?:{shape})"), alone)


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of places in a line of an address in the country ``code``."""
    found = [pattern for rule in _rules().values() if code in rule.countries for pattern in _rule_patterns(rule)]
    kept = _postcode(code)
    if kept is not None and kept.alone:
        found.append(re.compile(rf"\s+(?=(?:{postcode_shape(code)})$)"))
    return tuple(found)


@cache
def _rules() -> dict[str, _BreakRule]:
    return program_rows("countries", _FILE, _BreakRule)


def _rule_patterns(rule: _BreakRule) -> Iterator[re.Pattern[str]]:
    if rule.places:
        yield re.compile(rule.places)
    for words, before, behind in (
        (rule.numbered, "", rf"(?:\.?\s+|(?<=[#.]))(?={_NUMBER})"),
        (rule.storeys, _ORDINAL, r"\b"),
        (rule.named, "", r"\.?\s+\S"),
    ):
        if words:
            either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
            yield re.compile(rf"\s+(?={before}(?:{either}){behind})", re.IGNORECASE)
