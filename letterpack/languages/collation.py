"""The order in which a language's readers look for names: the Unicode Collation Algorithm (UTS #10) with the root of CLDR, and
the letters that a language counts as its own.

Names in the letter's own script come before those in others, as CLDR orders scripts for such languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from letterpack.datafiles import program_table
from letterpack.languages import usual_script
from letterpack.patterns import late

_FIGURES: Final = 18
_NUMBER: Final = late(rf"(?<!\d)\d{{1,{_FIGURES}}}(?!\d)")
"""A longer one is no count."""
_BEHIND_ALL: Final = "\uffff"
"""Sorts behind every letter (UTS #35, part 5, 1.2): a letter followed by it sorts behind all words that the letter begins."""


def ranks(texts: Iterable[str], tag: str) -> dict[str, int]:
    """Map each of ``texts`` to its place in the order of the language ``tag`` (BCP 47)."""
    from feruca import collate

    written = sorted(set(texts))
    spelt = {text: _spelt(_counted(unicodedata.normalize("NFC", text)), tag) for text in written}
    place = {key: index for index, key in enumerate(collate(sorted(set(spelt.values())), "default"))}
    script = _script(tag)
    ordered = sorted(written, key=lambda text: (_foreign(text, script), place[spelt[text]], text))
    return {text: index for index, text in enumerate(ordered)}


def _counted(text: str) -> str:
    """Return ``text`` with its whole numbers, in whatever figures, so that they sort by what they count: 2 before 19."""
    return _NUMBER.sub(lambda found: str(int(found[0])).zfill(_FIGURES), text)


def _spelt(text: str, tag: str) -> str:
    """Return ``text`` with each letter that is the language's own written as the one before it and a sign behind all letters."""
    letters = _own_letters(tag)
    return _pattern(tag).sub(lambda found: letters[found[0]], text) if letters else text


@cache
def _own_letters(tag: str) -> Mapping[str, str]:
    """Map the language's own letters, small and capital, to how they are spelt to be sorted."""
    alphabets: dict[str, list[str]] = program_table("languages", "alphabets")
    parts = tag.split("-")
    chains = next(
        (alphabets["-".join(parts[:end])] for end in range(len(parts), 0, -1) if "-".join(parts[:end]) in alphabets), []
    )
    found: dict[str, str] = {}
    for chain in chains:
        first, *following = chain.split()
        for count, letter in enumerate(following, 1):
            behind = _BEHIND_ALL * count
            found |= {letter: first + behind, letter.upper(): first.upper() + behind, letter.title(): first.upper() + behind}
    return found


@cache
def _pattern(tag: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_own_letters(tag), key=len, reverse=True))))


@cache
def _script(tag: str) -> str:
    """Return the beginning of the Unicode names of the letters that the language is written in: ``CYRILLIC``."""
    return _NAMES.get(usual_script(tag), "LATIN")


_NAMES: Final = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Hebr": "HEBREW",
    "Thai": "THAI",
}
"""ISO 15924 codes of the scripts that CLDR puts first for the languages written in them."""


def _foreign(text: str, script: str) -> bool:
    """Whether the first letter of ``text`` is of another script than the language's."""
    letter = next((char for char in text if char.isalpha()), "")
    return bool(letter) and not unicodedata.name(letter, "").startswith(script)
