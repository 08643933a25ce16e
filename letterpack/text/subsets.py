"""Text layer: which subset of a font shows which glyph.

Two kinds of subset exist. The *base* of a font holds the glyphs of everything that a letter's packets share, and a fixed set of
everyday characters; it is closed before the first addressee is set. The glyphs that an addressee brings are in an *extension*:
one for each font, with those that the packet shows and no others. Both are functions of a packet's own inputs, so another
addressee cannot change a packet's bytes.
"""

from __future__ import annotations

from typing import Final

from letterpack.text.fonts import Font
from letterpack.text.shape import GlyphRun

EVERYDAY: Final = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    " .,;:!?'\"()[]/&@#%+-–—‘’“”„«»·…№§"
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸŒŠŽ"
    "\u00a0\u00ad"
)
"""Characters that every base subset of the regular face holds, so that most names need no extension."""


_EXTENSION: Final = "e"
"""Ends the names of extensions."""


class Subsets:
    """Decides for each glyph which font resource shows it. Open while shared text is set, closed for the addressees."""

    def __init__(self) -> None:
        self.base: dict[Font, set[int]] = {}
        self.extended: dict[str, Font] = {}
        self.closed = False

    def close(self) -> None:
        """End the base: from now on a glyph that is not in it belongs to an extension."""
        self.closed = True

    def admit(self, run: GlyphRun) -> bool:
        """Whether all of ``run`` is shown by its font's base, after adding it there if the base is open."""
        font, glyphs = run.font, run.ids
        base = self.base.get(font)
        if base is None:
            if self.closed:
                return False
            base = self.base[font] = set()
        if not self.closed:
            base.update(glyphs)
            return True
        return base.issuperset(glyphs)

    def extension(self, font: Font) -> str:
        """Return the name of the font resource that shows what is not in the base of ``font``."""
        name = f"{font.resource}{_EXTENSION}"
        self.extended[name] = font
        return name

    def resource(self, font: Font, glyph: int) -> str:
        """Return the name of the font resource that shows ``glyph``."""
        base = self.base.get(font, ())
        if glyph in base or (base and glyph == font.unseen):
            return font.resource
        return self.extension(font)
