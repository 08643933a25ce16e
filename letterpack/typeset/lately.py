"""What was made last, for as long as it is asked for again: the copies of a letter follow each other, and show the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from letterpack.diagnostics import Report

_Made = TypeVar("_Made")


class Lately(Generic[_Made]):
    """Holds one value, by what it is made from. A value of whose making something was told is made again each time, so that the
    next packet tells it too.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._key: tuple[object, ...] | None = None
        self._made: _Made | None = None

    def get(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        """Return what is made from ``key``, by ``make`` where that is not the last one."""
        if self._made is not None and self._key == key:
            return self._made
        told = self._report.told
        made = make()
        self._key, self._made = (key, made) if self._report.told == told else (None, None)
        return made
