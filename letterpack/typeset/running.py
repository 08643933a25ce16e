"""Running text as strips (part of stage 4 of 7): its links, what is struck out or emphasized by dots, what calls a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.draw.graphics import dot, rule
from letterpack.fonts import has_italic
from letterpack.languages.traits import traits
from letterpack.model import letter as source
from letterpack.model.galley import BACK, GalleyBlock, Link, Mark, Path, Strip, TagNode
from letterpack.model.letter import CALL, Heading, Paragraph, Run, Runs
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.text.scripts import one_script, script_of
from letterpack.typeset.context import BASELINE, Context, block_of, in_language, mark_of, marks_of, strips
from letterpack.typeset.lines import set_text
from letterpack.typeset.patterns import Pattern
from letterpack.typeset.pieces import FEWEST, JUSTIFIED, Composition, LinePiece, SetLine, SetText, TextFace, indented
from letterpack.values import replace
from letterpack.wording.links import spelled


@dataclass(frozen=True, slots=True)
class Position:
    """Where a block is set: its left edge and measure in the text area, its parents in the structure, its type, the space
    above it.

    ``asides`` takes the strips that do not flow with the block: they stand at the foot of a page, or again at the head of one.
    ``fewest`` where paragraphs are set in as few lines as they can be; ``long`` takes the places of those that may come to fewer.
    ``mirrored`` in a right-to-left letter, whose lists and notes are set in from the right.
    ``run_in`` are the headings that stand on the first line of a paragraph, by its place; ``following`` are the places of
    paragraphs that follow another. ``is_text`` where paragraphs are those of a text, not of a list or a note.
    ``whole_pt`` is the measure of the text area, which notes fill; 0 where it is that of the place. ``last_note`` is the highest
    number that a note of the letter can have: the texts of all begin as far in as that of the last.
    """

    x_pt: float
    measure_pt: float
    path: Path
    type: Type
    space_pt: float
    heading_levels: Mapping[Span, int]
    asides: list[Strip] = field(default_factory=list, compare=False)
    long: list[Span] = field(default_factory=list, compare=False)
    whole_pt: float = 0.0
    last_note: int = 0
    fewest: bool = False
    mirrored: bool = False
    run_in: Mapping[Span, Heading] = field(default_factory=dict)
    following: frozenset[Span] = frozenset()
    is_text: bool = True

    def inset(self, by_pt: float, path: Path, space_pt: float, *, both: bool = False) -> Position:
        """Return the place ``by_pt`` further in (on both sides where ``both``), for the children of ``path``."""
        x = self.x_pt if self.mirrored and not both else self.x_pt + by_pt
        whole = self.whole_pt or self.measure_pt
        narrower = self.measure_pt - by_pt * (2 if both else 1)
        is_text = self.is_text and both
        return replace(self, x_pt=x, measure_pt=narrower, path=path, space_pt=space_pt, whole_pt=whole, is_text=is_text)

    def before_pt(self, width_pt: float) -> float:
        """Return the x at which a label of ``width_pt`` stands where lines start."""
        return self.x_pt + (self.measure_pt - width_pt if self.mirrored else 0.0)


# From runs to strips.

REFERENCE: Final = "Reference"
_STRUCK: Final = "~"
"""Stands before the link of a struck run while its lines are broken, so that it is a piece of its own."""
_DOTTED: Final = {"dots above": "\u2022", "dots below": "\u2023"}
"""The same before that of a run which dots emphasize, by where its language has them: what a line says of a piece's language is
what its tag says, which may be less.
"""
_IDEOGRAPHIC: Final = late("[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Ideographs and kana, without the signs between them, which take no dots."""
_SQUARE_SIGNS: Final = late("[\u3000-\u303f\u30fb\uff00-\uff65—…‘’“”]+")
_FIGURES: Final = r"\d+(?:[.,:/–-]\d+)*[%٪]?"
_DOT_SIZE: Final = 0.16
_DOT_HEIGHTS: Final = {_DOTTED["dots above"]: 0.99, _DOTTED["dots below"]: -0.26}
"""Of the size, above the baseline: the squares of ideographs reach from -0.12 to 0.88."""
_LINK_DESCENT: Final = 0.25
_STRIKE_HEIGHT: Final = 0.26
"""Of the size, above the baseline: half the x-height of a text face."""
_STRIKE_PT: Final = 0.6
_STRUCK_OUT: Final = TagNode("Span", "struck", (("TextDecorationType", "LineThrough"),))


class SetMarks(Struct, frozen=True):
    """What a line shows: its marks, its links, rules through what is struck out."""

    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    vectors: str


def set_running(
    runs: Runs, span: Span, place: Position, face: TextFace, context: Context, composition: Composition = JUSTIFIED
) -> SetText:
    """Return ``runs`` as lines of ``place``; report at ``span`` what is wrong with them, but not once more of the fewest."""
    text = set_runs(runs, place.measure_pt, face, context, replace(composition, fewest=place.fewest and composition.justified))
    return _checked(text, span, place, context)


def set_paragraph(block: Paragraph, place: Position, face: TextFace, context: Context, indent_pt: float = 0.0) -> SetText:
    """Return what ``set_running`` does for a paragraph, its first line set in by ``indent_pt``, by what others share with it that
    are filled from the same pattern.
    """
    text = _paragraph(block, place, face, context, indent_pt)
    # Lines that end at the right of their measure begin, as it does, where they are read from.
    return text if place.mirrored else indented(text, indent_pt)


def _paragraph(block: Paragraph, place: Position, face: TextFace, context: Context, indent_pt: float) -> SetText:
    setter = context.setter
    if not setter.subsets.closed:
        return set_running(block.runs, block.span, place, face, context, replace(JUSTIFIED, first_indent_pt=indent_pt))
    composition = replace(FEWEST if place.fewest else JUSTIFIED, first_indent_pt=indent_pt)
    key = (block.pattern or block.runs, place.measure_pt, face, setter, composition)
    pattern = context.patterns.get(key)
    if pattern is None:
        pattern = Pattern(shown(block.pattern or block.runs, context), place.measure_pt, face, setter, composition)
        context.patterns[key] = pattern
    return _checked(pattern.set(shown(block.runs, context)), block.span, place, context)


def _checked(text: SetText, span: Span, place: Position, context: Context) -> SetText:
    """Return ``text``; report at ``span`` what is wrong with it, and remember where it may be set in fewer lines."""
    if place.fewest:
        return text
    if text.least < len(text.lines):
        place.long.append(span)
    return context.checked(text, span, "the letter")


def stacked(
    text: SetText, place: Position, path: Path, face: TextFace, context: Context, *, keeps_next: bool = False
) -> list[Strip]:
    """Return the lines of ``text`` as strips, all on ``path``, with what goes around their pieces."""
    made = strips(text.lines, place.type, path, x_pt=place.x_pt, space_pt=place.space_pt, keeps_next=keeps_next)
    return [_with_around(strip, line, place, path, face, context) for strip, line in zip(made, text.lines, strict=True)]


def set_runs(runs: Runs, measure_pt: float, face: TextFace, context: Context, composition: Composition) -> SetText:
    """Return ``runs`` as set lines whose pieces know what goes around them."""
    return set_text(shown(runs, context), measure_pt, face, context.setter, composition)


def shown(runs: Runs, context: Context) -> Runs:
    """Return ``runs`` as they are set: links spelled where nothing can be clicked, with what goes around each."""
    linked = runs if context.profile.links_lead else spelled(runs)
    if any(run.style.italic for run in linked):
        linked = tuple([each for run in linked for each in _emphasized(run, run.language or context.setter.language)])
    return around(linked)


def _emphasized(run: Run, language: str) -> Iterator[Run]:
    """Yield ``run``, or where its script has no italic, its parts: what stands beside dots, where the language emphasizes by
    these, figures that look as its letters do, and the rest.
    """
    if not run.style.italic or run.field or one_script(run.text) is not None:
        yield run
        return
    dots = _DOTTED[kind] if (kind := traits(language).emphasis) and _IDEOGRAPHIC.search(run.text) else ""
    upright = replace(run.style, italic=False)
    pattern = f"{_IDEOGRAPHIC.pattern}|{_SQUARE_SIGNS.pattern}|{_FIGURES}" if dots else _FIGURES
    at = 0
    for found in re.finditer(pattern, run.text):
        is_figure = found[0][0].isdecimal()
        if is_figure and has_italic(_script_beside(run.text, found.start(), found.end())):
            continue
        if at < found.start():
            yield replace(run, text=run.text[at : found.start()])
        style = upright if dots else replace(upright, bold=True)
        dotted = f"{dots}{run.link or ''}" if _IDEOGRAPHIC.match(found[0]) else run.link
        yield replace(run, text=found[0], style=style, link=dotted)
        at = found.end()
    if at < len(run.text):
        yield replace(run, text=run.text[at:])


def _script_beside(text: str, start: int, end: int) -> str:
    """Return the script of the last letter before ``start``, or else of the first from ``end`` on."""
    return next(filter(None, map(script_of, (*reversed(text[:start]), *text[end:]))), "")


def around(runs: Runs) -> Runs:
    """Return ``runs`` with what goes around each in its link, so that it comes out as pieces of its own."""
    if not any(run.style.struck for run in runs):
        return runs
    return tuple([replace(run, link=f"{_STRUCK}{run.link or ''}") if run.style.struck else run for run in runs])


def _with_around(strip: Strip, line: SetLine, place: Position, path: Path, face: TextFace, context: Context) -> Strip:
    if not any(piece.link for piece in line.pieces):
        return strip
    said = said_by(line, place.x_pt, place.type, path, face, context)
    return replace(strip, marks=said.marks, links=said.links, vectors=said.vectors)


def said_by(line: SetLine, x_pt: float, kind: Type, path: Path, face: TextFace, context: Context) -> SetMarks:
    """Return what ``line`` shows at ``x_pt`` in a strip of the ``kind``'s leading, on ``path``."""
    marks: list[Mark] = []
    links: list[Link] = []
    vectors: list[str] = []
    y = kind.leading_pt * BASELINE
    for piece in line.pieces:
        label = piece.link or ""
        struck, label = label.startswith(_STRUCK), label.removeprefix(_STRUCK)
        dotted = label[:1] if label.startswith(tuple(_DOT_HEIGHTS)) else ""
        link = label.removeprefix(dotted)
        on = _path_of(piece, link, path, context, struck=struck)
        x = x_pt + piece.x_pt
        # A link says its language itself.
        marks.append(mark_of(replace(piece, language="") if link else piece, on, x_pt, y))
        if struck:
            through = _STRIKE_HEIGHT * face.size_pt - y
            vectors.append(rule(x, through, x + piece.width_pt, through, _STRIKE_PT, face.ink))
        if dotted:
            vectors.append(_dots(piece, x, _DOT_HEIGHTS[dotted] * face.size_pt - y, face))
        if on[-1].role == "Link":
            note = int(_called(link)) if link.startswith(CALL) else 0
            heard = context.language.note_call(note) if note else link
            links.append(Link(*link_box(x, y, piece.width_pt, face.size_pt), link, on, heard, note))
    return SetMarks(tuple(marks), tuple(links), " ".join(vectors))


def _dots(piece: LinePiece, x_pt: float, y_pt: float, face: TextFace) -> str:
    """Return the dots of ``piece``, one beside each of its letters, all of which are as wide."""
    count = len(piece.text.strip())
    step = piece.width_pt / max(1, count)
    return " ".join([dot(x_pt + step * (index + 0.5), y_pt, _DOT_SIZE * face.size_pt, face.ink) for index in range(count)])


def link_box(x_pt: float, y_pt: float, width_pt: float, size_pt: float) -> tuple[float, float, float, float]:
    """Return where a link is whose text is ``width_pt`` wide with its baseline at ``y_pt``: left, top, width and height."""
    return x_pt, y_pt - size_pt * (1 - _LINK_DESCENT), width_pt, size_pt


def _path_of(piece: LinePiece, link: str, path: Path, context: Context, *, struck: bool) -> Path:
    """Return where a piece stands in the structure: what is struck out within what leads somewhere."""
    inner: Path = (_STRUCK_OUT,) if struck else ()
    if link.startswith(CALL):
        call = (*path, *inner, TagNode(REFERENCE, link))
        return (*call, linked(link, context.language.spoken("labels", "note"))) if context.profile.links_lead else call
    if link:
        return (*path, *inner, linked(link, piece.language))
    return (*path, *inner)


def linked(target: str, language: str) -> TagNode:
    """Return the element of a link to ``target`` whose text, or what is said of it, is in ``language``; empty: the letter's."""
    return in_language("Link", language, target) if language else TagNode("Link", target)


def calls_in(strip: Strip) -> tuple[str, ...]:
    """Return the numbers of the notes that ``strip`` calls, in reading order."""
    return tuple([_called(node.key) for mark in strip.marks for node in mark.path[-3:] if node.role == REFERENCE])


def _called(link: str) -> str:
    return link.removeprefix(CALL).partition(".")[0]


# Footnotes: set once, kept aside, and tied to the lines that call them. A note stands in the structure right behind the block
# that calls it, wherever on paper it is: an empty mark there makes its element (ISO 32000-1, 14.8.4.4.1, Note).

SetBlock: TypeAlias = Callable[[source.Block, Position, Context], list[Strip]]


def with_notes(
    made: list[Strip], notes: list[source.Footnote], place: Position, context: Context, set_block: SetBlock
) -> list[Strip]:
    """Return the strips of a block, those that call one of ``notes`` tied to its lines, which go among the place's asides.

    Notes are in the letter's own language, whatever that of the block is.
    """
    home = context.at_home()
    if home is not context:
        place = replace(place, mirrored=home.setter.right_to_left)
    calling: dict[str, int] = {}
    for index, strip in enumerate(made):
        for number in calls_in(strip):
            calling.setdefault(number, index)
    spoken = home.setter.language if home is not context else ""
    for note in notes if made else ():
        lines = _set_note(note, replace(place, path=(*place.path, _node(note, spoken))), home, set_block)
        stretch = (len(place.asides), len(place.asides) + len(lines))
        place.asides.extend(lines)
        at = calling.get(str(note.number), -1)
        made[at] = replace(made[at], notes=(*made[at].notes, stretch))
    if notes and made:
        ends = [Mark(0.0, 0.0, "", (*place.path, _node(note, spoken))) for note in notes]
        made[-1] = replace(made[-1], marks=(*made[-1].marks, *ends))
    return made


def note_rule(measure_pt: float, context: Context) -> GalleyBlock:
    """Return the short rule that parts a page's notes from its text."""
    measures = context.measures
    height = measures.footnote_above_pt
    start = measure_pt - measures.footnote_rule_pt if context.setter.right_to_left else 0.0
    line = rule(start, -height / 2, start + measures.footnote_rule_pt, -height / 2, measures.furniture_rule_pt, 0.0)
    return block_of([Strip(height, 0.0, 0.0, (), vectors=line)])


def _set_note(note: source.Footnote, place: Position, context: Context, set_block: SetBlock) -> list[Strip]:
    """Return the lines of a note over the whole measure, its number hanging before them; the path of ``place`` ends in it."""
    measures = context.measures
    kind = measures.footnote
    path = place.path
    face = TextFace(kind.size_pt)
    label, widest = [
        context.line(figures, face, lambda: note.span, "a note's number")
        for figures in (note.figures, context.language.note_figures(max(note.number, place.last_note)))
    ]
    indent = max(measures.footnote_label_pt, max(label.width_pt, widest.width_pt) + measures.footnote_label_pt / 3)
    area = replace(place, x_pt=0.0, measure_pt=place.whole_pt or place.measure_pt, type=kind, fewest=False)
    inner = area.inset(indent, path, measures.footnote_space_pt)
    lines = [strip for child in note.blocks for strip in set_block(child, inner, context)]
    if not lines:
        return []
    on, links = (*path, TagNode("Lbl", "label")), lines[0].links
    x, y = area.before_pt(label.width_pt), kind.leading_pt * BASELINE
    if context.profile.links_lead:
        back = f"{BACK}{note.number}"
        on = (*on, linked(back, context.language.spoken("labels", "back")))
        box = link_box(x, y, label.width_pt, kind.size_pt)
        links = (Link(*box, back, on, context.language.back, note.number), *links)
    marks = (*marks_of(label, on, x, y), *lines[0].marks)
    return [replace(lines[0], marks=marks, links=links, extensions=lines[0].extensions | label.extensions), *lines[1:]]


def _node(note: source.Footnote, spoken: str) -> TagNode:
    return in_language("Note", spoken, str(note.number)) if spoken else TagNode("Note", str(note.number))
