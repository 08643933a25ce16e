"""Who writes: the sender's names in the order of a letter, a document's author, who signs."""

from __future__ import annotations

from letterpack.languages import primary
from letterpack.model.campaign import CampaignRead, Sender
from letterpack.model.spoken import Spoken


def spoken_names(sender: Sender, language: str) -> tuple[Spoken, ...]:
    """Return the sender's names, each with its language where the campaign gives it, those in ``language`` (BCP 47) first, which
    is a letter's.
    """
    tagged = map(Spoken, sender.names, sender.languages or [""] * len(sender.names))
    return tuple(sorted(tagged, key=lambda name: primary(name.language) != primary(language)))


def sender_names(sender: Sender, language: str) -> tuple[str, ...]:
    """Return the texts of ``spoken_names``."""
    return tuple([name.text for name in spoken_names(sender, language)])


def author(sender: Sender, language: str) -> str:
    """Return the author of a document in ``language``: the sender's first name there, or empty."""
    return next(iter(sender_names(sender, language)), "")


def signer(campaign: CampaignRead, language: str) -> Spoken:
    """Return who signs a letter in ``language`` with their own hand; empty where the list of signatories stands in its place."""
    if campaign.settings.signature.name or campaign.signatories:
        return Spoken(campaign.settings.signature.name)
    return next(iter(spoken_names(campaign.settings.sender, language)), Spoken(""))
