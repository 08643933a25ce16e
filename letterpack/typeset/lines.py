"""Runs to set lines: items for total-fit breaking, then the operators of each line (part of stage 4 of 7).

A line ends in a word space where its paragraph has one there, so that a reader that follows the tags gets whole words; a
hyphen that only the break put in is a soft hyphen to every reader (ActualText U+00AD, as ISO 32000-1, 14.8.2.2.3 asks).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from letterpack.model.letter import Run, Runs, Style
from letterpack.text.hyphenate import SOFT_HYPHEN, hyphenate
from letterpack.text.linebreak import BOX, FORBID, FORCE, GLUE, HYPHEN_PENALTY, PENALTY, Items, LineBreak, break_lines
from letterpack.text.shape import MissingGlyph
from letterpack.typeset.glyphs import Setter, Word

STRETCH: Final = 0.5
SHRINK: Final = 0.25
"""Of a word space: a line within ratio -1 to 1 has spaces of 0.75 to 1.5 of normal."""
_DASH_PENALTY: Final = 50.0
_SLASH_PENALTY: Final = 100.0
_IN_PHRASE_PENALTY: Final = 400.0
_PHRASE_ENDS: Final = ",;:·"
_HANG_RIGHT: Final = {".": 0.7, ",": 0.6, ";": 0.4, ":": 0.4, "-": 0.5, "–": 0.25, "’": 0.6, "”": 0.5, "»": 0.25, "!": 0.2, "?": 0.15}
_HANG_LEFT: Final = {"“": 0.5, "‘": 0.6, "„": 0.4, "«": 0.25, "(": 0.1}
"""Share of a character's width that may hang over the edge; after the defaults of microtype for Latin serifs."""
_TOKEN: Final = re.compile(r"\n|[ \t]+|\S+|\s")
_PART: Final = re.compile(r"[^-‐–—/]*[-‐–—/]+|[^-‐–—/]+")
_NO_BREAK_SPACES: Final = "\u00a0\u2007\u202f"
_HYPHEN_BEGIN: Final = ">]TJ/Span<</ActualText<FEFF00AD>>>BDC[<"


class Piece(NamedTuple):
    """Part of a line: ``x_pt`` from the line's left edge, its operators, and the URL it leads to or None."""

    x_pt: float
    width_pt: float
    operators: str
    link: str | None


class SetLine(NamedTuple):
    """A line, set. ``width_pt`` is what it fills; ``overfull`` where an unbreakable word is longer than the measure;
    ``hyphenated`` where it ends in a hyphen that only the break put in."""

    pieces: tuple[Piece, ...]
    width_pt: float
    extensions: frozenset[str]
    overfull: bool = False
    hyphenated: bool = False


class SetText(NamedTuple):
    """Lines, and the characters for which no font had a glyph."""

    lines: tuple[SetLine, ...]
    missing: str


class Face(NamedTuple):
    """How text is set: size in points, grey level (0 is black), whether every run is bold."""

    size_pt: float
    grey: float = 0.0
    bold: bool = False


class _Atom(NamedTuple):
    """What an item shows: the text of a box, or the space of a glue."""

    text: str
    style: str
    link: str | None


EMPTY: Final = Word(0.0, "", frozenset())


def face_name(style: Style, bold: bool = False) -> str:
    """Return the name of the face that sets ``style``."""
    if style.bold or bold:
        return "bold-italic" if style.italic else "bold"
    return "italic" if style.italic else "regular"


def set_text(runs: Runs, measure_pt: float, face: Face, setter: Setter, *, justified: bool = True, hyphens: bool = True, phrases: bool = False,
             first_indent_pt: float = 0.0) -> SetText:
    """Break ``runs`` into lines of ``measure_pt``, the first shorter by ``first_indent_pt``, and set them.

    With ``phrases``, lines end after commas where they can, as a reader of a list of names and offices breaks them.
    """
    builder = _Builder(setter, face, hyphens, phrases)
    for run in runs:
        builder.add(run)
    items = builder.items()
    measures = (measure_pt - first_indent_pt, measure_pt) if first_indent_pt else (measure_pt,)
    breaks = break_lines(items, measures, justified=justified)
    lines = tuple([builder.line(items, line) for line in breaks])
    return SetText(lines, builder.missing)


def set_line(text: str, style: str, face: Face, setter: Setter) -> SetLine:
    """Set ``text`` on one line with its natural spaces, however long. Raises ``MissingGlyph``."""
    space = setter.space(style, face.size_pt)
    code = setter.space_code(style)
    words = [setter.word(word, style, face.size_pt) if word else EMPTY for word in text.split(" ")]
    width = sum([word.width_pt for word in words]) + space * (len(words) - 1)
    shown = code.join([word.inner for word in words])
    extensions = frozenset().union(*[word.extensions for word in words])
    return SetLine((Piece(0.0, width, _show(shown, setter.resource(style), face), None),), width, extensions)


def _show(inner: str, resource: str, face: Face) -> str:
    if face.grey:
        return f"/{resource} {face.size_pt:g} Tf {face.grey:g} g[<{inner}>]TJ 0 g"
    return f"/{resource} {face.size_pt:g} Tf[<{inner}>]TJ"


class _Builder:
    """Gathers a paragraph's items and what each shows."""

    def __init__(self, setter: Setter, face: Face, hyphens: bool, phrases: bool) -> None:
        self.setter = setter
        self.face = face
        self.hyphens = hyphens
        self.phrases = phrases
        self.missing = ""
        self.kind: list[int] = []
        self.width: list[float] = []
        self.stretch: list[float] = []
        self.shrink: list[float] = []
        self.penalty: list[float] = []
        self.flagged: list[bool] = []
        self.left: list[float] = []
        self.right: list[float] = []
        self.atoms: list[_Atom | None] = []

    def items(self) -> Items:
        """Return the items gathered so far."""
        return Items(self.kind, self.width, self.stretch, self.shrink, self.penalty, self.flagged, self.left, self.right)

    def add(self, run: Run) -> None:
        """Add the words and spaces of ``run``."""
        style = face_name(run.style, self.face.bold)
        for token in _TOKEN.findall(run.text):
            if token == "\n":
                self._item(PENALTY, penalty=FORCE)
            elif token in _NO_BREAK_SPACES:
                self._item(PENALTY, penalty=FORBID)
                self._space(token, style, run.link)
            elif token.isspace():
                if self.phrases and self.atoms and (last := self.atoms[-1]) and last.text[-1] not in _PHRASE_ENDS:
                    self._item(PENALTY, penalty=_IN_PHRASE_PENALTY)
                self._space(" " if token[0] in " \t" else token, style, run.link)
            else:
                self._token(token, style, run)

    def _token(self, token: str, style: str, run: Run) -> None:
        """Add a word with the places where it may be broken: by a hyphen, or after a dash or slash of its own."""
        plain = token.replace(SOFT_HYPHEN, "")
        points: tuple[int, ...] = ()
        if self.hyphens and not run.style.code and not run.link:
            found = hyphenate(token, self.setter.language, self.setter.protected)
            points = tuple([point - token.count(SOFT_HYPHEN, 0, point) for point in found])
        parts = _PART.findall(plain)
        start = 0
        for index, part in enumerate(parts):
            end = start + len(part)
            self._word(part, tuple([point - start for point in points if start < point < end]), style, run.link)
            if index < len(parts) - 1:
                self._item(PENALTY, penalty=_SLASH_PENALTY if part.endswith("/") else _DASH_PENALTY)
            start = end

    def _word(self, text: str, points: tuple[int, ...], style: str, link: str | None) -> None:
        word = self.set(text, style)
        if not points or word is EMPTY:
            self._box(text, word.width_pt, style, link)
            return
        scale = self.face.size_pt / 1000
        shaped = self.setter.shaper.shape(text, style, self.setter.language)
        hyphen = self.set("-", style).width_pt
        before = 0
        done = 0.0
        for point in (*points, len(text)):
            until = shaped.width_before(point) * scale if point < len(text) else word.width_pt
            self._box(text[before:point], until - done, style, link)
            if point < len(text):
                self._item(PENALTY, width=hyphen, penalty=HYPHEN_PENALTY, flagged=True, right=hyphen * _HANG_RIGHT["-"])
            before, done = point, until

    def set(self, text: str, style: str) -> Word:
        """Return the set word; where a glyph is missing, remember its characters and set nothing."""
        try:
            return self.setter.word(text, style, self.face.size_pt)
        except MissingGlyph as missing:
            self.missing += "".join(char for char in missing.characters if char not in self.missing)
            return EMPTY

    def _box(self, text: str, width: float, style: str, link: str | None) -> None:
        first, last = text[0], text[-1]
        left = self.set(first, style).width_pt * _HANG_LEFT[first] if first in _HANG_LEFT else 0.0
        right = self.set(last, style).width_pt * _HANG_RIGHT[last] if last in _HANG_RIGHT else 0.0
        self._item(BOX, width=width, left=left, right=right, atom=_Atom(text, style, link))

    def _space(self, text: str, style: str, link: str | None) -> None:
        width = self.setter.space(style, self.face.size_pt) if text == " " else self.set(text, style).width_pt
        self._item(GLUE, width=width, stretch=width * STRETCH, shrink=width * SHRINK, atom=_Atom(text, style, link))

    def _item(self, kind: int, *, width: float = 0.0, stretch: float = 0.0, shrink: float = 0.0, penalty: float = 0.0,
              flagged: bool = False, left: float = 0.0, right: float = 0.0, atom: _Atom | None = None) -> None:
        self.kind.append(kind)
        self.width.append(width)
        self.stretch.append(stretch)
        self.shrink.append(shrink)
        self.penalty.append(penalty)
        self.flagged.append(flagged)
        self.left.append(left)
        self.right.append(right)
        self.atoms.append(atom)

    def line(self, items: Items, line: LineBreak) -> SetLine:
        """Return the operators of ``line``."""
        writer = _LineWriter(self, line)
        word, style, link = "", "", None
        for index in range(line.start, line.end):
            atom = self.atoms[index]
            if atom is None:
                continue
            if items.kind[index] == GLUE:
                writer.word(word, style, link)
                word = ""
                stretch = items.stretch[index] if line.ratio > 0 else items.shrink[index]
                writer.space(atom, items.width[index], line.ratio * stretch)
                continue
            if word and (atom.style != style or atom.link != link):
                writer.word(word, style, link)
                word = ""
            word, style, link = word + atom.text, atom.style, atom.link
        writer.word(word, style, link)
        if line.hyphenated:
            writer.hyphen(style)
        elif (atom := self._space_behind(line.end)) is not None:
            writer.space(atom, 0.0, 0.0)
        return writer.finish()

    def _space_behind(self, end: int) -> _Atom | None:
        """Return the space at which a line ends, or None where it ends otherwise."""
        if end < len(self.kind) and self.kind[end] == PENALTY and self.penalty[end] == _IN_PHRASE_PENALTY:
            end += 1
        return self.atoms[end] if end < len(self.kind) and self.kind[end] == GLUE else None


class _LineWriter:
    """Writes one line's operators, a piece for each stretch of text with one link."""

    def __init__(self, builder: _Builder, line: LineBreak) -> None:
        self.builder = builder
        self.setter = builder.setter
        self.size = builder.face.size_pt
        self.overfull = line.overfull
        self.hyphenated = line.hyphenated
        self.x = self.start = -line.hang_left
        self.hang_right = line.hang_right
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.style = ""
        self.link: str | None = None
        self.extensions: set[str] = set()

    def word(self, text: str, style: str, link: str | None) -> None:
        """Show ``text``, shaped whole."""
        if not text:
            return
        self._select(style, link)
        word = self.builder.set(text, style)
        self.parts.append(word.inner)
        self.x += word.width_pt
        self.extensions |= word.extensions

    def space(self, atom: _Atom, width_pt: float, extra_pt: float) -> None:
        """Show a space ``extra_pt`` wider than its ``width_pt``."""
        self._select(atom.style, atom.link)
        wanted = width_pt + extra_pt
        if atom.text == " ":
            self.parts.append(self.setter.space_code(atom.style))
            natural = self.setter.space(atom.style, self.size)
        else:
            word = self.builder.set(atom.text, atom.style)
            self.parts.append(word.inner)
            self.extensions |= word.extensions
            natural = word.width_pt
        if width_pt and abs(difference := wanted - natural) > 0.001:
            self.parts.append(f">{-difference * 1000 / self.size:.1f}<")
        self.x += wanted

    def hyphen(self, style: str) -> None:
        """Show the hyphen of a broken word, a soft hyphen to whoever reads the text."""
        word = self.builder.set("-", style)
        self.parts.append(f"{_HYPHEN_BEGIN}{word.inner}>]TJ EMC[<")
        self.x += word.width_pt

    def finish(self) -> SetLine:
        """Return the line."""
        self._end_piece()
        width = self.x - self.hang_right
        return SetLine(tuple(self.pieces), width, frozenset(self.extensions), self.overfull, self.hyphenated)

    def _select(self, style: str, link: str | None) -> None:
        if link != self.link:
            self._end_piece()
            self.link = link
        if style != self.style:
            resource = self.setter.resource(style)
            self.parts.append(f">]TJ/{resource} {self.size:g} Tf[<" if self.parts else f"/{resource} {self.size:g} Tf[<")
            self.style = style

    def _end_piece(self) -> None:
        if self.parts:
            shown = "".join(self.parts) + ">]TJ"
            grey = self.builder.face.grey
            shown = f"{grey:g} g {shown} 0 g" if grey else shown
            self.pieces.append(Piece(self.start, self.x - self.start, shown.replace("<>", ""), self.link))
        self.parts, self.style, self.start = [], "", self.x
