"""Text layer: how signs and letters that fill a square stand beside each other, and whose forms Chinese characters take.

A full-width bracket or stop is half a square of ink and half of white. It is shaped without the white, which stands beside it
only if its neighbor leaves room: never at the edge of a line, once between two of them (JLREQ 3.1.4, CLREQ 3.1.6). Letters
and figures of an alphabet stand a little off ideographs (JLREQ 3.2.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from letterpack.languages import usual_script
from letterpack.languages.traits import traits
from letterpack.text.fonts import Font
from letterpack.text.scripts import WITH_HAN

OPENING: Final = frozenset("「『（［｛〈《〔【〖〘〝“‘")
CLOSING: Final = frozenset("」』）］｝〉》〕】〗〙〟”’、。，．：；")
"""Signs whose white is before, and behind; a font that draws one elsewhere, or narrow, keeps it as it is."""
_BOTH_WIDTHS: Final = "“”‘’—―…⋯·"
BOTH_WIDTHS: Final = frozenset(_BOTH_WIDTHS)
"""Signs that are full in Chinese and Japanese text, and narrow in all other (UAX #11, ambiguous)."""
_SELF_SPACED: Final = CLOSING | frozenset("・！？")
"""What stands solid behind a closing bracket."""
LENT: Final = "-x-"
"""BCP 47, private use: what comes before it is the language whose forms text takes, what comes behind is that of the letter."""
_HALF: Final = 500.0
_FULL: Final = 900.0
"""1/1000 em: less is not a square."""
_SQUARE: Final = (
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b2ff\U00020000-\U0003ffff]"
)
"""Compiled when the first ideograph comes, as large sets are slow to compile."""
_SQUARES_BEGIN: Final = "\u2e80"
_NARROW_ENDS: Final = 0x1100
"""Alphabets end here: no letter behind it stands off an ideograph."""


class SideBearings(NamedTuple):
    """White ``before`` and ``behind`` the ink of a sign: in points where its name says so, else in 1/1000 em."""

    before: float
    behind: float


NO_WHITE: Final = SideBearings(0.0, 0.0)


def has_full_signs(language: str) -> bool:
    """Whether text of ``language`` (BCP 47) sets signs of both widths full; not where it only lends its forms (``LENT``)."""
    return LENT not in language and traits(language).full_signs


def are_full(text: str, language: str) -> bool:
    """Whether ``text`` of ``language`` begins with signs of both widths that are full: by themselves, or beside a square."""
    if text[:1] not in BOTH_WIDTHS or not has_full_signs(language):
        return False
    behind = text.lstrip(_BOTH_WIDTHS)[:1]
    return not behind or behind >= _SQUARES_BEGIN


@lru_cache(maxsize=1 << 14)
def stands_off(before: str, after: str) -> bool:
    """Whether two characters are an ideograph or kana and a letter or figure of an alphabet, whichever comes first."""
    if re.match(_SQUARE, before):
        return _is_narrow(after)
    return re.match(_SQUARE, after) is not None and _is_narrow(before)


def _is_narrow(char: str) -> bool:
    return ord(char) < _NARROW_ENDS and unicodedata.category(char)[0] in "LMN"


def seams(text: str, *, full_signs: bool) -> list[int]:
    """Return the positions inside ``text`` where there may be white between two characters; with ``full_signs``, those around
    signs of both widths too, which are words of their own there.
    """
    return [at for at in range(1, len(text)) if _is_seam(text[at - 1], text[at], full_signs=full_signs)]


def _is_seam(before: str, after: str, *, full_signs: bool) -> bool:
    if full_signs and (before in BOTH_WIDTHS) != (after in BOTH_WIDTHS):
        return True
    if before in CLOSING:
        return after not in _SELF_SPACED and not unicodedata.combining(after)
    if after in OPENING:
        return before not in OPENING
    return stands_off(before, after)


def white_of(font: Font, glyph: int, char: str) -> SideBearings:
    """Return the white in the glyph of ``char`` that belongs to the space between letters, in 1/1000 of the size."""
    if (char not in OPENING and char not in CLOSING) or font.advance(glyph) < _FULL:
        return NO_WHITE
    ink = font.font.get_glyph_extents(glyph)
    scale = 1000 / font.upem
    if char in OPENING:
        return SideBearings(_HALF * font.scale, 0.0) if ink.x_bearing * scale >= _HALF else NO_WHITE
    return (
        SideBearings(0.0, (font.advance(glyph) - _HALF) * font.scale)
        if (ink.x_bearing + ink.width) * scale <= _HALF
        else NO_WHITE
    )


# Forms of Chinese characters in a letter of a language that has none: the word's own signs decide, else the country, else
# simplified.

_OF_COUNTRY: Final[Mapping[str, str]] = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "MY": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-HK",
    "MO": "zh-HK",
    "JP": "ja",
    "KR": "ko",
    "KP": "ko",
}
"""ISO 3166 to BCP 47."""
_TELLING: Final = (
    "(?P<ja>[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d])"
    "|(?P<ko>[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3])|(?P<zh_Hant>[\u3105-\u312f])"
)
"""Letters that only one language has."""


def brings_own_forms(language: str) -> bool:
    """Whether Chinese characters take the forms of ``language`` (BCP 47) itself."""
    return usual_script(language) in WITH_HAN


def forms_of_country(code: str) -> str:
    """Return the language (BCP 47) whose forms Chinese characters have in a country (ISO 3166); empty where they have none."""
    return _OF_COUNTRY.get(code, "")


def forms_of_text(text: str) -> str:
    """Return the language whose forms ``text`` shows that it needs, by its first letter that only one has; else an empty text."""
    found = re.search(_TELLING, text)
    return (found.lastgroup or "").replace("_", "-") if found else ""
