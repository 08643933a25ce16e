"""One line's items to its pieces: operators, from left to right (part of stage 4 of 7).

Lines are broken in reading order and shown from left to right: what runs from right to left in a line is turned once the line
is known (UAX #9, L1 and L2).

A line ends in a word space where its paragraph has one there, so that a reader that follows the tags gets whole words; a
hyphen that only the break put in is a soft hyphen to every reader (U+00AD, as ISO 32000-1, 14.8.2.2.3 asks).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from letterpack.model.galley import ExtensionGlyph
from letterpack.model.ink import filled
from letterpack.text.bidi import visual_order
from letterpack.text.breaks import BOX, GLUE, PENALTY, Items, LineBreak
from letterpack.text.hyphenate import SOFT_HYPHEN
from letterpack.typeset.glyphs import MARKED, without_empty
from letterpack.typeset.items import EXPANSION, SEPARATOR, Atom, Gatherer
from letterpack.typeset.pieces import ALONE, LinePiece, SetLine
from letterpack.typeset.saying import contrary_passages, utf16

_WHOLE: Final = (1.0, 1.0)
_HOLE: Final = 3.0
"""Of a word space: a line whose spaces would gain more is left short, for holes in it are seen more than its end."""
_UNSEEN_PT: Final = 0.001
_FREELY: Final = 0.02
"""By how much of its width a line's letters grow or shrink before its spaces do: what pdfTeX's users take (Thành 2000, 3.4)."""
_QUIET: Final = (0.9, 1.15)
"""Of a word space: only what would make the spaces of a line narrower or wider takes more from its letters than that."""


class _LinePart(NamedTuple):
    """What a line shows, piece by piece: a word or a space, or the hyphen of a broken word; ``width_pt`` is a space's."""

    kind: int
    atom: Atom
    width_pt: float = 0.0


class LineWriter:
    """Writes one line's operators, a piece for each stretch of text with one link and in one language.

    What a justified line must gain or lose comes from its letters first (ISO 32000-1, 9.3.4, horizontal scaling), then from its
    spaces while these are hardly seen to differ, then from its letters again up to ``EXPANSION``, and last from its spaces.
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
        self.in_passage = False
        self.extensions: set[ExtensionGlyph] = set()

    def _setting(self) -> tuple[float, float]:
        """Return the scale of the line's letters, and what each of its spaces gains at that scale in points."""
        line, items = self.line, self.items
        if not (line.ratio and line.width):
            return 1.0, 0.0
        change = items.stretch if line.ratio > 0 else items.shrink
        wanted = line.width + line.ratio * sum(change[line.start : line.end])
        shares = sum([self._share(index) for index in range(line.start, line.end) if items.kind[index] == GLUE])
        space = self.setter.space("regular", self.size)
        scale = _scale(wanted, line.width, shares, space)
        extra = (wanted / scale - line.width) / shares if shares else 0.0
        return (1.0, 0.0) if extra > _HOLE * space else (scale, extra)

    def gained_pt(self, index: int) -> float:
        """Return what the glue ``index`` gains beside its width, before it is scaled with the letters."""
        return self.extra_pt * self._share(index)

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
        jumps: frozenset[int] = frozenset()
        contrary: dict[int, str] = {}
        if any(levels) or self.setter.right_to_left:
            order, tags = visual_order(levels), self._languages(parts)
            jumps, languages = _jumps(order, parts, tags), tags
            contrary = self._contrary(order, parts, languages, jumps)
        for index in order:
            kind, atom, width = parts[index]
            if index in jumps:
                self._end_piece()
            if index in contrary:
                self._select(atom.style, atom.link, languages[index] or "")
                self.parts.append(contrary[index])
            if kind == BOX:
                self._word(atom, languages[index])
            elif kind == GLUE:
                self._space(atom, width, languages[index])
            else:
                self._hyphen(atom.style)
            if ~index in contrary:
                self.parts.append(contrary[~index])
            self.said.append((index, atom.text if kind != PENALTY else SOFT_HYPHEN))
            self.is_turned = self.is_turned or atom.level % 2 == 1
        self._end_piece()
        hang = line.hang_left if self.gathered.right_to_left else line.hang_right
        pieces = sorted(self.pieces, key=lambda pair: pair[0]) if any(levels) else self.pieces
        return SetLine(
            tuple([piece for _, piece in pieces]), self.x - hang, frozenset(self.extensions), line.overfull, line.hyphenated
        )

    def _languages(self, parts: Sequence[_LinePart]) -> list[str]:
        """Return the language tag of each part of a line that is turned: what has no letters is in that of its neighbours at
        the same level, in the same passage.
        """
        found: list[str] = []
        for _, group in groupby(parts, key=lambda part: (part.atom.level, part.atom.language)):
            tags = [self.gathered.word_of(atom).tag if kind == BOX else None for kind, atom, _ in group]
            first = next((tag for tag in tags if tag is not None), "")
            found.extend(list(accumulate(tags, lambda before, tag: before if tag is None else tag, initial=first))[1:])
        return found

    def _contrary(
        self, order: Sequence[int], parts: Sequence[_LinePart], languages: Sequence[str | None], jumps: frozenset[int]
    ) -> dict[int, str]:
        """Return what begins the passages of stretches that run against their line, by the part at the left of each, and what
        ends them, by the complement of the part at the right.
        """
        leftward = self.gathered.right_to_left
        stretches: list[list[int]] = []
        before = -1
        for index in order:
            atom = parts[index].atom
            if atom.level % 2 == leftward:
                before = -1
                continue
            along = before >= 0 and index not in jumps and atom.level == parts[before].atom.level
            if along and (atom.link, languages[index]) == (parts[before].atom.link, languages[before]):
                stretches[-1].append(index)
            else:
                stretches.append([index])
            before = index
        texts = ["".join([parts[index].atom.text for index in sorted(stretch)]) for stretch in stretches]
        others = [part.atom.text for part in parts if part.kind == BOX and part.atom.level % 2 == leftward]
        count = sum([any(map(str.isalpha, text)) for text in others])
        found: dict[int, str] = {}
        for stretch, passage in zip(stretches, contrary_passages(texts, count, leftward=leftward), strict=True):
            if all(self._says_itself(parts[index]) for index in stretch):
                found[stretch[0]], found[~stretch[-1]] = passage
        return found

    def _says_itself(self, part: _LinePart) -> bool:
        """Whether ``part`` is letters that say by themselves what they are, or a space."""
        if part.kind == GLUE and part.atom.text in ("", " "):
            return True
        return part.kind != PENALTY and part.atom.text != SEPARATOR and MARKED not in self.gathered.word_of(part.atom).inner

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
                parts.append(_LinePart(GLUE, atom, items.width[index] + self.gained_pt(index)))
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
            language = self._neighbours(atom) if word.tag is None else word.tag
        self.in_passage = bool(atom.language)
        self._select(atom.style, atom.link, language)
        self.parts.append(word.inner)
        self.x += word.width_pt * self.scale
        self.extensions |= word.extensions

    def _space(self, atom: Atom, width_pt: float, language: str | None) -> None:
        """Show a space of ``width_pt`` before scaling; 0 at the end of a line, where it takes no room."""
        self._select(atom.style, atom.link, self._neighbours(atom) if language is None else language)
        self.in_passage = bool(atom.language)
        if not atom.text:
            natural = 0.0
        elif atom.text == " ":
            self.parts.append(self.setter.space_code(atom.style))
            natural = self.setter.space(atom.style, self.size)
        elif atom.text == SEPARATOR:
            natural = self._separator(atom, width_pt)
        else:
            word = self.gathered.word_of(atom)
            self.parts.append(word.inner)
            self.extensions |= word.extensions
            natural = word.width_pt
        if (width_pt or atom.level % 2) and abs(width_pt - natural) > _UNSEEN_PT:
            self.parts.append(f">{(natural - width_pt) * 1000 / (self.size * self.setter.first(atom.style).scale):.1f}<")
        self.x += width_pt * self.scale

    def _separator(self, atom: Atom, width_pt: float) -> float:
        """Show what parts the names of a line, or at its end, where ``width_pt`` is 0, a space that says so; return its width."""
        code, space = self.setter.space_code(atom.style), self.setter.space(atom.style, self.size)
        if not width_pt:
            self.parts.append(f">]TJ/Span<</ActualText<{utf16(SEPARATOR)}>>>BDC[<{code}>]TJ EMC[<")
            return space
        dot = self.gathered.dot_of(atom)
        self.parts.append(f"{code}{dot.inner}{code}")
        self.extensions |= dot.extensions
        return dot.width_pt + 2 * space

    def _neighbours(self, atom: Atom) -> str:
        """Return the language tag of what was shown before ``atom``, unless a passage ended there."""
        return "" if self.in_passage and not atom.language else self.language

    def _hyphen(self, style: str) -> None:
        word = self.setter.hyphen(style, self.size)
        self.parts.append(word.inner)
        self.extensions |= word.extensions
        self.x += word.width_pt * self.scale

    def _select(self, style: str, link: str | None, language: str) -> None:
        if link != self.link or language != self.language:
            self._end_piece()
            self.link, self.language = link, language
        if style != self.style:
            selected = self.setter.selected(style, self.size)
            self.parts.append(f">]TJ{selected}[<" if self.parts else f"{selected}[<")
            self.style = style

    def _end_piece(self) -> None:
        if self.parts:
            shown = without_empty("".join(self.parts) + ">]TJ")
            unclear = self.is_turned or MARKED in shown
            if self.scale != 1.0 and (percent := f"{self.scale * 100:.2f}") != "100.00":
                shown = f"{percent} Tz {shown} 100 Tz"
            ink = self.gathered.face.ink
            shown = f"{filled(ink)} {shown} 0 g" if ink else shown
            said = sorted(self.said) if self.is_turned else self.said
            text = "".join([text for _, text in said])
            piece = LinePiece(
                self.start, self.x - self.start, shown, self.link, self.language, text, ALONE if unclear and text.strip() else ""
            )
            self.pieces.append((said[0][0], piece))
        self.parts, self.style, self.start, self.said, self.is_turned = [], "", self.x, [], False


def _scale(wanted_pt: float, width_pt: float, shares: float, space_pt: float) -> float:
    """Return the scale of the letters of a line that is ``width_pt`` wide and shall be ``wanted_pt``.

    ``shares`` is how many times what a space of ``space_pt`` gains or loses the line does.
    """
    freely = max(1 - _FREELY, min(1 + _FREELY, wanted_pt / width_pt))
    spaces_pt = shares * space_pt
    letters_pt = width_pt - spaces_pt
    # Letters that no font has are as wide as nothing.
    if not spaces_pt or letters_pt <= 0.0:
        return max(1 - EXPANSION, min(1 + EXPANSION, wanted_pt / width_pt))
    narrow, wide = [(wanted_pt - quiet * spaces_pt) / letters_pt for quiet in _QUIET]
    # Quiet spaces ask of the letters to be of a scale between the two.
    return max(1 - EXPANSION, min(1 + EXPANSION, max(wide, min(narrow, freely))))


def _jumps(order: Sequence[int], parts: Sequence[_LinePart], languages: Sequence[str]) -> frozenset[int]:
    """Return the parts of a turned line, in the ``order`` in which they are seen, that must begin a piece: a piece is read in one
    go, so nothing that is read between two parts of it may stand in another.
    """
    found: set[int] = set()
    for _, group in groupby(order, key=lambda index: (parts[index].atom.link, languages[index])):
        seen = list(group)
        if max(seen) - min(seen) >= len(seen):
            found.update([index for before, index in pairwise(seen) if abs(index - before) != 1])
    return frozenset(found)
