"""What a merge field prints: its value, or what its filters make of it, in the letter's language.

Part of the wording: merging prints it, and the campaign is checked by it, so that what cannot be said is found before anything
is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from letterpack.languages import Language
from letterpack.languages.numbers import LAST_IN_WORDS, has_form, in_figures, in_words
from letterpack.model.for_whom import ordered
from letterpack.model.merge_field import Field, Filter, FilterName


class Unsayable(Struct, frozen=True):
    """A value that a filter makes nothing of: it asks for a ``kind``, a number or a date."""

    filter: FilterName
    kind: str


def said(field: Field, value: str, words: Language) -> str | Unsayable:
    """Return what ``field`` prints in a letter in the language ``words`` where its value is ``value``; empty where it has
    none.
    """
    if not value.strip():
        return value if field.default is None else field.default
    for each in field.filters:
        if each.name in _APPLY:
            return _APPLY[each.name](each, value, words)
    return in_figures(value, words.tag) if field.scope == "signatories" and words.own else value


def filter_fault(field: Field, words: Language) -> tuple[str, str] | None:
    """Return what is wrong with a filter in a letter in the language ``words``, whatever the value, and what helps."""
    for each in field.filters:
        if each.name == "plural" and (wrong := [key for key, _ in each.texts if key[0] != "=" and key not in words.plural_forms]):
            return (
                f"the plural of `{words.tag}` has no form `{wrong[0]}`",
                f"its forms are {', '.join(sorted(words.plural_forms))}",
            )
        form = dict(each.texts).get("", "") if each.name == "words" else ""
        if form and not has_form(words.tag, form):
            return f"numbers in `{words.tag}` have no form `{form}` in CLDR", 'write the numbers out with `plural: =1 "…"`'
    return None


def _plural(made: Filter, value: str, words: Language) -> str | Unsayable:
    number = ordered(value)
    if number is None or not isinstance(number[1], Decimal):
        return Unsayable(made.name, "number")
    texts = dict(made.texts)
    exact = texts.get(f"={number[1].normalize():f}")
    return texts.get(words.plural_form(number[1]), texts["other"]) if exact is None else exact


def _words(made: Filter, value: str, words: Language) -> str | Unsayable:
    number = ordered(value)
    if number is None or not isinstance(number[1], Decimal):
        return Unsayable(made.name, "number")
    if number[1] == number[1].to_integral_value() and 0 <= number[1] <= LAST_IN_WORDS:
        return in_words(int(number[1]), words.tag, dict(made.texts).get("", ""))
    return in_figures(value, words.tag)


def _date(made: Filter, value: str, words: Language) -> str | Unsayable:
    day = ordered(value)
    if day is None or not isinstance(day[1], date):
        return Unsayable(made.name, "date")
    return words.weekday(day[1]) if made.name == "weekday" else words.date(day[1])


_APPLY: Final[Mapping[FilterName, Callable[[Filter, str, Language], str | Unsayable]]] = {
    "plural": _plural,
    "words": _words,
    "date": _date,
    "weekday": _date,
}
