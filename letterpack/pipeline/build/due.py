"""Who gets a packet: the addressees of a letter, and those who get copies of it, each with the letter that is merged for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from letterpack.model.campaign import Addressee, Kind
from letterpack.model.merged import MergedLetter
from letterpack.values import replace


class Copy(Struct, frozen=True):
    """Somebody who gets a copy of a letter with their own address on a carrier: a cc, a bcc, or one of a joint letter's
    addressees.
    """

    reader: Addressee
    kind: Kind


class Addressed(NamedTuple):
    """A packet by whom it goes to, no letter merged for it yet: for ``reader``'s address ``address_index`` (0-based), of the
    letter to ``members``, behind a carrier where it ``is_copy``. ``enclosures`` are paths: the letter's, its addressees', the
    reader's.
    """

    name: str
    kind: Kind
    reader: Addressee
    address_index: int
    members: tuple[Addressee, ...]
    is_copy: bool
    enclosures: tuple[str, ...]

    @property
    def copies(self) -> tuple[Addressee, ...]:
        """Who gets a copy of this letter alone."""
        return _copies(self.members)


class DuePacket(NamedTuple):
    """A packet that is to be made: what ``Addressed`` says of it, and the letter ``merged`` for its reader."""

    name: str
    kind: Kind
    reader: Addressee
    address_index: int
    members: tuple[Addressee, ...]
    is_copy: bool
    enclosures: tuple[str, ...]
    merged: MergedLetter

    @property
    def copies(self) -> tuple[Addressee, ...]:
        """Who gets a copy of this letter alone."""
        return _copies(self.members)


def addressed(copy: Copy, members: tuple[Addressee, ...], shared: tuple[str, ...]) -> Iterator[Addressed]:
    """Yield the packets that go to ``copy``'s reader, of a letter to ``members`` whose enclosures for all are ``shared``."""
    is_copy = copy.kind != "to" or len(members) > 1
    enclosures = _each_once(shared, (*members, copy.reader))
    for index in range(len(copy.reader.addresses) if copy.reader.delivery == "all" else 1):
        yield Addressed(packet_id(copy.reader.id, index), copy.kind, copy.reader, index, members, is_copy, enclosures)


def with_members(merged: MergedLetter, members: tuple[Addressee, ...]) -> MergedLetter:
    """Return ``merged`` with what the other addressees of a joint letter enclose."""
    enclosures = _each_once(merged.enclosures, members[1:])
    return merged if enclosures is merged.enclosures else replace(merged, enclosures=enclosures)


def _copies(members: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    return tuple([copy for member in members for copy in member.cc])


def _each_once(shared: tuple[str, ...], people: tuple[Addressee, ...]) -> tuple[str, ...]:
    """Return ``shared`` and what ``people`` enclose, each once; ``shared`` itself where nobody encloses anything."""
    own = [path for each in people for path in each.enclosures]
    return tuple(dict.fromkeys((*shared, *own))) if own else shared


def packet_id(addressee_id: str, address_index: int) -> str:
    """Return the id of the packet to an addressee's address: its own id for the first, ``id.2`` for the second."""
    return addressee_id if address_index == 0 else f"{addressee_id}.{address_index + 1}"
