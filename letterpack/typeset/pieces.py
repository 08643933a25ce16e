"""Lines as they are set (part of stage 4 of 7): values, moved and joined into blocks."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from letterpack.model.galley import ExtensionGlyph
from letterpack.model.ink import Ink
from letterpack.model.letter import Style
from letterpack.text.fonts import MONO, SMALL
from letterpack.values import replace


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


ALONE: Final = "0"
"""The chain of a piece that says its text by itself."""


class LinePiece(Struct, frozen=True):
    """Part of a line: ``x_pt`` from the line's left edge, its operators, the URL it leads to or None, and the tag of its language
    where that is not the letter's.

    ``text`` is what it says, in reading order. Where whoever follows the tags cannot have it from the operators, it belongs to a
    ``chain`` of pieces that say it themselves: what runs from right to left, what one glyph shows of several letters, a word that
    the line's end breaks.
    """

    x_pt: float
    width_pt: float
    operators: str
    link: str | None
    language: str = ""
    text: str = ""
    chain: str = ""


class SetLine(Struct, frozen=True):
    """A line, set. ``width_pt`` is what it fills; ``overfull`` where an unbreakable word is longer than the measure;
    ``hyphenated`` where it ends in a hyphen that only the break put in.
    """

    pieces: tuple[LinePiece, ...]
    width_pt: float
    extensions: frozenset[ExtensionGlyph]
    overfull: bool = False
    hyphenated: bool = False


class SetText(Struct, frozen=True):
    """Lines, the characters for which no font had a glyph, and by how much the longest line exceeds its measure in points;
    ``least`` is a number of lines below which it cannot be set, however tight; 0 where nobody knows.
    """

    lines: tuple[SetLine, ...]
    missing: str
    excess_pt: float = 0.0
    least: int = 0


def chained(lines: list[SetLine]) -> list[SetLine]:
    """Return ``lines`` with each chain named by where it begins; the two pieces that hold a broken word are one."""
    if not any(line.hyphenated or any(piece.chain for piece in line.pieces) for line in lines):
        return lines
    chained: list[SetLine] = []
    open_chain = ""
    for number, line in enumerate(lines):
        pieces = list(line.pieces)
        for index, piece in enumerate(pieces):
            breaks = line.hyphenated and index == len(pieces) - 1
            chain = open_chain or (f"{number}.{index}" if piece.chain or breaks else "")
            pieces[index] = replace(piece, chain=chain)
            open_chain = chain if breaks else ""
        chained.append(replace(line, pieces=tuple(pieces)))
    return chained


def in_block(line: SetLine, number: int) -> SetLine:
    """Return ``line``, set by itself, as line ``number`` (0-based) of a block: no other line of it has a chain of its name."""
    pieces = [replace(piece, chain=f"{number}.{index}") if piece.chain else piece for index, piece in enumerate(line.pieces)]
    return replace(line, pieces=tuple(pieces))


def at_right(line: SetLine, measure_pt: float) -> SetLine:
    """Return ``line`` moved to the right end of its measure."""
    return _moved(line, measure_pt - line.width_pt)


def ending_at(line: SetLine, measure_pt: float) -> SetLine:
    """Return ``line`` moved so that all of it ends where its measure does, also a stop that hangs over the measure elsewhere."""
    return _moved(line, measure_pt - max([piece.x_pt + piece.width_pt for piece in line.pieces], default=0.0))


def indented(text: SetText, by_pt: float) -> SetText:
    """Return ``text`` with its first line moved to the right."""
    if not text.lines or not by_pt:
        return text
    first, *rest = text.lines
    return replace(text, lines=(_moved(first, by_pt), *rest))


def at_left(line: SetLine) -> SetLine:
    """Return ``line`` so that it begins where it is put."""
    by = min([piece.x_pt for piece in line.pieces], default=0.0)
    return _moved(line, -by) if by > 0.0 else line


def _moved(line: SetLine, by_pt: float) -> SetLine:
    return replace(line, pieces=tuple([replace(piece, x_pt=piece.x_pt + by_pt) for piece in line.pieces]))
