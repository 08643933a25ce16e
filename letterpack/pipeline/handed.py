"""What is in the folder that goes to a printing service, file by file: whoever writes such a folder and whoever reads one back
ask here.

A blind copy lies in a folder of its own, so that whoever uploads the others hands nobody its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pypdfium2 as pdfium
from msgspec import Struct
from PIL.ImageChops import difference

from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.forms import campaign_form
from letterpack.kept import Kept
from letterpack.manifest import iter_packets, read_manifest
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import PacketRow
from letterpack.pdfcopy.opened import TooHeavy, opened
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.provider_fields import known_of, posted_packets
from letterpack.pipeline.sources import SourceLookup
from letterpack.providers import HandoverShape, load_provider, provider_names
from letterpack.providers.handing import KnownOfPacket, filled, written
from letterpack.world import BatchFiles, World

BLIND: Final = "blind-copies"
"""The folder below which each blind copy has its own."""
_HINT: Final = "build again, and hand that over"
_SCALE: Final = 0.5
"""Pixels a point, at which a page is looked at for colour."""
_GRAY: Final = 24
"""How far red, green and blue of a gray pixel may lie apart: a warm black is no colour."""
_FURTHER_APART: Final = [value > _GRAY for value in range(256)]


class HandedPacket(Struct, frozen=True):
    """A packet that is handed over: its id, whether it is a blind copy, its PDF, and what is known of it."""

    name: str
    is_blind: bool
    pdf: bytes
    known: KnownOfPacket

    @property
    def folder(self) -> str:
        """Where its files are, with ``/`` behind; empty where they are beside the others."""
        return f"{BLIND}/{self.name}/" if self.is_blind else ""

    def files(self, shape: HandoverShape) -> tuple[tuple[str, bytes], ...]:
        """Return the path and the bytes of each of its files, for a service that takes ``shape``."""
        stem = f"{self.folder}{self.name}"
        return (f"{stem}.pdf", self.pdf), (f"{stem}.{shape.kind}", written(shape, filled(shape, self.known)))


def shape_for(name: str) -> HandoverShape:
    """Return what the provider ``name`` takes. Raises ``LetterpackError`` where there is none, or none that takes a folder."""
    shape = load_provider(name).handover if name in provider_names() else None
    if shape is None:
        taking = [f"`{each}`" for each in provider_names() if load_provider(each).handover]
        why = "letterpack does not know what it takes" if name in provider_names() else "there is no such provider"
        raise LetterpackError(f"nothing can be handed over to `{name}`: {why}", f"choose one of {', '.join(taking)}")
    return shape


def refuse_draft(batch: BatchFiles) -> None:
    """Raise ``LetterpackError`` where there is no ``batch``, or its packets are a draft."""
    if read_manifest(batch).head.status == "draft":
        hint = "printing services mail what they get: write `status: final` in letter.md, and build again"
        raise LetterpackError("the packets are a draft", hint)


def handed_packets(world: World, campaign: CampaignRead, batch: BatchFiles, *, are_made: bool) -> Iterator[HandedPacket]:
    """Yield what is handed over of ``campaign`` and its ``batch``, in mailing order. Where its packets ``are_made`` as the
    campaign makes them, they are not weighed before they are drawn.

    Raises ``LetterpackError`` where a packet is not there, or is not the one that was built.
    """
    rows = Kept(((row.id, row) for row in iter_packets(batch)), PacketRow)
    form = campaign_form(campaign)
    for posted in posted_packets(campaign, form, Kit(campaign, world, Report(), SourceLookup(world), ())):
        packet = posted.packet
        if packet.name not in rows:
            raise LetterpackError(f"there is no packet for `{packet.name}`", _HINT)
        row = rows[packet.name]
        if batch.digest(row.file) != row.sha256:
            raise LetterpackError(f"`{batch.shown(row.file)}` is not the file that was built", _HINT)
        pdf = batch.read(row.file)
        yield HandedPacket(
            packet.name, packet.kind == "bcc", pdf, known_of(posted, pdf, colour=is_coloured(pdf, is_light=are_made))
        )


def is_coloured(pdf: bytes, *, is_light: bool = False) -> bool:
    """Whether any page of ``pdf`` shows a colour. Raises ``LetterpackError`` where it would cost too much to see; one that
    ``is_light`` is known not to.
    """
    try:
        with opened(pdf, is_light=is_light) as document:
            return any(_has_colour(page) for page in document)
    except TooHeavy as error:
        raise LetterpackError(f"a packet could not be drawn: {error}", _HINT) from error


def _has_colour(page: pdfium.PdfPage) -> bool:
    red, green, blue = page.render(scale=_SCALE).to_pil().convert("RGB").split()
    apart = (difference(red, green), difference(green, blue), difference(red, blue))
    return any(each.point(_FURTHER_APART).getbbox() is not None for each in apart)
