"""What stands below the letter's text, and on its pages (part of stage 4 of 7): closing, signature, copies, enclosures;
running head, foot, draft mark, fold and punch marks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Final
from unicodedata import category

from msgspec import Struct

from letterpack.draw.graphics import marks as page_marks
from letterpack.draw.graphics import rule
from letterpack.languages.traits import traits
from letterpack.model import roles
from letterpack.model.campaign import Addressee, Signature
from letterpack.model.form import Form
from letterpack.model.galley import FORBIDDEN, Drawing, ExtensionGlyph, Frame, GalleyBlock, Mark, Path, Strip, TagNode, shape_of
from letterpack.model.letter import Run, Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Measures
from letterpack.typeset.context import Context, block_of, called, marks_of, strips
from letterpack.typeset.head import labelled
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import RAGGED, SetLine, TextFace, at_right
from letterpack.values import replace
from letterpack.wording.people import spoken_names_of


def closing_block(
    closing: Runs, signature: Signature, signer: Spoken, measure_pt: float, span: Span, context: Context
) -> list[Strip]:
    """Return the closing with the hand that signs: an image, or room to sign above the ``signer``'s name; all on one page with
    what precedes.

    ``signer`` is empty where the list of signatories follows in place of a hand.
    """
    measures = context.measures
    text = set_text(closing, measure_pt, TextFace(measures.body.size_pt), context.setter, RAGGED)
    context.checked(text, span, "the closing")
    lines = text.lines
    if traits(context.setter.language).closing_at_end:
        lines = tuple([at_right(line, measure_pt - measures.body.size_pt) for line in lines])
    made = strips(lines, measures.body, (called("P", "closing", roles.CLOSING),), space_pt=measures.closing_above_pt)
    image = context.graphic(signature.image, span) if signature.image else None
    if image is not None:
        scale = min(measures.sign_image_pt / image.height_pt, measure_pt / 2 / image.width_pt)
        alt = (("Alt", signature.name or signer.text or "Signature"),)
        context.told_if_coarse(signature.image, image, image.width_pt * scale, span)
        at = context.at_start(measure_pt, image.width_pt * scale)
        box = Drawing(at, 0.0, image.width_pt * scale, image.height_pt * scale, image, (TagNode("Figure", "signature", alt),))
        made.append(Strip(measures.sign_room_pt, 0.0, FORBIDDEN, (), drawings=(box,)))
    elif signer.text:
        made.append(Strip(0.0, measures.sign_room_pt, FORBIDDEN, ()))  # White, which shrinks as other white does.
    for key, value, grey in (("signer", signer.text, 0.0), ("office", signature.title if signer.text else "", measures.grey)):
        if value:
            runs = (Run(value, isolated=True, language=signer.language if key == "signer" else ""),)
            found = set_text(runs, measure_pt, TextFace(measures.body.size_pt, grey), context.setter, RAGGED)
            lines = context.checked(found, span, "the signature").lines
            made.extend(strips(lines, measures.body, (called("P", key, roles.CLOSING),)))
    return [replace(strip, penalty=FORBIDDEN) for strip in made]


def copies_block(copies: tuple[Addressee, ...], enclosed: int, measure_pt: float, context: Context, *, own: bool) -> GalleyBlock:
    """Return the lines that name who gets a copy: each on its own line or lines, behind one hanging label, and as far in as those
    of the letter's ``enclosed``, if any.
    """
    entries = [(context.enumerated(spoken_names_of(copy)), copy.origin.span("name"), copy.country) for copy in copies]
    beside = _enclosures_label(enclosed, context) if enclosed else None
    return _below(labelled(_copies_label(context), entries, measure_pt, roles.COPIES, context, beside=beside), context, own=own)


def enclosures_block(
    titles: tuple[tuple[str, Span], ...], measure_pt: float, context: Context, *, own: bool, copied: bool
) -> GalleyBlock:
    """Return the list of what is enclosed: ``titles``, each with the place that names its file; as far in as the list of copies
    where the letter is ``copied`` to somebody.
    """
    entries = [(context.said((Spoken(title),)), span, "") for title, span in titles]
    label, beside = _enclosures_label(len(titles), context), _copies_label(context) if copied else None
    return _below(labelled(label, entries, measure_pt, roles.ENCLOSURES, context, beside=beside), context, own=own)


def _copies_label(context: Context) -> Spoken:
    return Spoken(context.language.cc, context.language.spoken("labels", "cc"))


def _enclosures_label(count: int, context: Context) -> Spoken:
    return Spoken(context.language.enclosures(count), context.language.spoken("enclosures"))


def _below(made: list[Strip], context: Context, *, own: bool) -> GalleyBlock:
    """Return a list that stands under the signature, and begins on its page; no page has a line of it alone."""
    beside = {0, 1, len(made) - 1}
    kept = [replace(strip, penalty=FORBIDDEN) if at in beside else strip for at, strip in enumerate(made)]
    return block_of([replace(kept[0], space_pt=context.measures.closing_above_pt), *kept[1:]], own=own)


# On each page.

HEADER: Final = (TagNode("Artifact", "head", (("Type", "Pagination"), ("Subtype", "Header"))),)
FOOTER: Final = (TagNode("Artifact", "foot", (("Type", "Pagination"), ("Subtype", "Footer"))),)
_DRAFT: Final = (called("P", "draft", roles.DRAFT),)
_WHAT: Final = "the head or foot of a page"
_GAP_PT: Final = 18.0
"""Least space between the two ends of a running head."""
_ELLIPSIS: Final = "\u2026"
_NO_END: Final = " ,;:\u060c\u061b\u3001\u2026"
"""What does not stand before an ellipsis."""
_RULE_BELOW_PT: Final = 5.0
_BOLD_DRAFT: Final = 1.5
"""Of the size of the foot."""
_BESIDE_DRAFT: Final = 0.5
_BELOW_DRAFT: Final = 0.5
_FRAME_HEIGHT: Final = 1.6
_FRAME_PT: Final = 1.0
"""Of a bold draft mark's size: white beside the word, from its baseline down to the frame, the frame's height; and its rule."""
_MARK_GREY: Final = 0.5
"""Fold and punch marks: seen by who looks for them."""


def dated(date: str, span: Span, context: Context) -> SetLine:
    """Return the date as the head of following pages has it."""
    return context.in_close_lines().line(date, _face(context), lambda: span, _WHAT)


def running_head(
    labels: Iterable[str], date: SetLine, baseline_pt: float, form: Form, place: Callable[[], Span], context: Context
) -> Frame:
    """Return the head of following pages: whom the letter is to where lines begin, its date where they end, over a rule.

    ``labels`` are ways to name the addressee, the fullest first, at least one; the first that fits is printed, and where none
    fits the last, cut short. ``place`` is asked for the addressee's place where a glyph is missing.
    """
    face, context = _face(context), context.in_close_lines()
    measure = form.following.width_pt
    room = measure - _GAP_PT - date.width_pt
    label = ""
    for label in labels:
        whom = context.line(label, face, place, _WHAT)
        if whom.width_pt <= room:
            break
    else:
        whom = _shortened(label, room, lambda text: context.line(text, face, place, _WHAT))
    y = face.size_pt
    marks = _marks(whom, context.at_start(measure, whom.width_pt), y, HEADER)
    marks.extend(_marks(date, context.at_end(measure, date.width_pt), y, HEADER))
    low, extensions = -y - _RULE_BELOW_PT, whom.extensions | date.extensions
    line = rule(0.0, low, measure, low, context.measures.furniture_rule_pt, context.measures.grey)
    strip = Strip(-low, 0.0, 0.0, tuple(marks), vectors=line, extensions=extensions)
    return Frame("head", form.following.x_pt, baseline_pt - y, GalleyBlock((strip,), own=True, shape=shape_of((strip,))))


def _shortened(label: str, room_pt: float, line: Callable[[str], SetLine]) -> SetLine:
    """Return as much of ``label`` as there is room for, and an ellipsis: whole words, or where not one fits, letters."""
    words = [word.end() for word in re.finditer(r"\S+", label)]
    letters = [index for index, char in enumerate(label) if index and not category(char).startswith("M")]
    for ends in (words, letters):
        cut = [f"{label[:end].rstrip(_NO_END)}{_ELLIPSIS}" for end in ends]
        fitting = bisect_right(cut, room_pt, key=lambda text: line(text).width_pt)
        if fitting:
            return line(cut[fitting - 1])
    return line(_ELLIPSIS)


def foot(
    number: int | None, count: int, form: Form, place: Callable[[], Span], context: Context, *, draft: bool
) -> tuple[Frame, ...]:
    """Return what stands at the edges of a letter's page ``number`` of ``count`` (None: a carrier, which has no number).

    A letter of one page has no number. The draft mark is on every page. On the first it is no artifact, but read before all
    else: whoever cannot see it must know, too.
    """
    face, context = _face(context), context.in_close_lines()
    y = face.size_pt
    marks: list[Mark] = []
    extensions: frozenset[ExtensionGlyph] = frozenset()
    frames: list[Frame] = []
    vectors = ""
    if draft:
        mark = _draft_mark(form, place, context)
        x, vectors = mark.x_pt, mark.frame
        if number in (1, None):
            strip = Strip(y, 0.0, 0.0, marks_of(mark.line, _DRAFT, x, y), extensions=mark.line.extensions)
            frames.append(Frame(roles.DRAFT, form.following.x_pt, form.foot_y_pt - y, block_of([strip])))
        else:
            marks.extend(_marks(mark.line, x, y, FOOTER))
            extensions = mark.line.extensions
    if number is not None and count > 1:
        line = context.line(context.language.page(number, count), face, place, _WHAT)
        marks.extend(_marks(line, context.at_end(form.following.width_pt, line.width_pt), y, FOOTER))
        extensions |= line.extensions
    strip = Strip(y, 0.0, 0.0, tuple(marks), vectors=vectors, extensions=extensions)
    frames.append(Frame("foot", form.following.x_pt, form.foot_y_pt - y, block_of([strip])))
    if number in (1, None):
        folds = Strip(0.0, 0.0, 0.0, (), vectors=page_marks(form, _MARK_GREY))
        frames.append(Frame("marks", 0.0, form.paper_height_pt, block_of([folds])))
    return tuple(frames)


def height_over_foot(measures: Measures) -> float:
    """Return how far above the foot's baseline it reaches: as far as the frame of a bold draft mark, in final letters, too, whose
    pages are then those of their drafts.
    """
    size = measures.furniture_size_pt
    return size * _BOLD_DRAFT * (_FRAME_HEIGHT - _BELOW_DRAFT) + _FRAME_PT if measures.draft_mark == "bold" else size


class _DraftMark(Struct, frozen=True):
    """The word for a draft, where it begins, and the rules around it, or none."""

    line: SetLine
    x_pt: float
    frame: str


def _draft_mark(form: Form, place: Callable[[], Span], context: Context) -> _DraftMark:
    """Return the mark of a draft: quiet, or black and bold in a frame whose outer edge is where lines begin."""
    is_bold = context.measures.draft_mark == "bold"
    face = TextFace(context.measures.furniture_size_pt * _BOLD_DRAFT, cut="bold") if is_bold else _face(context)
    line = context.speaking(context.language.spoken("labels", "draft")).line(context.language.draft, face, place, _WHAT)
    if not is_bold:
        return _DraftMark(line, context.at_start(form.following.width_pt, line.width_pt), "")
    beside = face.size_pt * _BESIDE_DRAFT
    width = line.width_pt + 2 * beside
    left = context.at_start(form.following.width_pt, width)
    right, foot = left + width, -context.measures.furniture_size_pt - face.size_pt * _BELOW_DRAFT
    head = foot + face.size_pt * _FRAME_HEIGHT
    corners = ((left, foot), (right, foot), (right, head), (left, head))
    around = [rule(*start, *end, _FRAME_PT, 0.0) for start, end in zip(corners, (*corners[1:], corners[0]), strict=True)]
    return _DraftMark(line, left + beside, " ".join(around))


def _face(context: Context) -> TextFace:
    return TextFace(context.measures.furniture_size_pt, context.measures.grey)


def _marks(line: SetLine, x_pt: float, y_pt: float, path: Path) -> list[Mark]:
    return [Mark(x_pt + piece.x_pt, y_pt, piece.operators, path) for piece in line.pieces]
