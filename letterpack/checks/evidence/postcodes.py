"""The way back: whether an address has a postcode of its country's form; part of LP319."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

_GROUP: Final = late(r"(?<!\d)\d[\d \u00a0.-]*\d(?!\d)")
_BREAK: Final = late(r"[ \u00a0.-]+")


class _PostcodeFormat(Struct, frozen=True):
    """A postcode is a number of so many ``digits``, or looks like ``pattern``."""

    digits: frozenset[int]
    pattern: re.Pattern[str] | None


def has_postcode(lines: tuple[str, ...], code: str) -> bool:
    """Whether ``lines`` hold what looks like a postcode of the country ``code``; True where we know of none."""
    form = _forms().get(code)
    if form is None:
        return True
    text = "\n".join(lines)
    if form.pattern is not None and form.pattern.search(text.upper()):
        return True
    return any(len(digits) in form.digits for digits in _numbers(text))


def with_zeros(cell: str, code: str) -> str:
    """Return the postcode of the country ``code`` that ``cell`` was before a spreadsheet read it as a number; "" for none."""
    form = _forms().get(code)
    longer = [digits for digits in form.digits if digits > len(cell)] if form and cell.isdecimal() else []
    return cell.zfill(min(longer)) if longer else ""


def postcode_in(lines: tuple[str, ...], code: str) -> str:
    """Return what looks like a postcode of the country ``code`` in ``lines``, the last where there are several, without spaces;
    "" where nothing does, or where we know of none.
    """
    form = _forms().get(code)
    if form is None:
        return ""
    text = "\n".join(lines)
    if form.pattern is not None and (found := list(form.pattern.finditer(text.upper()))):
        return found[-1][0].replace(" ", "")
    fitting = [digits for digits in _numbers(text) if len(digits) in form.digits]
    return fitting[-1] if fitting else ""


def _numbers(text: str) -> Iterator[str]:
    """Yield the digits of each number in ``text``; of one that is written in groups, of the whole and then of each."""
    for group in _GROUP.findall(text):
        if group.isdecimal():
            yield group
        else:
            yield from ["".join(filter(str.isdigit, part)) for part in (group, *_BREAK.split(group))]


def knows_postcodes(code: str) -> bool:
    """Whether the form of the postcodes of the country ``code`` is known."""
    return code in _forms()


@cache
def _forms() -> dict[str, _PostcodeFormat]:
    data = dict(program_table("checks/evidence", "postcodes"))
    patterns = {code: re.compile(pattern) for code, pattern in data.pop("patterns").items()}
    by_length = {int(length): codes.split() for length, codes in data.items()}
    countries = {*patterns, *(code for codes in by_length.values() for code in codes)}
    return {
        code: _PostcodeFormat(frozenset(length for length, codes in by_length.items() if code in codes), patterns.get(code))
        for code in countries
    }
