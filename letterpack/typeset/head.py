"""What stands above the letter's text: letterhead, return line, place and date, reference, subject, copies, salutation (part
of stage 4 of 7).
"""

from __future__ import annotations

from typing import Final

from letterpack.draw.graphics import rule
from letterpack.model import roles
from letterpack.model.campaign import Addressee, Sender
from letterpack.model.form import BLEED_PT, Form, Rect
from letterpack.model.galley import FORBIDDEN, Drawing, Frame, GalleyBlock, Path, Strip, TagNode, content_shape, shape_of
from letterpack.model.letter import Run, Runs
from letterpack.model.merged import MergedLetter
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, called, marks_of, onto_grid, strips
from letterpack.typeset.items import TextFace
from letterpack.typeset.lines import SetLine, set_text
from letterpack.units import pt_to_mm
from letterpack.wording.people import names_of
from letterpack.wording.titles import title_of

_LOGO_SHARE: Final = 0.25
"""A logo is no wider than this share of the letterhead."""
_LOGO_GAP_PT: Final = 14.0
_PAPER_WIDE: Final = 0.95
"""A letterhead's file at least this share of the paper's width was drawn for the whole of it."""


def letterhead_frame(names: tuple[str, ...], sender: Sender, form: Form, span: Span, context: Context) -> Frame | None:
    """Return the sender's head, set at the foot of the form's letterhead room over a rule; None where the campaign names no
    sender.
    """
    if not names:
        return None
    measures, room = context.measures, form.letterhead
    logo = context.graphic(sender.logo, span) if sender.logo else None
    logo_width = 0.0
    if logo is not None:
        scale = min(room.height_pt / logo.height_pt, room.width_pt * _LOGO_SHARE / logo.width_pt)
        logo_width = logo.width_pt * scale
    made: list[Strip] = []
    measure = room.width_pt - (logo_width + _LOGO_GAP_PT if logo else 0.0)
    x = context.at_start(room.width_pt, measure)
    contact = context.values((*sender.address, *sender.contact), " · ")
    for index, name in enumerate(names):
        kind, face = (
            (measures.letterhead_other, TextFace(measures.letterhead_other.size_pt, measures.grey))
            if index
            else (measures.letterhead_name, TextFace(measures.letterhead_name.size_pt, bold=True))
        )
        made.extend(_plain_strips(context.values((name,)), measure, kind, face, f"sender {index}", span, context, x))
    if contact:
        face = TextFace(measures.letterhead_contact.size_pt, measures.grey)
        made.extend(_plain_strips(contact, measure, measures.letterhead_contact, face, "contact", span, context, x, phrases=True))
    made.append(_ruled(room.width_pt, context))
    height = sum(strip.height_pt for strip in made)
    excess = height - room.height_pt
    if excess > HAIR_PT:
        context.report.error(
            "LP214",
            span,
            f"the letterhead is {pt_to_mm(excess):.1f} mm too high for the form `{form.name}`",
            "shorten the sender's names, address or contact lines, or choose another form",
        )
    if logo is not None:
        at = context.at_end(room.width_pt, logo_width)
        box = Drawing(at, 0.0, logo_width, logo.height_pt * logo_width / logo.width_pt, logo, ())
        made[0] = made[0]._replace(drawings=(box,))
    top = room.y_pt + max(0.0, room.height_pt - height)
    return Frame("letterhead", room.x_pt, top, shared(made))


def _ruled(width_pt: float, context: Context) -> Strip:
    """Return the rule under a letterhead, its gap above it."""
    gap = context.measures.letterhead_rule_gap_pt
    return Strip(gap, 0.0, 0.0, (), vectors=rule(0.0, -gap, width_pt, -gap, context.measures.letterhead_rule_pt, 0.0))


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
        if height - bleed > room.bottom_pt + HAIR_PT:
            context.report.error(
                "LP214",
                span,
                f"the letterhead `{path}` is {pt_to_mm(height - bleed - room.bottom_pt):.1f} mm too high for its place",
                "crop it, or choose another form",
            )
        strip = Strip(height, 0.0, 0.0, (), drawings=(Drawing(0.0, 0.0, width, height, graphic, figure),))
        return Frame("letterhead", -bleed, -bleed, shared([strip]))
    scale = min(room.width_pt / graphic.width_pt, room.height_pt / graphic.height_pt)
    width, height = graphic.width_pt * scale, graphic.height_pt * scale
    strip = Strip(height, 0.0, 0.0, (), drawings=(Drawing(0.0, 0.0, width, height, graphic, figure),))
    return Frame("letterhead", room.x_pt, room.y_pt, shared([strip]))


def _plain_strips(
    text: str,
    measure: float,
    kind: Type,
    face: TextFace,
    key: str,
    span: Span,
    context: Context,
    x_pt: float,
    *,
    phrases: bool = False,
) -> list[Strip]:
    found = context.checked(
        set_text((Run(text),), measure, face, context.setter, justified=False, hyphens=False, phrases=phrases),
        span,
        "the letterhead",
    )
    return strips(found.lines, kind, (called("P", key, roles.SENDER),), x_pt=x_pt)


def return_frame(text: str, form: Form, span: Span, context: Context) -> Frame | None:
    """Return the sender's own line above the address, small; None where ``text`` is empty."""
    if not text:
        return None
    face = TextFace(context.measures.return_size_pt, context.measures.grey)
    line = context.line(text, face, lambda: span, "the return address")
    box = form.address.return_line
    room = box.right_pt - form.address.text_x_pt
    if line.width_pt > room + HAIR_PT:
        context.report.error(
            "LP215",
            span,
            f"the return address is {pt_to_mm(line.width_pt - room):.1f} mm too wide for the form `{form.name}`",
            "shorten return_address in letterpack.yaml",
        )
    marks = marks_of(
        line, (called("P", "return", roles.SENDER),), context.at_start(room, line.width_pt), box.height_pt * BASELINE
    )
    strip = Strip(box.height_pt, 0.0, 0.0, marks, extensions=line.extensions)
    return Frame("return", form.address.text_x_pt, box.y_pt, shared([strip]))


def information_frame(
    place: str, date_text: str, reference: Runs, form: Form, span: Span, context: Context, *, own: bool
) -> Frame:
    """Return place and date, and the reference under them, in the form's room for information.

    They stand level with the address's first lines where the room lets them, and range to its outer side: right, unless the
    room is at the left of the text.
    """
    measures = context.measures
    leading = form.address.leading_pt
    room = form.information
    width = room.width_pt
    dated = context.values((place, date_text), context.language.comma)
    texts: list[tuple[Runs, TextFace, str]] = [((Run(dated),), TextFace(measures.address_size_pt), roles.DATE)]
    if reference:
        label = Run(f"{context.language.reference} ")
        texts.append(((label, *reference), TextFace(measures.note.size_pt, measures.grey), roles.REFERENCE))
    made: list[Strip] = []
    for runs, face, key in texts:
        text = context.checked(
            set_text(runs, width, face, context.setter, justified=False, hyphens=False), span, f"the {key}", 0.0
        )
        for line in text.lines:
            # A right-to-left letter's lines come ranged right.
            x = 0.0 if context.setter.right_to_left or _is_at_left(room, form) else width - line.width_pt
            marks = marks_of(line, (called("P", key, key),), x, leading * BASELINE)
            made.append(Strip(leading, 0.0, 0.0, marks, extensions=line.extensions))
    _check_information(len(made), form, span, context)
    lowest = room.bottom_pt - len(made) * leading
    return Frame("information", room.x_pt, max(room.y_pt, min(form.address.recipient.y_pt, lowest)), _block(made, own=own))


def _is_at_left(room: Rect, form: Form) -> bool:
    return room.x_pt - form.first.x_pt < form.first.right_pt - room.right_pt


def _check_information(line_count: int, form: Form, span: Span, context: Context) -> None:
    """Report (LP234) more lines than the form's room for information has."""
    most = int((form.information.height_pt + HAIR_PT) / form.address.leading_pt)
    if line_count > most:
        context.report.error(
            "LP234",
            span,
            f"place, date and reference take {line_count} lines, and `{form.name}` has room for {most}",
            "shorten `place` or `reference`, or say it in the letter",
        )


def carrier_frame(
    said: str, whom: str, letter: MergedLetter, enclosures: tuple[str, ...], form: Form, span: Span, context: Context
) -> Frame:
    """Return what a carrier says of the letter behind it: what it is to the reader, to whom it is, on what, of when.

    ``enclosures`` are titles of what only this reader gets.
    """
    measures = context.measures
    title = context.checked(
        set_text(
            (Run(said),),
            form.first.width_pt,
            TextFace(measures.subject.size_pt, bold=True),
            context.setter,
            justified=False,
            hyphens=False,
        ),
        span,
        "the carrier page",
    )
    made = strips(title.lines, measures.subject, (called("H1", "copy", roles.CARRIER),))
    made[:1] = [strip._replace(title=said) for strip in made[:1]]
    entries = [
        (context.language.copy_to, whom),
        (context.language.subject, "".join([run.text for run in letter.subject])),
        (context.language.copy_date, letter.date_text),
        (
            context.language.enclosures(len(enclosures)) if enclosures else "",
            context.values(enclosures, context.language.comma),
        ),
    ]
    made.extend(label_column([(label, text, span) for label, text in entries if text], form.first.width_pt, "copy of", context))
    return Frame("copy", form.first.x_pt, form.first.y_pt, _block(made, own=True))


def label_column(entries: list[tuple[str, str, Span]], measure_pt: float, key: str, context: Context) -> list[Strip]:
    """Return labels in grey, one under the other, each with its text beside it."""
    measures = context.measures
    labels = [
        context.line(label, TextFace(measures.note.size_pt, measures.grey), lambda: entries[0][2], "a label")
        for label, _, _ in entries
    ]
    indent = max([label.width_pt for label in labels]) + measures.note.size_pt
    made: list[Strip] = []
    for index, ((_, text, span), label) in enumerate(zip(entries, labels, strict=True)):
        found = context.checked(
            set_text(
                (Run(text),),
                measure_pt - indent,
                TextFace(measures.note.size_pt),
                context.setter,
                justified=False,
                hyphens=False,
                phrases=True,
            ),
            span,
            "the carrier page",
        )
        item = (called("L", key, roles.CARRIER), TagNode("LI", str(index)))
        space = measures.note_space_pt if index else measures.body_space_pt
        x = context.at_end(indent, 0.0)
        lines = strips(found.lines, measures.note, (*item, TagNode("LBody", "body")), x_pt=x, space_pt=space)
        made.extend(_captioned(lines, label, measure_pt, (*item, TagNode("Lbl", "label")), context))
    return made


def _captioned(lines: list[Strip], label: SetLine, measure_pt: float, path: Path, context: Context) -> list[Strip]:
    """Put ``label`` where lines begin, beside the first of ``lines``."""
    if not lines:
        return []
    baseline = context.measures.note.leading_pt * BASELINE
    first = lines[0]
    marks = marks_of(label, path, context.at_start(measure_pt, label.width_pt), baseline)
    return [first._replace(marks=(*marks, *first.marks), extensions=first.extensions | label.extensions), *lines[1:]]


def subject_block(runs: Runs, measure_pt: float, span: Span, context: Context, *, own: bool) -> GalleyBlock:
    """Return the subject: the letter's first heading, bold, ragged."""
    measures = context.measures
    text = context.checked(
        set_text(runs, measure_pt, TextFace(measures.subject.size_pt, bold=True), context.setter, justified=False, hyphens=False),
        span,
        "the subject",
    )
    made = strips(text.lines, measures.subject, (called("H1", "subject", roles.SUBJECT),), keeps_next=True)
    kept = [strip._replace(penalty=FORBIDDEN if index else 0.0) for index, strip in enumerate(made)]
    if kept:
        kept[0] = kept[0]._replace(title=title_of(runs))
        kept[-1] = kept[-1]._replace(next_space_pt=measures.subject_below_pt)
    return _block(kept, own=own)


def copies_block(copies: tuple[Addressee, ...], measure_pt: float, context: Context, *, own: bool) -> GalleyBlock:
    """Return the lines that name who gets a copy: each on its own line or lines, behind one hanging label."""
    comma = context.language.comma
    entries = [(context.values(names_of(copy), comma), copy.origin.span("name"), copy.country) for copy in copies]
    return _block(labelled(context.language.cc, entries, measure_pt, roles.COPIES, context), own=own)


def labelled(label: str, entries: list[tuple[str, Span, str]], measure_pt: float, role: str, context: Context) -> list[Strip]:
    """Return ``entries``, each with its place and the country that it is of, as a list behind one grey label; lines after an
    entry's first are set in with it. ``role`` is what the list is (``ROLES``).
    """
    measures = context.measures
    head = context.line(label, TextFace(measures.note.size_pt, measures.grey), lambda: entries[0][1], "a label")
    indent = max(measures.note_label_pt, head.width_pt + measures.note.size_pt * 0.6)
    listing = called("L", role, role)
    made: list[Strip] = []
    for index, (entry, span, country) in enumerate(entries):
        text = context.checked(
            set_text(
                (Run(entry),),
                measure_pt - indent,
                TextFace(measures.note.size_pt),
                context.posted_to(country).setter,
                justified=False,
                hyphens=False,
                phrases=True,
            ),
            span,
            f"the line of {role}",
        )
        path = (listing, TagNode("LI", str(index)), TagNode("LBody", "body"))
        made.extend(
            strips(
                text.lines,
                measures.note,
                path,
                x_pt=context.at_end(indent, 0.0),
                space_pt=measures.note_space_pt if index else measures.body_space_pt,
            )
        )
    made = onto_grid(_captioned(made, head, measure_pt, (called("P", f"{role} label", role),), context), context)
    if made:
        made[-1] = made[-1]._replace(next_space_pt=measures.subject_below_pt)
    return made


def salutation_block(runs: Runs, measure_pt: float, span: Span, context: Context, *, own: bool) -> GalleyBlock:
    """Return the salutation: never left alone at the foot of a page."""
    measures = context.measures
    text = context.checked(
        set_text(runs, measure_pt, TextFace(measures.body.size_pt), context.setter, justified=False, hyphens=False),
        span,
        "the salutation",
    )
    made = strips(
        text.lines,
        measures.body,
        (called("P", "salutation", roles.SALUTATION),),
        space_pt=measures.subject_below_pt,
        keeps_next=True,
    )
    return _block(made, own=own)


def shared(made: list[Strip]) -> GalleyBlock:
    """Return a block that all packets of a letter share."""
    return _block(made, own=False)


def _block(made: list[Strip], *, own: bool) -> GalleyBlock:
    block = tuple(made)
    return GalleyBlock(block, own, shape_of(block) if own else content_shape(block))
