"""A letter with everything done that is the same for all its addressees: what merging starts from and typesetting sets once."""

from __future__ import annotations

from msgspec import Struct, field

from letterpack.model.fields import SharedValues
from letterpack.model.letter import Block, Letter, Runs
from letterpack.model.own_data import NO_OWN_DATA, OwnData


class LetterTemplate(Struct, frozen=True):
    """A letter with everything done that is the same for all its addressees.

    ``varying`` are the indexes of the blocks of ``body`` that depend on the addressee. Its notes are numbered,
    unless ``renumbers``: then which of them there are depends on the addressee. ``own`` are the languages that the campaign
    brings. ``shared`` are the values of the fields that are the same for all.
    """

    letter: Letter
    date_text: str
    reference: Runs
    subject: Runs
    salutation: Runs
    body: tuple[Block, ...]
    varying: frozenset[int]
    closing: Runs
    renumbers: bool = False
    own: OwnData = NO_OWN_DATA
    shared: SharedValues = field(default_factory=dict)
