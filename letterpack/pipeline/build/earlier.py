"""Packets that are taken from an earlier build, whole or cut short, because they would be made from the same once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import NamedTuple

from letterpack.manifest.earlier import EarlierRows
from letterpack.model.form import Form
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build.due import Addressed
from letterpack.pipeline.build.packet import LetterBuilder
from letterpack.pipeline.build.versions import versions
from letterpack.press.slips import AddressSlip
from letterpack.products import Product
from letterpack.world import BatchFiles, Stage, Staging


class TakenPacket(NamedTuple):
    """A packet that was there: its row for the manifest, whom it goes to, who would have made it."""

    row: PacketRow
    due: Addressed
    builder: LetterBuilder

    def slip(self, form: Form) -> AddressSlip | None:
        """Return its address on ``form``; None where it does not fit there, which is reported."""
        return self.builder.slip(self.due, form)


class EarlierPackets:
    """The packets in ``places``, to be taken over into ``stage``."""

    def __init__(self, places: tuple[BatchFiles, ...], stage: Stage) -> None:
        self.places = places
        made_by = versions()
        self._rows = [EarlierRows(place, made_by) for place in places]
        self._stage = stage

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let packets be taken inside the ``with``. Raises ``OSError``."""
        with ExitStack() as stack:
            for rows in self._rows:
                stack.enter_context(rows.opened())
            yield

    def take(self, builder: LetterBuilder, due: Addressed) -> TakenPacket | None:
        """Return the packet ``due`` of ``builder``'s letter, its file taken over; None where it has to be made.

        What is wrong with its enclosures is reported. Raises ``OSError`` where the batch cannot be written.
        """
        enclosures = builder.enclosed(due)
        if len(enclosures) < len(due.enclosures):
            return None
        inputs_sha256, path = builder.inputs(due, enclosures), builder.path(due.name)
        for rows in self._rows:
            row = rows.find(inputs_sha256, due.name)
            if row is not None and self._stage.take_over(path, rows.batch, row.file, row.sha256):
                builder.count_sheets(due, row)
                return TakenPacket(replace(row, addressee=due.reader.id, kind=due.kind, file=path), due, builder)
        return None


def earlier_packets(staging: Staging, products: Sequence[Product]) -> EarlierPackets | None:
    """Return the packets that may be taken over into the batch of ``staging``; None where all are made: nothing is there, or one
    of the ``products`` needs the pages of all.
    """
    needs_pages = any(product.takes_pages for product in products)
    return EarlierPackets(staging.earlier, staging.stage) if staging.earlier and not needs_pages else None
