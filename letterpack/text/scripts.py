"""Text layer: which script each stretch of text is in (UAX #24), so that a font shapes it by that script's rules; the language
of a word in another script than the letter's (BCP 47); letters and figures that stand above the line.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import uharfbuzz as hb

from letterpack.languages import usual_script
from letterpack.patterns import late

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
