"""What stands below the letter's text: closing, signature, copies, enclosures, the list of signatories (part of stage 4 of 7)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from letterpack.draw.graphics import rule
from letterpack.model import roles
from letterpack.model.campaign import Addressee, Signatory, SignatoryList, Signature
from letterpack.model.galley import FORBIDDEN, Columns, Drawing, GalleyBlock, Strip, TagNode
from letterpack.model.letter import Run, Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.text.bidi import first_strong_level, isolated, needs_bidi
from letterpack.typeset.composition import HYPHENATED, PHRASED, RAGGED, TextFace
from letterpack.typeset.context import BASELINE, Context, block_of, called, shared, strips
from letterpack.typeset.head import labelled
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import SetText
from letterpack.wording.people import spoken_names_of
from letterpack.wording.signatories import country_names, group_of, in_order, kind_of

_ON_GRID: Final = 0.001
_DETAIL: Final = TagNode("P", "detail")
"""Who speaks for who signs, and whence, is a paragraph of its own: a voice pauses before it."""
_HEAD: Final = HYPHENATED._replace(balanced=True)
_LAST_LEVEL: Final = 6
_FEW_SIGNATORIES: Final = 3
"""A list this short stands in one column."""


def closing_block(
    closing: Runs, signature: Signature, signer: Spoken, measure_pt: float, span: Span, context: Context
) -> list[Strip]:
    """Return the closing with the hand that signs: an image, or room to sign above the ``signer``'s name; all on one page with
    what precedes.

    ``signer`` is empty where the list of signatories follows in place of a hand.
    """
    measures = context.measures
    text = context.checked(
        set_text(closing, measure_pt, TextFace(measures.body.size_pt), context.setter, RAGGED),
        span,
        "the closing",
    )
    made = strips(text.lines, measures.body, (called("P", "closing", roles.CLOSING),), space_pt=measures.closing_above_pt)
    image = context.graphic(signature.image, span) if signature.image else None
    if image is not None:
        scale = min(measures.sign_image_pt / image.height_pt, measure_pt / 2 / image.width_pt)
        alt = (("Alt", signature.name or signer.text or "Signature"),)
        context.told_if_coarse(signature.image, image, image.width_pt * scale, span)
        at = context.at_start(measure_pt, image.width_pt * scale)
        box = Drawing(at, 0.0, image.width_pt * scale, image.height_pt * scale, image, (TagNode("Figure", "signature", alt),))
        made.append(Strip(measures.sign_room_pt, 0.0, FORBIDDEN, (), drawings=(box,)))
    elif signer.text:
        made.append(Strip(measures.sign_room_pt, 0.0, FORBIDDEN, ()))
    for key, value, grey in (("signer", signer.text, 0.0), ("office", signature.title if signer.text else "", measures.grey)):
        if value:
            lines = context.checked(
                set_text(
                    (Run(value, isolated=True, language=signer.language if key == "signer" else ""),),
                    measure_pt,
                    TextFace(measures.body.size_pt, grey),
                    context.setter,
                    RAGGED,
                ),
                span,
                "the signature",
            ).lines
            made.extend(strips(lines, measures.body, (called("P", key, roles.CLOSING),)))
    return [strip._replace(penalty=FORBIDDEN) for strip in made]


def copies_block(copies: tuple[Addressee, ...], measure_pt: float, context: Context, *, own: bool) -> GalleyBlock:
    """Return the lines that name who gets a copy: each on its own line or lines, behind one hanging label."""
    words = context.language
    entries = [(context.said(spoken_names_of(copy), words.comma), copy.origin.span("name"), copy.country) for copy in copies]
    label = Spoken(words.cc, words.spoken("labels", "cc"))
    return block_of(_below(labelled(label, entries, measure_pt, roles.COPIES, context), context), own=own)


def enclosures_block(titles: tuple[tuple[str, Span], ...], measure_pt: float, context: Context, *, own: bool) -> GalleyBlock:
    """Return the list of what is enclosed: ``titles``, each with the place that names its file."""
    entries = [(context.said((Spoken(title),)), span, "") for title, span in titles]
    label = Spoken(context.language.enclosures(len(titles)), context.language.spoken("enclosures"))
    return block_of(_below(labelled(label, entries, measure_pt, roles.ENCLOSURES, context), context), own=own)


def _below(made: list[Strip], context: Context) -> list[Strip]:
    """Return a list that stands under the signature, and begins on its page."""
    return [made[0]._replace(space_pt=context.measures.closing_above_pt, penalty=FORBIDDEN), *made[1:]]


def signatory_columns(
    signatories: tuple[Signatory, ...], layout: SignatoryList, measure_pt: float, level: int, context: Context
) -> Columns | None:
    """Return the list of signatories, each a row of its own, under a heading of ``level``; None where nobody signs."""
    if not signatories:
        return None
    context = _packed(context) if layout.compact else context
    measures = context.measures
    count = layout.columns or (
        1
        if len(signatories) <= _FEW_SIGNATORIES
        else max(1, int((measure_pt + measures.column_gap_pt) / (measures.column_min_pt + measures.column_gap_pt)))
    )
    width = (measure_pt - measures.column_gap_pt * (count - 1)) / count
    ordered = in_order(signatories, layout, context.language.tag)
    names = country_names(signatories, context.language)
    entries = _Entries(layout, width, level, names, context)
    rows = [entries.row(index, one) for index, one in enumerate(ordered)]
    signing = kind_of(signatories, layout)
    head = Spoken(context.language.undersigned(len(signatories), signing), context.language.spoken("undersigned", signing))
    face = TextFace(measures.signatories_head_size_pt, bold=True)
    lead = context.checked(
        set_text(context.said((head,)), measure_pt, face, context.setter, _HEAD), Span("signatories.csv"), "the head"
    )
    kind = Type(measures.signatories_head_size_pt, measures.signatory.leading_pt)
    above = 0.0 if layout.place == "annex" else measures.signatories_head_above_pt
    made = strips(lead.lines, kind, (called(f"H{level}", "signatories", roles.SIGNATORIES),), space_pt=above, keeps_next=True)
    made[0] = made[0]._replace(title=head.text)
    y = -kind.leading_pt - measures.signatories_head_below_pt / 3
    line = rule(0.0, y, measure_pt, y, measures.furniture_rule_pt, 0.0)
    made[-1] = made[-1]._replace(vectors=line, next_space_pt=measures.signatories_head_below_pt)
    lead_pt = sum([strip.height_pt for strip in made]) + measures.signatories_head_below_pt
    for one, row in zip(ordered, rows, strict=True):
        place = one.origin.span("organization" if one.organization else "name")
        context.row_checked(row.height_pt + lead_pt, place, "a signatory")
    return Columns(
        shared(made), tuple(rows), count, width, measures.column_gap_pt, layout.place == "annex", context.setter.right_to_left
    )


def _packed(context: Context) -> Context:
    """Return ``context`` with the measures of a compact list in place of those of signatories."""
    measures = context.measures
    return replace(
        context,
        measures=replace(
            measures,
            signatory=measures.compact,
            signatory_detail=measures.compact,
            signatory_gap_pt=measures.compact_gap_pt,
            column_min_pt=measures.compact_min_pt,
        ),
    )


class _Entries:
    """Makes the rows of a list in their order. A group's heading is part of its first row, so that no column ends with it."""

    def __init__(
        self, layout: SignatoryList, width_pt: float, level: int, countries: Mapping[str, Spoken], context: Context
    ) -> None:
        self._layout, self._width_pt, self._level = layout, width_pt, level
        self._countries, self._context = countries, context
        self._group, self._number = "", 0

    def row(self, index: int, one: Signatory) -> Strip:
        """Return the row of ``one``, under its heading where it is the first of a group."""
        group = group_of(one, self._layout)
        begins = group != self._group
        if begins:
            self._group, self._number = group, self._number + 1
        key = f"signatories {self._number}" if self._number else "signatories"
        made = _row(index, one, self._width_pt, self._countries[one.country], self._context, key, compact=self._layout.compact)
        return self._headed(made, one, group) if begins and group else made

    def _headed(self, row: Strip, one: Signatory, group: str) -> Strip:
        measures, kind = self._context.measures, self._context.measures.signatory
        face = TextFace(kind.size_pt, bold=True)
        found = set_text(self._context.said((Spoken(group),)), self._width_pt, face, self._context.setter, PHRASED)
        found = self._context.checked(found, one.origin.span("group"), "a group of signatories", 0.0)
        path = (called(f"H{min(self._level + 1, _LAST_LEVEL)}", f"group {self._number}", roles.SIGNATORIES),)
        marks, height = [], row.space_pt - measures.signatory_gap_pt + (measures.body.leading_pt - kind.leading_pt) * BASELINE
        height = max(0.0, height)
        for strip in strips(found.lines, kind, path):
            marks.extend([mark._replace(y_pt=mark.y_pt + height) for mark in strip.marks])
            height += strip.height_pt
        half = measures.body.leading_pt / 2
        height = height + measures.signatory_gap_pt if self._layout.compact else math.ceil(height / half - _ON_GRID) * half
        marks.extend([mark._replace(y_pt=mark.y_pt + height) for mark in row.marks])
        above = row.space_pt + half
        return row._replace(height_pt=row.height_pt + height, space_pt=above, marks=tuple(marks))


def _row(  # noqa: PLR0913 - one call
    index: int, one: Signatory, width_pt: float, country: Spoken, context: Context, key: str, *, compact: bool
) -> Strip:
    """Return one signatory as one strip: who signs in black, representative and country in grey, runover lines set in.

    In a ``compact`` list all of that is one text.
    """
    measures, context = context.measures, context.posted_to(one.country)
    path = (called("L", key, roles.SIGNATORY), TagNode("LI", str(index)), TagNode("LBody", "body"))
    detail = _detail(one, context)
    who = context.said((Spoken(one.organization or one.name, one.language),))
    lines = [(who, measures.signatory, TextFace(measures.signatory.size_pt))]
    if compact:
        whence = Spoken(context.values((country.text,)), country.language)
        name = Spoken(context.values((one.organization or one.name,)), one.language)
        lines = [(context.joined((name, detail, whence), " · "), measures.signatory, TextFace(measures.signatory.size_pt))]
    elif detail.text or country.text:
        whence = Spoken(context.values((country.text,)), country.language)
        lines.append(
            (
                context.joined((detail, whence), " · "),
                measures.signatory_detail,
                TextFace(measures.signatory_detail.size_pt, measures.grey),
            )
        )
    made: list[Strip] = []
    for line_index, (runs, kind, face) in enumerate(lines):
        runover = measures.signatory_runover_pt
        by = context.at_end(runover, 0.0)
        behind = lines[line_index + 1 :]
        turns = context.setter.right_to_left or any(needs_bidi(run.text) for run in runs)
        ended = (*runs[:-1], replace(runs[-1], text=f"{runs[-1].text}\n")) if behind and turns else runs
        found = _set_name(ended, width_pt, runover, face, context)
        place = one.origin.span("name" if line_index or not one.organization else "organization")
        context.checked(found, place, "a signatory", 0.0)
        first, *rest = strips(found.lines, kind, (*path, _DETAIL) if line_index else path) or [
            Strip(kind.leading_pt, 0.0, 0.0, ())
        ]
        made.extend(
            (
                first,
                *[strip._replace(marks=tuple([mark._replace(x_pt=mark.x_pt + by) for mark in strip.marks])) for strip in rest],
            )
        )
        if behind and not turns:
            made[-1] = _ending_in_space(made[-1], context)
    return _joined(made, context, on_grid=not compact)


def _detail(one: Signatory, context: Context) -> Spoken:
    """Return who speaks for an organisation, and as what: in a right-to-left letter, values that run one way run so together.

    They are isolated once: an isolate of isolates has no letter of its own to take a direction from.
    """
    given = [text for text in (one.name if one.organization else "", one.title) if text]
    comma = context.language.comma
    if context.setter.right_to_left and len({first_strong_level(text) for text in given}) == 1:
        return Spoken(isolated(comma.join(given)), one.language)
    return Spoken(context.values(given, comma), one.language)


def _set_name(runs: Runs, width_pt: float, runover_pt: float, face: TextFace, context: Context) -> SetText:
    """Return the lines of a name or an office, runover lines shorter; hyphenated only where a word would be too long."""
    for hyphens in (False, True):
        composition = PHRASED._replace(hyphens=hyphens, first_indent_pt=-runover_pt)
        found = set_text(runs, width_pt - runover_pt, face, context.setter, composition)
        if not found.excess_pt:
            break
    return found


def _ending_in_space(strip: Strip, context: Context) -> Strip:
    """Return ``strip``, which runs from left to right, with a space behind its text, which nobody sees, so that whoever is read
    the next line hears a new word.
    """
    if not strip.marks:
        return strip
    last = strip.marks[-1]
    space = f"{last.operators}[<{context.setter.space_code('regular')}>]TJ"
    return strip._replace(marks=(*strip.marks[:-1], last._replace(operators=space)))


def _joined(made: list[Strip], context: Context, *, on_grid: bool) -> Strip:
    """Return ``made`` as one strip that no page break can split, the next one whole half lines below it if ``on_grid``.

    Its first baseline stands where a line of the body has its own, so that rows are level across columns and back up.
    """
    measures = context.measures
    half = measures.body.leading_pt / 2
    down = (measures.body.leading_pt - measures.signatory.leading_pt) * BASELINE if on_grid else 0.0
    gap = measures.signatory_gap_pt - down
    marks, height = [], down
    for strip in made:
        marks.extend([mark._replace(y_pt=mark.y_pt + height) for mark in strip.marks])
        height += strip.height_pt
    height = math.ceil((height + gap) / half - _ON_GRID) * half - gap if on_grid else height
    return Strip(height, gap, 0.0, tuple(marks), extensions=frozenset().union(*[strip.extensions for strip in made]))
