"""The days that a year, a month and a day may mean, in the Gregorian calendar, and in the Julian one while it was in use."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

LEAST_YEAR: Final = 1000
MONTHS: Final = range(1, 13)
_LAST_JULIAN_YEAR: Final = 1923
"""When Greece, the last country to do so, took the Gregorian calendar: before, a date may be one of the old style."""
_JULIAN_LEAP: Final = 4
_FEBRUARY: Final = 2
_MARCH: Final = 3
_JULIAN_EPOCH: Final = -307
"""The ordinal of 1 March of the Julian year 0: 5 October 1582 would have been the day that was the 15th."""


def days_of(*candidates: tuple[int, int, int]) -> tuple[date, ...]:
    """Return the days that year, month and day may mean, each of the ``candidates``: old ones in either calendar, too."""
    days = []
    for year, month, day in candidates:
        if month in MONTHS and 1 <= day <= monthrange(year, month)[1] and year:
            days.append(date(year, month, day))
        if LEAST_YEAR <= year <= _LAST_JULIAN_YEAR and (old := _of_old_style(year, month, day)):
            days.append(old)
    return tuple(days)


def _of_old_style(year: int, month: int, day: int) -> date | None:
    """Return the day that the Julian calendar called so, None where it had none."""
    is_leap_day = (month, day) == (2, 29) and year % _JULIAN_LEAP == 0
    if month not in MONTHS or not (is_leap_day or 1 <= day <= monthrange(1999, month)[1]):
        return None
    # Years that begin in March have their leap day at the end: all before it are counted alike.
    before = month <= _FEBRUARY
    years, months = year - before, month + 12 * before - _MARCH
    since = 365 * years + years // _JULIAN_LEAP + (153 * months + 2) // 5 + day - 1
    return date.fromordinal(since + _JULIAN_EPOCH)
