"""Who writes: the letterhead, set or drawn, and the line of return above the address (part of stage 4 of 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.draw.graphics import rule
from letterpack.model import roles
from letterpack.model.campaign import Sender
from letterpack.model.form import BLEED_PT, Form, Rect
from letterpack.model.galley import Drawing, Frame, Strip, TagNode
from letterpack.model.letter import Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, block_of, called, marks_of, strips
from letterpack.typeset.furniture import height_over_foot
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import PHRASED, TITLE, Composition, TextFace
from letterpack.units import pt_to_mm
from letterpack.values import replace

_LOGO_SHARE: Final = 0.25
"""A logo is no wider than this share of the letterhead."""
_LOGO_GAP_PT: Final = 14.0
RETURN: Final = "return"
_SENDER_SIZE: Final = 0.82
"""Of the address's type: smaller, so that no machine takes the sender for the addressee."""
_SENDER_LEADING: Final = 1.3
CONTACT: Final = "contact"
_OVER_FOOT: Final = 0.2
"""Of a line: what stands between the line of contact and the foot."""
_LOGO_SIZES: Final = (1.0, 0.75, 0.5)
"""Of what a logo may be at most: it gives way where the names beside it would have no room."""
_PAPER_WIDE: Final = 0.95
"""A letterhead's file at least this share of the paper's width was drawn for the whole of it."""


class _SenderLine(Struct, frozen=True):
    """What a letterhead says, on a line or more: its text, type and face, the key of its tag, and how its lines end."""

    runs: Runs
    type: Type
    face: TextFace
    key: str
    composition: Composition = TITLE


def letterhead_frame(names: tuple[Spoken, ...], sender: Sender, form: Form, span: Span, context: Context) -> Frame | None:
    """Return the sender's head, set at the foot of the form's letterhead room over a rule; None where the campaign names no
    sender.
    """
    if not names:
        return None
    room = form.letterhead
    said = list(_sender_lines(names, sender, context))
    for share in _LOGO_SIZES:
        logo = _logo(sender, room, share, span, context)
        measure = room.width_pt - (logo.width_pt + _LOGO_GAP_PT if logo else 0.0)
        texts = [set_text(line.runs, measure, line.face, context.setter, line.composition) for line in said]
        needed = sum([len(text.lines) * line.type.leading_pt for line, text in zip(said, texts, strict=True)])
        if logo is None or needed + context.measures.letterhead_rule_gap_pt <= room.height_pt + HAIR_PT:
            break
    if logo is not None:
        context.told_if_coarse(sender.logo, logo.graphic, logo.width_pt, span)
    x = context.at_start(room.width_pt, measure)
    made: list[Strip] = []
    for line, text in zip(said, texts, strict=True):
        context.checked(text, span, "the letterhead")
        made.extend(strips(text.lines, line.type, (called("P", line.key, roles.SENDER),), x_pt=x))
    made.append(_ruled(room.width_pt, context))
    height = sum(strip.height_pt for strip in made)
    excess = height - room.height_pt
    if excess > HAIR_PT:
        message = f"the letterhead is {pt_to_mm(excess):.1f} mm too high for the form `{form.name}`"
        hint = "shorten the sender's names, address or contact lines, or choose another form"
        context.report.error("LP214", span, message, hint)
    if logo is not None:
        # One that is higher than the names stands on their rule, and not in what is below it.
        above = height - made[-1].height_pt
        made[0] = replace(made[0], drawings=(replace(logo, y_pt=min(0.0, above - logo.height_pt)),))
    top = room.y_pt + max(0.0, room.height_pt - height)
    return Frame("letterhead", room.x_pt, top, block_of(made))


def _sender_lines(names: tuple[Spoken, ...], sender: Sender, context: Context) -> Iterator[_SenderLine]:
    """Yield the sender's names, the first one in its own face, and how to reach them."""
    measures = context.measures
    for index, name in enumerate(names):
        kind = measures.letterhead_other if index else measures.letterhead_name
        other = TextFace(kind.size_pt, measures.grey, measures.letterhead_other_face)
        face = other if index else TextFace(kind.size_pt, measures.ink_name, measures.letterhead_name_face)
        yield _SenderLine(context.said((name,)), kind, face, f"sender {index}")
    if measures.order_contact == "head" and (contact := _contact(sender, context)):
        yield contact


def _contact(sender: Sender, context: Context) -> _SenderLine | None:
    kind = context.measures.letterhead_contact
    said = context.said(map(Spoken, (*sender.address, *sender.contact)), " · ")
    return _SenderLine(said, kind, TextFace(kind.size_pt, context.measures.grey), "contact", PHRASED) if said else None


def contact_frame(names: tuple[Spoken, ...], sender: Sender, form: Form, span: Span, context: Context) -> Frame | None:
    """Return how to reach the sender at the foot of page 1, over the line of the page's number; None where that is not said, or
    stands in the letterhead.
    """
    context = context.in_close_lines()
    line = _contact(sender, context) if names and context.measures.order_contact == "foot" else None
    if line is None:
        return None
    text = set_text(line.runs, form.following.width_pt, line.face, context.setter, line.composition)
    context.checked(text, span, "the foot")
    made = strips(text.lines, line.type, (called("P", line.key, roles.SENDER),))
    height = sum(strip.height_pt for strip in made)
    foot = form.foot_y_pt - height_over_foot(context.measures)
    return Frame(CONTACT, form.following.x_pt, foot - height - line.type.leading_pt * _OVER_FOOT, block_of(made))


def _logo(sender: Sender, room: Rect, share: float, span: Span, context: Context) -> Drawing | None:
    """Return the sender's logo, where lines end in the letterhead's ``room``: of what it may be at most, this ``share``."""
    logo = context.graphic(sender.logo, span) if sender.logo else None
    if logo is None:
        return None
    height = room.height_pt - context.measures.letterhead_rule_gap_pt
    width = share * logo.width_pt * min(height / logo.height_pt, room.width_pt * _LOGO_SHARE / logo.width_pt)
    return Drawing(context.at_end(room.width_pt, width), 0.0, width, logo.height_pt * width / logo.width_pt, logo, ())


def _ruled(width_pt: float, context: Context) -> Strip:
    gap = context.measures.letterhead_rule_gap_pt
    line = rule(0.0, -gap, width_pt, -gap, context.measures.letterhead_rule_pt, context.measures.ink_rule)
    return Strip(gap, 0.0, 0.0, (), vectors=line)


def pictured_frame(path: str, alt: str, room: Rect, paper_width_pt: float, span: Span, context: Context) -> Frame | None:
    """Return the letterhead that a file draws, fitted into ``room``; one as wide as the paper stands at the paper's top edge
    instead, and where it was drawn with bleed, or bleed is wanted, over it. Without ``alt`` it is an artifact.
    """
    graphic = context.graphic(path, span)
    if graphic is None:
        return None
    figure = (TagNode("Figure", "letterhead", (("Alt", alt),)),) if alt else ()
    if graphic.width_pt >= paper_width_pt * _PAPER_WIDE:
        bleed = BLEED_PT if context.profile.is_trimmed or graphic.width_pt >= paper_width_pt + 2 * BLEED_PT * _PAPER_WIDE else 0.0
        width = paper_width_pt + 2 * bleed
        height = graphic.height_pt * width / graphic.width_pt
        context.told_if_coarse(path, graphic, width, span)
        if height - bleed > room.bottom_pt + HAIR_PT:
            said = f"the letterhead `{path}` is {pt_to_mm(height - bleed - room.bottom_pt):.1f} mm too high for its place"
            context.report.error("LP214", span, said, "crop it, or choose another form")
        strip = Strip(height, 0.0, 0.0, (), drawings=(Drawing(0.0, 0.0, width, height, graphic, figure),))
        return Frame("letterhead", -bleed, -bleed, block_of([strip]))
    scale = min(room.width_pt / graphic.width_pt, room.height_pt / graphic.height_pt)
    width, height = graphic.width_pt * scale, graphic.height_pt * scale
    context.told_if_coarse(path, graphic, width, span)
    strip = Strip(height, 0.0, 0.0, (), drawings=(Drawing(0.0, 0.0, width, height, graphic, figure),))
    return Frame("letterhead", room.x_pt, room.y_pt, block_of([strip]))


def return_frame(text: str, form: Form, span: Span, context: Context) -> Frame | None:
    """Return the sender's own line above the address, small; None where ``text`` is empty."""
    if not text:
        return None
    context = context.in_close_lines()
    face = TextFace(context.measures.return_size_pt, context.measures.grey)
    line = context.line(text, face, lambda: span, "the return address")
    box = form.address.return_line
    room = box.right_pt - form.return_x_pt
    if line.width_pt > room + HAIR_PT:
        said = f"the return address is {pt_to_mm(line.width_pt - room):.1f} mm too wide for the form `{form.name}`"
        context.report.error("LP215", span, said, "shorten return_address in letterpack.yaml")
    path, x = (called("P", "return", roles.SENDER),), context.at_start(room, line.width_pt)
    marks = marks_of(line, path, x, box.height_pt * BASELINE)
    strip = Strip(box.height_pt, 0.0, 0.0, marks, extensions=line.extensions)
    return Frame(RETURN, form.return_x_pt, box.y_pt, block_of([strip]))


def sender_frame(lines: tuple[str, ...], form: Form, span: Span, context: Context) -> Frame | None:
    """Return the sender as it stands on an envelope, a line below the other; None where there are no ``lines``."""
    context = context.in_close_lines()
    box, size_pt = form.address.return_line, context.measures.address_size_pt * _SENDER_SIZE
    found: list[Strip] = []
    for index, text in enumerate(lines):
        line = context.line(text, TextFace(size_pt), lambda: span, "the sender")
        if line.width_pt > box.width_pt + HAIR_PT:
            excess = pt_to_mm(line.width_pt - box.width_pt)
            said = f"the sender's line `{text}` is {excess:.1f} mm too wide for `{form.name}`"
            context.report.error("LP215", span, said, "shorten it, or write it as several lines under sender.address")
        path = (called("Div", "sender", roles.ADDRESS), TagNode("P", str(index)))
        leading = size_pt * _SENDER_LEADING
        found.append(Strip(leading, 0.0, 0.0, marks_of(line, path, 0.0, leading * BASELINE), extensions=line.extensions))
    return Frame(RETURN, box.x_pt, box.y_pt, block_of(found)) if found else None
