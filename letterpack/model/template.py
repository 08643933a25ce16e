"""A letter with everything done that is the same for all its addressees: what merging starts from and typesetting sets once."""

from __future__ import annotations

from dataclasses import dataclass

from letterpack.languages import Language
from letterpack.model.letter import Block, Letter, Runs


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A letter with everything done that is the same for all its addressees.

    The flags say which of its parts depend on the addressee; ``body`` goes out as it is where ``body_varies`` is false.
    """

    letter: Letter
    words: Language
    date_text: str
    reference: Runs
    subject: Runs
    salutation: Runs
    body: tuple[Block, ...]
    varying: frozenset[int]
    closing: Runs
