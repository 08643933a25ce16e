"""Runs to set lines: broken by total fit, then the operators of each line (part of stage 4 of 7).

Lines are broken in reading order and shown from left to right: what runs from right to left in a line is turned once the line
is known (UAX #9, L1 and L2). The lines of a right-to-left letter stand at the right of their measure.

A line ends in a word space where its paragraph has one there, so that a reader that follows the tags gets whole words; a
hyphen that only the break put in is a soft hyphen to every reader (U+00AD, as ISO 32000-1, 14.8.2.2.3 asks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from letterpack.model.galley import ExtensionGlyph
from letterpack.model.letter import Run, Runs, Style
from letterpack.text.bidi import has_direction, needs_bidi, visual_order
from letterpack.text.breaks import needs_rules
from letterpack.text.hyphenate import SOFT_HYPHEN
from letterpack.text.linebreak import BOX, GLUE, PENALTY, TEX, Demerits, Items, LineBreak, break_lines
from letterpack.text.shape import MissingGlyph
from letterpack.typeset.directions import in_directions
from letterpack.typeset.glyphs import MARKED, LineStyle, Setter, SetWord, without_empty
from letterpack.typeset.items import EXPANSION, Atom, Gatherer, TextFace, face_name, hangs_left

_PLAIN_WORDS: Final = re.compile(r"[^\s\u00ad\u200b]+(?: [^\s\u00ad\u200b]+)*")
"""Words with single spaces between them: nothing that line breaking has a say in where all fit."""
_NONE: Final[frozenset[ExtensionGlyph]] = frozenset()
_WHOLE: Final = (1.0, 1.0)
_HOLE: Final = 3.0
"""Of a word space: a line whose spaces would gain more is left short, for holes in it are seen more than its end."""
_ALONE: Final = "0"
"""The chain of a piece that says its text by itself."""
_UNSEEN_PT: Final = 0.001
_FEWEST: Final = replace(TEX, line=3_000.0)
"""A line costs more than all that its words can do to the others."""
_PHRASE_RAG: Final = 0.5
"""Share of the measure by which lines that end with phrases may differ."""
_ANY_RAG: Final = (4_000.0,)
"""Of ragged lines: a short one is weighed against what it spares, and not left out beforehand."""
_LAST_LINE: Final = 0.2
"""Of the measure: a title or a cell rather ends its lines early than in a word alone."""
_LONE_WORD: Final = 1_000_000.0


class LinePiece(NamedTuple):
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


class SetLine(NamedTuple):
    """A line, set. ``width_pt`` is what it fills; ``overfull`` where an unbreakable word is longer than the measure;
    ``hyphenated`` where it ends in a hyphen that only the break put in.
    """

    pieces: tuple[LinePiece, ...]
    width_pt: float
    extensions: frozenset[ExtensionGlyph]
    overfull: bool = False
    hyphenated: bool = False


class _LinePart(NamedTuple):
    """What a line shows, piece by piece: a word or a space, or the hyphen of a broken word; ``width_pt`` is a space's."""

    kind: int
    atom: Atom
    width_pt: float = 0.0


class SetText(NamedTuple):
    """Lines, the characters for which no font had a glyph, and by how much the longest line exceeds its measure in points."""

    lines: tuple[SetLine, ...]
    missing: str
    excess_pt: float = 0.0


def set_text(
    runs: Runs,
    measure_pt: float,
    face: TextFace,
    setter: Setter,
    *,
    justified: bool = True,
    hyphens: bool = True,
    phrases: bool = False,
    first_indent_pt: float = 0.0,
    fewest: bool = False,
    gaps: bool = False,
) -> SetText:
    """Break ``runs`` into lines of ``measure_pt``, the first shorter by ``first_indent_pt``, and set them.

    With ``phrases``, lines end after commas where they can, as a reader of a list of names and offices breaks them. With
    ``fewest``, there are as few as spaces allow. With ``gaps``, several spaces stay several.

    Lines stand where the letter's begin; those of a paragraph that fills its measure, where its own direction begins them.
    """
    if not justified and len(runs) == 1 and not setter.right_to_left:
        alone = _set_alone(runs[0], measure_pt - first_indent_pt, face, setter)
        if alone is not None:
            return SetText((alone,), "")
    stretches, turned = in_directions(runs, right_to_left=setter.right_to_left)
    expansion = EXPANSION if justified else 0.0
    gathered = Gatherer(setter, face, hyphens=hyphens, phrases=phrases, expansion=expansion, right_to_left=turned, gaps=gaps)
    for stretch in stretches:
        gathered.add(*stretch)
    items = gathered.items()
    measures = (measure_pt - first_indent_pt, measure_pt) if first_indent_pt else (measure_pt,)
    demerits = (_FEWEST if fewest else TEX) if justified else _of_rag(measure_pt, phrases=phrases)
    breaks = break_lines(items, measures, justified=justified, demerits=demerits)
    lines = [_LineWriter(gathered, items, line).written() for line in breaks]
    if turned if justified and len(lines) > 1 else setter.right_to_left:
        lines = [at_right(line, measures[min(index, len(measures) - 1)]) for index, line in enumerate(lines)]
    lines = _chained(lines)
    excess = max(
        [line.width_pt - measures[min(index, len(measures) - 1)] for index, line in enumerate(lines) if line.overfull],
        default=0.0,
    )
    return SetText(tuple(lines), gathered.missing, excess)


def _chained(lines: list[SetLine]) -> list[SetLine]:
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
            pieces[index] = piece._replace(chain=chain)
            open_chain = chain if breaks else ""
        chained.append(line._replace(pieces=tuple(pieces)))
    return chained


def in_block(line: SetLine, number: int) -> SetLine:
    """Return ``line``, set by itself, as line ``number`` (0-based) of a block: no other line of it has a chain of its name."""
    pieces = [piece._replace(chain=f"{number}.{index}") if piece.chain else piece for index, piece in enumerate(line.pieces)]
    return line._replace(pieces=tuple(pieces))


@lru_cache(maxsize=1 << 8)
def _of_rag(measure_pt: float, *, phrases: bool) -> Demerits:
    if phrases:
        return replace(TEX, rag_pt=measure_pt * _PHRASE_RAG, tolerances=_ANY_RAG)
    return replace(TEX, last_line_min_pt=measure_pt * _LAST_LINE, short_last_line=_LONE_WORD, tolerances=_ANY_RAG)


def at_right(line: SetLine, measure_pt: float) -> SetLine:
    """Return ``line`` moved to the right end of its measure."""
    by = measure_pt - line.width_pt
    return line._replace(pieces=tuple([piece._replace(x_pt=piece.x_pt + by) for piece in line.pieces]))


def at_left(line: SetLine) -> SetLine:
    """Return ``line`` so that it begins where it is put."""
    by = min([piece.x_pt for piece in line.pieces], default=0.0)
    return line._replace(pieces=tuple([piece._replace(x_pt=piece.x_pt - by) for piece in line.pieces])) if by > 0.0 else line


def set_line(text: str, style: str, face: TextFace, setter: Setter) -> SetLine:
    """Set ``text`` on one line with its natural spaces, however long. Raises ``MissingGlyph``.

    Its direction is its own, whatever the letter's, if it has one; where it stands is for the caller.
    """
    if setter.right_to_left or needs_bidi(text) or needs_rules(text):
        return _gathered_line(Run(text, isolated=has_direction(text)), style, face, setter)
    dress = setter.dress(style, face.size_pt, face.grey)
    known = dress.words
    words = [known[word] for word in text.split(" ")]
    widths, inners, extensions, tags, _ = zip(*words, strict=True)
    if any(tags):
        return _tagged_line(text, words, dress)
    width = sum(widths) + dress.space_pt * (len(words) - 1)
    shown = without_empty(f"{dress.opening}{dress.space_code.join(inners)}{dress.closing}")
    chain = _ALONE if MARKED in shown else ""
    piece = LinePiece(0.0, width, shown, None, "", text, chain)
    return SetLine((piece,), width, _NONE.union(*extensions) if any(extensions) else _NONE)


def _gathered_line(run: Run, style: str, face: TextFace, setter: Setter) -> SetLine:
    """Return ``run`` on one line, what runs from right to left turned, and gaps kept. Raises ``MissingGlyph``."""
    run = replace(run, style=Style(bold="bold" in style, italic="italic" in style))
    stretches, turned = in_directions((run,), right_to_left=setter.right_to_left)
    gathered = Gatherer(setter, face, hyphens=False, phrases=False, expansion=0.0, right_to_left=turned, gaps=True)
    for stretch in stretches:
        gathered.add(*stretch)
    if gathered.missing:
        raise MissingGlyph(gathered.missing)
    return _chained([_LineWriter(gathered, gathered.items(), LineBreak(0, len(gathered.kind), 0.0, 0.0)).written()])[0]


def _tagged_line(text: str, words: list[SetWord], dress: LineStyle) -> SetLine:
    """Return the line ``text`` of ``words``, a piece for each stretch in one language; a stretch ends in the space behind it.

    A word without letters is in the language of the word before it.
    """
    tags = list(accumulate(words, lambda before, word: before if word.tag is None else word.tag, initial=""))[1:]
    pieces: list[LinePiece] = []
    x = 0.0
    typed = text.split(" ")
    last = len(words) - 1
    for tag, group in groupby(range(len(words)), lambda index: tags[index]):
        indexes = list(group)
        behind = indexes[-1] != last
        inner = dress.space_code.join([words[index].inner for index in indexes]) + (dress.space_code if behind else "")
        width = sum([words[index].width_pt for index in indexes]) + dress.space_pt * (len(indexes) - (0 if behind else 1))
        said = " ".join(typed[indexes[0] : indexes[-1] + 1]) + (" " if behind else "")
        chain = f"0.{len(pieces)}" if MARKED in inner else ""
        pieces.append(LinePiece(x, width, without_empty(f"{dress.opening}{inner}{dress.closing}"), None, tag, said, chain))
        x += width
    return SetLine(tuple(pieces), x, _NONE.union(*[word.extensions for word in words if word.extensions]))


def _set_alone(run: Run, measure_pt: float, face: TextFace, setter: Setter) -> SetLine | None:
    """Return ``run`` on one line where that is all there is to it: plain words that fit; else None."""
    if run.link is not None or not _PLAIN_WORDS.fullmatch(run.text) or hangs_left(run.text) or needs_bidi(run.text):
        return None
    try:
        line = set_line(run.text, face_name(run.style, bold=face.bold), face, setter)
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
        self.x = self.start = -(line.hang_right if gathered.right_to_left else line.hang_left)
        self.parts: list[str] = []
        self.pieces: list[tuple[int, LinePiece]] = []
        self.said: list[tuple[int, str]] = []
        self.is_turned = False
        self.style = ""
        self.link: str | None = None
        self.language = ""
        self.extensions: set[ExtensionGlyph] = set()

    def _setting(self) -> tuple[float, float]:
        """Return the scale of the line's letters, and what each of its spaces gains at that scale in points."""
        line, items = self.line, self.items
        if not line.ratio:
            return 1.0, 0.0
        change = items.stretch if line.ratio > 0 else items.shrink
        wanted = line.width + line.ratio * sum(change[line.start : line.end])
        scale = 1 + EXPANSION * max(-1.0, min(1.0, line.ratio))
        shares = sum([self._share(index) for index in range(line.start, line.end) if items.kind[index] == GLUE])
        extra = (wanted / scale - line.width) / shares if shares else 0.0
        return (1.0, 0.0) if extra > _HOLE * self.setter.space("regular", self.size) else (scale, extra)

    def _share(self, index: int) -> float:
        """Return how much of what a space gains the glue ``index`` gains: a gap less."""
        grows, gives = self.gathered.shares.get(index, _WHOLE)
        return grows if self.line.ratio > 0 else gives

    def written(self) -> SetLine:
        """Return the line."""
        line = self.line
        parts = self._parts()
        levels = [part.atom.level for part in parts]
        order: Sequence[int] = range(len(parts))
        languages: Sequence[str | None] = (None,) * len(parts)
        if any(levels) or self.setter.right_to_left:
            order, languages = visual_order(levels), self._languages(parts)
        for index in order:
            kind, atom, width = parts[index]
            if kind == BOX:
                self._word(atom, languages[index])
            elif kind == GLUE:
                self._space(atom, width, languages[index])
            else:
                self._hyphen(atom.style)
            self.said.append((index, atom.text if kind != PENALTY else SOFT_HYPHEN))
            self.is_turned = self.is_turned or atom.level % 2 == 1
        self._end_piece()
        hang = line.hang_left if self.gathered.right_to_left else line.hang_right
        pieces = (
            [piece for _, piece in sorted(self.pieces, key=lambda pair: pair[0])]
            if any(levels)
            else [piece for _, piece in self.pieces]
        )
        return SetLine(tuple(pieces), self.x - hang, frozenset(self.extensions), line.overfull, line.hyphenated)

    def _languages(self, parts: Sequence[_LinePart]) -> list[str]:
        """Return the language tag of each part of a line that is turned: what has no letters is in that of its neighbours at
        the same level.
        """
        found: list[str] = []
        for _, group in groupby(parts, key=lambda part: part.atom.level):
            tags = [self.gathered.word_of(atom).tag if kind == BOX else None for kind, atom, _ in group]
            first = next((tag for tag in tags if tag is not None), "")
            found.extend(list(accumulate(tags, lambda before, tag: before if tag is None else tag, initial=first))[1:])
        return found

    def _parts(self) -> list[_LinePart]:
        """Return what the line shows in reading order; syllables of one word in one style and direction are one part."""
        gathered, line, items = self.gathered, self.line, self.items
        parts: list[_LinePart] = []
        word: Atom | None = None
        for index in range(line.start, line.end):
            atom = gathered.atoms[index]
            if atom is None:
                continue
            if items.kind[index] == GLUE:
                if index in gathered.joints and word is not None and word[1:] == atom[1:]:
                    continue
                if word is not None:
                    parts.append(_LinePart(BOX, word))
                word = None
                parts.append(_LinePart(GLUE, atom, items.width[index] + self.extra_pt * self._share(index)))
            elif word is None:
                word = atom
            elif atom[1:] == word[1:]:
                word = Atom(word.text + atom.text, *word[1:])
            else:
                parts.append(_LinePart(BOX, word))
                word = atom
        if word is not None:
            parts.append(_LinePart(BOX, word))
        if (last := self._last_part(word)) is not None:
            parts.append(last)
        return parts

    def _last_part(self, word: Atom | None) -> _LinePart | None:
        """Return what ends the line behind its last ``word``: a hyphen, or the space where it was broken."""
        if self.line.hyphenated and word is not None:
            return _LinePart(PENALTY, word)
        atom = self.gathered.space_behind(self.line.end)
        return None if atom is None else _LinePart(GLUE, atom._replace(level=int(self.gathered.right_to_left)))

    def _word(self, atom: Atom, language: str | None) -> None:
        """Show a word, shaped whole; ``language`` is its tag, or None where what was shown before it decides."""
        word = self.gathered.word_of(atom)
        if language is None:
            language = self.language if word.tag is None else word.tag
        self._select(atom.style, atom.link, language)
        self.parts.append(word.inner)
        self.x += word.width_pt * self.scale
        self.extensions |= word.extensions

    def _space(self, atom: Atom, width_pt: float, language: str | None) -> None:
        """Show a space of ``width_pt`` before scaling; 0 at the end of a line, where it takes no room."""
        self._select(atom.style, atom.link, self.language if language is None else language)
        if not atom.text:
            natural = 0.0
        elif atom.text == " ":
            self.parts.append(self.setter.space_code(atom.style))
            natural = self.setter.space(atom.style, self.size)
        else:
            word = self.gathered.word_of(atom)
            self.parts.append(word.inner)
            self.extensions |= word.extensions
            natural = word.width_pt
        if (width_pt or atom.level % 2) and abs(width_pt - natural) > _UNSEEN_PT:
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
            shown = without_empty("".join(self.parts) + ">]TJ")
            unclear = self.is_turned or MARKED in shown
            if self.scale != 1.0:
                shown = f"{self.scale * 100:.2f} Tz {shown} 100 Tz"
            grey = self.gathered.face.grey
            shown = f"{grey:g} g {shown} 0 g" if grey else shown
            said = sorted(self.said) if self.is_turned else self.said
            text = "".join([text for _, text in said])
            piece = LinePiece(
                self.start, self.x - self.start, shown, self.link, self.language, text, _ALONE if unclear and text.strip() else ""
            )
            self.pieces.append((said[0][0], piece))
        self.parts, self.style, self.start, self.said, self.is_turned = [], "", self.x, [], False
