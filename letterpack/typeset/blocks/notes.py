"""Footnotes (part of stage 4 of 7): set once, kept aside, and tied to the lines that call them.

A note stands in the structure right behind the block that calls it, wherever on paper it is: an empty mark there makes its
element, which the lines at the foot of a page then fill (ISO 32000-1, 14.8.4.4.1, Note).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from letterpack.draw.graphics import rule
from letterpack.model import letter as source
from letterpack.model.galley import BACK, GalleyBlock, Link, Mark, Strip, TagNode, content_shape
from letterpack.typeset.blocks.running import Position, calls_in, link_box, linked
from letterpack.typeset.composition import TextFace
from letterpack.typeset.context import BASELINE, Context, in_language, marks_of
from letterpack.values import replace

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
    calling = _calling(made) if notes else {}
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


def _calling(made: list[Strip]) -> dict[str, int]:
    """Return the index of the first strip that calls each note, by the note's number."""
    calling: dict[str, int] = {}
    for index, strip in enumerate(made):
        for number in calls_in(strip):
            calling.setdefault(number, index)
    return calling


def note_rule(measure_pt: float, context: Context) -> GalleyBlock:
    """Return the short rule that parts a page's notes from its text."""
    measures = context.measures
    height = measures.footnote_above_pt
    start = measure_pt - measures.footnote_rule_pt if context.setter.right_to_left else 0.0
    line = rule(start, -height / 2, start + measures.footnote_rule_pt, -height / 2, measures.furniture_rule_pt, 0.0)
    strips = (Strip(height, 0.0, 0.0, (), vectors=line),)
    return GalleyBlock(strips, own=False, shape=content_shape(strips))


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
