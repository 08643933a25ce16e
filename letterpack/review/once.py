"""What is made of values that many packets share is made once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

_MOST_REMEMBERED: Final = 8_192
_Given = ParamSpec("_Given")
_MadeT = TypeVar("_MadeT")


def once(make: Callable[_Given, _MadeT]) -> Callable[_Given, _MadeT]:
    """Return ``make``, which remembers what it made of the very same values: to tell equal ones would cost as much as to make it.

    They must not change. They are held as long as they are known, so that nothing else can be in their place.
    """
    known: dict[tuple[int, ...], tuple[_MadeT, tuple[object, ...]]] = {}

    @wraps(make)
    def made_once(*given: _Given.args, **named: _Given.kwargs) -> _MadeT:
        values = (*given, *named.values())
        key = tuple(map(id, values))
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            found = known[key] = make(*given, **named), values
        return found[0]

    return made_once
