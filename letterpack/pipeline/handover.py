"""The folder that goes to a printing service: each packet's PDF, and beside it what the service is told of it.

A blind copy lies in a folder of its own, so that whoever uploads the others hands nobody its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
from PIL.ImageChops import difference

from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.forms import campaign_form
from letterpack.kept import Kept
from letterpack.manifest import iter_packets, read_manifest
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import PacketRow
from letterpack.pdfcopy.weighing import TooHeavy, open_weighed
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.inspect import CheckRequest, CheckResult, check
from letterpack.pipeline.provider_fields import PostedPacket, known_of, posted_packets
from letterpack.pipeline.sources import SourceLookup
from letterpack.providers import HandoverShape, load_provider, provider_names
from letterpack.providers.handing import filled, written
from letterpack.stores import find_store
from letterpack.stores.batch import new_folder
from letterpack.world import BatchFiles, World

BLIND: Final = "blind-copies"
"""The folder below which each blind copy has its own."""
_SCALE: Final = 0.5
"""Pixels a point, at which a page is looked at for colour."""
_GRAY: Final = 24
"""How far red, green and blue of a gray pixel may lie apart: a warm black is no colour."""


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
    shape = _shape(request.provider)
    batch = find_store(request.place).batch()
    if read_manifest(batch).head.status == "draft":
        hint = "printing services mail what they get: write `status: final` in letter.md, and build again"
        raise LetterpackError("the packets are a draft", hint)
    checked = check(world, request, progress)
    if checked.campaign is None or not checked.passes(strict=False):
        return HandoverResult(request.provider, checked)
    packets: list[str] = []
    blind: list[str] = []
    with new_folder(out, "--output") as stage:
        for posted, pdf in _pieces(world, checked.campaign, batch):
            packet = posted.packet
            folder = f"{BLIND}/{packet.name}/" if packet.kind == "bcc" else ""
            known = known_of(posted, pdf, colour=is_coloured(pdf))
            stage.put(f"{folder}{packet.name}.pdf", [pdf])
            stage.put(f"{folder}{packet.name}.{shape.kind}", [written(shape, filled(shape, known))])
            packets.append(packet.name)
            if folder:
                blind.append(packet.name)
    return HandoverResult(request.provider, checked, tuple(packets), tuple(blind))


def _shape(name: str) -> HandoverShape:
    shape = load_provider(name).handover if name in provider_names() else None
    if shape is None:
        taking = [f"`{each}`" for each in provider_names() if load_provider(each).handover]
        why = "letterpack does not know what it takes" if name in provider_names() else "there is no such provider"
        raise LetterpackError(f"nothing can be handed over to `{name}`: {why}", f"choose one of {', '.join(taking)}")
    return shape


def _pieces(world: World, campaign: CampaignRead, batch: BatchFiles) -> Iterator[tuple[PostedPacket, bytes]]:
    """Yield the packets in mailing order with their bytes. Raises ``LetterpackError`` where one is not as it was checked."""
    rows = Kept(((row.id, row) for row in iter_packets(batch)), PacketRow)
    form = campaign_form(campaign)
    for posted in posted_packets(campaign, form, Kit(campaign, world, Report(), SourceLookup(world), ())):
        row = rows[posted.packet.name]
        if batch.digest(row.file) != row.sha256:
            raise LetterpackError(f"`{batch.shown(row.file)}` is not the file that was built", "build again, and hand that over")
        yield posted, batch.read(row.file)


def is_coloured(pdf: bytes) -> bool:
    """Whether any page of ``pdf`` shows a colour. Raises ``LetterpackError`` where it would cost too much to see."""
    try:
        document = open_weighed(pdf)
    except TooHeavy as error:
        raise LetterpackError(f"a packet could not be drawn: {error}", "build again, and hand that over") from error
    try:
        return any(_has_colour(page) for page in document)
    finally:
        document.close()


def _has_colour(page: pdfium.PdfPage) -> bool:
    red, green, blue = page.render(scale=_SCALE).to_pil().convert("RGB").split()
    apart = (difference(red, green), difference(green, blue), difference(red, blue))
    return any(max(each.tobytes(), default=0) > _GRAY for each in apart)
