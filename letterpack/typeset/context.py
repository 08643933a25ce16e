"""What every part of typesetting is given: fonts, measures, words, and somebody to tell of a fault (part of stage 4 of 7)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.languages import Language
from letterpack.model.galley import FORBIDDEN, SAYS, GalleyBlock, Mark, Path, Strip, TagNode, content_shape, shape_of
from letterpack.model.letter import Run, Runs
from letterpack.model.pdf import Graphic
from letterpack.model.profile import Profile
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Measures, Type
from letterpack.text.bidi import isolated, needs_bidi
from letterpack.text.scripts import forms_of_country
from letterpack.text.shape import MissingGlyph
from letterpack.typeset.clusters import values
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.lines import set_line
from letterpack.typeset.patterns import Pattern
from letterpack.typeset.pieces import Composition, LinePiece, SetLine, SetText, TextFace
from letterpack.typeset.saying import report_missing
from letterpack.units import PT_PER_INCH, mm_to_pt, pt_to_mm
from letterpack.values import replace
from letterpack.wording.enclosures import EnclosureTitles

BASELINE: Final = 0.72
"""Where the baseline stands in a line, as a share of its leading from the top."""
SPARE_PT: Final = mm_to_pt(10.0)
"""How far a word may run into the margin: half of the narrowest one of our forms."""
_BREAK_IN_PARAGRAPH: Final = 20.0
_BREAK_AFTER_HYPHEN: Final = 300.0
_FINE_PPI: Final = 300.0
_COARSE_PPI: Final = 150.0
"""Below it, Ghent Workgroup's specifications for sheetfed offset (GWG 2022) take a picture for a fault."""
HAIR_PT: Final = 0.01
"""By how much rounding may make two lengths differ that are the same."""


PatternKey: TypeAlias = tuple[Runs, float, TextFace, Setter, Composition]
"""What paragraphs have in common that share what they are set by; the number is their measure in points."""


class Context(Struct, frozen=True):
    """The means of typesetting one letter.

    ``graphic`` gives the drawing or picture of a path, or None after saying why not. ``locate`` narrows the place of a block
    to the place of a character in it. ``page_pt`` is the height of the text of a page that is not the first. ``patterns`` are
    what paragraphs share that differ in a few words. ``titles`` are the enclosures'. ``home`` is the country of posting.
    """

    setter: Setter
    measures: Measures
    language: Language
    report: Report
    graphic: Callable[[str, Span], Graphic | None]
    locate: Callable[[Span, str], Span]
    profile: Profile
    page_pt: float = math.inf
    patterns: dict[PatternKey, Pattern] = field(default_factory=dict)
    titles: EnclosureTitles = field(default_factory=EnclosureTitles)
    home: str = ""

    def _with(self, setter: Setter) -> Context:
        return self if setter is self.setter else replace(self, setter=setter)

    def posted_to(self, country: str) -> Context:
        """Return the context of text that names somebody in ``country`` (ISO 3166): Chinese characters have its forms."""
        return self._with(self.setter.in_forms(forms_of_country(country)))

    def in_close_lines(self) -> Context:
        """Return the context of lines that are not the letter's: of an address, at the head and foot of a page."""
        return self._with(self.setter.in_close_lines())

    def in_columns(self) -> Context:
        """Return the context of a table's cells."""
        return self._with(self.setter.in_columns())

    def speaking(self, language: str) -> Context:
        """Return the context of text in ``language`` (BCP 47; empty: the context's own) within text of this context's."""
        return self._with(self.setter.speaking(language))

    def in_block(self, language: str) -> Context:
        """Return the context of blocks in ``language`` (BCP 47) among blocks of this context's."""
        return self._with(self.setter.in_block(language))

    def at_home(self) -> Context:
        """Return the context of text in the letter's own language, wherever it is called."""
        setter = self.setter.home
        return self if setter.language == self.setter.language else replace(self, setter=setter)

    def said(self, parts: Iterable[Spoken], between: str = "") -> Runs:
        """Return what ``values`` does of texts that are each in a language: runs, neighbours in one language joined."""
        given = [part for part in parts if part.text]
        if self.setter.right_to_left or needs_bidi(between.join([part.text for part in given])):
            given = [Spoken(isolated(text), language) for text, language in given]
        return self.joined(given, between)

    def enumerated(self, parts: Sequence[Spoken]) -> Runs:
        """Return what ``said`` does of the members of an enumeration."""
        return self.said(parts, self.language.comma_between([part.text for part in parts]))

    def joined(self, parts: Iterable[Spoken], between: str) -> Runs:
        """Return texts that are each in a language as runs with ``between`` between them, neighbours in one language joined."""
        given = [part for part in parts if part.text]
        if len(given) == 1:
            text, language = given[0]
            return (Run(text, language="" if language == self.setter.language else language),)
        pieces = [piece for part in given for piece in (Spoken(between), part)][1:] if between else given
        own = self.setter.language
        spoken = groupby(pieces, key=lambda piece: "" if piece.language == own else piece.language)
        return tuple([Run("".join([text for text, _ in group]), language=language) for language, group in spoken])

    def values(self, texts: Iterable[str], between: str = "") -> str:
        """Return those of ``texts`` that are not empty with ``between`` between them, each isolated where need be."""
        return values(texts, between, right_to_left=self.setter.right_to_left)

    def listed(self, people: Iterable[Sequence[str]]) -> str:
        """Return what is said of several people, each in a direction of its own."""
        comma_between = self.language.comma_between
        return self.language.semicolon.join([self.values(person, comma_between(person)) for person in people])

    def at_start(self, measure_pt: float, width_pt: float) -> float:
        """Return where something ``width_pt`` wide begins that stands where lines begin: at the left of the measure, in a
        right-to-left letter at its right.
        """
        return measure_pt - width_pt if self.setter.right_to_left else 0.0

    def at_end(self, measure_pt: float, width_pt: float) -> float:
        """Return where something ``width_pt`` wide begins that stands where lines end."""
        return 0.0 if self.setter.right_to_left else measure_pt - width_pt

    def checked(self, text: SetText, span: Span, what: str, spare_pt: float = SPARE_PT) -> SetText:
        """Report at ``span`` the characters of ``text`` that no font has and a word too long for its line; return ``text``.

        A word may run into the margin (LP213), but not by more than ``spare_pt``: there the paper ends, or its neighbour begins
        (LP233).
        """
        if text.missing:
            self.missing(text.missing, span, what)
        if text.excess_pt > 0.0:
            said = f"a word in {what} is {pt_to_mm(text.excess_pt):.1f} mm too long for its line"
            hint = "break it with a space or a soft hyphen, or shorten it"
            if text.excess_pt > spare_pt:
                self.report.error("LP233", span, f"{said}, and would be cut off or run into what stands beside it", hint)
            else:
                self.report.warning("LP213", span, said, hint)
        return text

    def is_too_high(self, height_pt: float) -> bool:
        """Whether no page can hold a row of ``height_pt`` with what must stand above it."""
        return height_pt - self.page_pt > HAIR_PT

    def row_checked(self, height_pt: float, span: Span, what: str) -> None:
        """Report at ``span`` (LP235) a row, which no page break splits, that with what must stand above it no page can hold."""
        self.held(height_pt - self.page_pt, span, what, "shorten its text, or give it more room: fewer columns")

    def held(self, excess_pt: float, span: Span, what: str, hint: str) -> None:
        """Report at ``span`` (LP235) what is ``excess_pt`` higher than the room that its page has, if it is."""
        if excess_pt > HAIR_PT:
            said = f"{what} is {pt_to_mm(excess_pt):.1f} mm too high for a page, and would be cut off"
            self.report.error("LP235", span, said, hint)

    def told_if_coarse(self, path: str, graphic: Graphic, width_pt: float, span: Span) -> None:
        """Report at ``span`` (LP239) a picture that has fewer pixels than print shows where it is ``width_pt`` wide."""
        if not (self.profile.is_trimmed and graphic.pixels_wide):
            return
        per_inch = graphic.pixels_wide / width_pt * PT_PER_INCH
        if per_inch < _FINE_PPI - 0.5:
            how = "coarse" if per_inch < _COARSE_PPI else "a little soft"
            said = f"the picture `{path}` has {per_inch:.0f} pixels an inch at its size, and will look {how} in print"
            needed = math.ceil(width_pt / PT_PER_INCH * _FINE_PPI)
            self.report.warning("LP239", span, said, f"use one that is {needed:,} pixels wide, or an SVG if it is drawn")

    def line(self, text: str, face: TextFace, place: Callable[[], Span], what: str) -> SetLine:
        """Set ``text`` on one line; where it has no glyphs, report them at ``place`` and set nothing."""
        try:
            return set_line(text, face.cut, face, self.setter)
        except MissingGlyph as missing:
            self.missing(missing.characters, place(), what)
            return SetLine((), 0.0, frozenset())

    def missing(self, characters: str, span: Span, what: str) -> None:
        """Report that no font has ``characters``."""
        report_missing(characters, span, what, self.locate, self.report)


def strips(
    lines: Iterable[SetLine], face: Type, path: Path, *, x_pt: float = 0.0, space_pt: float = 0.0, keeps_next: bool = False
) -> list[Strip]:
    """Stack ``lines`` as strips of one block: no break that leaves a line alone on either side.

    ``x_pt`` sets the block in; ``space_pt`` stands above it.
    """
    made: list[Strip] = []
    stacked = tuple(lines)
    for index, line in enumerate(stacked):
        alone = index in (1, len(stacked) - 1) and index > 0
        penalty = FORBIDDEN if alone else _BREAK_IN_PARAGRAPH if index else 0.0
        if index and stacked[index - 1].hyphenated and not alone:
            penalty += _BREAK_AFTER_HYPHEN
        marks, ends = marks_of(line, path, x_pt, face.leading_pt * BASELINE), index == len(stacked) - 1
        above = 0.0 if index else space_pt
        made.append(Strip(face.leading_pt, above, penalty, marks, extensions=line.extensions, keeps_next=keeps_next and ends))
    return made


def onto_grid(made: list[Strip], context: Context) -> list[Strip]:
    """Return the strips of a block in another leading than the body's, the last one higher where it must be so that what follows
    is on the grid of half lines again.
    """
    half = context.measures.body.leading_pt / 2
    lacking = -sum([strip.height_pt + (strip.space_pt if index else 0.0) for index, strip in enumerate(made)]) % half
    if not made or min(lacking, half - lacking) < HAIR_PT:
        return made
    return [*made[:-1], replace(made[-1], height_pt=made[-1].height_pt + lacking)]


def led_as_text(kind: Type, size_pt: float, line_count: int) -> Type:
    """Return the type of a title of ``line_count`` lines: its lines stand as far apart beside their size as those of text, and
    one alone takes what the style gives it.
    """
    return Type(size_pt, max(kind.leading_pt, kind.leading_pt * size_pt / kind.size_pt)) if line_count > 1 else kind


def up_to_grid(made: list[Strip], below_pt: float, context: Context) -> list[Strip]:
    """Return the strips of a title, with ``below_pt`` under them, and so much more white over them that what follows is on the
    grid of half lines again.
    """
    half = context.measures.body.leading_pt / 2
    lacking = -(sum([strip.height_pt for strip in made], below_pt) + sum([strip.space_pt for strip in made[:1]])) % half
    if min(lacking, half - lacking) < HAIR_PT:
        return made
    return [replace(strip, space_pt=strip.space_pt + (0.0 if index else lacking)) for index, strip in enumerate(made)]


def block_of(made: Iterable[Strip], *, own: bool = False) -> GalleyBlock:
    """Return the strips ``made`` as a block: a packet's ``own``, or one that all packets of a letter share."""
    block = tuple(made)
    return GalleyBlock(block, own, shape_of(block) if own else content_shape(block))


def marks_of(line: SetLine, path: Path, x_pt: float, y_pt: float) -> tuple[Mark, ...]:
    """Return the marks of ``line`` set at ``x_pt`` with its baseline at ``y_pt``, all on ``path`` or a Span of their
    language there.
    """
    return tuple([mark_of(piece, path, x_pt, y_pt) for piece in line.pieces])


def mark_of(piece: LinePiece, path: Path, x_pt: float, y_pt: float) -> Mark:
    """Return the mark of ``piece`` of a line that is set at ``x_pt``, on ``path`` or a Span there that says its language or its
    text.
    """
    if piece.chain:
        spoken = (("Lang", piece.language),) if piece.language else ()
        return Mark(
            x_pt + piece.x_pt, y_pt, piece.operators, (*path, TagNode("Span", f"{SAYS}{piece.chain}", spoken)), piece.text
        )
    on = (*path, in_language("Span", piece.language)) if piece.language else path
    return Mark(x_pt + piece.x_pt, y_pt, piece.operators, on)


def in_language(role: str, language: str, key: str = "") -> TagNode:
    """Return a structure element whose language is ``language`` (ISO 32000-1, 14.9.2)."""
    return TagNode(role, key or language, (("Lang", language),))


def called(role: str, key: str, name: str) -> TagNode:
    """Return the structure element of a block that its writer calls ``name``, one of ``ROLES``."""
    return TagNode(role, key, (("T", name),))


def node(role: str, span: Span, **attributes: str) -> TagNode:
    """Return the structure element of the block that ``span`` begins."""
    return TagNode(role, f"{span.line}:{span.column}", tuple(sorted(attributes.items())))
