"""Where a line of an address that is too wide may be broken: behind its signs, and where its country has parts of their own.

The data is ``breaks.toml``, and the orders of parts: what these keep on one line stays there, a postcode with its town, a house's
number with its street.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Final

import msgspec
from msgspec import Struct

from letterpack.countries.orders import number_first, order_of
from letterpack.countries.parting import postcode_shape
from letterpack.datafiles import FileTable, Words, program_rows
from letterpack.patterns import late

_FILE: Final = "breaks"
_SIGNS: Final = late(r"[,;](?:[ \u00a0]+|(?!\d))|[،、，；]\s*|[ \u00a0][–—/|·][ \u00a0]|\u3000")
"""What stands between the parts of a line anywhere; a number such as ``12,5`` is whole."""
_HOUSE: Final = r"\d+\s?[a-zа-я]?(?:[-/]\d+\s?[a-zа-я]?)*(?=[\s,;]|\.?(?:$|[,;]))"
"""What a line may not begin with: a number by itself, which is that of a house."""
_BEFORE_HOUSES: Final = r"n[ºo°.]\s*|[дd]\.\s*|[#№]\s*"
"""What stands before it anywhere."""
_NUMBER: Final = r"(?:\S*\d|(?-i:[A-ZА-ЯΑ-Ω]{1,2}\b|[IVX]+\b))"
_ORDINAL: Final = r"(?:\d+(?:\.|st|nd|rd|th|e|er|re|ère|ème|º|ª|°|o|a|:a|:e|-[йяе]|-?й|-р|-ლი|ος)|მე-\d+|(?-i:[IVX]+)\.)\s*"


class _BreakRule(FileTable, frozen=True):
    source: Words
    countries: Annotated[list[Words], msgspec.Meta(min_length=1)]
    numbered: list[Words] = msgspec.field(default_factory=list)
    storeys: list[Words] = msgspec.field(default_factory=list)
    named: list[Words] = msgspec.field(default_factory=list)
    behind: list[Words] = msgspec.field(default_factory=list)
    houses: list[Words] = msgspec.field(default_factory=list)
    places: str = ""


class _PostcodeLine(Struct, frozen=True):
    """What a country's order says of its postcode: how it looks, also as the end and as the beginning of a line; whether it is
    ``alone`` on its line, and whether it ``leads`` the line of the town.
    """

    shape: re.Pattern[str]
    ends: re.Pattern[str]
    begins: re.Pattern[str]
    alone: bool
    leads: bool


def line_breaks(line: str, code: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of lines that ``line``, of an address in the country ``code``, may become, those with the fuller first
    line first.
    """
    spans = {(match.end(), match.end()) for match in _SIGNS.finditer(line)}
    spans |= {match.span(match.lastindex or 0) for pattern in _patterns(code) for match in pattern.finditer(line)}
    pairs = [(line[:start].rstrip(), line[end:].strip()) for start, end in sorted(spans, reverse=True)]
    kept = [pair for pair in pairs if all(pair) and not _parts_house(pair[1], code) and not _parts_postcode(pair, code)]
    return tuple(dict.fromkeys(kept))


def _parts_house(second: str, code: str) -> bool:
    """Whether a line that begins as ``second`` does takes the number of a house from its street."""
    found = _house(code).match(second)
    if found is None or re.match(rf"(?:{postcode_shape(code) or '(?!)'})(?=[\s,;]|$)", second):
        return False
    # Where numbers come first, what stands behind one is its street.
    return code not in number_first() or second[found.end() :].lstrip()[:1] in (",", ";", "")


def _parts_postcode(pair: tuple[str, str], code: str) -> bool:
    """Whether the place between ``pair`` divides a postcode from the town beside it, in a country that has them on one line."""
    kept = _postcode(code)
    if kept is None or kept.alone:
        return False
    first, second = [half.strip(" ,;") for half in pair]
    if any(kept.shape.fullmatch(half) for half in (first, second)):
        return True
    return bool(kept.ends.search(first) if kept.leads else kept.begins.match(second))


@cache
def _postcode(code: str) -> _PostcodeLine | None:
    shape = postcode_shape(code)
    if not shape:
        return None
    lines = [re.findall("[a-z_]+", part) for part in order_of(code).split("|")]
    line = next((each for each in lines if "postcode" in each), ["postcode"])
    whole = rf"(?:[A-Z]{{1,3}}-)?(?:{shape})|[A-Z]{{2,3}}\s+(?:{shape})"
    # A short number may be that of a house, unless a sign stands before it.
    ends = rf"(?:(?:^|[,;]\s*)|(?<!\S)(?=.{{5}}))(?:{whole})$"
    begins = rf"(?:{whole})(?!\S)"
    is_alone, leads = line == ["postcode"], line[0] == "postcode"
    return _PostcodeLine(re.compile(whole), re.compile(ends), re.compile(begins), is_alone, leads)


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of places in a line of an address in the country ``code``."""
    found = [pattern for rule in _rules().values() if code in rule.countries for pattern in _rule_patterns(rule)]
    kept = _postcode(code)
    if kept is not None and kept.alone:
        found.append(re.compile(rf"\s+(?=(?:{postcode_shape(code)})$)"))
    return tuple(found)


@cache
def _house(code: str) -> re.Pattern[str]:
    """Return the pattern of a house's number in the country ``code``, with what stands before it."""
    words = [word for rule in _rules().values() if code in rule.countries for word in rule.houses]
    before = f"{_BEFORE_HOUSES}|{_stopped(words, '')}" if words else _BEFORE_HOUSES
    return re.compile(f"(?:{before})?{_HOUSE}", re.IGNORECASE)


@cache
def _rules() -> dict[str, _BreakRule]:
    return program_rows("countries", _FILE, _BreakRule)


def _rule_patterns(rule: _BreakRule) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of ``rule``; where one has a group, the place is there."""
    if rule.places:
        yield re.compile(rule.places)
    before = {
        rf"(?:{_stopped(rule.numbered, '(?<=[#.])')})(?={_NUMBER})": rule.numbered,
        rf"{_ORDINAL}(?:{_either(rule.storeys)})\b": rule.storeys,
        rf"(?:{_stopped(rule.named)})\S": rule.named,
    }
    for pattern, words in before.items():
        if words:
            yield re.compile(rf"\s+(?={pattern})", re.IGNORECASE)
    if rule.behind:
        # A vowel's sign of an Indian script is no letter to `\\b`: before a word there is nothing, or a space.
        yield re.compile(rf"(?<!\S)(?:{_either(rule.behind)})\.?(\s+|(?<=\.))(?=[^\s,;])", re.IGNORECASE)


def _stopped(words: Iterable[str], as_it_is: str = "(?!)") -> str:
    """Return a pattern of one of ``words`` and of what stands behind it: a space, a stop, a colon; of a single letter, not a
    space alone. ``as_it_is`` is behind one that needs none of them.
    """
    letters = [word for word in words if len(word) == 1 and word.isalpha()]
    longer = [word for word in words if word not in letters]
    return "|".join(
        [
            *([rf"(?:{_either(longer)})(?:[.:]?\s+|[.:]|{as_it_is})"] if longer else []),
            *([rf"(?:{_either(letters)})[.:]\s*"] if letters else []),
        ]
    )


def _either(words: Iterable[str]) -> str:
    """Return a pattern of one of ``words``, the longest first; Turkish writes `i` and `ı` as `İ` and `I` in capitals."""
    found = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return found.replace("i", "[iİ]").replace("ı", "[ıI]")
