"""Scripts (beside the stages): which script a word is written in, and which one a language is usually written in (ISO 15924)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_NAMED: Final = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "HEBREW": "Hebr", "ARABIC": "Arab",
    "SYRIAC": "Syrc", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "TAMIL": "Taml",
    "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo", "TIBETAN": "Tibt",
    "MYANMAR": "Mymr", "KHMER": "Khmr", "ETHIOPIC": "Ethi", "HANGUL": "Kore", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "CJK": "Hani",
    "MONGOLIAN": "Mong",
}  # fmt: skip
"""The first word of a letter's Unicode name, for the scripts of today's state languages."""
_WITH_HAN: Final = frozenset({"Hans", "Hant", "Jpan", "Kore"})


@lru_cache(maxsize=65_536)
def script_of(word: str) -> str:
    """Return the script of the first letter of ``word`` whose script is known; an empty text where there is none."""
    for char in word:
        if char.isalpha():
            script = _NAMED.get(unicodedata.name(char, "").split(" ")[0])
            if script:
                return script
    return ""


@lru_cache(maxsize=256)
def usual_script(language: str) -> str:
    """Return the script of a BCP 47 tag: the one it names, else the one CLDR thinks likely, else Latin."""
    from babel.core import get_global

    parts = language.replace("_", "-").split("-")
    named = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    likely = get_global("likely_subtags").get(parts[0].lower(), "")
    return named or next((part for part in str(likely).split("_")[1:] if len(part) == 4), "Latn")


@lru_cache(maxsize=65_536)
def foreign_tag(word: str, language: str) -> str:
    """Return the language tag of a word in another script than ``language`` has, else an empty text.

    The script is all that is known of its language, and all that is said (BCP 47, 4.1: ``und`` where it is not determined).
    """
    script, usual = script_of(word), usual_script(language)
    if not script or script == usual or (script in ("Hani", "Jpan", "Kore") and usual in _WITH_HAN):
        return ""
    return f"und-{script}"
