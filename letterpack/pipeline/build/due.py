"""Who gets a packet: the addressees of a letter, and those who get copies of it, each with the letter that is merged for them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from letterpack.model.campaign import Addressee, Kind
from letterpack.model.merged import MergedLetter


class Copy(NamedTuple):
    """Somebody who gets a copy of a letter with their own address on a carrier: a cc, a bcc, or one of a joint letter's
    addressees.
    """

    reader: Addressee
    kind: Kind


class Due(NamedTuple):
    """A packet that is to be made: for ``reader``'s address ``address_index`` (0-based), of the letter to ``members``, behind a
    carrier where it ``is_copy``.
    """

    name: str
    kind: Kind
    reader: Addressee
    address_index: int
    merged: MergedLetter
    members: tuple[Addressee, ...]
    is_copy: bool

    @property
    def copies(self) -> tuple[Addressee, ...]:
        """Who gets a copy of this letter alone."""
        return tuple([copy for member in self.members for copy in member.cc])

    @property
    def enclosures(self) -> tuple[str, ...]:
        """The paths of what is enclosed: the letter's, then the reader's own, each once."""
        return tuple(dict.fromkeys((*self.merged.enclosures, *self.reader.enclosures)))


def with_members(merged: MergedLetter, members: tuple[Addressee, ...]) -> MergedLetter:
    """Return ``merged`` with what the other addressees of a joint letter enclose."""
    others = [path for member in members[1:] for path in member.enclosures]
    return replace(merged, enclosures=tuple(dict.fromkeys((*merged.enclosures, *others)))) if others else merged


def packet_id(addressee_id: str, address_index: int) -> str:
    """Return the id of the packet to an addressee's address: its own id for the first, ``id.2`` for the second."""
    return addressee_id if address_index == 0 else f"{addressee_id}.{address_index + 1}"


def chosen_addresses(addressee: Addressee) -> range:
    """Return the indexes of the addresses that get a packet each."""
    return range(len(addressee.addresses) if addressee.delivery == "all" else 1)
