"""What is asked once, and then says the same again: a result that several formats show."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def once(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Return what calls ``function`` the first time, and returns that result whatever it is given later."""
    results: list[_Result] = []

    def call(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        if not results:
            results.append(function(*args, **kwargs))
        return results[0]

    return call
