"""Stage 3 of 7: a letter and an addressee become a merged letter.

``compile_letter`` does once what is the same for all: campaign-wide fields are filled, the date is written, blocks without
addressee's fields are set apart. ``merge`` does the rest for one addressee. A field's value is text, never markup.
Which fields exist and are not empty was made sure of by ``validate/fields.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from letterpack.languages import language
from letterpack.model.campaign import Addressee, Campaign
from letterpack.model.fields import addressee_value
from letterpack.model.letter import (
    Block,
    Conditional,
    Field,
    Heading,
    ItemList,
    Letter,
    ListItem,
    Paragraph,
    Quote,
    Run,
    Runs,
    has_fields,
)
from letterpack.model.merged import MergedLetter
from letterpack.model.template import LetterTemplate

Filler: TypeAlias = Callable[[Run, Field], Runs]
"""Gives the runs that stand for a run with a field."""
Chooser: TypeAlias = Callable[[Conditional], bool | None]
"""Says whether a conditional's blocks are printed; None leaves the question open."""

_EMPTY: Final = Run("")


def compile_letter(campaign: Campaign, letter: Letter) -> LetterTemplate:
    """Return ``letter`` as a template: every field that is the same for all is filled, the default closing is set."""
    words = language(letter.language)
    date_text = words.date(letter.date)
    values = {
        ("campaign", "name"): campaign.settings.name,
        ("letter", "date"): date_text,
        ("letter", "place"): letter.place,
        ("signatories", "count"): str(len(campaign.signatories)),
    }
    subject = _filled(letter.subject, _shared(values, {}))
    reference = _filled(letter.reference, _shared(values, {}))
    fill = _shared(values, {"subject": subject, "reference": reference})
    body = tuple(each for block in letter.body for each in _merged(block, fill, lambda _: None))
    return LetterTemplate(
        letter=letter,
        date_text=date_text,
        reference=reference,
        subject=subject,
        salutation=_filled(letter.salutation, fill),
        body=body,
        varying=frozenset(index for index, block in enumerate(body) if has_fields(block)),
        closing=_filled(letter.closing, fill) or (Run(words.closing),),
    )


def merge(
    template: LetterTemplate, addressee: Addressee, joint: tuple[Addressee, ...] = (), reader: Addressee | None = None
) -> MergedLetter:
    """Return the letter to ``addressee``, as ``reader`` gets it.

    ``joint`` are all addressees of a joint letter, and ``addressee`` then is the first of them, whose fields and salutation
    hold for all. ``reader`` is who gets a copy. Blocks for some are printed where they name any of these.
    """

    def fill(run: Run, field: Field) -> Runs:
        return (Run(addressee_value(addressee, field.name) or "", run.style, run.link),)

    body = template.body
    if template.varying:
        ids = {addressee.id, *(member.id for member in joint), *((reader.id,) if reader else ())}
        body = _body(template, fill, lambda block: not ids.isdisjoint(block.ids))
    letter = template.letter
    return MergedLetter(
        letter.language,
        letter.status,
        letter.style,
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
        return (Run(addressee.salutation),)
    if template.salutation:
        return _filled(template.salutation, fill)
    name, title = ("", "") if len(joint) > 1 else (addressee.name, addressee.title)
    return (Run(language(template.letter.language).salutation(name, title)),)


def _body(template: LetterTemplate, fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    merged: list[Block] = []
    for index, block in enumerate(template.body):
        if index in template.varying:
            merged.extend(_merged(block, fill, choose))
        else:
            merged.append(block)
    return tuple(merged)


def _shared(values: dict[tuple[str, str], str], head: dict[str, Runs]) -> Filler:
    """Return a filler of the fields that all addressees share; it leaves an addressee's fields as they are."""

    def fill(run: Run, field: Field) -> Runs:
        if field.scope == "letter" and field.name in head:
            return tuple(replace(part, style=run.style, link=run.link) for part in head[field.name])
        value = values.get((field.scope, field.name))
        return (run,) if value is None else (Run(value, run.style, run.link),)

    return fill


def _filled(runs: Runs, fill: Filler) -> Runs:
    """Return ``runs`` with their fields filled and neighbours of one style joined; the same object where there is no field."""
    if all(run.field is None for run in runs):
        return runs
    filled: list[Run] = []
    for run in runs:
        for part in (run,) if run.field is None else fill(run, run.field):
            last = filled[-1] if filled else _EMPTY
            if filled and last.field is None and part.field is None and (last.style, last.link) == (part.style, part.link):
                filled[-1] = Run(last.text + part.text, last.style, last.link)
            elif part.text or part.field:
                filled.append(part)
    return tuple(filled)


def _merged(block: Block, fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    """Return the blocks that stand for ``block``: itself where nothing in it varies, none where it is not printed."""
    if not has_fields(block):
        return (block,)
    if isinstance(block, Conditional):
        chosen = choose(block)
        blocks = _all_merged(block.blocks, fill, choose) if chosen is not False else ()
        return (replace(block, blocks=blocks),) if chosen is None else blocks
    if isinstance(block, Paragraph | Heading):
        return (replace(block, runs=_filled(block.runs, fill)),)
    if isinstance(block, Quote):
        return (replace(block, blocks=_all_merged(block.blocks, fill, choose)),)
    if isinstance(block, ItemList):
        items = tuple(ListItem(item.label, _all_merged(item.blocks, fill, choose)) for item in block.items)
        return (replace(block, items=items),)
    return (block,)


def _all_merged(blocks: tuple[Block, ...], fill: Filler, choose: Chooser) -> tuple[Block, ...]:
    return tuple(each for block in blocks for each in _merged(block, fill, choose))


def _enclosures(shared: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """The letter's enclosures, then the addressee's own, each once."""
    return tuple(dict.fromkeys((*shared, *own))) if own else shared
