"""The letter's own blocks, each kind by a function of its own (part of stage 4 of 7).

``SETTERS`` is the table: a new kind of block is a function and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from letterpack.draw.graphics import rule
from letterpack.model import letter as source
from letterpack.model.galley import FORBIDDEN, Drawing, Link, Mark, Node, Path, Strip
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.typeset.context import BASELINE, Context, in_language, node, strips
from letterpack.typeset.headings import title_of
from letterpack.typeset.items import Face
from letterpack.typeset.lines import SetLine, set_text
from letterpack.typeset.spelled import spelled
from letterpack.units import pt_to_mm

_LINK_DESCENT: Final = 0.25
_PICTURE_SHARE: Final = 0.75
"""A picture is no wider than the measure and no higher than this share of it."""
_BREAK_MARK_PT: Final = 48.0
_BREAK_RULE_PT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block is set: its left edge and measure in the text area, its parents in the structure, its type, the space
    above it.

    """

    x_pt: float
    measure_pt: float
    path: Path
    type: Type
    space_pt: float
    heading_levels: Mapping[Span, int]

    def inset(self, by_pt: float, path: Path, space_pt: float, *, both: bool = False) -> Place:
        """Return the place ``by_pt`` further in (on both sides where ``both``), for the children of ``path``."""
        narrower = self.measure_pt - by_pt * (2 if both else 1)
        return replace(self, x_pt=self.x_pt + by_pt, measure_pt=narrower, path=path, space_pt=space_pt)


def set_block(block: source.Block, place: Place, context: Context) -> list[Strip]:
    """Return the strips of ``block``."""
    return SETTERS[type(block)](block, place, context)


def _paragraph(block: source.Paragraph, place: Place, context: Context) -> list[Strip]:
    path = (*place.path, node("P", block.span))
    leads = "".join(run.text for run in block.runs).rstrip().endswith(":")
    return _running(block.runs, block.span, place, path, Face(place.type.size_pt), context, keeps_next=leads)


def _running(
    runs: source.Runs,
    span: Span,
    place: Place,
    path: Path,
    face: Face,
    context: Context,
    *,
    keeps_next: bool = False,
    justified: bool = True,
) -> list[Strip]:
    shown = spelled(runs) if context.for_print else runs
    text = context.check_glyphs(
        set_text(shown, place.measure_pt, face, context.setter, justified=justified, hyphens=justified), span, "the letter"
    )
    for line in text.lines:
        if line.overfull:
            context.report.warning(
                "LP213",
                span,
                f"a word is {pt_to_mm(line.width_pt - place.measure_pt):.1f} mm too long for its line",
                "break it with a space or a soft hyphen, or shorten it",
            )
    made = strips(text.lines, place.type, path, x_pt=place.x_pt, space_pt=place.space_pt, keeps_next=keeps_next)
    return [_with_links(strip, line, place, path) for strip, line in zip(made, text.lines, strict=True)]


def _with_links(strip: Strip, line: SetLine, place: Place, path: Path) -> Strip:
    if not any(piece.link for piece in line.pieces):
        return strip
    marks: list[Mark] = []
    links: list[Link] = []
    for mark, piece in zip(strip.marks, line.pieces, strict=True):
        if piece.link is None:
            marks.append(mark)
            continue
        said = in_language("Link", piece.language, piece.link) if piece.language else Node("Link", piece.link)
        linked = (*path, said)
        marks.append(mark._replace(path=linked))
        top = mark.y_pt - place.type.size_pt * (1 - _LINK_DESCENT)
        links.append(Link(mark.x_pt, top, piece.width_pt, place.type.size_pt, piece.link, linked))
    return strip._replace(marks=tuple(marks), links=tuple(links))


def _heading(block: source.Heading, place: Place, context: Context) -> list[Strip]:
    measures = context.measures
    path = (*place.path, node(f"H{place.heading_levels[block.span]}", block.span))
    where = replace(place, type=measures.heading, space_pt=measures.heading_above_pt)
    face = Face(measures.heading.size_pt, bold=True)
    made = _running(block.runs, block.span, where, path, face, context, keeps_next=True, justified=False)
    kept = [strip._replace(penalty=FORBIDDEN if index else strip.penalty) for index, strip in enumerate(made)]
    if kept:
        kept[0] = kept[0]._replace(title=title_of(block.runs))
    return [*kept[:-1], kept[-1]._replace(next_space_pt=measures.heading_below_pt)] if kept else []


def _quote(block: source.Quote, place: Place, context: Context) -> list[Strip]:
    measures = context.measures
    path = (*place.path, node("BlockQuote", block.span))
    inner = replace(place.inset(measures.quote_inset_pt, path, measures.quote_space_pt, both=True), type=measures.quote)
    return [strip for child in block.blocks for strip in set_block(child, inner, context)]


def _list(block: source.ItemList, place: Place, context: Context) -> list[Strip]:
    measures = context.measures
    numbering = "Decimal" if block.ordered else "Disc"
    path = (*place.path, node("L", block.span, ListNumbering=numbering))
    face = Face(place.type.size_pt)
    labels = [context.line(item.label, face, lambda: block.span, "a list's label") for item in block.items]
    indent = max([measures.list_label_pt, *[label.width_pt + measures.list_label_pt / 4 for label in labels]])
    between = measures.list_tight_pt if block.tight else measures.list_space_pt
    made: list[Strip] = []
    for index, (item, label) in enumerate(zip(block.items, labels, strict=True)):
        entry = (*path, Node("LI", str(index)))
        body = place.inset(indent, (*entry, Node("LBody", "body")), between)
        lines = [strip for child in item.blocks for strip in set_block(child, body, context)]
        if not lines:
            lines = [Strip(place.type.leading_pt, 0.0, 0.0, ())]
        marks = [
            Mark(place.x_pt + piece.x_pt, place.type.leading_pt * BASELINE, piece.operators, (*entry, Node("Lbl", "label")))
            for piece in label.pieces
        ]
        lines[0] = lines[0]._replace(
            marks=(*marks, *lines[0].marks),
            space_pt=between if index else place.space_pt,
            extensions=lines[0].extensions | label.extensions,
        )
        made.extend(lines)
    return made


def _code(block: source.Code, place: Place, context: Context) -> list[Strip]:
    measures = context.measures
    path = (*place.path, node("P", block.span), Node("Code", "code"))
    face = Face(measures.code.size_pt)
    made: list[SetLine] = []
    for text in block.text.rstrip("\n").split("\n"):
        line = context.line(text, face, lambda: block.span, "a code block")
        if line.width_pt > place.measure_pt:
            runs = (source.Run(text),)
            made.extend(set_text(runs, place.measure_pt, face, context.setter, justified=False, hyphens=False).lines)
        else:
            made.append(line)
    return strips(made, measures.code, path, x_pt=place.x_pt, space_pt=place.space_pt)


def _picture(block: source.Picture, place: Place, context: Context) -> list[Strip]:
    graphic = context.graphic(block.path, block.span)
    if graphic is None:
        return []
    scale = min(1.0, place.measure_pt / graphic.width_pt, place.measure_pt * _PICTURE_SHARE / graphic.height_pt)
    width, height = graphic.width_pt * scale, graphic.height_pt * scale
    leading = context.measures.body.leading_pt
    room = -(-height // leading) * leading
    figure = (*place.path, node("Figure", block.span, Alt=block.alt))
    drawing = Drawing(place.x_pt, (room - height) / 2, width, height, graphic, figure)
    strip = Strip(room, place.space_pt, 0.0, (), drawings=(drawing,), keeps_next=bool(block.caption), next_space_pt=3.75)
    if not block.caption:
        return [strip._replace(next_space_pt=None)]
    path = (*place.path, node("P", block.span))
    where = replace(place, type=context.measures.note, space_pt=0.0)
    caption = _running(
        (source.Run(block.caption),),
        block.span,
        where,
        path,
        Face(context.measures.note.size_pt, context.measures.grey),
        context,
        justified=False,
    )
    return [strip, *caption]


def _break(_: source.ThematicBreak, place: Place, context: Context) -> list[Strip]:
    leading = place.type.leading_pt
    x = place.x_pt + (place.measure_pt - _BREAK_MARK_PT) / 2
    line = rule(x, -leading / 2, x + _BREAK_MARK_PT, -leading / 2, _BREAK_RULE_PT, context.measures.grey)
    return [Strip(leading, place.space_pt, 0.0, (), vectors=line, keeps_next=True)]


SETTERS: Final[Mapping[type, Callable[[Any, Place, Context], list[Strip]]]] = {
    source.Paragraph: _paragraph,
    source.Heading: _heading,
    source.Quote: _quote,
    source.ItemList: _list,
    source.Code: _code,
    source.Picture: _picture,
    source.ThematicBreak: _break,
}
