"""What stands above the letter's text (part of stage 4 of 7): place and date, reference, what a carrier says, subject,
salutation; and the levels of headings: as the author ranked them, but never one that skips (ISO 14289-1, 7.4.2).

Blocks for some may hold headings, and the rule must hold for whoever gets them and for whoever does not. So each heading is at
most one level below the highest that can come before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from letterpack.languages import Language
from letterpack.model import letter as source
from letterpack.model import roles
from letterpack.model.campaign import Addressee
from letterpack.model.form import Form
from letterpack.model.galley import DESCRIPTION, FORBIDDEN, Frame, GalleyBlock, Path, Strip, TagNode
from letterpack.model.letter import Run, Runs
from letterpack.model.merged import MergedLetter
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Measures
from letterpack.typeset.context import (
    BASELINE,
    HAIR_PT,
    Context,
    block_of,
    called,
    led_as_text,
    marks_of,
    onto_grid,
    strips,
    up_to_grid,
)
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import PHRASED, RAGGED, TITLE, Composition, SetLine, TextFace, at_left
from letterpack.values import replace
from letterpack.wording.people import spoken_names_of
from letterpack.wording.titles import title_of

_LOWEST: Final = 6


def heading_levels(blocks: tuple[source.Block, ...], above: int) -> dict[Span, int]:
    """Map the place of each heading in ``blocks`` to its level. ``above`` is the level of the subject: 1, or 0 where there
    is none.
    """
    used = sorted({block.level for block in source.walk(blocks) if isinstance(block, source.Heading) and says_something(block)})
    found: dict[Span, int] = {}
    _assign(blocks, above, {level: above + 1 + index for index, level in enumerate(used)}, found)
    return found


def _assign(blocks: tuple[source.Block, ...], before: int, wanted: Mapping[int, int], found: dict[Span, int]) -> int:
    """Give the headings of ``blocks`` levels, the highest level that may stand before them given; return the one that may
    after.
    """
    for block in blocks:
        if isinstance(block, source.Heading) and not says_something(block):
            continue
        if isinstance(block, source.Heading):
            before = found[block.span] = min(wanted[block.level], before + 1, _LOWEST)
        else:
            after = _assign(source.children(block), before, wanted, found)
            before = min(before, after) if isinstance(block, source.Conditional) else after
    return before


def heading_face(levels: Mapping[Span, int], span: Span, measures: Measures) -> TextFace:
    """Return the face of the heading at ``span`` among all ``levels`` of a letter's."""
    faces, rank = measures.heading_faces, _rank(levels, span)
    size = measures.heading.size_pt * measures.heading_sizes[min(rank, len(measures.heading_sizes) - 1)]
    return TextFace(size, measures.ink_heading, faces[min(rank, len(faces) - 1)])


def headings_run_in(
    blocks: tuple[source.Block, ...], levels: Mapping[Span, int], measures: Measures
) -> Mapping[Span, source.Heading]:
    """Map the place of each paragraph of ``blocks`` that a heading's level lets stand on its first line to that heading.

    One with a field is as long as its value: it stands alone, so that the paragraph is the same for everybody.
    """
    return {
        paragraph.span: heading
        for heading, paragraph in _neighbours(blocks)
        if isinstance(heading, source.Heading)
        and says_something(heading)
        and 0 < measures.heading_run_in <= _rank(levels, heading.span) + 1
        and not any(run.field or run.note for run in heading.runs)
    }


def following_paragraphs(blocks: tuple[source.Block, ...]) -> frozenset[Span]:
    """Return the places of the paragraphs that follow another."""
    return frozenset([paragraph.span for before, paragraph in _neighbours(blocks) if isinstance(before, source.Paragraph)])


def _neighbours(blocks: tuple[source.Block, ...]) -> Iterator[tuple[source.Block, source.Paragraph]]:
    """Yield each paragraph that is one of ``blocks``, or in a quote or passage among them, behind the block before it."""
    for before, block in pairwise(blocks):
        if isinstance(block, source.Paragraph):
            yield before, block
    for block in blocks:
        if isinstance(block, source.Quote | source.Foreign | source.Conditional):
            yield from _neighbours(block.blocks)


def _rank(levels: Mapping[Span, int], span: Span) -> int:
    return levels[span] - min(levels.values())


def says_something(heading: source.Heading) -> bool:
    """Whether a heading has text, or a field that will be text: one that has none is not set, and no level counts from it."""
    return any(run.field or run.note for run in heading.runs) or bool(title_of(heading.runs))


# Above the text.


def information_frame(letter: MergedLetter, reference: Runs, form: Form, span: Span, context: Context, *, own: bool) -> Frame:
    """Return the ``letter``'s place and date, and a ``reference`` under them, in the form's room for information.

    They stand level with the address's first lines where the room lets them, and range to its outer side: right, unless the
    room is at the left of the text.
    """
    measures = context.measures
    leading = form.address.leading_pt
    room = form.information
    width = room.width_pt
    dated = context.said((Spoken(letter.place), date_of(letter, context.language)), context.language.comma)
    texts: list[tuple[Runs, TextFace, str]] = [(dated, TextFace(measures.address_size_pt), roles.DATE)]
    if reference:
        label = Run(f"{context.language.reference} ", language=context.language.spoken("labels", "reference"))
        texts.append(((label, *reference), TextFace(measures.note.size_pt, measures.grey), roles.REFERENCE))
    is_at_left = room.x_pt - form.first.x_pt < form.first.right_pt - room.right_pt
    made: list[Strip] = []
    for runs, face, key in texts:
        text = context.checked(set_text(runs, width, face, context.setter, RAGGED), span, f"the {key}", 0.0)
        for line in text.lines:
            # A right-to-left letter's lines come ranged right.
            shown = at_left(line) if context.setter.right_to_left else line
            x = 0.0 if is_at_left else width - line.width_pt
            marks = marks_of(shown, (called("P", key, key),), x, leading * BASELINE)
            made.append(Strip(leading, 0.0, 0.0, marks, extensions=line.extensions))
    most = int((room.height_pt + HAIR_PT) / leading)
    if len(made) > most:
        said = f"place, date and reference take {len(made)} lines, and `{form.name}` has room for {most}"
        context.report.error("LP234", span, said, "shorten `place` or `reference`, or say it in the letter")
    lowest = room.bottom_pt - len(made) * leading
    return Frame("information", room.x_pt, max(room.y_pt, min(form.address.recipient.y_pt, lowest)), block_of(made, own=own))


def carrier_frame(
    reader: Addressee,
    members: tuple[Addressee, ...],
    letter: MergedLetter,
    form: Form,
    context: Context,
    enclosed: tuple[str, ...],
) -> Frame:
    """Return what a carrier says of the ``letter`` behind it: what it is to the ``reader``, that it is to ``members``, on what,
    of when, and what is ``enclosed`` for this reader alone.
    """
    measures, words, span = context.measures, context.language, members[0].origin.span("name")
    is_copy = reader.kind != "to"
    kind = "copy" if is_copy else "joint"
    what = Spoken(words.copy if is_copy else words.joint, words.spoken("labels", kind))
    face = TextFace(measures.subject_size_pt, cut="bold")
    title = set_text(context.said((what,)), form.first.width_pt, face, context.setter, TITLE)
    context.checked(title, span, "the carrier page")
    led = led_as_text(measures.subject, face.size_pt, len(title.lines))
    made = strips(title.lines, led, (called("H1", "copy", roles.CARRIER),))
    made[:1] = [replace(strip, title=what.text) for strip in made[:1]]
    named = tuple([context.enumerated(spoken_names_of(each)) for each in members])
    said_of = "".join([run.text for run in letter.subject])
    subject = (Run(said_of),) if said_of else ()
    entries = [
        (Spoken(words.copy_to, words.spoken("labels", "copy_to")), named),
        (Spoken(words.subject, words.spoken("labels", "subject")), (subject,)),
        (Spoken(words.copy_date, words.spoken("labels", "copy_date")), (context.said((date_of(letter, words),)),)),
        (
            Spoken(words.enclosures(len(enclosed)), words.spoken("enclosures")),
            (context.enumerated(tuple(map(Spoken, enclosed))),),
        ),
    ]
    said = [(label, texts, TITLE if texts[0] is subject else PHRASED) for label, texts in entries if texts[0]]
    made.extend(label_column(said, form.first.width_pt, "copy of", span, context))
    return Frame("copy", form.first.x_pt, form.first.y_pt, block_of(made, own=True))


def date_of(letter: MergedLetter, words: Language) -> Spoken:
    """Return the date of ``letter`` as it has it."""
    return Spoken(letter.date_text, words.date_spoken(letter.date))


def label_column(
    entries: list[tuple[Spoken, tuple[Runs, ...], Composition]], measure_pt: float, key: str, span: Span, context: Context
) -> list[Strip]:
    """Return labels in grey, one under the other, each with its texts beside it, every one a paragraph where there are several;
    ``span`` is the place of all of them.
    """
    measures = context.measures
    labels = [
        context.speaking(label.language).line(label.text, TextFace(measures.note.size_pt, measures.grey), lambda: span, "a label")
        for label, _, _ in entries
    ]
    indent = max([label.width_pt for label in labels]) + measures.note.size_pt
    listing = TagNode("L", key, (("T", roles.CARRIER), ("ListNumbering", DESCRIPTION)))
    made: list[Strip] = []
    x, face = context.at_end(indent, 0.0), TextFace(measures.note.size_pt)
    for index, ((_, texts, composition), label) in enumerate(zip(entries, labels, strict=True)):
        item = (listing, TagNode("LI", str(index)))
        lines: list[Strip] = []
        for number, runs in enumerate(texts):
            found = set_text(runs, measure_pt - indent, face, context.setter, composition)
            context.checked(found, span, "the carrier page")
            path = (*item, TagNode("LBody", "body"), *([TagNode("P", str(number))] if len(texts) > 1 else ()))
            space = measures.note_space_pt if index or number else measures.body_space_pt
            lines.extend(strips(found.lines, measures.note, path, x_pt=x, space_pt=space))
        made.extend(_captioned(lines, label, measure_pt, (*item, TagNode("Lbl", "label")), context))
    return made


def _captioned(lines: list[Strip], label: SetLine, measure_pt: float, path: Path, context: Context) -> list[Strip]:
    """Put ``label`` where lines begin, beside the first of ``lines``."""
    if not lines:
        return []
    baseline = context.measures.note.leading_pt * BASELINE
    first = lines[0]
    marks = marks_of(label, path, context.at_start(measure_pt, label.width_pt), baseline)
    return [replace(first, marks=(*marks, *first.marks), extensions=first.extensions | label.extensions), *lines[1:]]


def subject_block(runs: Runs, measure_pt: float, span: Span, context: Context, *, own: bool) -> GalleyBlock:
    """Return the subject: the letter's first heading, ragged."""
    measures = context.measures
    face = TextFace(measures.subject_size_pt, measures.ink_subject, measures.subject_face)
    text = context.checked(set_text(runs, measure_pt, face, context.setter, TITLE), span, "the subject")
    kind = led_as_text(measures.subject, measures.subject_size_pt, len(text.lines))
    made = strips(text.lines, kind, (called("H1", "subject", roles.SUBJECT),), keeps_next=True)
    kept = [replace(strip, penalty=FORBIDDEN if index else 0.0) for index, strip in enumerate(made)]
    if kept:
        below = measures.subject_below_pt if measures.order_subject == "before" else measures.body_space_pt
        kept[0] = replace(kept[0], title=title_of(runs), space_pt=measures.body_space_pt)
        kept[-1] = replace(kept[-1], next_space_pt=below)
        kept = up_to_grid(kept, below, context)
    return block_of(kept, own=own)


def labelled(
    label: Spoken, entries: list[tuple[Runs, Span, str]], measure_pt: float, role: str, context: Context, *, beside: Spoken | None
) -> list[Strip]:
    """Return ``entries``, each with its place and the country that it is of, as a list behind one grey label; lines after an
    entry's first are set in with it. ``role`` is what the list is (``ROLES``). They stand as far in as those behind the label
    ``beside``, of a list above or below.
    """
    measures = context.measures
    grey = TextFace(measures.note.size_pt, measures.grey)
    head, *others = [
        context.speaking(each.language).line(each.text, grey, lambda: entries[0][1], "a label")
        for each in (label, beside)
        if each
    ]
    indent = max([measures.note_label_pt, *[each.width_pt + measures.note.size_pt * 0.6 for each in (head, *others)]])
    listing = called("L", role, role)
    made: list[Strip] = []
    for index, (entry, span, country) in enumerate(entries):
        setter, face = context.posted_to(country).setter, TextFace(measures.note.size_pt)
        text = set_text(entry, measure_pt - indent, face, setter, PHRASED)
        context.checked(text, span, f"the line of {role}")
        path = (listing, TagNode("LI", str(index)), TagNode("LBody", "body"))
        space = measures.note_space_pt if index else measures.body_space_pt
        made.extend(strips(text.lines, measures.note, path, x_pt=context.at_end(indent, 0.0), space_pt=space))
    made = onto_grid(_captioned(made, head, measure_pt, (called("P", f"{role} label", role),), context), context)
    if made:
        made[-1] = replace(made[-1], next_space_pt=measures.subject_below_pt)
    return made


def salutation_block(runs: Runs, measure_pt: float, place: Callable[[], Span], context: Context, *, own: bool) -> GalleyBlock:
    """Return the salutation: never left alone at the foot of a page. A finding about it asks for its ``place``."""
    measures = context.measures
    text = set_text(runs, measure_pt, TextFace(measures.body.size_pt), context.setter, PHRASED)
    if text.missing or text.excess_pt:
        context.checked(text, place(), "the salutation")
    path = (called("P", "salutation", roles.SALUTATION),)
    made = strips(text.lines, measures.body, path, space_pt=measures.subject_below_pt, keeps_next=True)
    return block_of(made, own=own)
