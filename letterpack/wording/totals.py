"""What a print run's sheet of totals says, in the words of the letter's language: a table with a section a language.

Whoever prints the run reads it, and no addressee. A language without a section takes English words whole, with English numbers.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from letterpack.datafiles import FileTable, Words, program_rows
from letterpack.languages.lineage import lineage
from letterpack.languages.words import FALLBACK

_FILE: Final = "totals"


class TotalsWords(FileTable, frozen=True):
    """The words of one language; ``run`` has a place for the run's ``{number}``."""

    title: Words
    packets: Words
    sheets: Words
    pages: Words
    printed: Words
    both: Words
    front: Words
    marks: Words
    run: Words
    by_sheets: Words
    by_country: Words
    no_country: Words
    others: Words


def totals_words(tag: str) -> tuple[str, TotalsWords]:
    """Return the words for a letter in the language ``tag`` (BCP 47), and the tag of the language that they are in."""
    words = known_totals()
    found = next((name for name in lineage(tag) if name in words), FALLBACK)
    return found, words[found]


@cache
def known_totals() -> dict[str, TotalsWords]:
    """Return the words by the tags of their languages."""
    return program_rows("wording", _FILE, TotalsWords)
