"""Who gets a packet, the addressees of a letter and those who get copies of it; and what it is made from, as a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from letterpack.model.campaign import Addressee, CampaignRead, Kind
from letterpack.model.merged import MergedLetter
from letterpack.model.pdf import Enclosure
from letterpack.model.profile import Profile
from letterpack.model.template import LetterTemplate
from letterpack.text.families import Family
from letterpack.text.fonts import Font
from letterpack.text.scripts import brings_own_forms, forms_of_country, forms_of_text
from letterpack.values import replace


class Copy(Struct, frozen=True):
    """Somebody who gets a copy of a letter with their own address on a carrier: a cc, a bcc, or one of a joint letter's
    addressees.
    """

    reader: Addressee
    kind: Kind


class Addressed(Struct, frozen=True):
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
        return tuple([copy for member in self.members for copy in member.cc])

    def with_letter(self, merged: MergedLetter) -> DuePacket:
        """Return the packet that is to be made with the letter ``merged``."""
        to = (self.name, self.kind, self.reader, self.address_index, self.members, self.is_copy, self.enclosures)
        return DuePacket(*to, merged)


class DuePacket(Addressed, frozen=True):
    """A packet that is to be made: what ``Addressed`` says of it, and the letter ``merged`` for its reader."""

    merged: MergedLetter


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


def _each_once(shared: tuple[str, ...], people: tuple[Addressee, ...]) -> tuple[str, ...]:
    """Return ``shared`` and what ``people`` enclose, each once; ``shared`` itself where nobody encloses anything."""
    own = [path for each in people for path in each.enclosures]
    return tuple(dict.fromkeys((*shared, *own))) if own else shared


def packet_id(addressee_id: str, address_index: int) -> str:
    """Return the id of the packet to an addressee's address: its own id for the first, ``id.2`` for the second."""
    return addressee_id if address_index == 0 else f"{addressee_id}.{address_index + 1}"


_FOR_ALL: Final = ("letterpack", "signatories")
"""The files that show in every packet, whatever they are kept in."""


def shared_inputs(
    campaign: CampaignRead,
    template: LetterTemplate,
    data: tuple[object, ...],
    fonts: list[str],
    pictures: list[str],
    profile: Profile,
) -> str:
    """Return the digest of what all packets of a letter are made from: letter, settings, signatories, fonts, pictures, what the
    PDFs are for, and ``data``: the values of form, style, language and manners, whose files may be the campaign's own.
    """
    files = {each.path: each.sha256 for each in campaign.inputs if PurePosixPath(each.path).stem in _FOR_ALL}
    said = json.dumps(
        [
            template.letter.sha256,
            files,
            [repr(each) for each in data],
            sorted(fonts),
            sorted(pictures),
            [copy.canonical for copy in campaign.mailing.cc],
            profile.name,
            *([hashlib.sha256(profile.intent.icc).hexdigest(), profile.intent.identifier] if profile.intent.icc else []),
        ],
        sort_keys=True,
    )
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def paths_in_packets(campaign: CampaignRead) -> frozenset[str]:
    """Return the paths of the sources whose digests are in those of packets, whoever gets them."""
    letters = {letter.sha256 for letter in campaign.letters.values()}
    return frozenset(
        [each.path for each in campaign.inputs if PurePosixPath(each.path).stem in _FOR_ALL or each.sha256 in letters]
    )


def packet_inputs(shared: str, due: Addressed, enclosures: tuple[Enclosure, ...], family: Family, language: str) -> str:
    """Return the digest of all that the packet ``due`` with its ``enclosures`` is made from; ``shared`` is its letter's."""
    said = [
        shared,
        due.reader.canonical,
        due.kind,
        str(due.address_index),
        *[member.canonical for member in due.members],
        *[copy.canonical for copy in due.copies],
        *[text for each in enclosures for text in (each.sha256, each.title)],
    ]
    people = (due.reader, *due.members, *due.copies)
    said.extend([font.sha256 for font in _beyond("".join(said), people, family, language)])
    return hashlib.sha256("\0".join(said).encode("utf-8")).hexdigest()


def _beyond(text: str, people: tuple[Addressee, ...], family: Family, language: str) -> tuple[Font, ...]:
    """Return the fonts behind the letter's own that ``text`` needs, which names ``people``."""
    fonts = family.beyond(text, language)
    if not fonts or brings_own_forms(language):
        return fonts
    forms = [*map(forms_of_text, text.split()), *[forms_of_country(each.country) for each in people]]
    others = [font for tag in dict.fromkeys(filter(None, forms)) for font in family.beyond(text, tag)]
    return tuple(dict.fromkeys([*fonts, *others]))
