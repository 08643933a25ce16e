"""A hyphen between two numbers that stands for "to" becomes the language's sign for that."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from letterpack.manners.counted import counted_words, currency_codes
from letterpack.manners.language import Manners
from letterpack.manners.months import dated_months, weekdays
from letterpack.manners.signs import DASHES
from letterpack.manners.texts import Mending, RunText
from letterpack.manners.words import any_of, sentence_forms
from letterpack.patterns import late

_BEFORE: Final = r"(?<![\w./,–—-])"
_BEHIND: Final = r"(?![\w/–—-]|[.,]\d)"
_BEHIND_YEARS: Final = r"(?![\w/–—]|-(?![^\W\d_])|[.,]\d)"
"""Years have endings in Turkic languages: `1990-1995-ci illər`."""
_NUMBER: Final = r"(?![0٠۰])\d{1,4}"
_NUMBERS: Final = rf"(?P<first>{_NUMBER})-(?P<second>{_NUMBER})"
_ORDINALS: Final = rf"(?P<first>{_NUMBER})(?:\.|er|[º°])?-(?P<second>{_NUMBER})\.?"
_SPACE: Final = r"[ \u00a0\u202f]"
_YEAR: Final = "(?:[1١۱१১]\\d{3}|[2٢۲२২][0٠۰०০]\\d\\d)"
_YEARS: Final = late(rf"{_BEFORE}(?P<first>{_YEAR})\.?-(?P<second>{_YEAR}){_BEHIND_YEARS}")
_ROMANS: Final = late(rf"{_BEFORE}(?P<first>[IVXLC]+)-(?P<second>[IVXLC]{{2,}}|[VX])(?![\w/–—-])")
_ROMAN: Final = late("(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def range_edits(text: RunText) -> Iterator[Mending]:
    """Yield what a hyphen becomes between two numbers, the first of which is less: years, pages, days, or so many of a unit. Any
    others may be one number, as `77-26` of a case. A language whose dashes stay as typed keeps these, too, and one that has
    hyphens there.
    """
    if "-" not in text.text:
        return
    done: set[int] = set()
    for manners in dict.fromkeys(text.manners):
        if not manners.file.dash or manners.file.ranges in ("", "-"):
            continue
        for pattern in _patterns(manners):
            for found in text.found(pattern, manners):
                at = found.start("second") - 1
                if _value(found["first"]) < _value(found["second"]) and at not in done:
                    done.add(at)
                    yield Mending(at, at + 1, manners.file.ranges, DASHES)
        yield from _of_names(text, manners)


def _of_names(text: RunText, manners: Manners) -> Iterator[Mending]:
    """Yield what a hyphen becomes between two days of the week, or two months: `Mon-Fri`."""
    if "ranges of names" not in manners.patterns:
        kinds = [any_of([each.rstrip(".") for each in names]) for names in (weekdays(manners), dated_months(manners))]
        pairs = "|".join([rf"(?:{names})\.?(?P<at{index}>-)(?:{names})" for index, names in enumerate(kinds) if names])
        manners.patterns["ranges of names"] = re.compile(rf"(?<![\w-])(?:{pairs})(?![\w-])") if pairs else None
    pattern = manners.patterns["ranges of names"]
    for found in text.found(pattern, manners) if pattern else ():
        first, second = found[0].split("-")
        if first.rstrip(".") != second:
            at = found.start(found.lastgroup or 0)
            yield Mending(at, at + 1, manners.file.ranges, DASHES)


def _value(number: str) -> float:
    """Return the value of a number in figures of any script, or in Roman numerals; of what is neither, infinity."""
    if number.isdigit():
        return int(number)
    values = [_VALUES[each] for each in number]
    signed = [-one if one < max(values[index:]) else one for index, one in enumerate(values)]
    return sum(signed) if _ROMAN.fullmatch(number) else math.inf


def _patterns(manners: Manners) -> Iterator[re.Pattern[str]]:
    """Yield what finds two such numbers in the language."""
    yield _YEARS
    yield _ROMANS
    for name, make in _MADE.items():
        if name not in manners.patterns:
            manners.patterns[name] = make(manners)
        if pattern := manners.patterns[name]:
            yield pattern


def _pages(manners: Manners) -> re.Pattern[str]:
    words = any_of([each for each in sentence_forms(manners.file.before_number) if each.casefold() not in manners.file.unranged])
    before = rf"(?<!\w)(?:{words}){_SPACE}|" if words else ""
    return re.compile(rf"(?:{before}§{_SPACE}?){_NUMBERS}{_BEHIND}")


def _units(manners: Manners) -> re.Pattern[str]:
    file = manners.file
    words = [*file.after_number, *file.units, *currency_codes(), *counted_words(manners).behind]
    named = any_of([each for each in words if len(each) > 1 or each.islower()])
    units = rf"|{_SPACE}(?:{named})(?!\w)" if named else ""
    return re.compile(rf"{_BEFORE}{_ORDINALS}(?={_SPACE}?[%‰°€$£§]{units})")


def _days(manners: Manners) -> re.Pattern[str] | None:
    names = any_of(dated_months(manners))
    if not names:
        return None
    before = rf"(?<!\w)(?P<month>{names}){_SPACE}"
    return re.compile(rf"(?:{before}|{_BEFORE}){_ORDINALS}(?(month){_BEHIND}|(?={_SPACE}(?:de )?(?:{names})(?!\w)))")


_MADE: Final[Mapping[str, Callable[[Manners], re.Pattern[str] | None]]] = {
    "ranges of pages": _pages,
    "ranges of units": _units,
    "ranges of days": _days,
}
