"""What is true of a language whether or not it has words here: how it divides words, ends sentences, treats names.

Vocabulary. ``traits.toml`` says what each trait means and which languages have it; whoever sets or checks text asks here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from letterpack.datafiles import BrokenData, FileTable, convert, program_table

_FILE = "traits"


class Traits(FileTable, frozen=True):
    """A table of ``traits.toml``, which explains the keys. ``twice`` is None where a word twice may be grammar."""

    hyphens: Literal["patterns", "syllables", "none"] = "patterns"
    patterns: str = ""
    full_signs: bool = False
    indent: float = 0.0
    closing_at_end: bool = False
    emphasis: Literal["", "dots above", "dots below"] = ""
    whole_words: bool = False
    latin_signs: bool = False
    right_to_left: bool = False
    unpunctuated: bool = False
    keeps_names: bool = False
    twice: frozenset[str] | None = None
    joins: frozenset[str] = frozenset()
    syllable: str = ""


@lru_cache(maxsize=256)
def traits(tag: str) -> Traits:
    """Return what is true of the language of ``tag`` (BCP 47), whatever its region and script."""
    table = program_table("languages", _FILE).get(re.split("[-_]", tag, maxsplit=1)[0].lower(), {})
    made = convert(table, Traits)
    if isinstance(made, list):
        raise BrokenData(f"languages/{_FILE}.toml", made)
    return made
