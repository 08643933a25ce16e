"""What a packet must hold, worked out from the sources as they are now: what checks compare a finished PDF with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from letterpack.model.campaign import Addressee, Kind
from letterpack.model.merged import MergedLetter


class PlacedEnclosure(Struct, frozen=True):
    """How an enclosure must stand in a packet: ``stamp`` on each page, beginning on a front, fitted to ``paper_pt`` (None: as its
    file has it).
    """

    stamp: str
    starts_front: bool
    paper_pt: tuple[float, float] | None


class Expected(NamedTuple):
    r"""One packet as the sources ask for it.

    ``reader`` is whom the packet goes to; ``members`` to whom the letter in it is written (one, or all of a joint letter),
    and they are the reader where it is no copy. ``window`` is the block for the window, line by line. ``carrier`` and
    ``letter`` are the texts of their blocks in reading order; ``"\n"`` in one is where a new line begins and a space may be.
    ``salutation`` is one of ``letter``, and so is ``signatories_head``, above ``signatories``, the rows of the list.
    ``copies`` are those whom the letter names as getting a copy; ``enclosures`` are paths, ``placed`` how each must stand
    there. ``page_label`` gives the foot of a letter's page, ``draft_mark`` what a draft has there too, ``heads`` what the
    head of following pages may call the addressees, and what heads of tables say, which stand there again. ``inputs_sha256``
    is the digest of all that the packet is made from.
    """

    id: str
    kind: Kind
    file: str
    reader: Addressee
    members: tuple[Addressee, ...]
    merged: MergedLetter
    window: tuple[str, ...]
    carrier: tuple[str, ...]
    letter: tuple[str, ...]
    salutation: str
    signatories: tuple[str, ...]
    signatories_head: str
    copies: tuple[Addressee, ...]
    enclosures: tuple[str, ...]
    placed: tuple[PlacedEnclosure, ...]
    title: str
    author: str
    language: str
    date: date
    page_label: Callable[[int, int], str]
    draft_mark: str
    is_draft: bool
    heads: tuple[str, ...]
    inputs_sha256: str
