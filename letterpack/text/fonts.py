"""Fonts as the text layer sees them: a face that shapes, and a chain of faces that covers.

A font is immutable once loaded. What a glyph *means* (``Font.meaning``) is read off the font alone, so that it cannot depend on
the text that happened to be set before: a glyph that the character map does not name has no meaning of its own, and text
set with it is said with ActualText.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import uharfbuzz as hb

from letterpack.text.joining import joined_meanings

FACES: Final = {
    "regular": "GentiumBookPlus-Regular.ttf",
    "bold": "GentiumBookPlus-Bold.ttf",
    "italic": "GentiumBookPlus-Italic.ttf",
    "bold-italic": "GentiumBookPlus-BoldItalic.ttf",
}
"""The bundled family (SIL, OFL 1.1): style to file."""

FAMILY: Final = "Gentium Book Plus"
RESOURCE: Final = {"regular": "R", "bold": "B", "italic": "I", "bold-italic": "J"}
_PRESENTATION_FORMS: Final = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]")
"""Ligatures and contextual shapes with code points of their own, which stand for common letters."""
_FORBIDDEN_IN_TO_UNICODE: Final = frozenset({0x0, 0xFEFF, 0xFFFE})
"""ISO 19005-2, 6.2.11.7.2."""
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl")
"""What fonts for Latin text have a glyph for; each is a presentation form too (U+FB00 to U+FB04)."""


class UnreadableFont(ValueError):
    """The file is no font that can be set and embedded."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Vertical measures and box of a face, in 1/1000 em, y up (ISO 32000-1, 9.8.1)."""

    ascent: int
    descent: int
    cap_height: int
    x_height: int
    bbox: tuple[int, int, int, int]
    italic_angle: float


class Font:
    """One face: a file's bytes, ready to shape.

    ``resource`` is the name its base subset has in a page's resources; unique within a chain of fonts.
    """

    def __init__(self, data: bytes, family: str, style: str, resource: str) -> None:
        """Raise ``UnreadableFont`` where ``data`` is no TrueType font."""
        if data[:4] not in (b"\x00\x01\x00\x00", b"true"):
            raise UnreadableFont("only TrueType outlines can be embedded so far")
        self.data = data
        self.family = family
        self.style = style
        self.resource = resource
        self.face = hb.Face(hb.Blob(data))
        self.font = hb.Font(self.face)
        self.upem: int = self.face.upem
        if self.face.glyph_count < 2 or not self.upem:
            raise UnreadableFont("it holds no glyphs")
        self._advances: dict[int, float] = {}

    @cached_property
    def sha256(self) -> str:
        """Digest of the font file."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points that the character map names."""
        return frozenset(self.face.unicodes)

    @cached_property
    def meaning(self) -> Mapping[int, str]:
        """Glyph id to the text it stands for, from the font alone.

        Where several code points share a glyph the lowest speaks for it; a presentation form of a ligature means its
        letters (U+FB01 is ``fi``), and so does the glyph that the font's own rules make of them, as do the shapes of joined ones.
        """
        found = self._ligatures() | joined_meanings(self.font, self.coverage)
        for code in sorted(self.coverage - _FORBIDDEN_IN_TO_UNICODE, reverse=True):
            glyph = self.font.get_nominal_glyph(code)
            if glyph:
                found[glyph] = _spelt(chr(code))
        return found

    def _ligatures(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for letters in _LIGATURES:
            buffer = hb.Buffer()
            buffer.add_str(letters)
            buffer.guess_segment_properties()
            hb.shape(self.font, buffer)
            glyphs = [info.codepoint for info in buffer.glyph_infos or ()]
            if len(glyphs) == 1 and glyphs[0]:
                found[glyphs[0]] = letters
        return found

    @cached_property
    def metrics(self) -> Metrics:
        """Measures from the font's own tables."""
        scale = 1000 / self.upem
        extents = self.font.get_font_extents("ltr")
        head = self.face.reference_table("head").data
        box = tuple(int.from_bytes(head[at : at + 2], "big", signed=True) for at in (36, 38, 40, 42))
        post = self.face.reference_table("post").data
        angle = int.from_bytes(post[4:8], "big", signed=True) / 65536
        return Metrics(
            round(extents.ascender * scale),
            round(extents.descender * scale),
            self._height("H", scale),
            self._height("x", scale),
            (round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)),
            angle,
        )

    def _height(self, char: str, scale: float) -> int:
        glyph = self.font.get_nominal_glyph(ord(char))
        extents = self.font.get_glyph_extents(glyph) if glyph else None
        return round(extents.y_bearing * scale) if extents else 700

    def advance(self, glyph: int) -> float:
        """Return the glyph's own advance in 1/1000 em, before kerning: what the file's width array says."""
        advance = self._advances.get(glyph)
        if advance is None:
            advance = self._advances[glyph] = self.font.get_glyph_h_advance(glyph) * 1000 / self.upem
        return advance


def _spelt(char: str) -> str:
    """Return the letters that ``char`` stands for: itself, or those of a presentation form."""
    return unicodedata.normalize("NFKC", char).lstrip() or char if _PRESENTATION_FORMS.match(char) else char


class Family:
    """A chain of fonts for each style: the first that has a character sets it."""

    def __init__(self, chains: Mapping[str, tuple[Font, ...]]) -> None:
        self.chains = chains

    def chain(self, style: str) -> tuple[Font, ...]:
        """Return the fonts of ``style``, the first choice first."""
        return self.chains[style]

    def covering(self, style: str, text: str) -> Font | None:
        """Return the first font of ``style`` that has every character of ``text`` (a grapheme), or None."""
        for font in self.chains[style]:
            if all(ord(char) in font.coverage for char in text):
                return font
        return None


class _LazyChains(dict[str, tuple[Font, ...]]):
    """The bundled faces and the campaign's own, each read when a style is first set."""

    def __init__(self, fallbacks: tuple[Font, ...]) -> None:
        super().__init__()
        self._fallbacks = fallbacks

    def __missing__(self, style: str) -> tuple[Font, ...]:
        chain = self[style] = (bundled(style), *self._fallbacks)
        return chain


@cache
def bundled(style: str) -> Font:
    """Return the bundled face of ``style`` (a key of ``FACES``)."""
    data = files("letterpack.fonts").joinpath(FACES[style]).read_bytes()
    return Font(data, FAMILY, style, RESOURCE[style])


def default_family(fallbacks: tuple[Font, ...] = ()) -> Family:
    """Return the bundled family, with ``fallbacks`` after it in every style."""
    return Family(_LazyChains(fallbacks))
