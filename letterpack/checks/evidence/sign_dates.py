"""The way back: Chinese, Japanese and Korean dates: what stands behind them, and their numbers in signs (`十一月二十六日`)."""

from __future__ import annotations

from typing import Final

from letterpack.patterns import late

HAN_YEAR: Final = "[〇○零一二三四五六七八九]{4}|이천[일이삼사오육칠팔구십]{0,4}"
HAN_MONTH: Final = "[一二三四五六七八九十]{1,2}|십?[일이]|[삼사오유육칠팔구시]|십"
HAN_DAY: Final = r"\d{1,2}|[一二三四五六七八九十廿卅]{1,3}|[일이삼사오육칠팔구십]{1,3}"
_HAN: Final = rf"(?:{HAN_DAY})"
MAY_BE_DATE: Final = late("[月월]")
"""Without it a text without figures holds no date that is written with signs."""
RANGE_END: Final = late(
    rf"\s?(?:[（(]\w{{1,3}}[)）]|\w{{3}})?\s?(?:[～~〜–—-]|至|到|から|부터)\s?(?:(?P<month>{_HAN})\s?[月월]\s?)?(?P<day>{_HAN})\s?[日號号일]"
)
"""The last day of a range behind its first: `2026年11月24日(火)～26日(木)`."""
BEHIND: Final = late(r"[,，、]?\s?(?:([（(])\s?(\w{1,3})\s?[)）]?|(\w{1,3}))")
_HAN_FIGURES: Final = {sign: number for number, sign in enumerate("〇一二三四五六七八九十")} | {
    "零": 0,
    "○": 0,
    "廿": 20,
    "卅": 30,
}
_HAN_TEN: Final = 10
_HANGUL: Final = str.maketrans("일이삼사오육유칠팔구십시", "一二三四五六六七八九十十")
"""Korean numbers in words; June and October have forms of their own."""
_TWO_THOUSAND: Final = "이천"


def number_of(said: str | None) -> int:
    """Return the number that ``said`` is, in figures, in Chinese signs (`二十六`, `二〇二六`) or in Korean words (`이십육`); 0
    where there is none.
    """
    if not said or said.isdecimal():
        return int(said or 0)
    if said.startswith(_TWO_THOUSAND):
        return 2000 + number_of(said.removeprefix(_TWO_THOUSAND))
    said = said.translate(_HANGUL)
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
