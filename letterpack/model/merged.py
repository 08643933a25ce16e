"""A merged letter: what one addressee reads, as blocks of runs in which no field and no condition is left."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from letterpack.model.letter import Block, Runs


class MergedLetter(Struct, frozen=True):
    """One letter, ready to be typeset.

    ``body`` holds no ``Conditional`` and no run with a ``field``; blocks that do not depend on the addressee are the same
    objects in every merged letter of a template, and ``body`` itself is where none does. ``salutation`` and ``closing`` are never
    empty. ``date_text`` is the date in the letter's language. ``enclosures`` are paths in the campaign: the letter's,
    then the addressee's own, each once.
    """

    language: str
    status: Literal["draft", "final"]
    date: date
    date_text: str
    place: str
    reference: Runs
    subject: Runs
    salutation: Runs
    body: tuple[Block, ...]
    closing: Runs
    enclosures: tuple[str, ...]
