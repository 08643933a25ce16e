"""Shaping: a word in a style becomes glyphs with places, once for each word.

A word never holds a space. Every glyph knows its cluster, so that its text is known to the letter, and the width before any
character can be asked for (hyphenation). Nothing here depends on which subset a glyph will be in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import uharfbuzz as hb

from letterpack.text.fonts import Family, Font

MOST_WORDS: Final = 4_000
"""The memory of shaped words is emptied past this, so that a long list of addressees needs no more."""


class MissingGlyph(LookupError):
    """No font of the chain has these characters of the word."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(slots=True)
class GlyphRun:
    """Glyphs of one font in visual order, as parallel tuples.

    ``ids`` are glyph ids, ``advances`` widths in 1/1000 em after kerning, ``starts`` the offset in ``text`` of each glyph's
    cluster, ``offsets`` (dx, dy) in 1/1000 em or None where every glyph sits on its origin. ``plain``: no offsets, and the
    meanings of the glyphs, one after the other, are exactly the text. Never changed once made.
    """

    font: Font
    text: str
    ids: tuple[int, ...]
    advances: tuple[float, ...]
    starts: tuple[int, ...]
    offsets: tuple[tuple[float, float], ...] | None
    plain: bool


@dataclass(slots=True)
class Shaped:
    """A shaped word: its runs and its width in 1/1000 em. Never changed once made."""

    text: str
    runs: tuple[GlyphRun, ...]
    width: float

    def width_before(self, offset: int) -> float:
        """Return the width (1/1000 em) of the glyphs whose clusters begin in the first ``offset`` characters."""
        width, before = 0.0, 0
        for run in self.runs:
            for start, advance in zip(run.starts, run.advances, strict=True):
                if before + start < offset:
                    width += advance
            before += len(run.text)
        return width


class Shaper:
    """Shapes words with a family's fonts and remembers them by content."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._words: dict[tuple[str, str, str], Shaped] = {}
        self._buffer = hb.Buffer()

    def shape(self, text: str, style: str, language: str) -> Shaped:
        """Return ``text`` shaped in ``style`` for ``language`` (BCP 47). Raises ``MissingGlyph``."""
        key = (text, style, language)
        word = self._words.get(key)
        if word is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            word = self._words[key] = self._shape(text, style, language)
        return word

    def _shape(self, text: str, style: str, language: str) -> Shaped:
        first = self.family.chain(style)[0]
        if first.coverage.issuperset(map(ord, text)):
            runs: tuple[GlyphRun, ...] = (self._run(text, first, language),)
        else:
            runs = tuple(self._run(part, font, language) for font, part in self._by_font(text, style))
        return Shaped(text, runs, sum([sum(run.advances) for run in runs]))

    def _by_font(self, text: str, style: str) -> list[tuple[Font, str]]:
        chosen: list[tuple[Font, str]] = []
        missing = ""
        for grapheme in graphemes(text):
            font = self.family.covering(style, grapheme)
            if font is None:
                font = self.family.covering(style, unicodedata.normalize("NFD", grapheme))
            if font is None:
                missing += grapheme
            else:
                chosen.append((font, grapheme))
        if missing:
            raise MissingGlyph(missing)
        return [
            (font, "".join(part for _, part in parts))
            for font, parts in ((font, list(parts)) for font, parts in groupby(chosen, key=lambda pair: pair[0]))
        ]

    def _run(self, text: str, font: Font, language: str) -> GlyphRun:
        buffer = self._buffer
        buffer.reset()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = language
        buffer.direction = "ltr"
        hb.shape(font.font, buffer)
        return _glyph_run(text, font, buffer)


def _glyph_run(text: str, font: Font, buffer: hb.Buffer) -> GlyphRun:
    infos, positions = buffer.glyph_infos, buffer.glyph_positions or ()
    ids = tuple([info.codepoint for info in infos])
    if 0 in ids:
        raise MissingGlyph(text)
    scale = 1000 / font.upem
    places = [at.position for at in positions]
    offsets = None
    if any(dx or dy for dx, dy, _, _ in places):
        offsets = tuple([(dx * scale, dy * scale) for dx, dy, _, _ in places])
    said = "".join([font.meaning.get(glyph, "") for glyph in ids])
    return GlyphRun(
        font,
        text,
        ids,
        tuple([place[2] * scale for place in places]),
        tuple([info.cluster for info in infos]),
        offsets,
        offsets is None and said == text,
    )


def graphemes(text: str) -> list[str]:
    """Split ``text`` into base characters with the marks and joiners that follow them (UAX #29, the part fonts need)."""
    parts: list[str] = []
    for char in text:
        if parts and (unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Mc") or char in "\u200c\u200d"):
            parts[-1] += char
        else:
            parts.append(char)
    return parts
