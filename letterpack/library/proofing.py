"""``letterpack.proof``: a campaign's packets one at a time and in memory, while its sources are written."""

from __future__ import annotations

from letterpack.library.campaign import AnyCampaign, opened
from letterpack.pipeline.proof import Proof, read_proof


def proof(campaign: AnyCampaign, *, before: Proof | None = None) -> Proof:
    """Read ``campaign`` as it is now, and return who gets which packet.

    A packet is made when it is asked for; nothing is written. Mistakes in the sources are its ``findings``. Raises
    ``CampaignNotFound``.

    ``before`` is an earlier proof of the same campaign: pages that it has read are not read again. Use the two in one thread.
    """
    return read_proof(opened(campaign).world, before)
