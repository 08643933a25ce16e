"""What the system refuses is an exception of ours: a function of the library raises nothing else for a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from letterpack.remedies import SystemFailed, is_of_the_system

Given = ParamSpec("Given")
Result = TypeVar("Result")


def told_plainly(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return ``function`` raising ``SystemFailed`` where it met an error of the system.

    An ``OSError`` that a library has raised for reasons of its own stays what it is.
    """

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except OSError as error:
            if not is_of_the_system(error):
                raise
            raise SystemFailed.of(error) from error

    return call
