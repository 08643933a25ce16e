"""What kind of character one is, for mending."""

from __future__ import annotations

from unicodedata import category


def is_letter(char: str) -> bool:
    """Whether ``char`` is a letter, or a mark on one."""
    return char.isalpha() or category(char)[0] == "M"
