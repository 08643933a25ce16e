"""Numbers in figures, of any script that counts in tens."""

from __future__ import annotations

from typing import Final

_MOST: Final = 18
"""Figures of a number that anybody states in a letter."""


def in_figures(text: str) -> int | None:
    """Return the number that ``text`` is; None where it is none, is longer than any, or is in signs such as `²` and `①`."""
    return int(text) if len(text) <= _MOST and text.isdecimal() else None
