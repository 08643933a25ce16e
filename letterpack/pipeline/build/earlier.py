"""Packets that are taken from an earlier build, whole or cut short, because they would be made from the same once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from msgspec import Struct

from letterpack.manifest.earlier import EarlierRows
from letterpack.model.form import Form
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build.due import Addressed
from letterpack.pipeline.build.packet import LetterBuilder
from letterpack.pipeline.build.versions import versions
from letterpack.press.slips import AddressSlip
from letterpack.values import replace
from letterpack.world import BatchFiles, Stage, Staging, TakenFile


class TakenPacket(Struct, frozen=True):
    """A packet that was there: its row for the manifest, whom it goes to, and who would have made it."""

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
        self._rows = [EarlierRows(place, versions()) for place in places]
        self._stage = stage

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let packets be taken inside the ``with``. Raises ``OSError``."""
        with ExitStack() as stack:
            for rows in self._rows:
                stack.enter_context(rows.opened())
            yield

    def take(self, wanted: Iterable[tuple[LetterBuilder, Addressed]]) -> dict[str, TakenPacket]:
        """Return those of the packets ``wanted``, each of its builder's letter, whose files could be taken over, by name.

        What is wrong with their enclosures is reported. Raises ``OSError`` if the batch cannot be written.
        """
        taken: dict[str, TakenPacket] = {}
        asked: list[tuple[LetterBuilder, Addressed, str]] = []
        for builder, due in wanted:
            enclosures = builder.enclosed(due)
            if len(enclosures) == len(due.enclosures):
                asked.append((builder, due, builder.inputs(due, enclosures)))
        for rows in self._rows:
            found = [
                (builder, due, row)
                for builder, due, inputs_sha256 in asked
                if due.name not in taken and (row := rows.find(inputs_sha256, due.name)) is not None
            ]
            files = [TakenFile(builder.path(due.name), row.file, row.sha256) for builder, due, row in found]
            for (builder, due, row), data in zip(found, self._stage.take_over(rows.batch, files), strict=True):
                if data is not None:
                    builder.count_sheets(due, row)
                    now = replace(row, addressee=due.reader.id, kind=due.kind, file=builder.path(due.name))
                    taken[due.name] = TakenPacket(now, due, builder)
        return taken


def earlier_packets(staging: Staging) -> EarlierPackets | None:
    """Return the packets that may be taken over into the batch of ``staging``; None where nothing is there."""
    return EarlierPackets(staging.earlier, staging.stage) if staging.earlier else None
