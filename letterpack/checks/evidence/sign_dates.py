"""The way back: Chinese, Japanese and Korean dates: what stands behind them, and their numbers in signs (`十一月二十六日`)."""

from __future__ import annotations

import re
from typing import Final

_HAN: Final = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
RANGE_END: Final = re.compile(
    rf"\s?(?:[（(]\w{{1,3}}[)）]|\w{{3}})?\s?(?:[～~〜–—-]|至|到|から|부터)\s?(?:(?P<month>{_HAN})\s?[月월]\s?)?(?P<day>{_HAN})\s?[日號号일]"
)
"""The last day of a range behind its first: `2026年11月24日(火)～26日(木)`."""
BEHIND: Final = re.compile(r"[,，、]?\s?(?:([（(])\s?(\w{1,3})\s?[)）]?|(\w{1,3}))")
_HAN_FIGURES: Final = {sign: number for number, sign in enumerate("〇一二三四五六七八九十")} | {
    "零": 0,
    "○": 0,
    "廿": 20,
    "卅": 30,
}
_HAN_TEN: Final = 10


def number_of(said: str | None) -> int:
    """Return the number that ``said`` is, in figures or in Chinese signs (`二十六`, `二〇二六`); 0 where there is none."""
    if not said or said.isdecimal():
        return int(said or 0)
    numbers = [_HAN_FIGURES[sign] for sign in said]
    if max(numbers) < _HAN_TEN:
        return int("".join(map(str, numbers)))
    total = 0
    for at, number in enumerate(numbers):
        if number == _HAN_TEN:
            total = (numbers[at - 1] if at else 1) * _HAN_TEN
        elif number > _HAN_TEN:
            total = number
        elif at + 1 == len(numbers) or numbers[at + 1] != _HAN_TEN:
            total += number
    return total
