"""Tags of languages (BCP 47): as they are written, what script they mean, which way it runs.

Vocabulary. Which languages, scripts and regions there are is CLDR's to say, by Babel.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from letterpack.languages.traits import traits
from letterpack.patterns import late

if TYPE_CHECKING:
    from babel import Locale

ENGLISH: Final = "en_GB"
TAG: Final = late(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?(?P<rest>(?:[-_](?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:[-_]x(?:[-_][a-z\d]{1,8})+)?)",
    re.IGNORECASE,
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(
    {
        "Adlm", "Arab", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr", "Hebr", "Hung", "Khar", "Lydi", "Mand",
        "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti",
        "Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Thaa", "Yezi",
    }
)  # fmt: skip
"""CLDR 48, scriptMetadata."""
_ALPHA_2: Final = 2
"""Letters of the shortest code of a language (ISO 639)."""


@lru_cache(maxsize=256)
def runs_right_to_left(tag: str) -> bool:
    """Whether a letter in ``tag`` (BCP 47) is written from right to left: in the script that it names, else the likely one."""
    return usual_script(tag) in _RIGHT_TO_LEFT_SCRIPTS or (not _named_script(tag) and traits(tag).right_to_left)


@lru_cache(maxsize=256)
def usual_script(tag: str) -> str:
    """Return the script (ISO 15924) of ``tag`` (BCP 47): the one it names, else the one CLDR thinks likely for its language, or
    for that which this is one of (``pnb``: ``lah``), else Latin.
    """
    from babel.core import get_global

    likely, code = get_global("likely_subtags"), primary(tag)
    found = likely.get(code) or likely.get(primary(str(get_global("language_aliases").get(code, ""))), "")
    return _named_script(tag) or _named_script(str(found)) or "Latn"


def _named_script(tag: str) -> str:
    match = TAG.fullmatch(tag)
    return (match["script"] or "").title() if match else ""


@lru_cache(maxsize=256)
def primary(tag: str) -> str:
    """Return the language of ``tag`` alone: ``pt`` of ``pt-BR``."""
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


def canonical_tag(text: str) -> str | None:
    """Return ``text`` as a BCP 47 tag in its usual case (RFC 5646, 2.1.1), or None where it is not one.

    Language, script, region, variants and what is for private use (``ml-x-chillu``); no extensions. Languages, scripts and
    regions are those that CLDR knows; a code of three letters for a language that has one of two is that one (``eng``: ``en``).
    """
    match = TAG.fullmatch(text)
    if match is None:
        return None
    spoken = _known_language(match["language"].lower())
    parts = [spoken, (match["script"] or "").title(), (match["region"] or "").upper()]
    if not spoken or not _are_known(parts[1], parts[2]):
        return None
    return "-".join(filter(None, parts)) + match["rest"].lower().replace("_", "-")


@lru_cache(maxsize=256)
def _known_language(code: str) -> str:
    """Return the code of a language that CLDR knows, the shorter one where it has two; empty where it knows none."""
    from babel.core import get_global

    short = str(get_global("language_aliases").get(code, ""))
    if len(short) == _ALPHA_2 < len(code):
        return short
    if short or code in get_global("likely_subtags") or code in locale_of("en").languages:
        return code
    return ""


def _are_known(script: str, region: str) -> bool:
    english = locale_of("en") if script or region else None
    return english is None or (script in ("", *english.scripts) and region in ("", *english.territories))


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """Return Babel's locale for ``tag`` without the subtags Babel does not know; English where it knows none."""
    from babel import Locale, UnknownLocaleError

    subtags = tag.replace("_", "-").split("-")
    for length in range(len(subtags), 0, -1):
        try:
            return Locale.parse("-".join(subtags[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(ENGLISH)
