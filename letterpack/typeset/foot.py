"""What stands below the letter's text: closing, signature, copies, enclosures (part of stage 4 of 7)."""

from __future__ import annotations

from letterpack.languages.traits import traits
from letterpack.model import roles
from letterpack.model.campaign import Addressee, Signature
from letterpack.model.galley import FORBIDDEN, Drawing, GalleyBlock, Strip, TagNode
from letterpack.model.letter import Run, Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.typeset.composition import RAGGED, TextFace
from letterpack.typeset.context import Context, block_of, called, strips
from letterpack.typeset.head import labelled
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import at_right
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
    text = context.checked(
        set_text(closing, measure_pt, TextFace(measures.body.size_pt), context.setter, RAGGED),
        span,
        "the closing",
    )
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
