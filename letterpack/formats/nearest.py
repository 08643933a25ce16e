"""Stage 1 of 7: the known word that an unknown one was probably meant to be, for hints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LIKE: Final = 60.0
"""How alike two words are of which the one is probably the other, misspelt (0 to 100)."""


def nearest(word: str, known: Iterable[str], cutoff: float = 70.0) -> str | None:
    """Return the word of ``known`` most like ``word``, or None where none is like it.

    ``cutoff`` is a likeness of 0 to 100 (normalised indel similarity, case ignored). The matching library is loaded on
    the first call: most runs find nothing wrong.
    """
    from rapidfuzz import fuzz, process

    choices = list(known)
    found = process.extractOne(word.casefold(), choices, scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the word of ``known`` nearest to ``word``, or ``otherwise``."""
    near = nearest(word, known, cutoff=LIKE)
    return f"did you mean `{near}`?" if near else otherwise
