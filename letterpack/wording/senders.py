"""Who writes: the sender's names in the order of a letter, a document's author, who signs."""

from __future__ import annotations

from letterpack.languages import primary
from letterpack.model.campaign import CampaignRead, Sender


def sender_names(sender: Sender, language: str) -> tuple[str, ...]:
    """Return the sender's names, those in ``language`` (BCP 47) first, which is a letter's."""
    tagged = zip(sender.languages or [""] * len(sender.names), sender.names, strict=True)
    return tuple([name for _, name in sorted(tagged, key=lambda pair: primary(pair[0]) != primary(language))])


def author(sender: Sender, language: str) -> str:
    """Return the author of a document in ``language``: the sender's first name there, or empty."""
    return next(iter(sender_names(sender, language)), "")


def signer(campaign: CampaignRead, language: str) -> str:
    """Return who signs a letter in ``language`` with their own hand; empty where the list of signatories stands in its place."""
    return campaign.settings.signature.name or ("" if campaign.signatories else author(campaign.settings.sender, language))
