"""Text layer: which script each stretch of text is in (UAX #24), so that a font shapes it by that script's rules; the language
of a word in another script than the letter's (BCP 47); letters and figures that stand above the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import uharfbuzz as hb

from letterpack.languages import usual_script
from letterpack.languages.traits import traits
from letterpack.patterns import late
from letterpack.text.fonts import Font

_COMMON: Final = (
    r"\x00-\x40\x5b-\x60\x7b-\xa9\xab-\xb9\xbb-\xbf\u0300-\u036f"
    r"\u2000-\u2070\u2074-\u207e\u20a0-\u20cf\u2100-\u2125\u2190-\u2bff"
)
_ONE_SCRIPT: Final = late(
    f"[{_COMMON}]*"
    f"|(?P<Latn>[{_COMMON}A-Za-zªºÀ-\u02af\u1e00-\u1eff\ua720-\ua7ff\ufb00-\ufb06]*)"
    f"|(?P<Cyrl>[{_COMMON}\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]*)"
    f"|(?P<Grek>[{_COMMON}\u0370-\u0373\u0375-\u03e1\u03f0-\u03ff\u1f00-\u1fff]*)"
)
"""Text of Latin, of Cyrillic or of Greek alone, with signs that all scripts share."""

_probe: Final = hb.Buffer()


@lru_cache(maxsize=1 << 14)
def script_of(char: str) -> str:
    """Return the script of ``char`` as ISO 15924 has it (``Arab``), empty for what scripts share (Common, Inherited).

    The property is HarfBuzz's, which shaping goes by.
    """
    _probe.reset()
    _probe.add_str(char)
    _probe.guess_segment_properties()
    return _probe.script or ""


def one_script(text: str) -> str | None:
    """Return the script of text that is Latin, Cyrillic or Greek alone, empty where it is of none; a quick answer, which may be
    None where ``script_runs`` finds one.
    """
    if text.isascii():
        return "Latn" if text.lower() != text.upper() else ""
    found = _ONE_SCRIPT.fullmatch(text)
    return found.lastgroup or "" if found else None


def script_runs(text: str) -> list[tuple[str, str]]:
    """Split ``text`` into stretches of one script, each with that script; what scripts share stays with what precedes it, at
    the beginning with what follows.
    """
    if (script := one_script(text)) is not None:
        return [(script, text)]
    starts: list[int] = []
    scripts: list[str] = []
    for index, char in enumerate(text):
        script = script_of(char)
        if script and (not scripts or script != scripts[-1]):
            starts.append(index if scripts else 0)
            scripts.append(script)
    if not scripts:
        return [("", text)]
    return [(script, text[start:end]) for script, start, end in zip(scripts, starts, [*starts[1:], len(text)], strict=True)]


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


_PLAIN: Final = "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW"
_SUPERIOR: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"
_TABLE: Final = str.maketrans(_PLAIN, _SUPERIOR)


def superiors(text: str) -> str:
    """Return ``text`` in superior letters; empty where there are none for one of its characters."""
    found = text.translate(_TABLE)
    return found if all(char != other for char, other in zip(text, found, strict=True)) else ""


# Signs and letters that fill a square. A full-width bracket or stop is half a square of ink and half of white; it is shaped
# without the white, which stands beside it only if its neighbor leaves room: never at the edge of a line, once between two of
# them (JLREQ 3.1.4, CLREQ 3.1.6). Letters and figures of an alphabet stand a little off ideographs (JLREQ 3.2.3).

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
    if (ink.x_bearing + ink.width) * scale > _HALF:
        return NO_WHITE
    return SideBearings(0.0, (font.advance(glyph) - _HALF) * font.scale)


# Forms of Chinese characters in a letter of a language that has none: the word's own signs decide, else the country, else
# simplified.

_OF_COUNTRY: Final[Mapping[str, str]] = {
    **dict.fromkeys(("CN", "SG", "MY"), "zh-Hans"),
    "TW": "zh-Hant",
    **dict.fromkeys(("HK", "MO"), "zh-HK"),
    "JP": "ja",
    **dict.fromkeys(("KR", "KP"), "ko"),
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
