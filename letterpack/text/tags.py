"""Language tags of foreign words (text layer): a word in another script than the letter's is in another language (BCP 47)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from letterpack.languages import usual_script
from letterpack.text.scripts import script_of

WITH_HAN: Final = frozenset({"Hani", "Hans", "Hant", "Hira", "Kana", "Jpan", "Hang", "Kore"})
"""Scripts of languages that share Chinese characters."""
_MAIN: Final = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hira", "Kore": "Hang"}


@lru_cache(maxsize=1 << 14)
def word_script(word: str) -> str:
    """Return the script (ISO 15924) of the first character of ``word`` that has one; empty for figures and signs alone."""
    return next(filter(None, map(script_of, word)), "")


def main_script(language: str) -> str:
    """Return the script of most characters of a language: ISO 15924 has codes for those of several (``Jpan``)."""
    script = usual_script(language)
    return _MAIN.get(script, script)


@lru_cache(maxsize=1024)
def foreign_tag(script: str, language: str) -> str:
    """Return the language tag of a word in ``script``, where that is not the one that ``language`` has; else an empty text.

    The script is all that is known of its language, and all that is said (BCP 47, 4.1: ``und`` where it is not determined).
    """
    usual = usual_script(language)
    if not script or script == usual or {script, usual} <= WITH_HAN:
        return ""
    return f"und-{script}"
