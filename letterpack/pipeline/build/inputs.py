"""What a packet is made from, as digests: equal digests are equal bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import Final

from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.pdf import Enclosure
from letterpack.model.profile import Profile
from letterpack.model.template import LetterTemplate
from letterpack.pipeline.build.due import Addressed, DuePacket
from letterpack.text.families import Family
from letterpack.text.fonts import Font
from letterpack.text.fullwidth import brings_own_forms, forms_of_country, forms_of_text

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


def packet_inputs(
    shared: str, due: Addressed | DuePacket, enclosures: tuple[Enclosure, ...], family: Family, language: str
) -> str:
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
