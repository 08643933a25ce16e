"""Runs to stretches of one direction, and clusters to PDF text operators (part of stage 4 of 7).

Text without right-to-left letters in a left-to-right letter passes untouched. A paragraph runs as its letter does, unless all its
letters run the other way: a quotation, an office's name, a closing in another language. An operator is needed for glyphs that are
moved or stand for other letters than the font says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.languages import runs_right_to_left
from letterpack.model.galley import ExtensionGlyph
from letterpack.model.letter import Run, Runs
from letterpack.patterns import late
from letterpack.text.bidi import CONTROL, LRI, PDI, RIGHT_TO_LEFT_MARK, RLI, embedding_levels, has_direction, isolated, needs_bidi
from letterpack.text.breaks import needs_rules
from letterpack.text.fonts import Font
from letterpack.text.scripts import CLOSING
from letterpack.text.shape import ALONE, GlyphRun, ShapingContext, Subsets
from letterpack.typeset.saying import LOST_BY_PDFIUM, ends_like_figures, in_stretches, said_as
from letterpack.values import replace

_LINE_SEPARATOR: Final = "\u2028"
"""A hard break inside a paragraph ends a line, not what a direction goes by."""
_DIVIDES: Final = r"\s\u00ad\-‐–—/־"
_BEGINNING: Final = late(f"[^{_DIVIDES}]+")
_END: Final = late(f"[^{_DIVIDES}]+\\Z")
_SEEN: Final = 5
"""Characters that HarfBuzz looks at on either side of what it shapes (``CONTEXT_LENGTH`` of its buffer)."""


class LevelRun(NamedTuple):
    """Text of one style at one embedding level, and the letters that it touches in its neighbours (``beside``)."""

    run: Run
    level: int
    beside: ShapingContext = ALONE


class DirectedParagraph(NamedTuple):
    """A paragraph in stretches, in reading order, and whether it runs from right to left."""

    stretches: list[LevelRun]
    right_to_left: bool


def in_directions(runs: Runs, *, right_to_left: bool) -> DirectedParagraph:
    """Return ``runs`` split where their embedding level changes, for a letter that runs ``right_to_left`` or not.

    Direction controls have done their work and are gone. A run that is ``isolated`` cannot change the direction of its
    neighbours. Letters that join over the end of a run know it, or are in one run where their style is the same.
    """
    turned = any(needs_bidi(run.text) for run in runs)
    if not turned and not right_to_left:
        return DirectedParagraph([LevelRun(run, 0) for run in runs], right_to_left=False)
    base = _runs_right_to_left("".join([run.text for run in runs]), right_to_left=right_to_left)
    if not turned and not base:
        return DirectedParagraph([LevelRun(run, 0) for run in runs], right_to_left=False)
    return DirectedParagraph(_joining(_leveled(runs, right_to_left=base)), base)


def _runs_right_to_left(text: str, *, right_to_left: bool) -> bool:
    kinds = {unicodedata.bidirectional(char) for char in text}
    leftward = not kinds.isdisjoint(("R", "AL"))
    return leftward if ("L" in kinds) != leftward else right_to_left


def _leveled(runs: Runs, *, right_to_left: bool) -> list[list[LevelRun]]:
    """Return the stretches of each run."""
    texts = [isolated(run.text) if run.isolated else run.text for run in runs]
    end = 0
    for language, group in groupby(runs, key=lambda run: run.language):
        start, end = end, end + len(list(group))
        if language:  # A passage in a language of its own says its direction.
            texts[start] = (RLI if runs_right_to_left(language) else LRI) + texts[start]
            texts[end - 1] += PDI
    levels = embedding_levels("".join(texts).replace("\n", _LINE_SEPARATOR), int(right_to_left))
    found: list[list[LevelRun]] = []
    start = 0
    for run, text in zip(runs, texts, strict=True):
        leveled = [(char, level) for char, level in zip(text, levels[start:], strict=False) if not CONTROL.match(char)]
        parts = [(level, "".join([char for char, _ in part])) for level, part in groupby(leveled, key=itemgetter(1))]
        found.append([LevelRun(replace(run, text=part), level) for level, part in parts])
        start += len(text)
    return found


def _joining(leveled: list[list[LevelRun]]) -> list[LevelRun]:
    """Return the stretches of all runs, letters that join from run to run in one stretch or beside each other."""
    made: list[LevelRun] = []
    before: list[LevelRun] = []
    for stretches in filter(None, leveled):
        first, *rest = stretches
        if before and _touch(before, stretches):
            last = made.pop()
            if (last.run.style, last.run.link) == (first.run.style, first.run.link):
                made.extend(_in_one(last, first))
            else:
                made.extend((*_parted_end(last, first.run.text), *_parted_beginning(first, last.run.text)))
        else:
            made.append(first)
        made.extend(rest)
        before = stretches
    return made


def _touch(one: list[LevelRun], other: list[LevelRun]) -> bool:
    """Whether the last letter of a run and the first of the next stand side by side from right to left."""
    last, first = one[-1], other[0]
    odd = last.level % 2 and first.level % 2
    # An isolate whose own direction is the other one has its first letter at its far end.
    near = last.level == first.level or all(min([each.level for each in run]) % 2 for run in (one, other))
    return bool(odd and near and _is_letter(last.run.text[-1]) and _is_letter(first.run.text[0]))


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _in_one(last: LevelRun, first: LevelRun) -> list[LevelRun]:
    """Return two stretches of one style so that the word over their border is in the first alone."""
    border = len(_word_at_beginning(first.run.text))
    made = [_with_text(last, last.run.text + first.run.text[:border]), _with_text(first, first.run.text[border:])]
    return [stretch for stretch in made if stretch.run.text]


def _parted_end(stretch: LevelRun, behind: str) -> list[LevelRun]:
    """Return ``stretch``, the word that it ends in by itself, beside the beginning of the text ``behind`` it."""
    text = stretch.run.text
    start = len(text) - len(_word_at_end(text))
    beside = ShapingContext("" if start else stretch.beside.before, _word_at_beginning(behind)[:_SEEN])
    ending = _with_text(stretch, text[start:])._replace(beside=beside)
    return [_with_text(stretch, text[:start]), ending] if start else [ending]


def _parted_beginning(stretch: LevelRun, before: str) -> list[LevelRun]:
    """Return ``stretch``, the word that it begins with by itself, beside the end of the text ``before`` it."""
    text = stretch.run.text
    end = len(_word_at_beginning(text))
    beginning = _with_text(stretch, text[:end])._replace(beside=ShapingContext(_word_at_end(before)[-_SEEN:], ""))
    return [beginning, _with_text(stretch, text[end:])] if text[end:] else [beginning]


def _with_text(stretch: LevelRun, text: str) -> LevelRun:
    return stretch._replace(run=replace(stretch.run, text=text))


def _word_at_beginning(text: str) -> str:
    found = _BEGINNING.match(text)
    return found[0] if found else ""


def _word_at_end(text: str) -> str:
    found = _END.search(text)
    return found[0] if found else ""


def values(texts: Iterable[str], between: str, *, right_to_left: bool) -> str:
    """Return those of ``texts`` that are not empty with ``between`` between them.

    Where they may run against a letter that runs ``right_to_left`` or not, each is isolated: it has a direction of its own.
    """
    given = [text for text in texts if text]
    joined = between.join(given)
    return between.join(map(isolated, given)) if right_to_left or needs_bidi(joined) else joined


# Clusters.

KERN_THRESHOLD: Final = 0.5
"""1/1000 em; a smaller difference from the font's own advance is not written."""
_FAR_BACK: Final = 200.0
"""1/1000 em (poppler, minDupBreakOverlap)."""
_UNKNOWN_TO_POPPLER: Final = late("[\u07c0-\u089f\U00010800-\U0001efff]")
"""N'Ko and what came to Unicode after it: poppler 25 takes these letters for signs without a direction. A mark for each of them
says it, so that a page of them runs from right to left whatever its letterhead is in."""
_WIDE: Final = 1000.0
"""1/1000 em: six times the narrowest space of a tight line; no ideograph is wider."""
_WIDE_SPACES: Final = 4.5
"""The same in spaces of a font that has narrow ones, as Nastaliq does."""
_INSIDE: Final = 2.0
"""1/1000 em; two glyphs at one place have no order."""


class Cluster(Struct, frozen=True):
    """Glyphs ``start`` to ``end`` of a run (end excluded) and the letters that they show together."""

    start: int
    end: int
    text: str


ShownCluster: TypeAlias = tuple[GlyphRun, Cluster]


class PlacedGlyph(Struct, frozen=True):
    """A glyph at a place, in 1/1000 of the text's size from where its word begins on the line."""

    font: Font
    id: int
    x: float
    y: float

    @property
    def right(self) -> float:
        """Where its own advance leads."""
        return self.x + self.font.width(self.id)

    @property
    def is_mark(self) -> bool:
        """Whether it takes no room."""
        return self.font.advance(self.id) <= KERN_THRESHOLD

    @property
    def is_letter(self) -> bool:
        """Whether it means a letter by itself."""
        return any(map(str.isalpha, self.font.meaning.get(self.id, "")))

    @property
    def is_wide(self) -> bool:
        """Whether a space beside it is too narrow for PDFium, which asks for a sixth of it."""
        return self.font.advance(self.id) > min(_WIDE, _WIDE_SPACES * self.font.space)

    @property
    def is_raised(self) -> bool:
        """Whether it stands above or below the line."""
        return abs(self.y) > KERN_THRESHOLD


class Speller:
    """Writes clusters at a size, and remembers what of them is in extensions; ``first`` is selected before and after.

    ``leftward``: the letter runs from right to left.
    """

    def __init__(self, subsets: Subsets, first: Font, size_pt: float, *, leftward: bool = False) -> None:
        self.extensions: set[ExtensionGlyph] = set()
        self._subsets, self._first, self._size_pt, self._leftward = subsets, first, size_pt, leftward

    def spelled(self, runs: Sequence[GlyphRun]) -> str:
        """Return the operators of a word's ``runs``, between the brackets of ``[<`` and ``>]TJ``."""
        self._out: list[str] = []
        self._again = ""
        self._current, self._font = self._first.resource, self._first
        found = [(run, cluster) for run in runs for cluster in clusters(run)]
        turned = runs[0].right_to_left
        # Poppler parts letters of different sizes unless they say what they are together.
        is_one_size = len({run.font.scale for run in runs}) == 1
        if is_one_size and not (turned and is_unknown(runs)) and all(_says_itself(run, cluster) for run, cluster in found):
            for overlaid, part in _parts(self._without_end(found) if turned else found):
                if overlaid:
                    text = "".join([cluster.text for _, cluster in part])
                    self._passage(part, text, text)
                else:
                    self._move(_width(part) - self._show(_placed(part)))
        elif turned:
            self._turned_word(found)
        else:
            text = "".join([cluster.text for _, cluster in found])
            self._passage(found, text, text)
        self._select(self._first, self._first.resource)
        return "".join(self._out)

    def _without_end(self, found: Sequence[ShownCluster]) -> Sequence[ShownCluster]:
        """Show and say the signs behind the letters of a word that runs from right to left, where poppler would take them for
        figures; return the rest.
        """
        end = next((index for index, (_, cluster) in enumerate(found) if has_direction(cluster.text)), len(found))
        seen = "".join([cluster.text for _, cluster in found[:end]])
        if not ends_like_figures(seen[::-1]):
            return found
        # PDFium takes signs and figures beside each other for one figure.
        self._passage(found[:end], RIGHT_TO_LEFT_MARK + seen, RIGHT_TO_LEFT_MARK + seen if end == len(found) else "")
        return found[end:]

    def _turned_word(self, found: Sequence[ShownCluster]) -> None:
        """Show a word that runs from right to left and say all of it, brackets by themselves: PDFium turns them where it turns a
        line, poppler does not.
        """
        for bracket, group in groupby(found, lambda pair: len(pair[1].text) == 1 and unicodedata.mirrored(pair[1].text) == 1):
            part = list(group)
            text = "".join([cluster.text for _, cluster in reversed(part)])
            seen = text[::-1]
            # Poppler would show the end of such a text with what runs from left to right around it.
            is_unlike = ends_like_figures(text) or (not self._leftward and unicodedata.bidirectional(text[-1]) == "NSM")
            marks = RIGHT_TO_LEFT_MARK * (len(_UNKNOWN_TO_POPPLER.findall(text)) or is_unlike)
            self._passage(part, marks + seen, "" if bracket else in_stretches(text))

    def _passage(self, part: Sequence[ShownCluster], for_poppler: str, for_pdfium: str) -> None:
        """Show clusters and say them. Poppler knows the passage by its name (Span), PDFium takes the innermost.

        What stands on the line comes first, in as few pieces as there are subsets; poppler looks for spaces where the last glyph
        ends, so the last one stands at the end.
        """
        for_pdfium = "" if LOST_BY_PDFIUM.search(for_poppler) else for_pdfium
        glyphs, width = _placed(part), _width(part)
        raised: list[PlacedGlyph] = []
        level: list[PlacedGlyph] = []
        for each in glyphs:
            (raised if each.is_raised or self._is_far_left(each, glyphs[0]) else level).append(each)
        ending = self._ending(part[-1][0].font, width)
        end = max(width, glyphs[-1].right) if _ends_in_white(part) else width
        on_line = level
        if for_pdfium:
            on_line = self._in_pieces(level, end, turned=part[0][0].right_to_left, spaced=not needs_rules(for_poppler))
        first = next((each for each in on_line if each.id != each.font.unseen), glyphs[0])
        self._select(first.font, self._resource(first.font, first.id))
        self._out.append(said_as("Span", for_poppler))
        if for_pdfium != for_poppler:
            self._out.append(said_as("ReversedChars", for_pdfium))
        # PDFium skips all pieces of a passage but the first: where it is to read glyphs, each has a passage of its own.
        self._again = "" if for_pdfium else " EMC/ReversedChars<</ActualText<FEFF>>>BDC"
        if not on_line or on_line[-1].is_mark or (abs(on_line[-1].right - width) > KERN_THRESHOLD and not _ends_in_white(part)):
            on_line.append(ending)
        self._move(width - self._show(on_line))
        for glyph in raised:
            self._raise(glyph, width)
        if raised:
            self._turn_to(ending)
            self._move(ending.x - width)
            self._out.append(f"{ending.id:04X}")
            self._move(width - ending.right)
        self._again = ""
        self._out.append(">]TJ EMC EMC[<" if for_pdfium != for_poppler else ">]TJ EMC[<")

    def _is_far_left(self, glyph: PlacedGlyph, first: PlacedGlyph) -> bool:
        """Whether ``glyph``, a mark in a piece of its own, would begin before the ``first`` of its passage."""
        if not glyph.is_mark or glyph.x >= first.x:
            return False
        return self._resource(glyph.font, glyph.id) != self._resource(first.font, first.id)

    def _in_pieces(self, glyphs: list[PlacedGlyph], width: float, *, turned: bool, spaced: bool) -> list[PlacedGlyph]:
        """Return the glyphs of a line in the order in which PDFium understands them, and with them some that nobody sees.

        It turns a passage if the piece that it takes for the first, which begins at the left, has a letter that runs from right
        to left: so in one that is ``turned`` letters come before signs of another subset. It looks for a space where that piece
        ends: so that is where the passage does. It does not see one beside a wide glyph: so where words are ``spaced``, none
        stands at an edge.
        """
        names = [self._resource(each.font, each.id) for each in glyphs]
        lettered = next((index for index, each in enumerate(glyphs) if each.is_letter), 0) if turned else 0
        other = next((index for index, name in enumerate(names) if name != names[lettered]), len(names))
        late = other < lettered
        is_first = [name == names[lettered] and (late or index < other) for index, name in enumerate(names)]
        rest = [each for each, leads in zip(glyphs, is_first, strict=True) if not leads]
        piece = [each for each, leads in zip(glyphs, is_first, strict=True) if leads]
        if not piece or not piece[0].font.unseen:
            return piece + rest
        if late or (spaced and piece[0].is_wide):
            piece.insert(0, PlacedGlyph(piece[0].font, piece[0].font.unseen, glyphs[0].x, 0.0))
        if rest or (spaced and piece[-1].is_wide):
            piece.append(self._ending(piece[-1].font, width))
        return piece + rest

    def _ending(self, font: Font, width: float) -> PlacedGlyph:
        """Return a glyph that nobody sees and that ends just before ``width``, on the line; of the font that is selected before
        and after where ``font`` has none.
        """
        font = font if font.unseen else self._first
        return PlacedGlyph(font, font.unseen, width - font.width(font.unseen) - _INSIDE, 0.0)

    def _show(self, glyphs: Sequence[PlacedGlyph]) -> float:
        """Show ``glyphs`` of the line, each at its place, and return where the last one leads, in 1/1000 em."""
        at = 0.0
        for index, glyph in enumerate(glyphs):
            self._turn_to(glyph, islice(glyphs, index + 1, None))
            self._move(glyph.x - at)
            at = glyph.right
            self._out.append(f"{glyph.id:04X}")
        return at

    def _raise(self, glyph: PlacedGlyph, width: float) -> None:
        """Show ``glyph`` off the line, from ``width`` and back to it.

        It is told from a glyph at the passage's end that nobody sees: PDFium sorts passages by where each piece begins.
        """
        self._turn_to(glyph)
        anchor = self._ending(glyph.font, width)
        at, told = width, ""
        if anchor.font is glyph.font:
            self._move(anchor.x - width)
            at, told = anchor.right, f"{anchor.id:04X}"
        self._out.append(f">]TJ{self._again} {glyph.y * self._size_pt / 1000:.2f} Ts[<{told}")
        self._move(glyph.x - at)
        self._out.append(f"{glyph.id:04X}>]TJ 0 Ts[<")
        self._move(width - glyph.right)

    def _turn_to(self, glyph: PlacedGlyph, following: Iterable[PlacedGlyph] = ()) -> None:
        """Select the subset that has ``glyph``. One that nobody sees is in every subset of its font, and shown in one piece with
        what was shown before it, or with what is ``following`` it.
        """
        if glyph.id == glyph.font.unseen:
            if glyph.font is self._font:
                return
            glyph = next((each for each in following if each.font is glyph.font), glyph)
        self._select(glyph.font, self._resource(glyph.font, glyph.id))

    def _move(self, by: float) -> None:
        if abs(by) > KERN_THRESHOLD:
            self._out.append(f">{-by / self._font.scale:.0f}<")

    def _resource(self, font: Font, glyph: int) -> str:
        name = self._subsets.resource(font, glyph)
        if name != font.resource:
            self.extensions.add(ExtensionGlyph(name, glyph))
        return name

    def _select(self, font: Font, resource: str) -> None:
        if resource != self._current:
            self._out.append(f">]TJ{self._again}{font.selected(resource, self._size_pt)}[<")
            self._current, self._font = resource, font


def is_unknown(runs: Sequence[GlyphRun]) -> bool:
    """Whether poppler does not know that ``runs`` run from right to left: their words must say it."""
    return any(_UNKNOWN_TO_POPPLER.search(run.text) for run in runs)


def clusters(run: GlyphRun) -> list[Cluster]:
    """Return the clusters of ``run`` from left to right."""
    found: list[Cluster] = []
    stop = len(run.text)
    index = 0
    while index < len(run.ids):
        end = index + 1
        start = run.starts[index]
        while end < len(run.ids) and run.starts[end] == start:
            end += 1
        if not run.right_to_left:
            stop = run.starts[end] if end < len(run.ids) else len(run.text)
        found.append(Cluster(index, end, run.text[start:stop]))
        stop = start
        index = end
    return found


def _parts(found: Sequence[ShownCluster]) -> list[tuple[bool, list[ShownCluster]]]:
    """Split a word's clusters where full-width signs begin or end to lie over each other's white, and say where they do: poppler
    takes what begins so far back for a line of its own.
    """
    if not any(run.font.is_large for run, _ in found):
        return [(False, list(found))]
    knots: list[list[ShownCluster]] = []
    pen = right = 0.0
    for run, cluster in found:
        first = cluster.start
        if knots and pen + (run.offsets[first][0] if run.offsets else 0.0) < right - _FAR_BACK:
            knots[-1].append((run, cluster))
        else:
            knots.append([(run, cluster)])
        for index in range(first, cluster.end):
            right = pen + (run.offsets[index][0] if run.offsets else 0.0) + run.font.width(run.ids[index])
            pen += run.advances[index]
    return [
        (overlaid, [shown for knot in group for shown in knot])
        for overlaid, group in groupby(knots, key=lambda knot: len(knot) > 1)
    ]


def _ends_in_white(part: Sequence[ShownCluster]) -> bool:
    """Whether the last sign has lost white, which its own advance keeps: readers then look for a space behind that."""
    return part[-1][1].text[-1:] in CLOSING and part[-1][0].font.is_large


def _says_itself(run: GlyphRun, cluster: Cluster) -> bool:
    """Whether a cluster's glyphs mean its text, and stand where readers look for them."""
    said = [run.font.meaning.get(glyph, "") for glyph in run.ids[cluster.start : cluster.end]]
    exact = "".join(reversed(said) if run.right_to_left else said) == cluster.text
    return exact and not _is_moved(run, cluster)


def _is_moved(run: GlyphRun, cluster: Cluster) -> bool:
    """Whether a glyph of ``cluster`` stands above or below the line, or a mark beside where it is written."""
    if run.offsets is None:
        return False
    offsets = run.offsets[cluster.start : cluster.end]
    beside = len(offsets) > 1
    return any(abs(dy) > KERN_THRESHOLD or (beside and abs(dx) > KERN_THRESHOLD) for dx, dy in offsets)


def _placed(part: Sequence[ShownCluster]) -> list[PlacedGlyph]:
    """Return the glyphs of clusters that follow each other, from left to right."""
    glyphs: list[PlacedGlyph] = []
    pen = 0.0
    for run, cluster in part:
        for index in range(cluster.start, cluster.end):
            dx, dy = run.offsets[index] if run.offsets else (0.0, 0.0)
            glyphs.append(PlacedGlyph(run.font, run.ids[index], pen + dx, dy))
            pen += run.advances[index]
    return glyphs


def _width(part: Sequence[ShownCluster]) -> float:
    return sum([run.advances[index] for run, cluster in part for index in range(cluster.start, cluster.end)])
