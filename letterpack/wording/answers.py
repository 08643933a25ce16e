"""What signatories answer under ``consent`` and ``withdrawn``: yes, no, nothing, or the day on which they said yes.

A campaign's own table says so in few words, which ``answer_of`` reads; a form's export in many, of several languages, which
``plain_answer`` turns into those.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

Answer: TypeAlias = Literal["", "yes", "no", "unclear"]

ANSWERED: Final = ("consent", "withdrawn")
"""The columns that hold answers."""
_PLAIN: Final[dict[str, Answer]] = {"": "", "yes": "yes", "no": "no"}
_ISO_LENGTH: Final = len("2026-10-25")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]\d.*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+\d.*)?")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,]+\d.*)?")
_END_OF_WORDS: Final = re.compile("[,.;:(–-]")


def answer_of(text: str) -> Answer:
    """Return what ``text``, a cell of ``signatories.csv``, answers; a date is a yes."""
    plain = _PLAIN.get(text.casefold())
    return plain if plain is not None else "yes" if day_of(text) else "unclear"


def day_of(text: str) -> date | None:
    """Return the ISO date that ``text`` is, None where it is not one."""
    if len(text) != _ISO_LENGTH or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plain_answer(text: str) -> str | None:
    """Return ``yes``, ``no`` or an ISO date for what somebody answered; None where it is neither, or a date of two readings."""
    said = text.casefold().strip()
    for read, words in _words().items():
        if said in words or _END_OF_WORDS.split(said)[0].strip() in words:
            return read
    if match := _YEAR_FIRST.fullmatch(said):
        return _iso(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(said):
        return _iso(match[3], match[2], match[1])
    if match := _SLASHED.fullmatch(said):
        readings = {_iso(match[3], match[2], match[1]), _iso(match[3], match[1], match[2])} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(files("letterpack.wording").joinpath("answers.toml").read_text(encoding="utf-8"))
    return {read: frozenset(words) for read, words in data.items()}
