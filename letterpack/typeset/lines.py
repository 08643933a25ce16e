"""Runs to set lines: broken by total fit, then the operators of each line (part of stage 4 of 7).

A line ends in a word space where its paragraph has one there, so that a reader that follows the tags gets whole words; a
hyphen that only the break put in is a soft hyphen to every reader (U+00AD, as ISO 32000-1, 14.8.2.2.3 asks).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from letterpack.model.letter import Run, Runs
from letterpack.text.linebreak import GLUE, TEX, Items, LineBreak, break_lines
from letterpack.text.shape import MissingGlyph
from letterpack.typeset.glyphs import Dress, Setter, Word
from letterpack.typeset.items import EMPTY, EXPANSION, Atom, Face, Gatherer, face_name, hangs_left

_PLAIN_WORDS: Final = re.compile(r"[^\s\u00ad]+(?: [^\s\u00ad]+)*")
"""Words with single spaces between them: nothing that line breaking has a say in where all fit."""
_NONE: Final[frozenset[str]] = frozenset()
_UNSEEN_PT: Final = 0.001
_PHRASE_RAG: Final = 0.5
"""Share of the measure by which lines that end with phrases may differ."""


class Piece(NamedTuple):
    """Part of a line: ``x_pt`` from the line's left edge, its operators, the URL it leads to or None, and the tag of its language
    where that is not the letter's.
    """

    x_pt: float
    width_pt: float
    operators: str
    link: str | None
    language: str = ""


class SetLine(NamedTuple):
    """A line, set. ``width_pt`` is what it fills; ``overfull`` where an unbreakable word is longer than the measure;
    ``hyphenated`` where it ends in a hyphen that only the break put in.
    """

    pieces: tuple[Piece, ...]
    width_pt: float
    extensions: frozenset[str]
    overfull: bool = False
    hyphenated: bool = False


class SetText(NamedTuple):
    """Lines, and the characters for which no font had a glyph."""

    lines: tuple[SetLine, ...]
    missing: str


def set_text(
    runs: Runs,
    measure_pt: float,
    face: Face,
    setter: Setter,
    *,
    justified: bool = True,
    hyphens: bool = True,
    phrases: bool = False,
    first_indent_pt: float = 0.0,
) -> SetText:
    """Break ``runs`` into lines of ``measure_pt``, the first shorter by ``first_indent_pt``, and set them.

    With ``phrases``, lines end after commas where they can, as a reader of a list of names and offices breaks them.
    """
    if not justified and len(runs) == 1:
        alone = _set_alone(runs[0], measure_pt - first_indent_pt, face, setter)
        if alone is not None:
            return SetText((alone,), "")
    gathered = Gatherer(setter, face, hyphens=hyphens, phrases=phrases, expansion=EXPANSION if justified else 0.0)
    for run in runs:
        gathered.add(run)
    items = gathered.items()
    measures = (measure_pt - first_indent_pt, measure_pt) if first_indent_pt else (measure_pt,)
    demerits = replace(TEX, rag_pt=measure_pt * _PHRASE_RAG) if phrases else TEX
    breaks = break_lines(items, measures, justified=justified, demerits=demerits)
    lines = tuple([_LineWriter(gathered, items, line).written() for line in breaks])
    return SetText(lines, gathered.missing)


def set_line(text: str, style: str, face: Face, setter: Setter) -> SetLine:
    """Set ``text`` on one line with its natural spaces, however long. Raises ``MissingGlyph``."""
    size = face.size_pt
    dress = setter.dress(style, size, face.grey)
    words = [setter.word(word, style, size) if word else EMPTY for word in text.split(" ")]
    if any([word.tag for word in words]):
        return _tagged_line(words, dress)
    width = sum([word.width_pt for word in words]) + dress.space_pt * (len(words) - 1)
    shown = f"{dress.opening}{dress.space_code.join([word.inner for word in words])}{dress.closing}"
    extensions = _NONE.union(*[word.extensions for word in words if word.extensions])
    return SetLine((Piece(0.0, width, shown, None),), width, extensions)


def _tagged_line(words: list[Word], dress: Dress) -> SetLine:
    """Return a line of ``words``, a piece for each stretch in one language; a stretch ends in the space behind it.

    A word without letters is in the language of the word before it.
    """
    tags = list(accumulate(words, lambda before, word: before if word.tag is None else word.tag, initial=""))[1:]
    pieces: list[Piece] = []
    x = 0.0
    last = len(words) - 1
    for tag, group in groupby(range(len(words)), lambda index: tags[index]):
        indexes = list(group)
        behind = indexes[-1] != last
        inner = dress.space_code.join([words[index].inner for index in indexes]) + (dress.space_code if behind else "")
        width = sum([words[index].width_pt for index in indexes]) + dress.space_pt * (len(indexes) - (0 if behind else 1))
        pieces.append(Piece(x, width, f"{dress.opening}{inner}{dress.closing}", None, tag))
        x += width
    return SetLine(tuple(pieces), x, _NONE.union(*[word.extensions for word in words if word.extensions]))


def _set_alone(run: Run, measure_pt: float, face: Face, setter: Setter) -> SetLine | None:
    """Return ``run`` on one line where that is all there is to it: plain words that fit; else None."""
    if run.link is not None or not _PLAIN_WORDS.fullmatch(run.text) or hangs_left(run.text):
        return None
    try:
        line = set_line(run.text, face_name(run.style, face.bold), face, setter)
    except MissingGlyph:
        return None
    return line if line.width_pt <= measure_pt else None


class _LineWriter:
    """Writes one line's operators, a piece for each stretch of text with one link and in one language.

    What a justified line must gain or lose is shared between its letters, up to ``EXPANSION`` (ISO 32000-1, 9.3.4,
    horizontal scaling), and its spaces.
    """

    def __init__(self, gathered: Gatherer, items: Items, line: LineBreak) -> None:
        self.gathered, self.items, self.line = gathered, items, line
        self.setter = gathered.setter
        self.size = gathered.face.size_pt
        self.scale, self.extra_pt = self._setting()
        self.x = self.start = -line.hang_left
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.style = ""
        self.link: str | None = None
        self.language = ""
        self.extensions: set[str] = set()

    def _setting(self) -> tuple[float, float]:
        """Return the scale of the line's letters, and what each of its spaces gains at that scale in points."""
        line, items = self.line, self.items
        spaces = [index for index in range(line.start, line.end) if items.kind[index] == GLUE]
        if not line.ratio or not spaces:
            return 1.0, 0.0
        change = items.stretch if line.ratio > 0 else items.shrink
        wanted = line.width + line.ratio * sum([change[index] for index in spaces])
        scale = 1 + EXPANSION * max(-1.0, min(1.0, line.ratio))
        return scale, (wanted / scale - line.width) / len(spaces)

    def written(self) -> SetLine:
        """Return the line."""
        gathered, line = self.gathered, self.line
        word, style, link = "", "", None
        for index in range(line.start, line.end):
            atom = gathered.atoms[index]
            if atom is None:
                continue
            if self.items.kind[index] == GLUE:
                self._word(word, style, link)
                word = ""
                self._space(atom, self.items.width[index] + self.extra_pt)
                continue
            if word and (atom.style != style or atom.link != link):
                self._word(word, style, link)
                word = ""
            word, style, link = word + atom.text, atom.style, atom.link
        self._word(word, style, link)
        if line.hyphenated:
            self._hyphen(style)
        elif (atom := gathered.space_behind(line.end)) is not None:
            self._space(atom, 0.0)
        self._end_piece()
        return SetLine(tuple(self.pieces), self.x - line.hang_right, frozenset(self.extensions), line.overfull, line.hyphenated)

    def _word(self, text: str, style: str, link: str | None) -> None:
        """Show ``text``, shaped whole."""
        if not text:
            return
        self._select(style, link, self.setter.tag(text, self.language))
        word = self.gathered.word(text, style)
        self.parts.append(word.inner)
        self.x += word.width_pt * self.scale
        self.extensions |= word.extensions

    def _space(self, atom: Atom, width_pt: float) -> None:
        """Show a space of ``width_pt`` before scaling; 0 at the end of a line, where it takes no room."""
        self._select(atom.style, atom.link, self.language)
        if atom.text == " ":
            self.parts.append(self.setter.space_code(atom.style))
            natural = self.setter.space(atom.style, self.size)
        else:
            word = self.gathered.word(atom.text, atom.style)
            self.parts.append(word.inner)
            self.extensions |= word.extensions
            natural = word.width_pt
        if width_pt and abs(width_pt - natural) > _UNSEEN_PT:
            self.parts.append(f">{(natural - width_pt) * 1000 / self.size:.1f}<")
        self.x += width_pt * self.scale

    def _hyphen(self, style: str) -> None:
        """Show the hyphen of a broken word, a soft hyphen to whoever reads the text."""
        word = self.setter.hyphen(style, self.size)
        self.parts.append(word.inner)
        self.extensions |= word.extensions
        self.x += word.width_pt * self.scale

    def _select(self, style: str, link: str | None, language: str) -> None:
        if link != self.link or language != self.language:
            self._end_piece()
            self.link, self.language = link, language
        if style != self.style:
            resource = self.setter.resource(style)
            self.parts.append(f">]TJ/{resource} {self.size:g} Tf[<" if self.parts else f"/{resource} {self.size:g} Tf[<")
            self.style = style

    def _end_piece(self) -> None:
        if self.parts:
            shown = ("".join(self.parts) + ">]TJ").replace("<>", "")
            if self.scale != 1.0:
                shown = f"{self.scale * 100:.2f} Tz {shown} 100 Tz"
            grey = self.gathered.face.grey
            shown = f"{grey:g} g {shown} 0 g" if grey else shown
            self.pieces.append(Piece(self.start, self.x - self.start, shown, self.link, self.language))
        self.parts, self.style, self.start = [], "", self.x
