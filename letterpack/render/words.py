"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``number`` with its noun: ``1 page``, ``9,980 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
