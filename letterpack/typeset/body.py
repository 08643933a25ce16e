"""The letter's own blocks, each kind by a function of its own (part of stage 4 of 7).

``SETTERS`` is the table: a new kind of block is a function and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from letterpack.draw.graphics import rule
from letterpack.languages.traits import traits
from letterpack.model import letter as source
from letterpack.model.galley import (
    FORBIDDEN,
    WORTH_TIGHTENING,
    Drawing,
    GalleyBlock,
    Path,
    Strip,
    TagNode,
    content_shape,
    shape_of,
)
from letterpack.patterns import late
from letterpack.text.fonts import MONO
from letterpack.typeset.context import BASELINE, Context, led_as_text, marks_of, node, onto_grid, strips, up_to_grid
from letterpack.typeset.head import heading_face, says_something
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import RAGGED, TITLE, VERBATIM, SetLine, TextFace, in_block
from letterpack.typeset.running import Position, set_paragraph, set_running, set_runs, stacked, with_notes
from letterpack.typeset.tables import table
from letterpack.values import replace
from letterpack.wording.titles import title_of

_PICTURE_SHARE: Final = 0.75
"""A picture is no wider than the measure and no higher than this share of it."""
_RUN_IN_SHARE: Final = 0.5
"""Of a line: the most that a heading on it takes, and what stands between it and the text."""
_BREAK_MARK_PT: Final = 48.0
_BREAK_RULE_PT: Final = 0.5
_BREAK_AT_EDGE: Final = 400.0
"""Of a page that ends behind the first line of a list or begins with its last, where each is an item."""
_ENUMERATED: Final = late(r"\(?(?:[^\W\d_]{1,4}|\d{1,2})\)\s")
"""How a paragraph begins that is an item of a list to its reader: `a)`, `(iv)`."""
_BREAK_BEFORE_MARK: Final = 400.0
"""Of a page that begins with a mark between two passages: it parts nothing there, under the rule of the running head."""


def set_block(block: source.Block, place: Position, context: Context) -> list[Strip]:
    """Return the strips of ``block`` that flow; what does not is put among the place's asides."""
    made = SETTERS[type(block)](block, place, context)
    notes = [run.note for runs in source.texts(block) for run in runs if run.note and run.note.number and run.note.blocks]
    return with_notes(made, notes, place, context, set_block) if notes else made


def flowing(block: source.Block, place: Position, context: Context, *, own: bool, tightened: bool) -> GalleyBlock:
    """Return ``block`` as a block of the galley; where it shall be ``tightened``, also in fewer lines if that can be had."""
    where = replace(place, asides=[], long=[])
    made = set_block(block, where, context)
    tight = _tighter(block, made, where, context) if tightened else []
    every = (*made, *where.asides, *tight)
    counts = (len(where.asides), len(tight))
    return GalleyBlock(every, own, (*counts, *shape_of(every)) if own else content_shape(every), *counts)


def _tighter(block: source.Block, made: list[Strip], place: Position, context: Context) -> list[Strip]:
    """Return the strips of ``block`` in fewer lines, none where there are not; they call the asides that ``made`` has."""
    if len(made) < WORTH_TIGHTENING or not place.long:
        return []
    tight = set_block(block, replace(place, fewest=True, asides=[]), context)
    return tight if len(tight) < len(made) else []


def _paragraph(block: source.Paragraph, place: Position, context: Context) -> list[Strip]:
    path = (*place.path, node("P", block.span))
    said = "".join([run.text for run in block.runs])
    leads = said.rstrip().endswith(":")
    face = TextFace(place.type.size_pt)
    indent = 0.0
    if (heading := place.run_in.get(block.span)) and (width := _run_in_width(heading, place, context)):
        indent = width + face.size_pt
    elif place.is_text and (letters := traits(context.setter.language).indent):
        indent = letters * face.size_pt
        if block.span in place.following:
            place = replace(place, space_pt=0.0)
    text = set_paragraph(block, place, face, context, indent)
    made = stacked(text, place, path, face, context, keeps_next=leads)
    if len(made) == 1 and _ENUMERATED.match(said):
        made[0] = replace(made[0], penalty=_BREAK_AT_EDGE)
    return made


def _run_in_width(block: source.Heading, place: Position, context: Context) -> float:
    """Return how wide a heading is that stands on the first line of a paragraph; 0 where it would leave too little of that."""
    face = heading_face(place.heading_levels, block.span, context.measures)
    text = set_runs(block.runs, place.measure_pt, face, context, TITLE)
    width = text.lines[0].width_pt if len(text.lines) == 1 else 0.0
    return width if width <= place.measure_pt * _RUN_IN_SHARE else 0.0


def _heading(block: source.Heading, place: Position, context: Context) -> list[Strip]:
    if not says_something(block):
        return []
    measures = context.measures
    path = (*place.path, node(f"H{place.heading_levels[block.span]}", block.span))
    runs_in = any(each.span == block.span for each in place.run_in.values()) and _run_in_width(block, place, context) > 0.0
    where = place if runs_in else replace(place, type=measures.heading, space_pt=measures.heading_above_pt)
    face = heading_face(place.heading_levels, block.span, measures)
    text = set_running(block.runs, block.span, where, face, context, TITLE)
    where = where if runs_in else replace(where, type=led_as_text(measures.heading, face.size_pt, len(text.lines)))
    made = stacked(text, where, path, face, context, keeps_next=True)
    if runs_in:
        return [replace(made[0], height_pt=0.0, next_space_pt=0.0, title=title_of(block.runs))]
    kept = [replace(strip, penalty=FORBIDDEN if index else strip.penalty) for index, strip in enumerate(made)]
    if kept:
        kept[0] = replace(kept[0], title=title_of(block.runs))
        kept = up_to_grid(kept, measures.heading_below_pt, context)
    return [*kept[:-1], replace(kept[-1], next_space_pt=measures.heading_below_pt)] if kept else []


def _quote(block: source.Quote, place: Position, context: Context) -> list[Strip]:
    measures = context.measures
    path = (*place.path, node("BlockQuote", block.span))
    inner = replace(place.inset(measures.quote_inset_pt, path, measures.quote_space_pt, both=True), type=measures.quote)
    return [strip for child in block.blocks for strip in set_block(child, inner, context)]


def _foreign(block: source.Foreign, place: Position, context: Context) -> list[Strip]:
    """Return blocks in another language: set as a letter in it would be, right to left too."""
    inner = context.in_block(block.language)
    if inner is not context:
        path = (*place.path, node("Div", block.span, Lang=block.language))
        place = replace(place, path=path, mirrored=inner.setter.right_to_left)
    return [strip for child in block.blocks for strip in set_block(child, place, inner)]


def _list(block: source.ItemList, place: Position, context: Context) -> list[Strip]:
    measures = context.measures
    numbering = "Decimal" if block.ordered else "Disc"
    path = (*place.path, node("L", block.span, ListNumbering=numbering))
    face = TextFace(place.type.size_pt)
    labels = [context.line(item.label, face, lambda: block.span, "a list's label") for item in block.items]
    widest = max([label.width_pt for label in labels])
    indent = max(measures.list_label_pt, widest + measures.list_label_pt / 2)
    between = measures.list_tight_pt if block.tight else measures.list_space_pt
    made: list[Strip] = []
    for index, (item, label) in enumerate(zip(block.items, labels, strict=True)):
        entry = (*path, TagNode("LI", str(index)))
        body = place.inset(indent, (*entry, TagNode("LBody", "body")), between)
        lines = [strip for child in item.blocks for strip in set_block(child, body, context)]
        if not lines:
            lines = [Strip(place.type.leading_pt, 0.0, 0.0, ())]
        if lines[0].drawings:
            # A strip's drawing is read before its text, and a label before what it labels.
            lines = [Strip(0.0, 0.0, lines[0].penalty, (), keeps_next=True), replace(lines[0], space_pt=0.0), *lines[1:]]
        if (index == 1 and len(made) == 1) or (0 < index == len(block.items) - 1 and len(lines) == 1):
            lines[0] = replace(lines[0], penalty=_BREAK_AT_EDGE)
        x_pt = place.before_pt(widest) + (0.0 if place.mirrored else widest - label.width_pt)
        marks = marks_of(label, (*entry, TagNode("Lbl", "label")), x_pt, place.type.leading_pt * BASELINE)
        lines[0] = replace(
            lines[0],
            marks=(*marks, *lines[0].marks),
            space_pt=between if index else place.space_pt,
            extensions=lines[0].extensions | label.extensions,
        )
        made.extend(lines)
    return made


def _code(block: source.CodeBlock, place: Position, context: Context) -> list[Strip]:
    measures = context.measures
    path = (*place.path, node("Div", block.span))
    face = TextFace(measures.code.size_pt, cut=MONO)
    made: list[SetLine] = []
    paths: list[Path] = []
    for number, text in enumerate(block.text.rstrip("\n").split("\n")):
        line = context.line(text, face, lambda: block.span, "a code block")
        if line.width_pt > place.measure_pt:
            runs = (source.Run(text),)
            found = set_text(runs, place.measure_pt, face, context.setter, VERBATIM)
            start = len(made)
            made.extend(
                [in_block(each, start + at) for at, each in enumerate(context.checked(found, block.span, "a code block").lines)]
            )
        else:
            made.append(in_block(line, len(made)))
        # A line of code is a paragraph of its own, so that it is heard as a line; an empty one is none.
        alone = (*path, TagNode("P", str(number)), TagNode("Code", "code")) if text.strip() else ()
        paths.extend([alone] * (len(made) - len(paths)))
    stacked = strips(made, measures.code, path, x_pt=place.x_pt, space_pt=place.space_pt)
    return onto_grid([_on(strip, path, alone) for strip, alone in zip(stacked, paths, strict=True)], context)


def _on(strip: Strip, path: Path, other: Path) -> Strip:
    """Return ``strip`` with its marks on the ``other`` path in place of ``path``; without them where there is none."""
    marks = [replace(mark, path=(*other, *mark.path[len(path) :])) for mark in strip.marks if other]
    return replace(strip, marks=tuple(marks))


def _picture(block: source.Picture, place: Position, context: Context) -> list[Strip]:
    graphic = context.graphic(block.path, block.span)
    if graphic is None:
        return []
    scale = min(1.0, place.measure_pt / graphic.width_pt, place.measure_pt * _PICTURE_SHARE / graphic.height_pt)
    width, height = graphic.width_pt * scale, graphic.height_pt * scale
    leading = context.measures.body.leading_pt
    room = -(-height // leading) * leading
    figure = (*place.path, node("Figure", block.span, Alt=block.alt))
    context.told_if_coarse(block.path, graphic, width, block.span)
    drawing = Drawing(place.before_pt(width), (room - height) / 2, width, height, graphic, figure)
    strip = Strip(room, place.space_pt, 0.0, (), drawings=(drawing,), keeps_next=bool(block.caption))
    if not block.caption:
        return [strip]
    path = (*figure, node("Caption", block.span))
    where = replace(place, type=context.measures.note, space_pt=context.measures.caption_above_pt)
    face = TextFace(context.measures.note.size_pt, context.measures.grey)
    caption = set_running((source.Run(block.caption),), block.span, where, face, context, RAGGED)
    return onto_grid([strip, *stacked(caption, where, path, face, context)], context)


def _break(_: source.ThematicBreak, place: Position, context: Context) -> list[Strip]:
    leading = place.type.leading_pt
    x = place.x_pt + (place.measure_pt - _BREAK_MARK_PT) / 2
    line = rule(x, -leading / 2, x + _BREAK_MARK_PT, -leading / 2, _BREAK_RULE_PT, context.measures.grey)
    return [Strip(leading, place.space_pt, _BREAK_BEFORE_MARK, (), vectors=line, keeps_next=True)]


SETTERS: Final[Mapping[type, Callable[[Any, Position, Context], list[Strip]]]] = {
    source.Paragraph: _paragraph,
    source.Heading: _heading,
    source.Quote: _quote,
    source.Foreign: _foreign,
    source.ItemList: _list,
    source.CodeBlock: _code,
    source.Table: table,
    source.Picture: _picture,
    source.ThematicBreak: _break,
}
