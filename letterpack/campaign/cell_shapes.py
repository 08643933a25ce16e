"""Stage 2 of 7: what a cell that nobody reads looks like: a number, a code, a tick, a day, a way to reach somebody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

from letterpack.patterns import late

_NUMBER: Final = late(r"[+-]?\d{1,3}(?:[ ,.'\u00a0\u202f]?\d{3})*(?:[.,]\d+)?%?|\d+(?:[.,]\d+)?%?")
_CONTACT: Final = late(
    r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:https?://|www\.)\S+|@[\w.]+|\+?[\d\s()./-]{6,}(?:(?:x|ext\.?)\s*\d+)?"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?:\d{1,3}\.){3}\d{1,3}|(?=\S*\d)[A-Za-z0-9_-]{8,}"
)
_DAY: Final = late(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[.]?(?:[T, ]+\d{1,2}[:.]\d{2}.*)?")
_DAY_IN_WORDS: Final = late(r"\d{1,2}\W+[^\W\d]+\W+(?:\d{4})|[^\W\d]+\W+\d{1,2}\W+\d{4}|\d{4}年\d{1,2}月\d{1,2}日")
_TIME: Final = late(r".*\d[:.]\d{2}\b.*", re.DOTALL)
_WHOLE: Final = late(r"[+-]?(\d)(?:[.,]0+)?")
_SIGNED: Final = late(r"[\d@/]|\w\.\w")
"""What telephone numbers, links, names of accounts and times have, and a sentence has not."""
_FEWEST_RUNNING: Final = 3
"""Rows: two may be answered with 1 and 2."""
_NOTHING: Final = frozenset("-‐‑‒–—―−./\\_ ,;:·'\"()[]")
"""What people write into a cell that they have nothing for."""


def is_number(cell: str) -> bool:
    """Whether ``cell`` is a number, a share or an amount."""
    return bool(_NUMBER.fullmatch(cell))


def are_codes(cells: Collection[str]) -> bool:
    """Whether all of ``cells`` are numbers of one digit, of whatever script."""
    return all(map(_WHOLE.fullmatch, cells))


def are_running(cells: Sequence[str], rows: int) -> bool:
    """Whether ``cells`` are the numbers of the ``rows``, one after the other."""
    digits = [str(unicodedata.digit(match[1], "")) for cell in cells if (match := _WHOLE.fullmatch(cell))]
    first = int(digits[0]) if digits and digits[0] else 0
    return len(digits) == rows >= _FEWEST_RUNNING and digits == [str(first + index) for index in range(rows)]


def is_mark(cell: str) -> bool:
    """Whether ``cell`` is a tick or another sign, and no dash for nothing."""
    return bool(cell) and not any(map(str.isalnum, cell)) and not _NOTHING.issuperset(cell)


def is_nothing(cell: str) -> bool:
    """Whether ``cell`` is a dash or the like, for nothing."""
    return _NOTHING.issuperset(cell)


def is_letter(cell: str) -> bool:
    """Whether ``cell`` is one letter, which stands for something."""
    return len(cell.strip(". ")) == 1 and cell.strip(". ").isalpha() and unicodedata.category(cell.strip(". ")) != "Lo"


def is_day(cell: str) -> bool:
    """Whether ``cell`` is a day, in figures or words, with or without a time."""
    return bool(_DAY.fullmatch(cell) or _DAY_IN_WORDS.fullmatch(cell))


def are_days(cells: Sequence[str], rows: int) -> bool:
    """Whether each of the ``rows`` has a day: one that only some have may be the one on which they agreed."""
    return len(cells) == rows and all(map(is_day, cells))


def are_times(cells: Sequence[str], rows: int) -> bool:
    """Whether ``cells`` are times of answers, which every row has."""
    return len(cells) == rows and all(_DAY.fullmatch(cell) and _TIME.fullmatch(cell) for cell in cells)


def is_contact(cell: str) -> bool:
    """Whether ``cell`` is an address or a number by which somebody or something is reached or known."""
    return bool(_CONTACT.fullmatch(cell)) and not _DAY.fullmatch(cell)


def is_signed(cell: str) -> bool:
    """Whether ``cell`` has what numbers, links, names of accounts and times have, or stands for nothing."""
    return bool(_SIGNED.search(cell)) or is_nothing(cell)
