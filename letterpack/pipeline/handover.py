"""The folder that goes to a printing service: each packet's PDF, and beside it what the service is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from letterpack.pipeline.handed import handed_packets, refuse_draft, shape_for
from letterpack.pipeline.inspect import CheckRequest, CheckResult, check
from letterpack.stores import find_store
from letterpack.stores.folder import new_folder
from letterpack.world import World


@dataclass(frozen=True, slots=True)
class HandoverResult:
    """What was handed over: the ``packets``, in mailing order, and those among them that are ``blind`` copies; none where the
    ``check`` found an error.
    """

    provider: str
    check: CheckResult
    packets: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the folder was written."""
        return bool(self.packets)


def hand_over(
    world: World, request: CheckRequest, out: Path, progress: Callable[[int, int], None] | None = None
) -> HandoverResult:
    """Check the batch for the provider that ``request`` names, and write the folder ``out`` if there is no error.

    Raises ``LetterpackError`` where there is no such provider, none that takes a folder, no batch, or a draft.
    """
    shape = shape_for(request.provider)
    batch = find_store(request.place).batch()
    refuse_draft(batch)
    checked = check(world, request, progress)
    if checked.campaign is None or not checked.passes(strict=False):
        return HandoverResult(request.provider, checked)
    packets: list[str] = []
    blind: list[str] = []
    with new_folder(out, "--output") as stage:
        for packet in handed_packets(world, checked.campaign, batch, are_made=checked.is_as_made):
            stage.put_all((path, [data]) for path, data in packet.files(shape))
            packets.append(packet.name)
            if packet.is_blind:
                blind.append(packet.name)
    return HandoverResult(request.provider, checked, tuple(packets), tuple(blind))
