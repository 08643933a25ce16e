"""The way back: quotation marks and brackets of running text, which come in pairs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.patterns import late

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "《": "》", "【": "】"}
_CLOSING: Final = {close: opening for opening, close in _BRACKETS.items()}
_CURLY: Final = "“”„‟"
_POINTED: Final = "«»"
_ENUMERATED: Final = late(r"(?:^|[\s;,:])(?:[^\W\d_]{1,2}|\d{1,3}|[ivxl]{1,5})$", re.IGNORECASE)
"""Before a bracket that closes nothing, and is part of a number: `a)`, `12)`, `iv)`."""
_INCH: Final = late(r"(?<=\d)\"")
_HEBREW: Final = late(r"(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])")
"""The sign of Hebrew abbreviations."""
_SMILE: Final = late(r"[:;=]-?$")
_MOST_BEFORE: Final = 8
"""Characters before a bracket that either of them needs."""


class Unpaired(Struct, frozen=True):
    """A sign at ``at`` that has no partner."""

    at: int
    sign: str
    closes: bool


def within_quotes(text: str, at: int) -> bool:
    """Whether the place ``at`` is within quotation marks of ``text``."""
    curly, straight, pointed, opening, closing = [bisect_left(places, at) for places in _marks(text)]
    return bool(curly % 2 or straight % 2 or pointed % 2) or opening > closing


@lru_cache(maxsize=4)
def _marks(text: str) -> tuple[list[int], ...]:
    """Return the places of the quotation marks of ``text``, which many of its places are asked about: the curly, the straight and
    the pointed ones, those in corners that open, and those that close.
    """

    def of(signs: str) -> list[int]:
        return [at for at, char in enumerate(text) if char in signs]

    return of(_CURLY), _straight(text), of(_POINTED), of("「"), of("」")


def unpaired(text: str, beside: tuple[str, str] = ("", "")) -> Iterator[Unpaired]:
    """Yield the brackets and quotation marks of ``text`` that have no partner. A quotation may go on over paragraphs, each of
    which begins with its sign: ``beside`` are those before and behind.
    """
    yield from _brackets(text)
    for signs in (_CURLY, _POINTED, '"'):
        places = _straight(text) if signs == '"' else [at for at, char in enumerate(text) if char in signs]
        if len(places) % 2 and not _goes_on(text, beside, signs):
            at = _lonely(text, places)
            yield Unpaired(at, text[at], closes=at > 0 and not text[at - 1].isspace())


def _straight(text: str) -> list[int]:
    """Return the places of the straight quotation marks of ``text``. Behind a figure there may be inches, or the end of what is
    quoted: the last such sign is one where a mark would have no partner otherwise, and one is open before it.
    """
    quotes = [at for at, char in enumerate(text) if char == '"' and not _HEBREW.match(text, at)]
    inches = {at for at in quotes if _INCH.match(text, at)}
    places = [at for at in quotes if at not in inches]
    if len(places) % 2:
        closing = next((at for at in sorted(inches, reverse=True) if bisect_left(places, at) % 2), None)
        return places if closing is None else sorted((*places, closing))
    return places


def _goes_on(text: str, beside: tuple[str, str], signs: str) -> bool:
    before, behind = (any(each.startswith(sign) for sign in signs) for each in beside)
    return behind or (before and text[:1] in signs)


def _lonely(text: str, places: list[int]) -> int:
    """Return the place that most looks alone: the first sign that opens where one is open already, else the last."""
    is_open = False
    for number, at in enumerate(places):
        opens = at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-"
        if opens and is_open:
            return places[number - 1]
        if not opens and not is_open:
            return at
        is_open = opens
    return places[-1]


def _brackets(text: str) -> Iterator[Unpaired]:
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _BRACKETS:
            if not (char == "(" and _SMILE.search(text[max(0, at - _MOST_BEFORE) : at])):
                stack.append((char, at))
        elif char in _CLOSING:
            if stack and stack[-1][0] == _CLOSING[char]:
                stack.pop()
            elif not (
                char in ")）"
                and (
                    _ENUMERATED.search(text[max(0, at - _MOST_BEFORE) : at])
                    or _SMILE.search(text[max(0, at - _MOST_BEFORE) : at])
                )
            ):
                yield Unpaired(at, char, closes=True)
    for char, at in stack:
        yield Unpaired(at, char, closes=False)
