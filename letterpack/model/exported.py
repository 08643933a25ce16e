"""A letter on its way out as an editable copy: its head, its text, its foot, each as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from letterpack.model.letter import Block, Runs


class ExportedLetter(Struct, frozen=True):
    """A letter for one addressee, or with its fields kept, in ``language`` (BCP 47).

    ``head`` are its lines above the text, blocks of them parted by an empty tuple; ``subject`` may be empty; ``foot`` are lines
    below it. ``signatories`` begin with their heading. ``pictures`` are those of the body by their paths.
    """

    language: str
    head: tuple[Runs, ...]
    subject: Runs
    salutation: Runs
    body: tuple[Block, ...]
    closing: Runs
    foot: tuple[str, ...]
    signatories: tuple[str, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
