"""Stage 3 of 7: a letter and an addressee become a merged letter.

``compile_letter`` does once what is the same for all: campaign-wide fields are filled, the date is written, blocks without
addressee's fields are set apart. ``merge`` does the rest for one addressee. A field's value is text, never markup.
Which fields exist and are not empty was made sure of by ``campaign/fields.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeAlias

from letterpack.languages import Language, language
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.fields import SharedValues, addressee_value, shared_values, value_for
from letterpack.model.for_whom import Condition, holds
from letterpack.model.letter import (
    Block,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    Letter,
    ListItem,
    Paragraph,
    Quote,
    Run,
    Runs,
    Table,
    has_fields,
)
from letterpack.model.merge_field import Field
from letterpack.model.merged import MergedLetter
from letterpack.model.numbering import notes_vary, numbered
from letterpack.model.template import LetterTemplate
from letterpack.text.bidi import isolated, needs_bidi
from letterpack.values import replace
from letterpack.wording.values import said

Filler: TypeAlias = Callable[[Run, Field], Runs]
"""Gives the runs that stand for a run with a field."""
Chooser: TypeAlias = Callable[[Condition], bool | None]
"""Says whether what stands under a condition is printed; None leaves the question open."""


def compile_letter(campaign: CampaignRead, letter: Letter) -> LetterTemplate:
    """Return ``letter`` as a template: every field that is the same for all is filled, the default closing is set."""
    words = language(letter.language, campaign.own)
    date_text = words.date(letter.date)
    values = shared_values(campaign.settings.name, letter, len(campaign.signatories))
    subject = _filled(letter.subject, _shared(values, words, {}))
    reference = _filled(letter.reference, _shared(values, words, {}))
    fill = _shared(values, words, {"subject": subject, "reference": reference})

    def choose(condition: Condition) -> bool | None:
        return holds(condition, lambda field: values.get((field.scope, field.name)), None)

    merged = _all_merged(letter.body, fill, choose)
    renumbers = notes_vary(merged)
    body = merged if renumbers else numbered(merged, words.note_figures)
    return LetterTemplate(
        letter=letter,
        own=campaign.own,
        date_text=date_text,
        reference=reference,
        subject=subject,
        salutation=_filled(letter.salutation, fill),
        body=body,
        varying=frozenset(index for index, block in enumerate(body) if has_fields(block)),
        closing=_filled(letter.closing, fill) or (Run(words.closing, language=words.spoken("closing")),),
        renumbers=renumbers,
        shared=values,
    )


def merge(
    template: LetterTemplate, addressee: Addressee, joint: tuple[Addressee, ...] = (), reader: Addressee | None = None
) -> MergedLetter:
    """Return the letter to ``addressee``, as ``reader`` gets it.

    ``joint`` are all addressees of a joint letter, and ``addressee`` then is the first of them, whose fields and salutation
    hold for all. ``reader`` is who gets a copy. Blocks for some are printed where they name any of these.
    """
    letter = template.letter
    words = language(letter.language, template.own)

    def fill(run: Run, field: Field) -> Runs:
        return _value(run, field, addressee_value(addressee, field.name) or "", words)

    body = template.body
    if template.varying:
        ids = {addressee.id, *(member.id for member in joint), *((reader.id,) if reader else ())}

        def choose(condition: Condition) -> bool | None:
            return holds(condition, partial(value_for, addressee, template.shared), ids)

        body = _body(template, fill, choose)
        body = numbered(body, words.note_figures) if template.renumbers else body
    return MergedLetter(
        letter.language,
        letter.status,
        letter.date,
        template.date_text,
        letter.place,
        _filled(template.reference, fill),
        _filled(template.subject, fill),
        _salutation(template, addressee, joint, fill),
        body,
        _filled(template.closing, fill),
        _enclosures(letter.enclosures, addressee.enclosures),
    )


def _salutation(template: LetterTemplate, addressee: Addressee, joint: tuple[Addressee, ...], fill: Filler) -> Runs:
    if addressee.salutation:
        return (Run(addressee.salutation, isolated=needs_bidi(addressee.salutation)),)
    if template.salutation:
        return _filled(template.salutation, fill)
    name, title = ("", "") if len(joint) > 1 else (addressee.name, addressee.title)
    words = language(template.letter.language, template.own)
    spoken = words.spoken("salutation", "title" if title else "name" if name else "nobody")
    text = words.salutation(name, title)
    if needs_bidi(text):
        text = words.salutation(name and isolated(name), title and isolated(title))
        return (Run(text, isolated=not words.own, language=spoken),)
    return (Run(text, language=spoken),)


def _body(template: LetterTemplate, fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    merged: list[Block] = []
    for index, block in enumerate(template.body):
        if index in template.varying:
            merged.extend(_merged(block, fill, choose))
        else:
            merged.append(block)
    return tuple(merged)


def _shared(values: SharedValues, words: Language, head: dict[str, Runs]) -> Filler:
    """Return a filler of the fields that all addressees share; it leaves an addressee's fields as they are."""

    def fill(run: Run, field: Field) -> Runs:
        if field.scope == "letter" and field.name in head and not field.filters:
            parts = head[field.name]
            return tuple([replace(part, style=run.style, link=run.link, language=run.language, when=run.when) for part in parts])
        value = values.get((field.scope, field.name))
        if value is None:
            return (run,)
        is_written = field.scope == "letter" and field.name == "date" and not field.filters
        return (_written(run, words.date(date.fromisoformat(value))),) if is_written else _value(run, field, value, words)

    return fill


def _value(run: Run, field: Field, value: str, words: Language) -> Runs:
    """Return what stands for ``run``: what is said of the field's value, nothing where that cannot be said, which is reported."""
    text = said(field, value, words)
    return (_written(run, text),) if isinstance(text, str) else ()


def _written(run: Run, text: str) -> Run:
    return Run(text, run.style, run.link, language=run.language, when=run.when)


def _chosen(runs: Runs, choose: Chooser) -> Runs:
    """Return those of ``runs`` that are printed, and those of which that is not known yet; the same object where all get all."""
    if all(run.when is None for run in runs):
        return runs
    chosen = [(run, None if run.when is None else choose(run.when)) for run in runs]
    kept = [run if is_printed is None else replace(run, when=None) for run, is_printed in chosen if is_printed is not False]
    joined: list[Run] = []
    for run in kept:
        if joined and _alike(joined[-1], run):
            joined[-1] = replace(joined[-1], text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _filled(runs: Runs, fill: Filler) -> Runs:
    """Return ``runs`` with their fields filled and neighbours of one style joined; the same object where there is no field.

    Where anything runs from right to left, values stay runs of their own, so that each has its own direction (UAX #9).
    """
    if all(run.field is None for run in runs):
        return runs
    parts = [part for run in runs for part in ((run,) if run.field is None else fill(run, run.field))]
    if any(needs_bidi(part.text) for part in parts):
        parts = [part for run in runs for part in ((run,) if run.field is None else _apart(fill(run, run.field)))]
    filled: list[Run] = []
    for part in parts:
        if filled and _alike(filled[-1], part):
            filled[-1] = replace(part, text=filled[-1].text + part.text)
        elif part.text or part.field or part.note:
            filled.append(part)
    return tuple(filled)


def _apart(runs: Runs) -> Runs:
    return tuple([run if run.field else replace(run, isolated=True) for run in runs])


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs are set as one."""
    plain = not (one.field or other.field or one.note or other.note or one.isolated or other.isolated)
    return plain and (one.style, one.link, one.language, one.when) == (other.style, other.link, other.language, other.when)


def _merged(block: Block, fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    """Return the blocks that stand for ``block``: itself where nothing in it varies, none where it is not printed."""
    if not has_fields(block):
        return (block,)
    if isinstance(block, Conditional):
        chosen = choose(block.condition)
        blocks = _all_merged(block.blocks, fill, choose) if chosen is not False else ()
        return (replace(block, blocks=blocks),) if chosen is None else blocks
    filled = _filled_in(block, fill, choose)
    return (filled,) if _is_left(filled) else ()


def _is_left(block: Block) -> bool:
    """Whether anything is left of a block in which all may be for others."""
    if isinstance(block, Paragraph | Heading):
        return any(run.text.strip() or run.field or run.note or run.when for run in block.runs)
    if isinstance(block, Quote | Foreign):
        return bool(block.blocks)
    return not isinstance(block, ItemList) or bool(block.items)


def _filled_in(block: Block, fill: Filler, choose: Chooser) -> Block:
    """Return the block with all fields in it filled, without what is not printed."""
    if isinstance(block, Paragraph):
        pattern = () if any(run.when for run in block.runs) else block.runs
        return Paragraph(_text(block.runs, fill, choose), block.span, pattern=pattern)
    if isinstance(block, Heading):
        return replace(block, runs=_text(block.runs, fill, choose))
    if isinstance(block, Table):
        head, *rows = [tuple([_text(cell, fill, choose) for cell in row]) for row in (block.head, *block.rows)]
        return replace(block, head=head, rows=tuple(rows))
    if isinstance(block, Quote | Foreign):
        return replace(block, blocks=_all_merged(block.blocks, fill, choose))
    if isinstance(block, ItemList):
        items = [(item, _all_merged(item.blocks, fill, choose)) for item in block.items]
        return replace(block, items=tuple([ListItem(item.label, left) for item, left in items if left or not item.blocks]))
    return block


def _text(runs: Runs, fill: Filler, choose: Chooser) -> Runs:
    """Return a text of a block with its fields filled, those in the notes it calls too, without what is not printed."""
    runs = _chosen(runs, choose)
    if not any(run.note for run in runs):
        return _filled(runs, fill)
    noted = [
        replace(run, note=replace(run.note, blocks=_all_merged(run.note.blocks, fill, choose))) if run.note else run
        for run in runs
    ]
    return _filled(tuple(noted), fill)


def _all_merged(blocks: tuple[Block, ...], fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    return tuple(each for block in blocks for each in _merged(block, fill, choose))


def _enclosures(shared: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """The letter's enclosures, then the addressee's own, each once."""
    return tuple(dict.fromkeys((*shared, *own))) if own else shared
