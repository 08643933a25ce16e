"""How text is composed (part of stage 4 of 7): the face that it is in, and how its lines end."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from letterpack.model.ink import Ink
from letterpack.model.letter import Style
from letterpack.text.fonts import MONO, SMALL


class TextFace(Struct, frozen=True):
    """How text is set: size in points, ink, and the cut of the family that every run has unless it says another."""

    size_pt: float
    ink: Ink = 0.0
    cut: str = "regular"


class Composition(Struct, frozen=True):
    """How a paragraph's lines end: each at the measure where they are ``justified``, else ragged.

    With ``hyphens``, words may be broken. With ``phrases``, lines end after commas where they can, as a reader of a list of names
    and offices breaks them. With ``balanced``, lines of a title or name are about equally long, and none ends in a short word.
    With ``fewest``, there are as few as spaces allow. With ``gaps``, as in code, several spaces stay
    several. With ``rivers``, a justified paragraph keeps those that it has. The first line is ``first_indent_pt`` shorter than
    the others, or longer where that is negative.
    """

    justified: bool = False
    hyphens: bool = False
    phrases: bool = False
    balanced: bool = False
    fewest: bool = False
    gaps: bool = False
    rivers: bool = False
    first_indent_pt: float = 0.0


JUSTIFIED: Final = Composition(justified=True, hyphens=True)
FEWEST: Final = Composition(justified=True, hyphens=True, fewest=True)
RAGGED: Final = Composition()
HYPHENATED: Final = Composition(hyphens=True)
"""Ragged, but for words that are broken."""
TITLE: Final = Composition(balanced=True)
PHRASED: Final = Composition(phrases=True, balanced=True)
VERBATIM: Final = Composition(gaps=True)


def face_name(style: Style, cut: str = "regular") -> str:
    """Return the name of the face that sets ``style`` in text of this ``cut``: what is italic in italic text is upright. Code is
    code, whatever else it is.
    """
    if style.code or cut == MONO:
        return MONO
    bold = style.bold or "bold" in cut
    italic = style.italic != ("italic" in cut)
    if cut == SMALL and not (bold or italic):
        return SMALL
    if bold:
        return "bold-italic" if italic else "bold"
    return "italic" if italic else "regular"
