"""What passages of text operators say to each reader (part of stage 4 of 7; ISO 32000-1, 14.9.4); and the characters that no
font has: one finding for each script of a text, with what would help.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby, takewhile
from typing import Final

from letterpack.diagnostics import Report
from letterpack.fonts import NOTO, scripts
from letterpack.patterns import late
from letterpack.remedies import on_debian
from letterpack.spans import Span
from letterpack.text.bidi import RIGHT_TO_LEFT_MARK, has_direction
from letterpack.text.families import script_for

_MOST_SHOWN: Final = 24


def report_missing(characters: str, span: Span, what: str, locate: Callable[[Span, str], Span], report: Report) -> None:
    """Report (LP210) that no font has ``characters``, which stand in ``what`` at ``span``; ``locate`` finds a character there."""
    ordered = sorted(dict.fromkeys(characters), key=script_for)
    groups = [(script, "".join(chars)) for script, chars in groupby(ordered, key=script_for)]
    for script, missing in sorted(groups, key=lambda group: characters.index(group[1][0])):
        name, advice = _named(script)
        report.error(
            "LP210",
            locate(span, missing[0]),
            f"no font has {_listed(missing, name)} in {what}",
            f"install a font for {name}: {advice}; or name a font file under `fonts:` in letterpack.yaml",
        )


def _listed(missing: str, script: str) -> str:
    if len(missing) == 1:
        return f"a glyph for `{missing}` (U+{ord(missing):04X} {unicodedata.name(missing, 'unnamed')})"
    more = f" and {len(missing) - _MOST_SHOWN} more" if len(missing) > _MOST_SHOWN else ""
    return f"glyphs for {len(missing)} characters of {script}, `{missing[:_MOST_SHOWN]}`{more},"


def _named(script: str) -> tuple[str, str]:
    """Return the name of a script, and what to install for it."""
    known = scripts().get(script)
    if known:
        return known.name, known.advice
    from babel import Locale

    return Locale("en").scripts.get(script, "it"), "`apt install fonts-noto-core`" if on_debian() else f"a family from {NOTO}"


# Passages.

_WEAK: Final = frozenset({"EN", "AN", "NSM", "CS", "ES", "ET"})
_LIKE_FIGURES: Final = frozenset({"CS", "ES", "ET"})
"""Signs that poppler 25 takes for figures: with the space behind them they would run from left to right."""
LOST_BY_PDFIUM: Final = late("[\ufffd-\U0010ffff]")
"""PDFium 159 leaves these out of what a passage says. Where the innermost one says nothing, it reads glyphs by their meanings."""
LEFT_TO_RIGHT_MARK: Final = "\u200e"
_APART: Final = "\u200c"
"""What parts two marks of direction: one behind the other is one stretch to PDFium."""


def ends_like_figures(text: str) -> bool:
    """Whether poppler takes a sign behind the last letter of ``text``, a word that runs from right to left, for a figure."""
    behind = takewhile(lambda char: not has_direction(char), reversed(text))
    return any(unicodedata.bidirectional(char) in _LIKE_FIGURES for char in behind)


def in_stretches(text: str) -> str:
    """Return ``text`` with each stretch of one direction turned and the stretches in reading order: so PDFium, which turns each
    stretch of a passage by itself, says it as it is.
    """
    groups = [(kind, "".join(group)) for kind, group in groupby(text, _stretch_of)]
    return "".join([part if kind == "L" else part[::-1] for kind, part in groups])


def _stretch_of(char: str) -> str:
    """Return what PDFium calls the direction of ``char``: letters of either, weak (figures, marks), neutral."""
    kind = unicodedata.bidirectional(char)
    return "R" if kind in ("R", "AL") else kind if kind == "L" else "weak" if kind in _WEAK else "neutral"


def contrary_passages(texts: Sequence[str], others: int, *, leftward: bool) -> list[tuple[str, str]]:
    """Return what begins and what ends a passage around each of the ``texts`` of a line that run against it, in reading order: a
    line that runs from right to left (``leftward``), or one from left to right, and has so many ``others`` that run with it.

    Poppler 25 reads the space at the left of such a text at its right, and the reverse, unless a mark of direction stands between
    the two. PDFium 159 turns the words of one in a line from right to left, and goes by how many stretches of a line run so.
    """
    against, mark = ("L", RIGHT_TO_LEFT_MARK) if leftward else ("R", LEFT_TO_RIGHT_MARK)
    stretches = [[(kind, "".join(group)) for kind, group in groupby(text, _stretch_of)] for text in texts]
    # A sign at the right end would go with the text behind.
    ends = ["" if text[-1:].isalnum() else LEFT_TO_RIGHT_MARK for text in texts]
    lacking = max(0, sum([kind == against for found in stretches for kind, _ in found]) - others - len(texts) + leftward)
    passages: list[tuple[str, str]] = []
    for text, found, end in zip(texts, stretches, ends, strict=True):
        marks = mark + f"{_APART}{mark}" * lacking
        lacking = 0
        if leftward:
            # PDFium turns figures behind a mark.
            before = marks if any(kind == against for kind, _ in found) else ""
            for_poppler, for_pdfium = mark + text + end, before + "".join([part for _, part in reversed(found)])
            for_pdfium = "" if LOST_BY_PDFIUM.search(text) else for_pdfium
        else:
            for_poppler, for_pdfium = text[::-1] + mark, text[::-1] + marks
        said = "" if for_pdfium == for_poppler else said_as("ReversedChars", for_pdfium)
        passages.append((said_as("Span", for_poppler) + said, ">]TJ EMC EMC[<" if said else ">]TJ EMC[<"))
    return passages


def said_as(name: str, text: str) -> str:
    """Return what begins a passage called ``name`` that says ``text``, within the operators of a line."""
    return f">]TJ/{name}<</ActualText<{utf16(text)}>>>BDC[<"


def utf16(text: str) -> str:
    """Return ``text`` as the hexadecimal string of an ActualText."""
    return "FEFF" + text.encode("utf-16-be").hex().upper()
