"""What printing services are told of a packet beside its PDF: who it goes to, in parts, who sends it, and how it is printed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from letterpack.countries import country_line, country_named
from letterpack.countries.parting import PartedAddress, parted
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form
from letterpack.pipeline.build.due import Addressed
from letterpack.pipeline.build.kit import Kit
from letterpack.providers import HandoverShape, Provider
from letterpack.providers.handing import KnownOfPacket, filled, refused, wants
from letterpack.wording.people import addressed_names
from letterpack.wording.senders import author

_NO_PARTS: Final = PartedAddress((), "", "", "")
_OF_PARTS: Final = frozenset({"street", "postcode", "city", "region", "above"})
_OF_SENDER: Final = frozenset({"sender_street", "sender_postcode", "sender_city", "sender_region"})
_AS_THE_POST: Final = "write the town and postcode as the country's post has them, such as `10117 Berlin` or `New York, NY 10001`"
_REFERENCE: Final = 32


class NotTaken(Struct, frozen=True):
    """What a service would refuse of a packet's data, in words, and what to do."""

    message: str
    hint: str


class PostedPacket(Struct, frozen=True):
    """Who a packet is from and goes to."""

    packet: Addressed
    campaign: CampaignRead
    form: Form

    @property
    def home(self) -> str:
        """The country that the mail is posted in, empty where nobody says."""
        return self.campaign.settings.sender.country

    @property
    def country(self) -> str:
        """The country that it goes to, empty where nobody says."""
        return self.packet.reader.country or self.home

    @property
    def window(self) -> str:
        """At which side of the sheet the address is: left or right."""
        return "left" if self.form.address.text_x_pt < self.form.paper_width_pt / 2 else "right"

    @property
    def lines(self) -> Sequence[str]:
        """The address without its country."""
        return _without_country(self.packet.reader.addresses[self.packet.address_index], self.country, self.campaign)

    @property
    def recipient(self) -> PartedAddress | None:
        """The address in parts; None where its lines do not tell them."""
        return parted(self.lines, self.country)

    @property
    def sender(self) -> PartedAddress | None:
        """The sender's address in parts; None where its lines do not tell them."""
        return parted(self.sender_lines, self.home)

    @property
    def sender_lines(self) -> Sequence[str]:
        """The sender's address without its country."""
        return _without_country(self.campaign.settings.sender.address, self.home, self.campaign)


def posted_packets(campaign: CampaignRead, form: Form, kit: Kit) -> Iterator[PostedPacket]:
    """Yield the packets of ``campaign`` in mailing order."""
    for addressee in campaign.mailing.to():
        for _, packet in kit.addressed(addressee):
            yield PostedPacket(packet, campaign, form)


def _without_country(lines: Sequence[str], code: str, campaign: CampaignRead) -> Sequence[str]:
    """Return ``lines`` without the last one where it is the name of the country ``code``."""
    if len(lines) > 1 and (lines[-1] == campaign.settings.countries.get(code) or country_named(lines[-1]) == code):
        return lines[:-1]
    return lines


def known_of(posted: PostedPacket, pdf: bytes, *, colour: bool) -> KnownOfPacket:
    """Return what is known of the packet whose PDF is ``pdf``, by the names that providers' files use.

    Its reference says nothing of who it goes to.
    """
    packet, reader = posted.packet, posted.packet.reader
    to, sender = posted.recipient or _NO_PARTS, posted.sender or _NO_PARTS
    named = addressed_names(reader, posted.home)
    names, digest = tuple(named.values()), hashlib.sha256(pdf)
    return {
        "file": f"{packet.name}.pdf",
        "reference": digest.hexdigest()[:_REFERENCE],
        "uuid": str(UUID(bytes=digest.digest()[:16], version=4)),
        "checksum": hashlib.md5(b64encode(pdf), usedforsecurity=False).hexdigest(),
        "colour": colour,
        "window": posted.window,
        "names": names,
        "person": named.get("name") or reader.title,
        "body": tuple(filter(None, (reader.title if reader.name else "", reader.organization))),
        "street": to.street,
        "above": (*names, *to.street),
        "postcode": to.postcode,
        "city": to.city,
        "region": to.region,
        "lines": tuple(posted.lines),
        "country": posted.country,
        "country_in_german": country_line(posted.country, "de") if posted.country else "",
        "country_in_english": country_line(posted.country, "en") if posted.country else "",
        "sender_name": author(posted.campaign.settings.sender, packet.reader.language),
        "sender_street": sender.street,
        "sender_postcode": sender.postcode,
        "sender_city": sender.city,
        "sender_region": sender.region,
        "sender_lines": tuple(posted.sender_lines),
        "sender_country": posted.home,
        "sender_country_in_english": country_line(posted.home, "en") if posted.home else "",
    }


def not_taken(posted: PostedPacket, provider: Provider) -> Iterator[NotTaken]:
    """Yield what ``provider`` would refuse of what is known of a packet."""
    shape = provider.handover
    if shape is None:
        return
    known = known_of(posted, b"", colour=False)
    if wants(shape, _OF_PARTS, known) and posted.recipient is None:
        said = f"its address does not show the town and the postcode, which {provider.title} wants"
        yield NotTaken(said, _AS_THE_POST if posted.country else "say the `country`, or `sender.country` for letters at home")
    elif wants(shape, _OF_SENDER, known) and posted.sender is None:
        said = f"the sender's address does not show the town and the postcode, which {provider.title} wants"
        yield NotTaken(said, f"in `sender` of letterpack.yaml, say `address` and `country`: {_AS_THE_POST}")
    else:
        yield from _in_fields(shape, known, provider)


def _in_fields(shape: HandoverShape, known: KnownOfPacket, provider: Provider) -> Iterator[NotTaken]:
    for found in refused(shape, filled(shape, known)):
        place = "`sender` of letterpack.yaml" if found.is_of_sender else "the addressee's entry"
        hint = f"say it in {place}: {_AS_THE_POST}" if found.is_missing else f"shorten it in {place}"
        yield NotTaken(f"{found.message} in the data for {provider.title}", hint)
