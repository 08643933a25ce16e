"""Stage 1 of 7: the known word that an unknown one was probably meant to be, for hints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LIKE: Final = 60.0
"""How alike two words are of which the one is probably the other, misspelt (0 to 100)."""
_MOST_SLIPS: Final = 2
_ROUNDED: Final = 1e-6
_MOST_COMPARED: Final = 200_000


def nearest(word: str, known: Iterable[str], cutoff: float = 70.0) -> str | None:
    """Return the word of ``known`` most like ``word``, or None where none is like it.

    ``cutoff`` is a likeness of 0 to 100 (normalised indel similarity, case ignored). The matching library is loaded on
    the first call: most runs find nothing wrong.
    """
    from rapidfuzz import fuzz, process

    folded = word.casefold()
    # Of two words that are so much alike, the longer one is no longer than this.
    most = (200.0 - cutoff) / cutoff + _ROUNDED
    choices = [each for each in known if len(each) <= len(folded) * most and len(folded) <= len(each) * most]
    found = process.extractOne(folded, choices, scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[0] if found else None


def hinted(count: int) -> int:
    """Return for how many unknown words the nearest of ``count`` known ones is looked for: of a long list, for a few."""
    return max(1, _MOST_COMPARED // max(1, count))


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the word of ``known`` nearest to ``word``, or ``otherwise``."""
    near = nearest(word, known, cutoff=LIKE)
    return f"did you mean `{near}`?" if near else otherwise


def slip_of(word: str, known: Iterable[str], shortest: int) -> str | None:
    """Return the word of ``known`` that ``word`` is a slip of the hand away from; None where there is none.

    A slip is a letter too many, too few or another, or two exchanged (optimal string alignment): one in a word of
    ``shortest`` letters or more, two from twice as many on. In a shorter word a slip is two letters exchanged, since
    another letter is mostly another word: `date` is no `name`.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    words = [each for each in known if abs(len(each) - len(word)) <= _MOST_SLIPS]
    for most in range(1, _MOST_SLIPS + 1):
        for each, _, _ in process.extract_iter(word, words, scorer=OSA.distance, score_cutoff=most):
            if max(len(each), len(word)) >= shortest * most or (most == 1 and sorted(each) == sorted(word)):
                return each
    return None
