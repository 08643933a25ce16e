"""Stage 2 of 7: what a value that is text must be, whatever file it stands in.

A text is normalised to NFC and stripped; it holds no control character and nothing that turns the direction of what stands
around it. It is never markup: nobody looks inside it again.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from letterpack.diagnostics import Report
from letterpack.limits import MOST_VALUE_CHARACTERS
from letterpack.patterns import late
from letterpack.spans import Origin

BLANKS: Final = " \t\r\n\u00a0\u3000"
FORBIDDEN: Final = late("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, bidi embeddings, overrides and isolates (Unicode UAX 9, 2.1 to 2.3), line separators, half characters."""
_LINE_END: Final = late(r"\r\n?")
_SPACES: Final = late(" {2,}")


def is_plain(text: str) -> bool:
    """Whether ``text`` needs no cleaning but of blanks around it, and is not too long: most values, looked at quickly."""
    return text.isascii() and text.isprintable() and len(text) <= MOST_VALUE_CHARACTERS


def clean(text: str) -> str | None:
    """Return ``text`` in NFC, stripped, with line feeds as line ends; None where it holds what no value may."""
    text = text.strip(BLANKS)
    if text.isprintable():
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = _LINE_END.sub("\n", text)
    return None if FORBIDDEN.search(text) else unicodedata.normalize("NFC", text)


def single_spaced(text: str) -> str:
    """Return ``text`` with one space where several were typed: no more are printed, wherever it stands."""
    return _SPACES.sub(" ", text) if "  " in text else text


def clean_or_report(
    text: str, origin: Origin, path: tuple[str | int, ...], report: Report, *, most: int = MOST_VALUE_CHARACTERS
) -> str:
    """Return ``clean(text)``; empty, with LP160, where it holds what no value may; with LP113 where it has more characters than
    ``most``.
    """
    if len(text) > most:
        message = f"`{path[0]}` has {len(text):,} characters, but at most {most:,} are read"
        report.error("LP113", origin.span(*path), message, "shorten it")
        return ""
    cleaned = clean(text)
    if cleaned is not None:
        return cleaned
    found = FORBIDDEN.search(_LINE_END.sub("\n", text.strip(BLANKS)))
    char = found[0] if found else ""
    message = f"`{path[0]}` contains the character U+{ord(char):04X} ({_name(char)})"
    report.error("LP160", origin.span(*path), message, "delete it; to paste from a document, paste as plain text")
    return ""


def _name(char: str) -> str:
    if char == "\t":
        return "tab"
    if "\ud800" <= char <= "\udfff":
        return "half of a surrogate pair"
    return unicodedata.name(char, "control character").lower()


def one_line(text: str, origin: Origin, path: tuple[str | int, ...], report: Report) -> str:
    """Return ``text`` cleaned; empty, with LP167, where it has more than one line."""
    cleaned = clean_or_report(text, origin, path, report)
    if "\n" not in cleaned:
        return cleaned
    report.error("LP167", origin.span(*path), f"`{path[0]}` has a line break in it", "write it on one line")
    return ""


def is_visible(text: str) -> bool:
    """Whether ``text`` shows anything on paper: a letter, a digit or a sign, and not blanks that Unicode calls so."""
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _UNSEEN for char in text)


_UNSEEN: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers of Hangul and the empty pattern of Braille: letters and a sign to Unicode, and blank."""
