"""``letterpack.hand_over``: the folder that a printing service takes."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from letterpack.files import no_more_readable_than, sources_of
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.library.watching import watcher
from letterpack.pipeline.handover import HandoverResult
from letterpack.pipeline.inspect import CheckRequest
from letterpack.stores import StorePlace


@told_plainly
def hand_over(
    campaign: AnyCampaign, provider: str, *, build: StorePlace | None = None, path: str | PathLike[str] | None = None
) -> HandoverResult:
    """Check the packets for ``provider``, and write them to the new folder ``path``, each with the data that the service
    takes.

    ``path`` is ``handover-PROVIDER`` by default. Nothing is written if the check finds an error. Raises ``LetterpackError``.
    """
    from letterpack.pipeline.handover import hand_over as hand_batch_over

    found = opened(campaign)
    request = CheckRequest(found.path, build, provider=provider)
    with no_more_readable_than(sources_of(found.path)):
        out = Path(f"handover-{provider}" if path is None else path)
        return hand_batch_over(found.world, request, out, watcher().progress)
