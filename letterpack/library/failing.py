"""What the system refuses, and what leads out of a campaign, is an exception of ours: a function of the library raises nothing
else for a file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from letterpack.errors import LetterpackError
from letterpack.remedies import SystemFailed, is_of_the_system
from letterpack.world import PathOutside

Given = ParamSpec("Given")
Result = TypeVar("Result")


def told_plainly(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return ``function`` raising ``SystemFailed`` where it met an error of the system, or may take no more memory, and
    ``LetterpackError`` for a link out of the campaign.

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
        except (MemoryError, ImportError, RuntimeError) as error:
            failed = SystemFailed.of_memory(error)
            if failed is None:
                raise
            raise failed from error
        except PathOutside as error:
            raise LetterpackError(f"`{error}` leads out of the campaign", "put the file itself in the link's place") from error

    return call
